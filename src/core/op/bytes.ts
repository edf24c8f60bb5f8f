/**
 * The byte forms under ops: unsigned LEB128 integers up to 2^53-1 and runs of bytes.
 * Reading is strict: an integer that is not in its shortest form, or bytes beyond the end, are a MalformedBytes,
 * so that for every accepted input, encoding what was decoded gives the same bytes.
 */
import { writeId, type Id } from '../ids.ts';

/** Foreign bytes that are not in the one canonical form. Never leaves the decoder that was called. */
export class MalformedBytes extends Error {}

export class ByteWriter {
  #bytes: Uint8Array;
  #length = 0;

  constructor(expected = 256) {
    this.#bytes = new Uint8Array(expected);
  }

  /** A whole number from 0 to 2^53-1. */
  integer(value: number): this {
    if (!Number.isSafeInteger(value) || value < 0) throw new Error(`not encodable as an integer: ${value}`);
    let rest = value;
    this.#reserve(8);
    while (rest > 0x7f) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
    return this;
  }

  /** The 32 bytes that an id stands for. */
  id(id: Id): this {
    this.#reserve(32);
    writeId(id, this.#bytes, this.#length);
    this.#length += 32;
    return this;
  }

  /** Bytes as they are, without their length. */
  raw(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** What was written, without a copy: good until the writer is used again. */
  peek(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Begins again, in the same memory. */
  clear(): this {
    this.#length = 0;
    return this;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  integer(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 8; i++) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new MalformedBytes('ends inside an integer');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (byte === 0 && i > 0) throw new MalformedBytes('an integer is not in its shortest form');
        if (!Number.isSafeInteger(value)) break;
        return value;
      }
      scale *= 0x80;
    }
    throw new MalformedBytes('an integer is too large');
  }

  /** A view of the bytes that are read: whoever keeps it keeps those, too. */
  raw(count: number): Uint8Array {
    if (count > this.#bytes.length - this.#at) throw new MalformedBytes('ends inside bytes');
    const bytes = this.#bytes.subarray(this.#at, this.#at + count);
    this.#at += count;
    return bytes;
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw new MalformedBytes('goes on after its end');
  }
}

/** The bytes of several pieces, one after the other. */
export function concatBytes(...pieces: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

/** True if both have the same length and bytes. Not for secrets: it stops at the first difference. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Bytes of an ASCII label, as they stand in front of what is signed or hashed. */
export function labelBytes(label: string): Uint8Array {
  return Uint8Array.from(label, (character) => character.charCodeAt(0));
}
