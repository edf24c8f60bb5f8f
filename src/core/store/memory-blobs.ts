/** Blobs in memory, for tests and simulation. Names what it stores by the SHA-256 that it is given. */
import { bytesToId, type BlobHash } from '../ids.ts';
import type { Blobs, Verifier } from '../ports.ts';

export class MemoryBlobs implements Blobs {
  readonly #sha256: Verifier['sha256'];
  readonly #blobs = new Map<BlobHash, Uint8Array>();

  constructor(sha256: Verifier['sha256']) {
    this.#sha256 = sha256;
  }

  async has(hash: BlobHash): Promise<boolean> {
    return this.#blobs.has(hash);
  }

  async get(hash: BlobHash): Promise<Uint8Array | undefined> {
    return this.#blobs.get(hash)?.slice();
  }

  async put(bytes: Uint8Array): Promise<BlobHash> {
    const hash = bytesToId<BlobHash>(this.#sha256(bytes));
    this.#blobs.set(hash, bytes.slice());
    return hash;
  }

  async remove(hash: BlobHash): Promise<void> {
    this.#blobs.delete(hash);
  }
}
