/**
 * A journal in one file (bytes: journal-format.ts).
 * Holds always: what `append` promised as durable is synced; appends that come while a sync runs share the next one; after
 * a failed write the file is cut back to what was last synced and the accepted rest is written again, before anything else.
 * What a cut or damage costs is first kept beside the file as `.damaged-N`. Trusts that nobody else writes the file.
 */
import { StoreError, type Journal, type Random } from '../../core/ports.ts';
import { assertRecords } from '../../core/store/store-rules.ts';
import { ReplaceError, replaceFile, type Disk, type DiskFile } from './disk.ts';
import { encodeGroup, encodeHeader, HEADER_LENGTH, keyOfSalt, readGroups, readHeader, type JournalKey } from './journal-format.ts';
import { keepDamaged, type DamageReport } from './keep-damaged.ts';
import { asStoreError, toStoreError } from './store-errors.ts';

/** After so many bytes a sync is made even if nobody asked for one, so that what is held for a second try stays small. */
const MOST_UNSYNCED = 16 * 1_048_576;
const REWRITE_GROUP = 1_048_576;

export interface JournalFile {
  disk: Disk;
  random: Random;
  folder: string;
  path: string;
  /** Told when something was cut off or found damaged. */
  onDamage: (report: DamageReport) => void;
}

interface Append {
  type: 'append';
  records: readonly Uint8Array[];
  durable: boolean;
  done: () => void;
  fail: (error: StoreError) => void;
}

interface Rewrite {
  type: 'rewrite';
  records: readonly Uint8Array[];
  done: () => void;
  fail: (error: StoreError) => void;
}

/** Makes an empty journal file, durably. Rejects with StoreError. */
export async function createJournalFile({ disk, random, folder, path }: JournalFile): Promise<void> {
  await asStoreError(() => replaceFile(disk, path, folder, [encodeHeader(random.bytes(16))]));
}

export class FileJournal implements Journal {
  readonly #at: JournalFile;
  readonly #closed: () => void;
  #key: JournalKey | undefined;
  #file: DiskFile | undefined;
  #end = HEADER_LENGTH;
  #synced = HEADER_LENGTH;
  /** Groups that were accepted without a sync: written again if a later sync fails. */
  #unsynced: (readonly Uint8Array[])[] = [];
  /** False while the file may hold what it shouldn't. */
  #intact = true;
  #folderSynced = true;
  /** What reading found to be put right before anything is written. */
  #heal: (() => Promise<void>) | undefined;
  #queue: (Append | Rewrite)[] = [];
  #working: Promise<void> | undefined;
  #open = true;

  /** `closed` is called once the journal is closed and may be opened again. */
  constructor(at: JournalFile, closed: () => void) {
    this.#at = at;
    this.#closed = closed;
  }

  async read(): Promise<Uint8Array[]> {
    this.#assertOpen();
    if (this.#key) throw new Error('a journal is read once, before the first append');
    return asStoreError(() => this.#load());
  }

  append(records: readonly Uint8Array[], durable: boolean): Promise<void> {
    this.#assertOpen();
    assertRecords(records);
    return this.#enqueue((done, fail) => ({ type: 'append', records, durable, done, fail }));
  }

  rewrite(records: readonly Uint8Array[]): Promise<void> {
    this.#assertOpen();
    assertRecords(records);
    return this.#enqueue((done, fail) => ({ type: 'rewrite', records, done, fail }));
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#working;
    try {
      if (this.#unsynced.length > 0) {
        await asStoreError(async () => {
          // After a failed write they may be no longer in the file.
          await this.#mend();
          await this.#sync();
        });
      }
    } finally {
      // A disk may fail here, too, though everything is on it.
      await asStoreError(() => this.#closeFile()).finally(() => this.#closed());
    }
  }

  #assertOpen(): void {
    if (!this.#open) throw new Error('this journal was closed');
  }

  #enqueue(entry: (done: () => void, fail: (error: StoreError) => void) => Append | Rewrite): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push(entry(resolve, reject));
      this.#working ??= this.#work();
    });
  }

