/** WebP files, right to the last chunk or with chunks that don't belong there, as far as their container tells. */
import { concatBytes } from '../../../src/core/op/bytes.ts';
import type { FuzzRandom } from '../harness/fuzz-random.ts';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** Little-endian. */
export function littleEndian(value: number, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** i) % 256);
}

interface Side {
  width: number;
  height: number;
}

function chunk(random: FuzzRandom, name: string, data: Uint8Array): Uint8Array {
  const length = random.oneIn(100) ? random.whole(2 ** 32 - 1) : data.length;
  const padding = random.oneIn(100) ? Uint8Array.of(0, 0) : new Uint8Array(data.length % 2);
  return concatBytes(ascii(name), littleEndian(length, 4), data, padding);
}

const vp8 = (random: FuzzRandom, { width, height }: Side): Uint8Array =>
  chunk(random, 'VP8 ', concatBytes(Uint8Array.of(random.oneIn(40) ? 1 : 0x10, 0, 0, 0x9d, 0x01, random.oneIn(40) ? 0 : 0x2a), littleEndian(width, 2), littleEndian(height, 2), random.bytes(random.below(30))));

const vp8l = (random: FuzzRandom, { width, height }: Side): Uint8Array =>
  chunk(random, 'VP8L', concatBytes(Uint8Array.of(0x2f), littleEndian((width - 1) + (height - 1) * 2 ** 14 + (random.oneIn(40) ? 2 ** 29 : 0), 4), random.bytes(random.below(30))));

function profile(random: FuzzRandom): Uint8Array {
  const data = new Uint8Array(random.oneIn(20) ? random.pick([127, 1_024, 1_025]) : 128 + random.below(300));
  if (!random.oneIn(20)) data.set(ascii('acsp'), 36);
  return chunk(random, 'ICCP', data);
}

export function makeWebp(random: FuzzRandom): Uint8Array {
  const side = (): number => (random.oneIn(12) ? random.pick([1, 320, 321, 1_600, 1_601, 16_383, 16_384]) : 1 + random.below(320));
  const size = { width: side(), height: side() };
  const picture = random.oneIn(2) ? vp8(random, size) : vp8l(random, size);
  const chunks = [picture];
  if (random.oneIn(2)) {
    const said = random.oneIn(12) ? { width: side(), height: side() } : size;
    const flags = random.oneIn(12) ? random.below(256) : random.pick([0, 0x10, 0x20, 0x30]);
    chunks.unshift(chunk(random, 'VP8X', concatBytes(Uint8Array.of(flags, 0, 0, 0), littleEndian(said.width - 1, 3), littleEndian(said.height - 1, 3))));
    if (random.oneIn(3)) chunks.splice(1, 0, profile(random));
    if (random.oneIn(3)) chunks.splice(-1, 0, chunk(random, 'ALPH', random.bytes(random.below(20))));
  }
  // What may carry a place or a name, and what makes more than one picture.
  if (random.oneIn(4)) chunks.splice(random.below(chunks.length + 1), 0, chunk(random, random.pick(['EXIF', 'XMP ', 'ANIM', 'ANMF', 'ABCD', 'VP8 ']), random.bytes(random.below(40))));
  if (random.oneIn(12)) chunks.splice(random.below(chunks.length), 1);
  if (random.oneIn(12)) chunks.push(random.any(chunks) ?? picture);
  const body = concatBytes(ascii('WEBP'), ...chunks);
  return concatBytes(ascii('RIFF'), littleEndian(body.length, 4), body);
}
