/** Photos as people have them, through the real decoders and the real encoder. */
import { describe, expect, test } from 'vitest';
import { MOST_FILE_BYTES } from '../../../../src/core/market/photo-sides.ts';
import { readWebp } from '../../../../src/core/market/webp.ts';
import { decodePicture, encodeWebp, type Pixels } from '../../../../src/node/photos/codecs.ts';
import { preparePhoto, type PreparedPhoto } from '../../../../src/node/photos/prepare-photo.ts';
import { exifSegment, makePng, pngHead, readJpegFixture, type Paint } from '../../../support/photos.ts';

/** Red on the left, green at the top, blue nowhere: so every corner is another. */
const corners = (width: number, height: number): Paint => (x, y) => [x < width / 2 ? 255 : 0, y < height / 2 ? 255 : 0, 0, 255];

async function prepared(bytes: Uint8Array): Promise<PreparedPhoto> {
  const outcome = await preparePhoto(bytes);
  if (!outcome.ok) throw new Error(outcome.refusal);
  return outcome.photo;
}

async function draw(webp: Uint8Array): Promise<Pixels> {
  const pixels = await decodePicture(webp, 'webp');
  if (pixels === undefined) throw new Error('what was prepared is no WebP');
  return pixels;
}

/** The letters of the colours in the four corners, a little inside. */
function cornersOf({ data, width, height }: Pixels): string {
  const places = [[0.2, 0.2], [0.8, 0.2], [0.2, 0.8], [0.8, 0.8]] as const;
  return places
    .map(([x, y]) => (Math.floor(y * height) * width + Math.floor(x * width)) * 4)
    .map((at) => `${(data[at] ?? 0) > 128 ? 'R' : '-'}${(data[at + 1] ?? 0) > 128 ? 'G' : '-'}`)
    .join(' ');
}

describe('a photo', () => {
  test('from a camera becomes a WebP of at most 1,600 pixels and a thumb of 320, of the same shape and picture', async () => {
    const { photo, thumb, width, height } = await prepared(makePng(2_000, 500, corners(2_000, 500)));
    expect({ width, height }).toEqual({ width: 1_600, height: 400 });
    expect(readWebp(photo)).toEqual({ type: 'still', width, height });
    expect(readWebp(thumb)).toEqual({ type: 'still', width: 320, height: 80 });
    for (const bytes of [photo, thumb]) expect(cornersOf(await draw(bytes))).toBe('RG -G R- --');
  });

  test('that is small is not made larger, and what one sees through stays so', async () => {
    const { photo, width, height } = await prepared(makePng(40, 30, (x) => [255, 0, 0, x < 20 ? 255 : 0]));
    expect({ width, height }).toEqual({ width: 40, height: 30 });
    expect(readWebp(photo)).toEqual({ type: 'still', width: 40, height: 30 });
    const { data } = await draw(photo);
    expect([data[3], data[39 * 4 + 3]]).toEqual([255, 0]);
  });

  test.each([
    [1, 'RG -G R- --'],
    [2, '-G RG -- R-'],
    [3, '-- R- -G RG'],
    [4, 'R- -- RG -G'],
    [5, 'RG R- -G --'],
    [6, 'R- RG -- -G'],
    [7, '-- -G R- RG'],
    [8, '-G -- RG R-'],
  ])('that says it lies in way %i is turned upright', async (orientation, seen) => {
    const file = await readJpegFixture();
    const { photo, width, height } = await prepared(new Uint8Array(Buffer.concat([file.subarray(0, 2), exifSegment(orientation, 'here'), file.subarray(2)])));
    expect({ width, height }).toEqual(orientation < 5 ? { width: 32, height: 16 } : { width: 16, height: 32 });
    expect(cornersOf(await draw(photo))).toBe(seen);
  });

  test('leaves behind where and with what it was made', async () => {
    const place = 'GPS 31.2304 N 121.4737 E';
    const file = await readJpegFixture();
    const jpeg = new Uint8Array(Buffer.concat([file.subarray(0, 2), exifSegment(1, place), file.subarray(2)]));
    const png = makePng(16, 16, corners(16, 16), [['tEXt', Buffer.from(`Comment\0${place}`)]]);
    for (const bytes of [jpeg, png]) {
      expect(Buffer.from(bytes).includes(place)).toBe(true);
      const { photo, thumb } = await prepared(bytes);
      for (const made of [photo, thumb]) expect(Buffer.from(made).includes(place)).toBe(false);
      expect(readWebp(photo).type).toBe('still');
    }
  });

  test('that is a plain, small WebP is kept byte for byte, and a larger one drawn anew', async () => {
    const pixels = (width: number, height: number): Pixels => ({ data: new Uint8ClampedArray(width * height * 4).fill(200), width, height });
    const small = await encodeWebp(pixels(320, 10), 0.8);
    expect(await prepared(small)).toEqual({ photo: small, thumb: small, width: 320, height: 10 });
    const large = await encodeWebp(pixels(640, 20), 0.8);
    const { photo, thumb } = await prepared(large);
    expect([readWebp(photo), readWebp(thumb)]).toEqual([{ type: 'still', width: 640, height: 20 }, { type: 'still', width: 320, height: 10 }]);
  });
});

describe('a file', () => {
  const refusalOf = async (bytes: Uint8Array): Promise<string> => {
    const outcome = await preparePhoto(bytes);
    return outcome.ok ? 'taken' : outcome.refusal;
  };

  test('of a few bytes that would unpack to gigapixels is refused before it is decoded', async () => {
    expect(await refusalOf(pngHead(40_000, 40_000))).toBe('too-many-pixels');
    expect(await refusalOf(pngHead(0xffffffff, 0xffffffff))).toBe('too-many-pixels');
  });

  test('that is too large is refused before it is looked at', async () => {
    expect(await refusalOf(new Uint8Array(MOST_FILE_BYTES + 1))).toBe('file-too-large');
  });

  test('that is no picture, or no whole one, is refused, and the next one is taken all the same', async () => {
    const png = makePng(64, 64, (x, y) => [x * 4, y * 4, (x * y) % 256, 255]);
    const jpeg = await readJpegFixture();
    const webp = await encodeWebp({ data: new Uint8ClampedArray(400 * 400 * 4).map((_, i) => (i * 7_919) % 256), width: 400, height: 400 }, 0.8);
    const altered = png.slice().fill(7, png.length / 2, png.length / 2 + 40);
    const heic = new Uint8Array([0, 0, 0, 24, ...new TextEncoder().encode('ftypheic')]);
    const files = [new Uint8Array(), new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>'), heic, pngHead(0, 5), pngHead(16, 16), altered, ...[png, jpeg, webp].map((bytes) => bytes.subarray(0, bytes.length * 0.7))];
    for (const [i, bytes] of files.entries()) expect([i, await refusalOf(bytes)]).toEqual([i, 'not-image']);
    for (const bytes of [png, jpeg, webp]) expect(await refusalOf(bytes)).toBe('taken');
  });

  test('that passes over its picture a thousand times is refused before it is decoded', async () => {
    const jpeg = Buffer.from(await readJpegFixture());
    const pass = jpeg.subarray(jpeg.lastIndexOf('ffda', undefined, 'hex'), jpeg.lastIndexOf('ffd9', undefined, 'hex'));
    const repeated = Buffer.concat([jpeg.subarray(0, jpeg.indexOf(pass)), ...Array.from({ length: 1_000 }, () => pass), Buffer.from([0xff, 0xd9])]);
    expect(await refusalOf(new Uint8Array(repeated))).toBe('not-image');
  });
});
