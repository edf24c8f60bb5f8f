/** Ops in their stored form, and headers, field by field: right ones, and such with any field out of bounds or in another form. */
import { writeId } from '../../../src/core/ids.ts';
import { concatBytes } from '../../../src/core/op/bytes.ts';
import { MAX_REFS, type Place } from '../../../src/core/op/op.ts';
import type { FuzzRandom } from '../harness/fuzz-random.ts';

/** LEB128; `isLong`: with a byte more than it needs. */
export function leb128(value: number, isLong = false): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  if (isLong) bytes.push(rest | 0x80, 0);
  else bytes.push(rest);
  return Uint8Array.from(bytes);
}

/** A number that is right, or now and then any other, in any form. */
class Fields {
  readonly #random: FuzzRandom;
  /** Whether one of them may be wrong. */
  readonly #mayErr: boolean;
  readonly pieces: Uint8Array[] = [];

  constructor(random: FuzzRandom) {
    this.#random = random;
    this.#mayErr = random.oneIn(2);
  }

  whole(right: number): this {
    const errs = this.#mayErr && this.#random.oneIn(8);
    const value = errs ? this.#random.pick([right + 1, Math.max(0, right - 1), this.#random.whole()]) : right;
    // 2^53 and more, as far as eight bytes reach.
    if (errs && this.#random.oneIn(6)) this.pieces.push(this.#random.bytes(8).map((byte, i) => (i < 7 ? byte | 0x80 : byte & 0x7f)));
    else this.pieces.push(leb128(value, errs && this.#random.oneIn(6)));
    return this;
  }

  raw(right: Uint8Array): this {
    const errs = this.#mayErr && this.#random.oneIn(16);
    this.pieces.push(errs ? this.#random.bytes(Math.max(0, right.length + this.#random.pick([-1, 0, 1]))) : right);
    return this;
  }

  finish(): Uint8Array {
    return concatBytes(...this.pieces);
  }
}

const MAX_STEP = 2 ** 32 - 1;
const MAX_WALL = 8.64e15;

export function makeStored(random: FuzzRandom, place: Place, kind: number, body: Uint8Array): Uint8Array {
  const fields = new Fields(random);
  const refs = refCount(random);
  fields.whole(1).whole(random.whole(MAX_STEP)).whole(refs);
  let lastId = random.bytes(32);
  for (let i = 0; i < refs; i++) {
    if (random.oneIn(2)) fields.whole(0);
    else fields.whole(1).raw(random.oneIn(40) ? bytesOf(place.device) : random.bytes(32));
    if (!random.oneIn(40)) lastId = random.bytes(32);
    fields.whole(random.whole()).raw(lastId);
  }
  return fields.whole(kind).whole(random.whole(MAX_WALL)).whole(body.length).raw(body).raw(random.bytes(64)).finish();
}

export function makeHeader(random: FuzzRandom, place: Place, kind: number): Uint8Array {
  const fields = new Fields(random);
  const refs = refCount(random);
  fields.whole(1).raw(bytesOf(place.circle)).whole(place.season).raw(bytesOf(place.device));
  fields.whole(place.seq).raw(bytesOf(place.prev)).whole(random.whole()).whole(refs);
  for (let i = 0; i < refs; i++) fields.raw(random.bytes(32)).whole(random.whole()).raw(random.bytes(32));
  return fields.whole(kind).whole(random.whole(MAX_WALL)).whole(random.whole(32_768)).raw(random.bytes(32)).finish();
}

const refCount = (random: FuzzRandom): number => (random.oneIn(12) ? random.pick([MAX_REFS, MAX_REFS + 1]) : random.below(4));

export function bytesOf(id: Parameters<typeof writeId>[0]): Uint8Array {
  const bytes = new Uint8Array(32);
  writeId(id, bytes, 0);
  return bytes;
}
