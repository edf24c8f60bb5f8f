import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitSides } from '../../../../src/core/market/photo-sides.ts';
import { readSides } from '../../../../src/core/market/read-sides.ts';
import { pngHead } from '../../../support/photos.ts';

describe('readSides', () => {
  it('reads PNG', () => {
    expect(readSides(pngHead(640, 480))).toEqual({ width: 640, height: 480 });
  });

  it('reads JPEG behind other segments', () => {
    const exif = [0xff, 0xe1, 0, 6, 1, 2, 3, 4];
    const frame = [0xff, 0xc2, 0, 11, 8, 0x01, 0xe0, 0x02, 0x80, 3, 1, 0x22, 0];
    expect(readSides(new Uint8Array([0xff, 0xd8, ...exif, ...frame]))).toEqual({ width: 640, height: 480 });
  });

  it('reads GIF, BMP and the three forms of WebP', () => {
    expect(readSides(new Uint8Array([0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0x80, 2, 0xe0, 1]))).toEqual({ width: 640, height: 480 });
    const bmp = new Uint8Array(26);
    bmp.set([0x42, 0x4d]);
    bmp.set([0x80, 2, 0, 0, 0x20, 0xfe, 0xff, 0xff], 18);
    expect(readSides(bmp)).toEqual({ width: 640, height: 480 });
    const webp = (fourth: number, at: number, bytes: number[]): Uint8Array => {
      const file = new Uint8Array(34);
      file.set([0x52, 0x49, 0x46, 0x46, 0, 0, 0, 0, 0x57, 0x45, 0x42, 0x50, 0x56, 0x50, 0x38, fourth]);
      file.set(bytes, at);
      return file;
    };
    expect(readSides(webp(0x20, 26, [0x80, 2, 0xe0, 1]))).toEqual({ width: 640, height: 480 });
    const lossless = 639 | (479 << 14);
    expect(readSides(webp(0x4c, 21, [lossless & 255, (lossless >> 8) & 255, (lossless >> 16) & 255, lossless >> 24]))).toEqual({ width: 640, height: 480 });
    expect(readSides(webp(0x58, 24, [0x7f, 2, 0, 0xdf, 1, 0]))).toEqual({ width: 640, height: 480 });
  });

  it('never throws, whatever the bytes', () => {
    const heads = [[0xff, 0xd8], [0x89, 0x50, 0x4e, 0x47], [0x52, 0x49, 0x46, 0x46], [0x47, 0x49, 0x46, 0x38], [0x42, 0x4d], []];
    fc.assert(
      fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 200 }), (head, rest) => {
        readSides(new Uint8Array([...head, ...rest]));
      }),
    );
  });
});

describe('fitSides', () => {
  it('fits, keeps the shape, never enlarges', () => {
    expect(fitSides({ width: 4000, height: 3000 }, 1600)).toEqual({ width: 1600, height: 1200 });
    expect(fitSides({ width: 100, height: 50 }, 1600)).toEqual({ width: 100, height: 50 });
    expect(fitSides({ width: 100_000, height: 1 }, 320)).toEqual({ width: 320, height: 1 });
  });
});
