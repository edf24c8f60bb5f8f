/**
 * Writes what Huan signs, sends and keeps as canonical CBOR (RFC 8949, 4.2): safe whole numbers, texts, bytes, booleans, null, arrays,
 * and plain objects with ASCII keys, sorted by length, then by character; properties that are undefined are left out. Whatever else is
 * in a value is left to cborg, whole. Written for speed, since all frames are made here; the tests hold it to what cborg makes.
 */
import { encode } from 'cborg';
import { encodeUtf8 } from 'lib0/string';

const UNSIGNED = 0x00;
const NEGATIVE = 0x20;
const BYTES = 0x40;
const TEXT = 0x60;
const ARRAY = 0x80;
const MAP = 0xa0;
/** Deeper values, and those that hold themselves, are left to cborg. */
const MAX_DEPTH = 32;
/** Longer memory is not held on to. */
const MAX_SCRATCH = 2 ** 21;

/** Used again for each value, because larger memory is asked of the system each time; nothing holds on to what is in it. */
let scratch = new Uint8Array(4_096);
let length = 0;

/** Canonical CBOR of a value. */
export function encodeCanonicalCbor(value: unknown): Uint8Array {
  length = 0;
  const bytes = write(value, 0) ? scratch.slice(0, length) : encode(value, { ignoreUndefinedProperties: true });
  if (scratch.length > MAX_SCRATCH) scratch = new Uint8Array(4_096);
  return bytes;
}

/** False where it is for cborg. */
function write(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return writeNumber(value);
  if (typeof value === 'string') return writeText(value);
  if (typeof value === 'boolean' || value === null) return writeSimple(value === null ? 0xf6 : value ? 0xf5 : 0xf4);
  if (typeof value !== 'object' || depth > MAX_DEPTH) return false;
  if (value instanceof Uint8Array) return writeBytes(value);
  if (Array.isArray(value)) {
    writeHead(ARRAY, value.length);
    for (const each of value) if (!write(each, depth + 1)) return false;
    return true;
  }
  return Object.getPrototypeOf(value) === Object.prototype && writeMap(value as Record<string, unknown>, depth);
}

function writeMap(value: Record<string, unknown>, depth: number): boolean {
  const keys: string[] = [];
  for (const key of Object.keys(value)) if (value[key] !== undefined) keys.push(key);
  keys.sort(compareKeys);
  writeHead(MAP, keys.length);
  for (const key of keys) if (!writeAscii(key) || !write(value[key], depth + 1)) return false;
  return true;
}

function compareKeys(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}

function writeNumber(value: number): boolean {
  if (!Number.isSafeInteger(value)) return false;
  if (value < 0) writeHead(NEGATIVE, -1 - value);
  else writeHead(UNSIGNED, value);
  return true;
}

function writeSimple(byte: number): true {
  reserve(1);
  scratch[length++] = byte;
  return true;
}

function writeText(text: string): boolean {
  return writeAscii(text) || writeBytes(encodeUtf8(text), TEXT);
}

/** False, with nothing written, where there are other characters in it. */
function writeAscii(text: string): boolean {
  const before = length;
  writeHead(TEXT, text.length);
  reserve(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) {
      length = before;
      return false;
    }
    scratch[length++] = code;
  }
  return true;
}

function writeBytes(bytes: Uint8Array, type = BYTES): true {
  writeHead(type, bytes.length);
  reserve(bytes.length);
  scratch.set(bytes, length);
  length += bytes.length;
  return true;
}

/** The type with a whole number, in its shortest form. */
function writeHead(type: number, value: number): void {
  reserve(9);
  if (value < 24) scratch[length++] = type | value;
  else if (value < 0x100) writeNumberOf(type | 24, value, 1);
  else if (value < 0x1_0000) writeNumberOf(type | 25, value, 2);
  else if (value < 0x1_0000_0000) writeNumberOf(type | 26, value, 4);
  else writeNumberOf(type | 27, value, 8);
}

function writeNumberOf(first: number, value: number, count: number): void {
  scratch[length++] = first;
  let rest = value;
  for (let i = count - 1; i >= 0; i--) {
    scratch[length + i] = rest % 0x100;
    rest = Math.floor(rest / 0x100);
  }
  length += count;
}

function reserve(count: number): void {
  if (length + count <= scratch.length) return;
  const larger = new Uint8Array(Math.max(scratch.length * 2, length + count));
  larger.set(scratch.subarray(0, length));
  scratch = larger;
}
