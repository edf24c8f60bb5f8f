/**
 * A second reader of journal files, from the description at the head of journal-format.ts alone: the groups that are whole, wherever
 * they begin. Slow and plain.
 */
import { crc32 } from '../../../src/node/store/crc32.ts';

export interface Group {
  start: number;
  end: number;
  records: Uint8Array[];
}

/** The salt in either copy of the header; undefined where neither is right. */
function readSalt(bytes: Uint8Array): Uint8Array | undefined {
  for (const at of [0, 32]) {
    const copy = Buffer.from(bytes.subarray(at, at + 32));
    if (copy.length === 32 && copy.toString('latin1', 0, 8) === 'huan-jrn' && copy.readUInt32LE(28) === crc32(copy.subarray(0, 28)) && copy.readUInt32LE(8) === 1) return copy.subarray(12, 28);
  }
  return undefined;
}

export function readWholeGroups(bytes: Uint8Array): Group[] | undefined {
  const salt = readSalt(bytes);
  if (salt === undefined) return undefined;
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const mark = Buffer.from(salt.subarray(0, 4));
  const seed = crc32(salt.subarray(4, 16));
  const groups: Group[] = [];
  for (let at = file.indexOf(mark, 64); at >= 64; ) {
    const group = readGroup(file, at, seed);
    if (group !== undefined) groups.push(group);
    at = file.indexOf(mark, group?.end ?? at + 1);
  }
  return groups;
}

function readGroup(file: Buffer, start: number, seed: number): Group | undefined {
  if (start + 16 > file.length || file.readUInt32LE(start + 12) !== crc32(file.subarray(start, start + 12), seed)) return undefined;
  const last = start + 16 + file.readUInt32LE(start + 4);
  if (last + 4 > file.length) return undefined;
  let commit = file.readUInt32LE(start + 12);
  const records: Uint8Array[] = [];
  for (let at = start + 16; at < last; ) {
    if (at + 8 > last) return undefined;
    const end = at + 8 + file.readUInt32LE(at + 4);
    if (end === at + 8 || end > last || file.readUInt32LE(at) !== crc32(file.subarray(at + 4, end), seed)) return undefined;
    records.push(new Uint8Array(file.subarray(at + 8, end)));
    commit = (((commit << 5) | (commit >>> 27)) ^ file.readUInt32LE(at)) >>> 0;
    at = end;
  }
  return file.readUInt32LE(last) === commit ? { start, end: last + 4, records } : undefined;
}
