/**
 * Keeps a draft at the host while it is being written: shortly after each change, and at once when the window is hidden.
 * Holds always: one `put` is under way at a time, and the last one carries the newest text; after `discard` none follows.
 */
import type { Answer } from '../host/connection.ts';

const PAUSE_MS = 400;

export interface DraftStore {
  put(draft: string): Promise<Answer<null>>;
  remove(): Promise<Answer<null>>;
}

export type KeptState = 'nothing' | 'keeping' | 'kept' | 'failed';

export class DraftKeeper {
  readonly #store: DraftStore;
  readonly #tell: (state: KeptState) => void;
  #wanted: string;
  #kept: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #busy: Promise<void> | undefined;
  /** Since it was last said to be kept. */
  #changed = false;
  #ended = false;

  /** `kept` is what need not be kept: what the host already has, or an empty draft. */
  constructor(store: DraftStore, kept: string, tell: (state: KeptState) => void) {
    this.#store = store;
    this.#kept = kept;
    this.#wanted = kept;
    this.#tell = tell;
  }

  /** The draft is now this. */
  change(draft: string): void {
    if (this.#ended || draft === this.#wanted) return;
    this.#wanted = draft;
    this.#changed = true;
    this.#tell('keeping');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), PAUSE_MS);
  }

  /** Keeps what isn't kept yet, now. Resolves when it is kept, or when the host said that it can't be. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#busy ??= this.#keep().finally(() => {
      this.#busy = undefined;
    });
    return this.#busy;
  }

  /** The draft is done with: nothing of it is kept any more. */
  async discard(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#timer);
    await this.#busy;
    await this.#store.remove();
  }

  async #keep(): Promise<void> {
    while (!this.#ended && this.#wanted !== this.#kept) {
      const draft = this.#wanted;
      const answer = await this.#store.put(draft);
      if (!answer.ok) {
        this.#tell('failed');
        return;
      }
      this.#kept = draft;
    }
    // Also where a change was taken back before it was kept.
    if (!this.#ended && this.#changed) this.#tell('kept');
    this.#changed = false;
  }
}
