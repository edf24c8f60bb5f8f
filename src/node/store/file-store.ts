/**
 * A store in one folder: `journals/` has one file per journal, `values/` one file per value.
 * Holds always: a value is replaced as a whole (temporary file, sync, rename, sync of the folder) and has a checksum.
 * Trusts that only one process at a time uses the folder (the home's lock sees to that).
 */
import { join } from 'node:path';
import { StoreError, type Journal, type Random, type Store } from '../../core/ports.ts';
import { assertStoreName } from '../../core/store/store-rules.ts';
import { crc32 } from './crc32.ts';
import { ReplaceError, replaceFile, type Disk } from './disk.ts';
import { createJournalFile, FileJournal, type JournalFile } from './file-journal.ts';
import type { DamageReport } from './keep-damaged.ts';
import { asStoreError, toStoreError } from './store-errors.ts';

export interface FileStoreOptions {
  disk: Disk;
  folder: string;
  random: Random;
  onDamage: (report: DamageReport) => void;
}

const JOURNAL = { prefix: 'j-', suffix: '.journal' };
const VALUE = { prefix: 'v-', suffix: '.value' };

/** Opens (or makes) the store in that folder. Rejects with StoreError. */
export async function openFileStore(options: FileStoreOptions): Promise<Store> {
  const { disk, folder } = options;
  const journals = join(folder, 'journals');
  const values = join(folder, 'values');
  await asStoreError(async () => {
    if (!(await disk.exists(join(folder, 'store')))) await makeFolders(disk, folder, [journals, values]);
    for (const inside of [journals, values]) await removeLeftovers(disk, inside);
  });
  return new FileStore(options, journals, values);
}

/** Marks the store as made only when its folders are sure to survive. */
async function makeFolders(disk: Disk, folder: string, inside: readonly string[]): Promise<void> {
  for (const path of inside) await disk.makeFolder(path);
  await disk.syncFolder(folder);
  await disk.syncFolder(join(folder, '..'));
  await replaceFile(disk, join(folder, 'store'), folder, [new TextEncoder().encode('huan-store 1\n')]);
}

async function removeLeftovers(disk: Disk, folder: string): Promise<void> {
  for (const file of await disk.list(folder)) {
    // A folder that can't be written can still be read.
    if (file.endsWith('.tmp')) await disk.remove(join(folder, file)).catch(() => undefined);
  }
}

class FileStore implements Store {
  readonly #options: FileStoreOptions;
  readonly #journals: string;
  readonly #values: string;
  readonly #open = new Set<string>();
  /** Writes of one value come one after the other; so do their failures. */
  readonly #writing = new Map<string, Promise<void>>();

  constructor(options: FileStoreOptions, journals: string, values: string) {
    this.#options = options;
    this.#journals = journals;
    this.#values = values;
  }

  async journal(name: string): Promise<Journal> {
    assertStoreName(name);
    if (this.#open.has(name)) throw new Error(`the journal ${name} is open already`);
    this.#open.add(name);
    const at = this.#journalFile(name);
    try {
      if (!(await asStoreError(() => at.disk.exists(at.path)))) await createJournalFile(at);
    } catch (error) {
      this.#open.delete(name);
      throw error;
    }
    return new FileJournal(at, () => this.#open.delete(name));
  }

  async journals(): Promise<string[]> {
    return filesToNames(await asStoreError(() => this.#options.disk.list(this.#journals)), JOURNAL);
  }

  async removeJournal(name: string): Promise<void> {
    assertStoreName(name);
    if (this.#open.has(name)) throw new Error(`the journal ${name} is open`);
    const { path } = this.#journalFile(name);
    await asStoreError(async () => {
      await this.#options.disk.remove(path);
      await this.#options.disk.syncFolder(this.#journals);
    });
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    assertStoreName(name);
    await this.#writing.get(name);
    return this.#read(name);
  }

  put(name: string, value: Uint8Array): Promise<void> {
    assertStoreName(name);
    const content = withChecksum(value);
    return this.#inTurn(name, () => this.#replace(name, content));
  }

  remove(name: string): Promise<void> {
    assertStoreName(name);
    return this.#inTurn(name, async () => {
      await this.#options.disk.remove(this.#valuePath(name));
      await this.#options.disk.syncFolder(this.#values);
    });
  }

  async names(prefix: string): Promise<string[]> {
    const files = await asStoreError(() => this.#options.disk.list(this.#values));
    return filesToNames(files, VALUE).filter((name) => name.startsWith(prefix));
  }

  async #read(name: string): Promise<Uint8Array | undefined> {
    const bytes = await asStoreError(() => this.#options.disk.read(this.#valuePath(name)));
    if (!bytes) return undefined;
    const value = bytes.subarray(4);
    if (bytes.length < 4 || new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true) !== crc32(value)) {
      throw new StoreError('storage-failed', `the stored value ${name} is damaged; its file was left as it is`);
    }
    return value;
  }

  async #replace(name: string, content: Uint8Array): Promise<void> {
    const { disk } = this.#options;
    const path = this.#valuePath(name);
    const old = await disk.read(path);
    try {
      await replaceFile(disk, path, this.#values, [content]);
    } catch (error) {
      // The new value is in place, but may not survive: since it isn't promised, the old one goes back.
      if (error instanceof ReplaceError && error.renamed) {
        await (old ? replaceFile(disk, path, this.#values, [old]) : disk.remove(path));
      }
      throw error;
    }
  }

  #inTurn(name: string, step: () => Promise<void>): Promise<void> {
    const before = this.#writing.get(name) ?? Promise.resolve();
    const result = before.then(step).catch((error: unknown) => {
      throw toStoreError(error);
    });
    const settled = result.catch(() => undefined).then(() => {
      if (this.#writing.get(name) === settled) this.#writing.delete(name);
    });
    this.#writing.set(name, settled);
    return result;
  }

  #journalFile(name: string): JournalFile {
    const { disk, random, onDamage } = this.#options;
    return { disk, random, onDamage, folder: this.#journals, path: join(this.#journals, nameToFile(name, JOURNAL)) };
  }

  #valuePath(name: string): string {
    return join(this.#values, nameToFile(name, VALUE));
  }
}

interface Affixes {
  prefix: string;
  suffix: string;
}

/** `_` is in no name, so this can be undone; the prefix and suffix keep clear of `..`, `con` and the like. */
function nameToFile(name: string, { prefix, suffix }: Affixes): string {
  return prefix + name.replaceAll('/', '_') + suffix;
}

function filesToNames(files: readonly string[], { prefix, suffix }: Affixes): string[] {
  return files
    .filter((file) => file.startsWith(prefix) && file.endsWith(suffix))
    .map((file) => file.slice(prefix.length, file.length - suffix.length).replaceAll('_', '/'))
    .sort();
}

function withChecksum(value: Uint8Array): Uint8Array {
  const content = new Uint8Array(4 + value.length);
  new DataView(content.buffer).setUint32(0, crc32(value), true);
  content.set(value, 4);
  return content;
}
