/**
 * A bundle's bytes as they come in from a file, in pieces of any size: what is asked for is copied out and hashed, and the
 * trailer (digest and end) is known by being the last 64 bytes. Keeps no more than one piece beyond what is asked for.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { CommandFailure } from '../failure.ts';
import { equalBytes } from '../op/bytes.ts';

const TRAILER = 64;
/** Taken at once where only the hash matters. */
const SKIP = 65_536;

export class BundleBytes {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #hash = sha256.create();
  #pieces: Uint8Array[] = [];
  #available = 0;
  #ended = false;

  constructor(source: AsyncIterator<Uint8Array>) {
    this.#source = source;
  }

  /** The next bytes before the trailer. Throws `bad-bundle` where there are fewer. */
  async take(count: number): Promise<Uint8Array> {
    await this.#fill(count + TRAILER);
    if (this.#available < count + TRAILER) throw incomplete();
    const bytes = this.#cut(count);
    this.#hash.update(bytes);
    return bytes;
  }

  /** True if nothing but the trailer is left. */
  async isAtTrailer(): Promise<boolean> {
    await this.#fill(TRAILER + 1);
    if (this.#available < TRAILER) throw incomplete();
    return this.#available === TRAILER;
  }

  /** The trailer, when the rest has been taken. Throws `bad-bundle` unless the digest is that of the rest. */
  async takeTrailer(): Promise<{ digest: Uint8Array; end: Uint8Array }> {
    const digest = this.#cut(32);
    if (!equalBytes(digest, this.#hash.digest())) throw incomplete();
    return { digest, end: this.#cut(32) };
  }

  /** Passes over everything, for a bundle that can't be read here: whether it is whole is told first. */
  async skipWhole(): Promise<void> {
    while (!(await this.isAtTrailer())) {
      await this.#fill(SKIP + TRAILER);
      await this.take(Math.min(SKIP, this.#available - TRAILER));
    }
    await this.takeTrailer();
  }

  async #fill(count: number): Promise<void> {
    while (this.#available < count && !this.#ended) {
      const { done, value } = await this.#source.next();
      if (done === true) {
        this.#ended = true;
      } else if (value.length > 0) {
        this.#pieces.push(value);
        this.#available += value.length;
      }
    }
  }

  #cut(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    let at = 0;
    let whole = 0;
    while (at < count) {
      const piece = this.#pieces[whole];
      if (piece === undefined) throw new Error('cuts more than there is');
      const part = piece.subarray(0, count - at);
      bytes.set(part, at);
      at += part.length;
      if (part.length < piece.length) this.#pieces[whole] = piece.subarray(part.length);
      else whole++;
    }
    this.#pieces.splice(0, whole);
    this.#available -= count;
    return bytes;
  }
}

function incomplete(): CommandFailure {
  return new CommandFailure('bad-bundle', 'This file is damaged: a part of it is missing or was changed.');
}
