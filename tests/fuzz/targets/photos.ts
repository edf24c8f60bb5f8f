/** Photos: what a WebP file is, the sides of pictures, and pictures as people have them, drawn anew without what was beside them. */
import { readFileSync } from 'node:fs';
import { LISTING_LIMITS } from '../../../src/core/market/listing.ts';
import { MOST_PIXELS } from '../../../src/core/market/photo-sides.ts';
import { HEAD_BYTES, readSides } from '../../../src/core/market/read-sides.ts';
import { readWebp } from '../../../src/core/market/webp.ts';
import { concatBytes, equalBytes } from '../../../src/core/op/bytes.ts';
import { lookAtPicture, preparePhoto } from '../../../src/node/photos/prepare-photo.ts';
import { exifSegment, makePng } from '../../support/photos.ts';
import type { FuzzRandom } from '../harness/fuzz-random.ts';
import { assertHolds, type FuzzTarget } from '../harness/target.ts';
import { alterSometimes } from '../make/alter-bytes.ts';
import { littleEndian, makeWebp } from '../make/pictures.ts';

const nameAt = (bytes: Uint8Array, at: number): string => Buffer.from(bytes.subarray(at, at + 4)).toString('latin1');

/** Names of the chunks of a WebP file, by a reader of its own; undefined where they don't fill it. */
function chunkNames(bytes: Uint8Array): string[] | undefined {
  const names: string[] = [];
  let at = 12;
  while (at + 8 <= bytes.length) {
    names.push(nameAt(bytes, at));
    const length = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).readUInt32LE(at + 4);
    at += 8 + length + (length % 2);
  }
  return at === bytes.length ? names : undefined;
}

const PLAIN = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ICCP']);

function assertPlain(bytes: Uint8Array, most: number, mostBytes: number): void {
  const reading = readWebp(bytes);
  assertHolds(reading.type === 'still' && Math.max(reading.width, reading.height) <= most && bytes.length <= mostBytes, 'what was prepared is a still picture within its bounds');
  const names = chunkNames(bytes);
  assertHolds(names !== undefined && names.every((name) => PLAIN.has(name)), 'a still picture has nothing beside it');
  assertHolds(names?.filter((name) => name === 'VP8 ' || name === 'VP8L').length === 1, 'a still picture is one');
}

const webp: FuzzTarget = {
  name: 'webp',
  covers: 'WebP files: readWebp, by which a host takes a photo; what it calls a still picture has one picture and no chunk beside it that could carry a place or name',
  make: (random) => alterSometimes(random, makeWebp(random), 4),
  take(input) {
    const reading = readWebp(input);
    if (reading.type === 'refused') return false;
    assertHolds(reading.width >= 1 && reading.height >= 1, 'a picture has sides');
    assertPlain(input, 2 ** 14, Number.POSITIVE_INFINITY);
    return true;
  },
};

const JPEG = new Uint8Array(readFileSync(new URL('../../fixtures/corners.jpg', import.meta.url)));
const bigEndian = (value: number, size: number): Uint8Array => littleEndian(value, size).toReversed();
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** Heads of pictures of any sides. */
function makePictureHead(random: FuzzRandom): Uint8Array {
  const side = (most: number): number => random.whole(most);
  return random.pick<() => Uint8Array>([
    () => concatBytes(ascii('\x89PNG\r\n\x1a\n'), bigEndian(13, 4), ascii('IHDR'), bigEndian(side(2 ** 32 - 1), 4), bigEndian(side(2 ** 32 - 1), 4), random.bytes(5)),
    () => concatBytes(ascii('GIF89a'), littleEndian(side(65_535), 2), littleEndian(side(65_535), 2), random.bytes(random.below(9))),
    () => concatBytes(ascii('BM'), random.bytes(16), littleEndian(side(2 ** 32 - 1), 4), littleEndian(side(2 ** 32 - 1), 4)),
    () => concatBytes(Uint8Array.of(0xff, 0xd8), ...random.list(0, 4, () => jpegSegment(random)), Uint8Array.of(0xff, 0xc0 + random.below(16), 0, 17, 8), bigEndian(side(65_535), 2), bigEndian(side(65_535), 2)),
    () => makeWebp(random),
  ])();
}

