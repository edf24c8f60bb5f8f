/** A disk in memory on which nothing goes wrong: what is wrong is in the files. */
import { dirname, basename } from 'node:path';
import type { Disk, DiskFile } from '../../../src/node/store/disk.ts';
import { concatBytes } from '../../../src/core/op/bytes.ts';

export class MapDisk implements Disk {
  readonly files = new Map<string, Uint8Array>();

  async open(path: string): Promise<DiskFile> {
    const { files } = this;
    const content = (): Uint8Array => files.get(path) ?? new Uint8Array();
    files.set(path, content());
    return {
      append: async (bytes) => void files.set(path, concatBytes(content(), bytes)),
      sync: async () => undefined,
      truncate: async (length) => void files.set(path, content().slice(0, length)),
      close: async () => undefined,
    };
  }

  async create(path: string): Promise<DiskFile> {
    this.files.set(path, new Uint8Array());
    return await this.open(path);
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    return this.files.get(path);
  }

  async exists(path: string): Promise<boolean> {
    return this.files.has(path);
  }

  async rename(from: string, to: string): Promise<void> {
    const content = this.files.get(from);
    if (content === undefined) throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
    this.files.delete(from);
    this.files.set(to, content);
  }

  async remove(path: string): Promise<void> {
    this.files.delete(path);
  }

  async list(folder: string): Promise<string[]> {
    return [...this.files.keys()].filter((path) => dirname(path) === folder).map((path) => basename(path));
  }

  async makeFolder(): Promise<void> {
    // Folders are there when they are written to.
  }

  async syncFolder(): Promise<void> {
    // Nothing is lost here.
  }
}
