import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { readWebp } from '../../../../src/core/market/webp.ts';

/** 33 x 17, as Chromium's canvas writes it: VP8X, its own sRGB profile, alpha, VP8. */
const FROM_CANVAS =
  'UklGRm4CAABXRUJQVlA4WAoAAAAwAAAAIAAAEAAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADZBTFBIFwAAAAEPMP8REYJMwGLon9m/BBH9n4APkCkBAFZQOCBgAAAAMAMAnQEqIQARAD5tMJRGpCMiISVsyIANiWUAwCgQHCetEAD+8sDrqw/L7IWjVxf/vqmw8Of8Hd/E79Df72f7w/y/q/9C65IOyL9fsXgRDa/6ICRcHW5N/6IOriAAAAAA';

const canvas = (): Uint8Array => new Uint8Array(Buffer.from(FROM_CANVAS, 'base64'));

function chunk(name: string, data: Uint8Array): Uint8Array {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return new Uint8Array(Buffer.concat([head, data, Buffer.alloc(data.length % 2)]));
}

function webp(...chunks: Uint8Array[]): Uint8Array {
  const body = Buffer.concat(chunks);
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(body.length + 4, 4);
  return new Uint8Array(Buffer.concat([head, body]));
}

const vp8 = (width: number, height: number, firstByte = 0x30): Uint8Array =>
  chunk('VP8 ', Uint8Array.of(firstByte, 3, 0, 0x9d, 0x01, 0x2a, width & 255, width >> 8, height & 255, height >> 8, 9, 9));

const vp8l = (width: number, height: number): Uint8Array => {
  const data = Buffer.alloc(6);
  data[0] = 0x2f;
  data.writeUInt32LE((width - 1) | ((height - 1) << 14), 1);
  return chunk('VP8L', data);
};

const vp8x = (width: number, height: number, flags: number): Uint8Array => {
  const data = Buffer.alloc(10);
  data[0] = flags;
  data.writeUIntLE(width - 1, 4, 3);
  data.writeUIntLE(height - 1, 7, 3);
  return chunk('VP8X', data);
};

const bytes = (count: number): Uint8Array => new Uint8Array(count).fill(1);

describe('a still picture', () => {
  test.each<[string, Uint8Array, number, number]>([
    ['as a browser’s canvas writes it', canvas(), 33, 17],
    ['lossy', webp(vp8(1600, 900)), 1600, 900],
    ['lossless', webp(vp8l(1600, 1)), 1600, 1],
    ['with alpha', webp(vp8x(320, 200, 0x10), chunk('ALPH', bytes(5)), vp8(320, 200)), 320, 200],
    ['of the largest size there is', webp(vp8l(16_384, 16_384)), 16_384, 16_384],
  ])('%s is read with its size', (_, file, width, height) => {
    expect(readWebp(file)).toEqual({ type: 'still', width, height });
  });
});

describe('refused is', () => {
  const profile = (length: number): Uint8Array => {
    const data = Buffer.alloc(length);
    data.write('acsp', 36, 'latin1');
    return chunk('ICCP', data);
  };

  test.each<[string, Uint8Array]>([
    ['nothing at all', new Uint8Array()],
    ['a JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, ...bytes(60))],
    ['another RIFF file', new Uint8Array(Buffer.from('RIFF\x10\0\0\0WAVEfmt \x04\0\0\0abcd', 'latin1'))],
    ['a file with something after its end', Uint8Array.of(...webp(vp8(10, 10)), 1)],
    ['a place or a camera in EXIF', webp(vp8x(10, 10, 0x08), vp8(10, 10), chunk('EXIF', bytes(20)))],
    ['EXIF that the flags keep quiet about', webp(vp8x(10, 10, 0), vp8(10, 10), chunk('EXIF', bytes(20)))],
    ['EXIF without an extended header', webp(vp8(10, 10), chunk('EXIF', bytes(20)))],
    ['a name in XMP', webp(vp8x(10, 10, 0x04), vp8(10, 10), chunk('XMP ', bytes(20)))],
    ['a chunk that nobody knows', webp(vp8x(10, 10, 0), vp8(10, 10), chunk('note', bytes(20)))],
    ['a large colour profile', webp(vp8x(10, 10, 0x20), profile(1_026), vp8(10, 10))],
    ['a colour profile that is none', webp(vp8x(10, 10, 0x20), chunk('ICCP', bytes(200)), vp8(10, 10))],
    ['an animation', webp(vp8x(10, 10, 0x02), chunk('ANIM', bytes(6)), chunk('ANMF', bytes(40)))],
    ['two pictures', webp(vp8x(10, 10, 0), vp8(10, 10), vp8(10, 10))],
    ['a canvas of another size than its picture', webp(vp8x(11, 10, 0), vp8(10, 10))],
    ['an extended header alone', webp(vp8x(10, 10, 0))],
    ['a lossy picture without a key frame', webp(vp8(10, 10, 0x31))],
    ['a lossy picture without width', webp(vp8(0, 10))],
    ['a lossless picture of a later version', webp(chunk('VP8L', Uint8Array.of(0x2f, 0, 0, 0, 0xff, 0)))],
  ])('%s', (_, file) => {
    expect(readWebp(file).type).toBe('refused');
  });

  test('a file cut off at any byte', () => {
    const whole = canvas();
    for (let length = 0; length < whole.length; length++) expect(readWebp(whole.slice(0, length)).type).toBe('refused');
  });
});

test('nothing makes it throw', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }), fc.nat(), (changes, cut) => {
      const file = canvas();
      for (const [at, value] of changes) file[at % file.length] = value;
      const { type } = readWebp(file.subarray(0, file.length - (cut % 3)));
      expect(['still', 'refused']).toContain(type);
    }),
  );
});