function jpegSegment(random: FuzzRandom): Uint8Array {
  const data = random.bytes(random.below(30));
  return concatBytes(Uint8Array.of(0xff, random.pick([0xe0, 0xe1, 0xfe, 0xff, 0xc4, 0xdb])), bigEndian(random.oneIn(20) ? random.below(65_536) : data.length + 2, 2), data);
}

const sides: FuzzTarget = {
  name: 'picture-sides',
  covers: 'heads of PNG, JPEG, GIF, BMP and WebP files: readSides',
  make: (random) => alterSometimes(random, makePictureHead(random), 3),
  take(input) {
    assertHolds(input.length <= HEAD_BYTES, 'a head is short');
    const read = readSides(input);
    if (read === undefined) return false;
    assertHolds([read.width, read.height].every((side) => Number.isInteger(side) && side >= 0 && side < 2 ** 32), 'sides are counted in pixels');
    return true;
  },
};

const PLACE = 'Riverside 7, second floor';
const PNGS = [makePng(9, 7, (x, y) => [x * 20, y * 30, 80, 255]), makePng(9, 7, (x, y) => [x * 20, y * 30, 80, x * 28], [['tEXt', Buffer.from(`Location\0${PLACE}`, 'latin1')]])] as const;

/** A picture with a place beside it, of which bytes are altered; never its sides, for a decoder takes what the sides say at once. */
function makePicture(random: FuzzRandom): Uint8Array {
  if (random.oneIn(3)) return alterSometimes(random, makeWebp(random), 2);
  if (random.oneIn(2)) {
    const png = random.pick(PNGS);
    return concatBytes(png.subarray(0, 33), alterSometimes(random, png.subarray(33), 2));
  }
  const exif = random.oneIn(2) ? new Uint8Array(exifSegment(1 + random.below(8), PLACE)) : new Uint8Array();
  const frame = JPEG.findIndex((byte, i) => byte === 0xff && (JPEG[i + 1] === 0xc0 || JPEG[i + 1] === 0xc2)) + 10;
  return concatBytes(JPEG.subarray(0, 2), alterSometimes(random, exif, 4), JPEG.subarray(2, frame), alterSometimes(random, JPEG.subarray(frame), 2));
}

const look: FuzzTarget = {
  name: 'picture',
  covers: 'small PNG, JPEG and WebP files with a place beside the picture, any sides said in their heads: lookAtPicture, which bounds bytes, sides and passes before any decoder sees them',
  make: (random) => (random.oneIn(4) ? alterSometimes(random, makePictureHead(random), 3) : makePicture(random)),
  take(input) {
    const outcome = lookAtPicture(input);
    if (outcome.type === 'as-it-is') assertPlain(input, LISTING_LIMITS.thumbSide, LISTING_LIMITS.thumbBytes);
    if (outcome.type !== 'draw') return outcome.type === 'as-it-is';
    const read = readSides(input);
    assertHolds(read !== undefined && read.width * read.height <= MOST_PIXELS, 'a picture that is drawn has known sides, within the bound');
    return true;
  },
};

const prepare: FuzzTarget = {
  name: 'picture-drawn',
  covers: 'the same files through preparePhoto, decoders and encoder (of @jsquash, made anew for each) included: what comes out is a still picture without the place. Sides are not altered here',
  oneOf: 100,
  make: makePicture,
  async take(input) {
    const prepared = await preparePhoto(input);
    if (!prepared.ok) return false;
    const { photo, thumb } = prepared.photo;
    assertPlain(photo, LISTING_LIMITS.photoSide, LISTING_LIMITS.photoBytes);
    assertPlain(thumb, LISTING_LIMITS.thumbSide, LISTING_LIMITS.thumbBytes);
    assertHolds(equalBytes(photo, input) || !Buffer.from(photo).includes(PLACE), 'a picture that was drawn anew says nothing of its place');
    return true;
  },
};

export const photoTargets: readonly FuzzTarget[] = [webp, sides, look, prepare];
