/**
 * Photos and other files, one file each: `<first two digits>/<hash>`. Content is checked against its name at every read;
 * what no longer matches is moved aside as `<hash>.damaged` and counts as not here.
 */
import { join } from 'node:path';
import { bytesToId, isId, type BlobHash } from '../../core/ids.ts';
import type { Blobs, Verifier } from '../../core/ports.ts';
import { replaceFile, type Disk } from './disk.ts';
import { asStoreError } from './store-errors.ts';

export interface FileBlobsOptions {
  disk: Disk;
  folder: string;
  sha256: Verifier['sha256'];
}

/** Opens (or makes) the blobs in that folder. Rejects with StoreError. */
export async function openFileBlobs(options: FileBlobsOptions): Promise<Blobs> {
  await asStoreError(async () => {
    await options.disk.makeFolder(options.folder);
    await options.disk.syncFolder(join(options.folder, '..'));
  });
  return new FileBlobs(options);
}

class FileBlobs implements Blobs {
  readonly #options: FileBlobsOptions;
  readonly #writing = new Map<BlobHash, Promise<void>>();

  constructor(options: FileBlobsOptions) {
    this.#options = options;
  }

  async has(hash: BlobHash): Promise<boolean> {
    return asStoreError(() => this.#options.disk.exists(this.#place(hash).path));
  }

  async get(hash: BlobHash): Promise<Uint8Array | undefined> {
    const { disk, sha256 } = this.#options;
    const { path } = this.#place(hash);
    return asStoreError(async () => {
      const bytes = await disk.read(path);
      if (!bytes || bytesToId<BlobHash>(sha256(bytes)) === hash) return bytes;
      await disk.rename(path, `${path}.damaged`);
      return undefined;
    });
  }

  async put(bytes: Uint8Array): Promise<BlobHash> {
    const hash = bytesToId<BlobHash>(this.#options.sha256(bytes));
    // Two puts of the same bytes share one write.
    let writing = this.#writing.get(hash);
    if (!writing) {
      writing = asStoreError(() => this.#write(hash, bytes)).finally(() => this.#writing.delete(hash));
      this.#writing.set(hash, writing);
    }
    await writing;
    return hash;
  }

  async remove(hash: BlobHash): Promise<void> {
    const { folder, path } = this.#place(hash);
    await asStoreError(async () => {
      if (!(await this.#options.disk.exists(path))) return;
      await this.#options.disk.remove(path);
      await this.#options.disk.syncFolder(folder);
    });
  }

  async #write(hash: BlobHash, bytes: Uint8Array): Promise<void> {
    const { disk } = this.#options;
    const { folder, path } = this.#place(hash);
    await disk.makeFolder(folder);
    await disk.syncFolder(this.#options.folder);
    await replaceFile(disk, path, folder, [bytes]);
  }

  #place(hash: BlobHash): { folder: string; path: string } {
    if (!isId(hash)) throw new Error('not a blob hash');
    const folder = join(this.#options.folder, hash.slice(0, 2));
    return { folder, path: join(folder, hash) };
  }
}
