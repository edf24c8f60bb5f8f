/** Group keys of one circle in one session: asks the other side for those that it says it holds and that are missing here. */
import { bytesToId, idToBytes, type OpId } from '../ids.ts';
import { StoreError, type Clock } from '../ports.ts';
import type { SessionLink } from './circle-sync.ts';
import type { SessionCircle } from './session-circle.ts';

/** When to ask again for a key that wasn't given. */
const KEY_RETRY = 60_000;
/** A box key, a nonce and a sealed key. */
const MAX_KEY_ANSWER = 128;

export class KeyFetch {
  readonly #link: SessionLink;
  readonly #circle: SessionCircle;
  readonly #clock: Clock;
  /** Commitments of those that the other side holds. */
  readonly #theirs: () => readonly Uint8Array[];
  #retry: (() => void) | undefined;
  #asking = false;
  #stopped = false;

  constructor(link: SessionLink, circle: SessionCircle, clock: Clock, theirs: () => readonly Uint8Array[]) {
    this.#link = link;
    this.#circle = circle;
    this.#clock = clock;
    this.#theirs = theirs;
  }

  stop(): void {
    this.#stopped = true;
    this.#retry?.();
  }

  async fetch(): Promise<void> {
    const { keyring, circle } = this.#circle;
    if (this.#asking || this.#stopped) return;
    this.#asking = true;
    try {
      for (const h of this.#lacking()) {
        const answer = await this.#link.ask({ q: 'key', c: idToBytes(circle), h: idToBytes(h as OpId) }, MAX_KEY_ANSWER);
        if (answer !== undefined) await keyring.takeSealed(answer);
      }
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
    } finally {
      this.#asking = false;
    }
    // The other side may not know yet whose device this is, or the disk may take no more now.
    this.#retry?.();
    if (this.#lacking().length > 0 && !this.#stopped) this.#retry = this.#clock.after(KEY_RETRY, () => void this.fetch());
  }

  #lacking(): string[] {
    return this.#circle.keyring.lacking(this.#theirs().map((held) => bytesToId<OpId>(held)));
  }
}
