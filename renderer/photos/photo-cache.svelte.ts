/**
 * Photos as addresses that an <img> can show, fetched from the host by hash and kept in a bounded cache.
 * Holds always: an address that a mounted picture uses is not given back; at most MOST_BYTES of unused photos are kept.
 * A photo that isn't here yet is asked for again when the host tells of news.
 */
import { SvelteMap } from 'svelte/reactivity';
import type { BlobHash, CircleId } from '../../src/core/ids.ts';
import type { Answer } from '../host/connection.ts';

/** `missing`: not on this device yet; `loading`: asked for. */
export type PhotoState = { is: 'loading' } | { is: 'missing' } | { is: 'here'; url: string };

type Fetch = (hash: BlobHash, circle: CircleId | undefined) => Promise<Answer<Uint8Array | null>>;

interface Entry {
  circle: CircleId | undefined;
  uses: number;
  bytes: number;
  asking: boolean;
}

const MOST_BYTES = 48 * 1024 * 1024;
const LOADING: PhotoState = { is: 'loading' };

export class PhotoCache {
  readonly #fetch: Fetch;
  readonly #states = new SvelteMap<BlobHash, PhotoState>();
  /** In the order of last use: the first that nobody uses goes first. */
  readonly #entries = new Map<BlobHash, Entry>();
  #bytes = 0;

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  state(hash: BlobHash): PhotoState {
    return this.#states.get(hash) ?? LOADING;
  }

  /** Says that a picture is shown from now on; the returned function says that it no longer is. */
  use(hash: BlobHash, circle: CircleId | undefined): () => void {
    const entry = this.#entries.get(hash) ?? { circle, uses: 0, bytes: 0, asking: false };
    entry.uses += 1;
    this.#entries.delete(hash);
    this.#entries.set(hash, entry);
    if (entry.bytes === 0) void this.#ask(hash, entry);
    return () => {
      entry.uses -= 1;
      if (entry.uses === 0 && entry.bytes === 0) this.#entries.delete(hash);
      this.#trim();
    };
  }

  /** Takes a photo that was made here, so that it need not be fetched. */
  put(hash: BlobHash, bytes: Uint8Array): void {
    const entry = this.#entries.get(hash) ?? { circle: undefined, uses: 0, bytes: 0, asking: false };
    if (entry.bytes > 0) return;
    this.#entries.set(hash, entry);
    this.#keep(hash, entry, bytes);
  }

  /** Asks again for what is shown and wasn't here. */
  retryMissing(): void {
    for (const [hash, entry] of this.#entries) {
      if (entry.uses > 0 && entry.bytes === 0) void this.#ask(hash, entry);
    }
  }

  async #ask(hash: BlobHash, entry: Entry): Promise<void> {
    if (entry.asking) return;
    entry.asking = true;
    const answer = await this.#fetch(hash, entry.circle);
    entry.asking = false;
    if (entry.bytes > 0) return;
    if (answer.ok && answer.result !== null) this.#keep(hash, entry, answer.result);
    else this.#states.set(hash, { is: 'missing' });
  }

  #keep(hash: BlobHash, entry: Entry, bytes: Uint8Array): void {
    entry.bytes = bytes.length;
    this.#bytes += bytes.length;
    const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'image/webp' }));
    this.#states.set(hash, { is: 'here', url });
    this.#trim();
  }

  #trim(): void {
    for (const [hash, entry] of this.#entries) {
      if (this.#bytes <= MOST_BYTES) return;
      if (entry.uses > 0) continue;
      const state = this.#states.get(hash);
      if (state?.is === 'here') URL.revokeObjectURL(state.url);
      this.#states.delete(hash);
      this.#entries.delete(hash);
      this.#bytes -= entry.bytes;
    }
  }
}
