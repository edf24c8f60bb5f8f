/**
 * A journal file's bytes. All numbers are u32, little-endian; checksums are CRC-32 (see crc32.ts for why).
 *
 *   header (twice, 32 bytes each)  "huan-jrn" | version | salt (16) | checksum
 *   group                          mark | length of its records | unsynced | checksum, records, commit
 *   record                         checksum | length | bytes
 *
 * `mark` is the salt's first word, and checksums start from the rest of the salt: what others wrote into a record can't
 * be taken for a group or record when a damaged file is searched. `unsynced` counts the bytes before the group that were
 * not yet synced when it was written: damage before those is damage to what was promised (whole records are salvaged),
 * damage after is a torn write (everything from there on is cut). `commit`, last, makes a group whole or nothing.
 */
import { MAX_RECORD } from '../../core/store/store-rules.ts';
import { crc32 } from './crc32.ts';

const JOURNAL_VERSION = 1;
const MAGIC = new TextEncoder().encode('huan-jrn');
const HEADER_COPY = 32;
export const HEADER_LENGTH = 2 * HEADER_COPY;
const GROUP_HEAD = 16;
const RECORD_HEAD = 8;
const COMMIT = 4;
/** How many bytes may be summed while searching damaged places; beyond that, the rest of a place counts as lost. */
const SALVAGE_BUDGET = 64 * 1_048_576;

/** What makes one file's groups its own. */
export interface JournalKey {
  mark: number;
  seed: number;
}

/** The header for a new file with that random salt (16 bytes). */
export function encodeHeader(salt: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEADER_LENGTH);
  bytes.set(MAGIC);
  const view = viewOf(bytes);
  view.setUint32(8, JOURNAL_VERSION, true);
  bytes.set(salt.subarray(0, 16), 12);
  view.setUint32(28, crc32(bytes.subarray(0, 28)), true);
  bytes.copyWithin(HEADER_COPY, 0, HEADER_COPY);
  return bytes;
}

/** The key that a header with this salt gives. */
export function keyOfSalt(salt: Uint8Array): JournalKey {
  return { mark: viewOf(salt).getUint32(0, true), seed: crc32(salt.subarray(4, 16)) };
}

export type HeaderReading = { type: 'key'; key: JournalKey; damaged: boolean } | { type: 'newer' } | { type: 'unreadable' };

/** Reads the better of the two header copies. */
export function readHeader(bytes: Uint8Array): HeaderReading {
  const copies = [0, HEADER_COPY].map((at) => readHeaderCopy(bytes.subarray(at, at + HEADER_COPY)));
  const good = copies.find((copy) => copy !== undefined);
  if (good === undefined) return { type: 'unreadable' };
  if (good.version !== JOURNAL_VERSION) return { type: 'newer' };
  return { type: 'key', key: good.key, damaged: copies.includes(undefined) };
}

function readHeaderCopy(bytes: Uint8Array): { version: number; key: JournalKey } | undefined {
  if (bytes.length < HEADER_COPY || !MAGIC.every((byte, i) => bytes[i] === byte)) return undefined;
  const view = viewOf(bytes);
  if (view.getUint32(28, true) !== crc32(bytes.subarray(0, 28))) return undefined;
  return { version: view.getUint32(8, true), key: keyOfSalt(bytes.subarray(12, 28)) };
}

/** One group, ready to be appended. `unsynced` as above. */
export function encodeGroup(key: JournalKey, records: readonly Uint8Array[], unsynced: number): Uint8Array {
  const length = records.reduce((sum, record) => sum + RECORD_HEAD + record.length, 0);
  const bytes = new Uint8Array(GROUP_HEAD + length + COMMIT);
  const view = viewOf(bytes);
  view.setUint32(0, key.mark, true);
  view.setUint32(4, length, true);
  view.setUint32(8, unsynced, true);
  view.setUint32(12, crc32(bytes.subarray(0, 12), key.seed), true);
  let commit = view.getUint32(12, true);
  let at = GROUP_HEAD;
  for (const record of records) {
    const end = at + RECORD_HEAD + record.length;
    view.setUint32(at + 4, record.length, true);
    bytes.set(record, at + RECORD_HEAD);
    const checksum = crc32(bytes.subarray(at + 4, end), key.seed);
    view.setUint32(at, checksum, true);
    commit = chainCommit(commit, checksum);
    at = end;
  }
  view.setUint32(at, commit, true);
  return bytes;
}

