/**
 * A disk in memory that behaves as badly as a real one may. What was not synced can be lost at a power cut: later writes
 * before earlier ones never (a prefix of each file's writes survives, the last one torn at any byte), but any part of the
 * unsynced bytes may read as zeros, and creations, renames and removals are undone unless their folder was synced.
 * Can be full, read-only, fail at one call, or lose power at one call. Random choices come from the given source.
 */
import { dirname, basename } from 'node:path';
import type { Disk, DiskFile } from '../../src/node/store/disk.ts';

type Change = { type: 'write'; bytes: Uint8Array } | { type: 'truncate'; length: number };

interface FileNode {
  synced: Uint8Array;
  /** What `synced` is the beginning of: it grows in place. */
  space?: Uint8Array;
  changes: Change[];
}

interface Folder {
  synced: Map<string, FileNode>;
  /** Each step is one creation, rename or removal. */
  changes: ((names: Map<string, FileNode>) => void)[];
  durable: boolean;
}

class DiskFailure extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export class SimDisk implements Disk {
  /** How many calls were made. */
  calls = 0;
  /** How many calls of which kind were made. */
  readonly counts = new Map<string, number>();
  /** Bytes that all files together may have. */
  capacity = Infinity;
  readOnly = false;
  /** The call (counted from 1) that fails, and how; `power` takes the disk away for good. */
  failAt: { call: number; code: 'EIO' | 'ENOSPC' | 'power' } | undefined;
  /** Told when the power goes: from then on nothing answers, for nobody is there to be answered. Without it calls reject. */
  onPowerCut: (() => void) | undefined;
  /** Numbers from 0 to below 1. */
  random: () => number;
  #folders = new Map<string, Folder>();
  #dead = false;

  constructor(random: () => number) {
    this.random = random;
    this.#folders.set('/', { synced: new Map(), changes: [], durable: true });
  }

  /** Takes the power away between two calls. */
  cutPower(): void {
    this.#dead = true;
  }

  /** What is there after a power cut, on a disk that works again. */
  crash(): SimDisk {
    const after = new SimDisk(this.random);
    after.#folders = new Map();
    for (const [path, folder] of [...this.#folders].toSorted(([a], [b]) => a.length - b.length)) {
      const parentSurvived = path === '/' || after.#folders.has(dirname(path));
      if (!parentSurvived || (!folder.durable && this.random() < 0.5)) continue;
      const names = new Map(folder.synced);
      for (const change of this.#prefix(folder.changes)) change(names);
      const survived = new Map<string, FileNode>();
      for (const [name, file] of names) survived.set(name, { synced: this.#survive(file), changes: [] });
      after.#folders.set(path, { synced: survived, changes: [], durable: true });
    }
    return after;
  }

  /** The same files on another disk, as programs see them now: what somebody has who copies a folder. */
  copy(): SimDisk {
    const to = new SimDisk(this.random);
    for (const [path, folder] of this.#folders) {
      const synced = new Map<string, FileNode>();
      for (const [name, file] of namesOf(folder)) synced.set(name, { synced: contentOf(file), changes: [] });
      to.#folders.set(path, { synced, changes: [], durable: true });
    }
    return to;
  }

  /** The file's bytes as a program sees them now; for tests that damage them. */
  peek(path: string): Uint8Array {
    const file = this.#find(path);
    if (!file) throw new Error(`no file ${path}`);
    return contentOf(file);
  }

  /** Replaces a file's bytes behind the program's back. */
  poke(path: string, bytes: Uint8Array): void {
    const file = this.#find(path);
    if (!file) throw new Error(`no file ${path}`);
    file.synced = bytes;
    delete file.space;
    file.changes = [];
  }

  async open(path: string): Promise<DiskFile> {
    await this.#call('open', () => undefined);
    return this.#openFile(path);
  }

  async create(path: string): Promise<DiskFile> {
    await this.#call('open', () => undefined);
    const file = this.#openFile(path);
    await file.truncate(0);
    return file;
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    await this.#turn('read');
    const file = this.#find(path);
    return file && contentOf(file);
  }

  async exists(path: string): Promise<boolean> {
    await this.#turn('exists');
    return this.#find(path) !== undefined;
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#call('rename', () => {
      const file = this.#find(from);
      if (!file) throw new DiskFailure('ENOENT');
      if (dirname(from) !== dirname(to)) throw new DiskFailure('EXDEV');
      this.#changeNames(dirname(to), (names) => {
        names.delete(basename(from));
        names.set(basename(to), file);
      });
    });
  }

