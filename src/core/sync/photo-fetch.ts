/**
 * Photos of one circle in one session: asks the other side for those that are missing here, one after the other, and tells it once there is
 * one that it asked for in vain. Always: a photo is kept only if its bytes have its hash.
 */
import { bytesToId, idToBytes, type BlobHash } from '../ids.ts';
import { StoreError } from '../ports.ts';
import type { SessionLink } from './circle-sync.ts';
import { MAX_BLOB } from './frames.ts';
import type { SessionCircle, SessionPorts } from './session-circle.ts';

/** Photos asked for in vain that are remembered for the other side. */
const MAX_LACKED = 1_000;
/** When a photo is asked for again that the own disk didn't take, in ms. */
const DISK_RETRY = 10_000;

export class PhotoFetch {
  readonly #link: SessionLink;
  readonly #circle: SessionCircle;
  readonly #ports: SessionPorts;
  readonly #unlisten: () => void;
  readonly #refused = new Set<BlobHash>();
  /** Photos that the other side asked for in vain. */
  readonly #lacked = new Set<BlobHash>();
  #retry: (() => void) | undefined;
  #running = false;
  #stopped = false;

  /** `tell`: says again where this side stands, upon which the other asks again for all that it was refused. */
  constructor(link: SessionLink, circle: SessionCircle, ports: SessionPorts, tell: () => void) {
    this.#link = link;
    this.#circle = circle;
    this.#ports = ports;
    this.#unlisten = circle.photos.onHere((hash) => {
      if (this.#lacked.delete(hash)) tell();
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#unlisten();
    this.#retry?.();
  }

  /** The other side asked for a photo that isn't here: it is told once it is. */
  lacks(hash: BlobHash): void {
    if (this.#lacked.size < MAX_LACKED) this.#lacked.add(hash);
  }

  /** What the other side lacked it may have now. */
  forgetRefused(): void {
    this.#refused.clear();
  }

  /** Fetches missing photos, until the other side has none of those that are left. */
  async fetch(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (let want = this.#circle.photos.next(this.#refused); want !== undefined && !this.#stopped; want = this.#circle.photos.next(this.#refused)) {
      await this.#fetchOne(want);
    }
    this.#running = false;
  }

  async #fetchOne({ hash, bytes }: { hash: BlobHash; bytes: number }): Promise<void> {
    const answer = await this.#link.ask({ q: 'blob', c: idToBytes(this.#circle.circle), h: idToBytes(hash) }, MAX_BLOB);
    if (answer === undefined || answer.length !== bytes || bytesToId<BlobHash>(this.#ports.verifier.sha256(answer)) !== hash) {
      this.#refused.add(hash);
      return;
    }
    try {
      await this.#ports.blobs.put(answer);
      this.#circle.photos.came(hash);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#refused.add(hash);
      this.#retry?.();
      this.#retry = this.#ports.clock.after(DISK_RETRY, () => {
        this.#refused.clear();
        void this.fetch();
      });
    }
  }
}