  async #work(): Promise<void> {
    // Lets appends of the same turn come together in one write and one sync.
    await Promise.resolve();
    for (let first = this.#queue[0]; first; first = this.#queue[0]) {
      if (first.type === 'rewrite') {
        this.#queue.shift();
        await this.#carryOutRewrite(first);
      } else {
        const until = this.#queue.findIndex((entry) => entry.type === 'rewrite');
        const batch = this.#queue.splice(0, until < 0 ? this.#queue.length : until);
        await this.#carryOutAppends(batch.filter((entry) => entry.type === 'append'));
      }
    }
    this.#working = undefined;
  }

  async #carryOutAppends(batch: Append[]): Promise<void> {
    try {
      await this.#mend();
      const file = await this.#openFile();
      this.#intact = false;
      await this.#writeGroups(file, batch.map((append) => append.records));
      this.#intact = true;
    } catch (error) {
      await this.#failAll(batch, error);
      return;
    }
    for (const append of batch) {
      if (append.durable) continue;
      this.#unsynced.push(append.records);
      append.done();
    }
    const durable = batch.filter((append) => append.durable);
    if (durable.length === 0 && this.#end - this.#synced < MOST_UNSYNCED) return;
    try {
      await this.#sync();
    } catch (error) {
      await this.#failAll(durable, error);
      return;
    }
    for (const append of durable) append.done();
  }

  /** Puts the file right first, so that nothing of what is refused here can be read back. */
  async #failAll(batch: readonly Append[], error: unknown): Promise<void> {
    try {
      await this.#mend();
    } catch {
      // Told with the first error; the next append begins by mending again.
    }
    for (const append of batch) append.fail(toStoreError(error));
  }

  async #carryOutRewrite({ records, done, fail }: Rewrite): Promise<void> {
    try {
      await this.#replace(records);
      done();
    } catch (error) {
      fail(toStoreError(error));
    }
  }

  async #load(): Promise<Uint8Array[]> {
    const { disk, path, onDamage } = this.#at;
    const bytes = (await disk.read(path)) ?? new Uint8Array();
    const header = readHeader(bytes);
    if (header.type === 'newer') throw new StoreError('storage-failed', 'this journal was written by a newer Huan');
    if (header.type === 'unreadable') throw new StoreError('storage-failed', `the beginning of ${path} is damaged; the file was left as it is`);
    this.#key = header.key;
    const { records, end, damaged } = readGroups(bytes, header.key);
    this.#end = end;
    this.#synced = end;
    if (damaged || header.damaged) {
      onDamage({ path, type: 'damaged', bytes: bytes.length });
      this.#heal = async () => {
        await keepDamaged(this.#at, bytes);
        await this.#replaceFile(records);
      };
    } else if (end < bytes.length) {
      onDamage({ path, type: 'torn', bytes: bytes.length - end });
      this.#intact = false;
      this.#heal = () => keepDamaged(this.#at, bytes.subarray(end));
    }
    try {
      await this.#mend();
    } catch {
      // What is readable is read even where nothing can be written; the first append will say so.
    }
    return records;
  }

  /** Brings the file to hold exactly what was accepted. Rejects where the disk doesn't let it. */
  async #mend(): Promise<void> {
    if (!this.#key) await this.#load();
    if (this.#heal) {
      await this.#heal();
      this.#heal = undefined;
    }
    if (!this.#intact) {
      const file = await this.#openFile();
      await file.truncate(this.#synced);
      this.#end = this.#synced;
      await this.#writeGroups(file, this.#unsynced);
      await this.#sync();
      this.#intact = true;
    }
    if (!this.#folderSynced) {
      await this.#at.disk.syncFolder(this.#at.folder);
      this.#folderSynced = true;
    }
  }

  async #writeGroups(file: DiskFile, groups: readonly (readonly Uint8Array[])[]): Promise<void> {
    const key = this.#key;
    if (!key) throw new Error('this journal was not read');
    let end = this.#end;
    const parts: Uint8Array[] = [];
    for (const records of groups) {
      if (records.length === 0) continue;
      const part = encodeGroup(key, records, end - this.#synced);
      parts.push(part);
      end += part.length;
    }
    if (parts.length > 0) await file.append(parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts));
    this.#end = end;
  }

  async #sync(): Promise<void> {
    const file = await this.#openFile();
    const end = this.#end;
    const intact = this.#intact;
    // A failed sync may have dropped any of the written pages, so until it went well the file is in doubt.
    this.#intact = false;
    await file.sync();
    this.#intact = intact;
    this.#synced = end;
    this.#unsynced = [];
  }

  async #replace(records: readonly Uint8Array[]): Promise<void> {
    if (!this.#key) await this.#load();
    if (this.#heal) await this.#mend();
    await this.#replaceFile(records);
  }

  async #replaceFile(records: readonly Uint8Array[]): Promise<void> {
    const { disk, folder, path, random } = this.#at;
    const salt = random.bytes(16);
    const key = keyOfSalt(salt);
    const parts = [encodeHeader(salt), ...groupsOf(key, records)];
    await this.#closeFile();
    try {
      await replaceFile(disk, path, folder, parts);
    } catch (error) {
      if (error instanceof ReplaceError && error.renamed) {
        this.#adopt(key, parts);
        this.#folderSynced = false;
      }
      throw error;
    }
    this.#adopt(key, parts);
  }

  #adopt(key: JournalKey, parts: readonly Uint8Array[]): void {
    this.#key = key;
    this.#end = parts.reduce((sum, part) => sum + part.length, 0);
    this.#synced = this.#end;
    this.#unsynced = [];
    this.#intact = true;
  }

  async #openFile(): Promise<DiskFile> {
    this.#file ??= await this.#at.disk.open(this.#at.path);
    return this.#file;
  }

  async #closeFile(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }
}

/** A rewritten file is renamed as a whole, so its groups only keep damage small. */
function* groupsOf(key: JournalKey, records: readonly Uint8Array[]): Iterable<Uint8Array> {
  let group: Uint8Array[] = [];
  let size = 0;
  for (const record of records) {
    group.push(record);
    size += record.length;
    if (size < REWRITE_GROUP) continue;
    yield encodeGroup(key, group, 0);
    group = [];
    size = 0;
  }
  if (group.length > 0) yield encodeGroup(key, group, 0);
}
