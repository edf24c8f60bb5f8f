/**
 * Decodes strict CBOR (RFC 8949): definite lengths, whole numbers in their shortest form and within 2^53, maps with text
 * keys of which none stands twice, texts in sound UTF-8, no tags, no undefined, no NaN, infinity or -0, no bytes after the end,
 * no more values than FREE_VALUES and one per BYTES_PER_VALUE bytes. Takes foreign bytes: throws MalformedBytes for everything
 * else. Written for speed, since a view decodes the body of every op; the tests hold it to what cborg takes.
 */
import { decodeUtf8 } from 'lib0/string';
import { MalformedBytes } from './bytes.ts';

/** Values inside values. Nothing that Huan signs or sends comes near it. */
const MAX_DEPTH = 32;
/**
 * Keys and values that any input may have, and how many bytes it takes for one more. A value takes some 200 bytes of memory and a
 * microsecond: without a bound, a megabyte of empty byte strings took 200 megabytes and more than a second. What Huan sends has 15 bytes for each.
 */
const FREE_VALUES = 4_096;
const BYTES_PER_VALUE = 8;
/** Shorter byte strings are copied; longer ones are views of the input, since a copy asks the system for memory. */
const MAX_COPIED = 64;
const MAX_KNOWN_KEY = 24;
/** Bytes of a text that is read here if it is plain. */
const MAX_SHORT = 32;

function isAscii(bytes: Uint8Array): boolean {
  let all = 0;
  for (let i = 0; i < bytes.length; i++) all |= bytes[i] ?? 0;
  return all < 0x80;
}

/** Keys as they were last met, by a hash of their bytes: the same few come back in every op. */
const knownKeys: (string | undefined)[] = Array.from({ length: 256 });

/** The value that the bytes encode. */
export function decodeStrictCbor(bytes: Uint8Array): unknown {
  // A subclass may hand out something else than copies: Node's Buffer does.
  const plain = bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  const decoder = new CborDecoder(plain);
  const value = decoder.value(0);
  decoder.end();
  return value;
}

class CborDecoder {
  readonly #bytes: Uint8Array;
  #at = 0;
  /** Keys and values that may still come. */
  #left: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#left = FREE_VALUES + Math.floor(bytes.length / BYTES_PER_VALUE);
  }

  value(depth: number): unknown {
    if (depth > MAX_DEPTH) throw new MalformedBytes('values are nested too deeply');
    this.#countOne();
    const first = this.#byte();
    switch (first >> 5) {
      case 0:
        return this.#count(first);
      case 1:
        return this.#negative(first);
      case 2:
        return this.#byteString(this.#count(first));
      case 3:
        return this.#text(this.#count(first));
      case 4:
        return this.#array(this.#count(first), depth);
      case 5:
        return this.#map(this.#count(first), depth);
      case 7:
        return this.#simple(first);
      default:
        throw new MalformedBytes('tags are not used');
    }
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw new MalformedBytes('goes on after its end');
  }

  #countOne(): void {
    if (--this.#left < 0) throw new MalformedBytes('there are too many values for so few bytes');
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new MalformedBytes('ends inside a value');
    return byte;
  }

  /** The number that the first byte of an item has or announces. */
  #count(first: number): number {
    const info = first & 0x1f;
    if (info < 24) return info;
    if (info > 27) throw new MalformedBytes('lengths are definite');
    let count = 0;
    for (let left = 1 << (info - 24); left > 0; left--) count = count * 256 + this.#byte();
    const least = info === 24 ? 24 : info === 25 ? 0x100 : info === 26 ? 0x1_0000 : 0x1_0000_0000;
    if (count < least) throw new MalformedBytes('a number is not in its shortest form');
    if (!Number.isSafeInteger(count)) throw new MalformedBytes('a number is too large');
    return count;
  }

  #negative(first: number): number {
    const value = -1 - this.#count(first);
    if (!Number.isSafeInteger(value)) throw new MalformedBytes('a number is too large');
    return value;
  }

  /** Where `count` bytes begin, which are then behind. */
  #skip(count: number): number {
    const start = this.#at;
    if (count > this.#bytes.length - start) throw new MalformedBytes('ends inside a value');
    this.#at = start + count;
    return start;
  }

  #byteString(length: number): Uint8Array {
    const start = this.#skip(length);
    return length <= MAX_COPIED ? this.#bytes.slice(start, start + length) : this.#bytes.subarray(start, start + length);
  }

  #text(length: number): string {
    const start = this.#skip(length);
    const bytes = this.#bytes.subarray(start, start + length);
    // Handing a short text to the decoder of the platform takes longer than reading it.
    if (length <= MAX_SHORT && isAscii(bytes)) return String.fromCharCode.apply(null, bytes as unknown as number[]);
    try {
      return decodeUtf8(bytes);
    } catch (error) {
      throw new MalformedBytes('a text is not UTF-8', { cause: error });
    }
  }

  #array(length: number, depth: number): unknown[] {
    // Each value takes a byte at least: a length says nothing about memory until its values are there.
    if (length > this.#bytes.length - this.#at) throw new MalformedBytes('ends inside an array');
    const values: unknown[] = [];
    for (let i = 0; i < length; i++) values.push(this.value(depth + 1));
    return values;
  }

  #map(length: number, depth: number): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    for (let i = 0; i < length; i++) {
      const key = this.#key();
      if (Object.hasOwn(map, key)) throw new MalformedBytes('a key stands twice');
      const value = this.value(depth + 1);
      if (key === '__proto__') Object.defineProperty(map, key, { value, configurable: true, enumerable: true, writable: true });
      else map[key] = value;
    }
    return map;
  }

  #key(): string {
    this.#countOne();
    const first = this.#byte();
    if (first >> 5 !== 3) throw new MalformedBytes('a key is no text');
    const length = this.#count(first);
    if (length > MAX_KNOWN_KEY) return this.#text(length);
    const start = this.#at;
    let hash = length;
    for (let i = 0; i < length; i++) hash = (hash * 31 + (this.#bytes[start + i] ?? 0)) & 0xff;
    const known = knownKeys[hash];
    if (known !== undefined && this.#isAscii(known, start, length)) {
      this.#at = start + length;
      return known;
    }
    const key = this.#text(length);
    knownKeys[hash] = key;
    return key;
  }

  /** True if `length` bytes from `start` on are that text in ASCII. */
  #isAscii(text: string, start: number, length: number): boolean {
    if (text.length !== length) return false;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f || code !== this.#bytes[start + i]) return false;
    }
    return true;
  }

  #simple(first: number): unknown {
    if (first === 0xf4) return false;
    if (first === 0xf5) return true;
    if (first === 0xf6) return null;
    if (first < 0xf9 || first > 0xfb) throw new MalformedBytes('a value is of no known kind');
    const size = 2 << (first - 0xf9);
    const start = this.#skip(size);
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + start, size);
    const value = size === 2 ? halfToNumber(view.getUint16(0)) : size === 4 ? view.getFloat32(0) : view.getFloat64(0);
    if (!Number.isFinite(value)) throw new MalformedBytes('a number is not finite');
    // It would pass for a whole number from 0 on, and be written as 0.
    if (Object.is(value, -0)) throw new MalformedBytes('a number is -0');
    return value;
  }
}

/** IEEE 754 binary16 (RFC 8949, appendix D). */
function halfToNumber(half: number): number {
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  const size = exponent === 0 ? fraction * 2 ** -24 : exponent === 31 ? Number.POSITIVE_INFINITY : (1 + fraction / 1_024) * 2 ** (exponent - 15);
  return half & 0x8000 ? -size : size;
}
