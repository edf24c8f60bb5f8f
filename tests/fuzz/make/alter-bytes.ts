/** Alters bytes without knowing what they are: flips, boundaries, insertions, deletions, cuts, repeats, and pieces of other bytes. */
import { concatBytes } from '../../../src/core/op/bytes.ts';
import type { FuzzRandom } from '../harness/fuzz-random.ts';

const EDGES = [0, 1, 0x17, 0x18, 0x7f, 0x80, 0xfe, 0xff] as const;

/** One alteration. `other` is where pieces come from. */
export function alterBytes(random: FuzzRandom, bytes: Uint8Array, other: Uint8Array = bytes): Uint8Array {
  const at = random.below(bytes.length + 1);
  const upTo = (most: number): number => random.below(Math.min(most, bytes.length - at) + 1);
  switch (random.below(7)) {
    case 0:
      return replaceByte(bytes, at, (byte) => byte ^ (1 << random.below(8)));
    case 1:
      return replaceByte(bytes, at, () => random.pick(EDGES));
    case 2:
      return concatBytes(bytes.subarray(0, at), random.bytes(1 + random.below(8)), bytes.subarray(at));
    case 3:
      return concatBytes(bytes.subarray(0, at), bytes.subarray(at + upTo(8)));
    case 4:
      return bytes.slice(0, at);
    case 5: {
      const piece = bytes.subarray(at, at + upTo(64));
      return concatBytes(bytes.subarray(0, at), piece, piece, bytes.subarray(at + piece.length));
    }
    default: {
      const from = random.below(other.length + 1);
      return concatBytes(bytes.subarray(0, at), other.subarray(from, from + random.below(64)), bytes.subarray(at + upTo(64)));
    }
  }
}

/** Left as they are in most cases, otherwise altered up to three times. */
export function alterSometimes(random: FuzzRandom, bytes: Uint8Array, oneIn: number, other?: Uint8Array): Uint8Array {
  if (!random.oneIn(oneIn)) return bytes;
  let altered = bytes;
  for (let left = 1 + random.below(3); left > 0; left--) altered = alterBytes(random, altered, other);
  return altered;
}

function replaceByte(bytes: Uint8Array, at: number, replace: (byte: number) => number): Uint8Array {
  const copy = bytes.slice();
  const place = Math.min(at, bytes.length - 1);
  if (place >= 0) copy[place] = replace(copy[place] ?? 0);
  return copy;
}