/** Depends on every checksum of the group and on their order. */
function chainCommit(commit: number, checksum: number): number {
  return (((commit << 5) | (commit >>> 27)) ^ checksum) >>> 0;
}

export interface GroupsReading {
  /** Whole records, in the order of writing: views into the bytes that were read. */
  records: Uint8Array[];
  /** Where appending goes on. What lies beyond is a torn write. */
  end: number;
  /** True if something before `end` was damaged: some records may be missing from `records`. */
  damaged: boolean;
}

type Segment = { start: number; end: number; group?: WholeGroup };

interface WholeGroup {
  records: Uint8Array[];
  end: number;
  /** Everything before this offset was on disk when the group was written. */
  syncedBefore: number;
}

/** Reads the groups of a file whose header gave `key`. Never throws, whatever the bytes are. */
export function readGroups(bytes: Uint8Array, key: JournalKey): GroupsReading {
  const segments: Segment[] = [];
  let synced = HEADER_LENGTH;
  for (let at = HEADER_LENGTH; at < bytes.length; ) {
    const group = readGroup(bytes, at, key);
    const end = group?.end ?? findGroup(bytes, at + 1, key);
    if (group) synced = Math.max(synced, group.syncedBefore);
    segments.push(group ? { start: at, end, group } : { start: at, end });
    at = end;
  }
  const reading: GroupsReading = { records: [], end: HEADER_LENGTH, damaged: false };
  for (const { start, end, group } of segments) {
    if (!group && start >= synced) break;
    if (!group) reading.damaged = true;
    for (const record of group?.records ?? salvageRecords(bytes.subarray(start, end), key)) reading.records.push(record);
    reading.end = end;
  }
  return reading;
}

/** The group at that place if all of it is there and right. */
function readGroup(bytes: Uint8Array, start: number, key: JournalKey): WholeGroup | undefined {
  if (!isGroupHead(bytes, start, key)) return undefined;
  const view = viewOf(bytes);
  const last = start + GROUP_HEAD + view.getUint32(start + 4, true);
  if (last + COMMIT > bytes.length) return undefined;
  const records: Uint8Array[] = [];
  let commit = view.getUint32(start + 12, true);
  let at = start + GROUP_HEAD;
  while (at < last) {
    const record = readRecord(bytes, view, at, last, key);
    if (!record) return undefined;
    records.push(record);
    commit = chainCommit(commit, view.getUint32(at, true));
    at += RECORD_HEAD + record.length;
  }
  if (view.getUint32(last, true) !== commit) return undefined;
  return { records, end: last + COMMIT, syncedBefore: start - view.getUint32(start + 8, true) };
}

function isGroupHead(bytes: Uint8Array, at: number, key: JournalKey): boolean {
  if (at + GROUP_HEAD > bytes.length) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, GROUP_HEAD);
  return view.getUint32(0, true) === key.mark && view.getUint32(12, true) === crc32(bytes.subarray(at, at + 12), key.seed);
}

/** Where the next group begins, or the end of the bytes. */
function findGroup(bytes: Uint8Array, from: number, key: JournalKey): number {
  const mark = new Uint8Array(4);
  viewOf(mark).setUint32(0, key.mark, true);
  const haystack = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = haystack.indexOf(mark, from); at >= 0; at = haystack.indexOf(mark, at + 1)) {
    if (isGroupHead(bytes, at, key)) return at;
  }
  return bytes.length;
}

function readRecord(bytes: Uint8Array, view: DataView, at: number, last: number, key: JournalKey): Uint8Array | undefined {
  if (at + RECORD_HEAD > last) return undefined;
  const length = view.getUint32(at + 4, true);
  const end = at + RECORD_HEAD + length;
  if (length < 1 || length > MAX_RECORD || end > last) return undefined;
  return view.getUint32(at, true) === crc32(bytes.subarray(at + 4, end), key.seed) ? bytes.subarray(at + RECORD_HEAD, end) : undefined;
}

/** Finds whole records in a damaged place, wherever they begin. */
function salvageRecords(bytes: Uint8Array, key: JournalKey): Uint8Array[] {
  const view = viewOf(bytes);
  const records: Uint8Array[] = [];
  let budget = SALVAGE_BUDGET;
  for (let at = 0; at + RECORD_HEAD < bytes.length && budget > 0; ) {
    const record = readRecord(bytes, view, at, bytes.length, key);
    if (record) records.push(record);
    budget -= Math.min(view.getUint32(at + 4, true), bytes.length - at, MAX_RECORD);
    at += record ? RECORD_HEAD + record.length : 1;
  }
  return records;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