  async remove(path: string): Promise<void> {
    await this.#call('remove', () => {
      if (this.#find(path)) this.#changeNames(dirname(path), (names) => names.delete(basename(path)));
    });
  }

  async list(folder: string): Promise<string[]> {
    await this.#turn('list');
    const found = this.#folders.get(folder);
    return found ? [...namesOf(found).keys()] : [];
  }

  async makeFolder(path: string): Promise<void> {
    const make = (durable: boolean): void => {
      for (let at = path; !this.#folders.has(at); at = dirname(at)) this.#folders.set(at, { synced: new Map(), changes: [], durable });
    };
    await this.#call(
      'makeFolder',
      () => make(true),
      () => make(false),
    );
  }

  async syncFolder(path: string): Promise<void> {
    await this.#call('syncFolder', () => {
      const folder = this.#folders.get(path);
      if (!folder) throw new DiskFailure('ENOENT');
      folder.synced = namesOf(folder);
      folder.changes = [];
      for (const [inside, { durable }] of this.#folders) {
        const found = this.#folders.get(inside);
        if (!durable && found && dirname(inside) === path) found.durable = true;
      }
    });
  }

  #openFile(path: string): DiskFile {
    const folder = this.#folders.get(dirname(path));
    if (!folder) throw new DiskFailure('ENOENT');
    const file = this.#find(path) ?? { synced: new Uint8Array(), changes: [] };
    if (!this.#find(path)) this.#changeNames(dirname(path), (names) => names.set(basename(path), file));
    return {
      append: (bytes) =>
        this.#call(
          'append',
          () => {
            const room = this.capacity === Infinity || this.capacity === 0 ? this.capacity : this.capacity - this.#used();
            file.changes.push({ type: 'write', bytes: bytes.slice(0, Math.max(0, room)) });
            if (room < bytes.length) throw new DiskFailure('ENOSPC');
          },
          () => file.changes.push({ type: 'write', bytes: bytes.slice(0, Math.floor(this.random() * (bytes.length + 1))) }),
        ),
      sync: () =>
        this.#call('sync', () => {
          for (const change of file.changes) settle(file, change);
          file.changes = [];
        }),
      truncate: (length) => this.#call('truncate', () => void file.changes.push({ type: 'truncate', length })),
      close: () => this.#turn('close'),
    };
  }

  #changeNames(path: string, change: (names: Map<string, FileNode>) => void): void {
    this.#folders.get(path)?.changes.push(change);
  }

  #find(path: string): FileNode | undefined {
    const folder = this.#folders.get(dirname(path));
    return folder && namesOf(folder).get(basename(path));
  }

  #used(): number {
    let sum = 0;
    for (const folder of this.#folders.values()) for (const file of namesOf(folder).values()) sum += contentOf(file).length;
    return sum;
  }

  /** A call that changes something; `partly` is what a failing one may have done. */
  async #call(kind: string, effect: () => void, partly: () => void = () => undefined): Promise<void> {
    await this.#turn(kind, partly);
    // The power may have gone while another call was carried out beside this one.
    if (this.#dead) return await this.#answerNobody();
    if (this.readOnly) throw new DiskFailure('EROFS');
    effect();
  }

  async #turn(kind: string, partly: () => void = () => undefined): Promise<void> {
    await Promise.resolve();
    if (this.#dead) return await this.#answerNobody();
    this.calls++;
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    if (this.failAt?.call !== this.calls) return;
    partly();
    if (this.failAt.code !== 'power') throw new DiskFailure(this.failAt.code);
    this.#dead = true;
    this.onPowerCut?.();
    return await this.#answerNobody();
  }

  async #answerNobody(): Promise<void> {
    if (this.onPowerCut === undefined) throw new DiskFailure('EIO');
    await new Promise(() => undefined);
  }

  #prefix<T>(items: readonly T[]): T[] {
    return items.slice(0, Math.floor(this.random() * (items.length + 1)));
  }

  #survive(file: FileNode): Uint8Array {
    const kept = this.#prefix(file.changes);
    const last = kept.at(-1);
    if (last?.type === 'write') kept[kept.length - 1] = { type: 'write', bytes: last.bytes.slice(0, Math.floor(this.random() * (last.bytes.length + 1))) };
    const content = contentOf({ synced: file.synced, changes: kept });
    const unsynced = Math.min(file.synced.length, ...kept.map((change) => (change.type === 'truncate' ? change.length : Infinity)));
    if (this.random() < 0.3 && content.length > unsynced) {
      const from = unsynced + Math.floor(this.random() * (content.length - unsynced));
      content.fill(0, from, from + Math.floor(this.random() * (content.length - from + 1)));
    }
    return content;
  }
}

function namesOf(folder: Folder): Map<string, FileNode> {
  if (folder.changes.length === 0) return folder.synced;
  const names = new Map(folder.synced);
  for (const change of folder.changes) change(names);
  return names;
}

/** Makes a change part of what survives. */
function settle(file: FileNode, change: Change): void {
  const { length } = file.synced;
  if (change.type === 'truncate') {
    file.synced = file.synced.subarray(0, change.length);
    return;
  }
  const wanted = length + change.bytes.length;
  if (file.space === undefined || file.space.length < wanted) {
    file.space = new Uint8Array(2 * wanted);
    file.space.set(file.synced);
  }
  file.space.set(change.bytes, length);
  file.synced = file.space.subarray(0, wanted);
}

function contentOf(file: FileNode): Uint8Array {
  let content = file.synced.slice();
  for (const change of file.changes) {
    if (change.type === 'truncate') {
      content = content.slice(0, change.length);
    } else {
      const longer = new Uint8Array(content.length + change.bytes.length);
      longer.set(content);
      longer.set(change.bytes, content.length);
      content = longer;
    }
  }
  return content;
}
