import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Answer } from '../../../../renderer/host/connection.ts';
import { PhotoCache } from '../../../../renderer/photos/photo-cache.svelte.ts';
import { fitSides, MOST_FILE_BYTES } from '../../../../renderer/photos/photo-sides.ts';
import { preparePhoto } from '../../../../renderer/photos/prepare-photo.ts';
import { readSides } from '../../../../renderer/photos/read-sides.ts';
import type { BlobHash } from '../../../../src/core/ids.ts';

/** The head of a PNG that says it has these sides. */
function pngHead(width: number, height: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(33);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  new DataView(bytes.buffer).setUint32(16, width);
  new DataView(bytes.buffer).setUint32(20, height);
  return bytes;
}

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

describe('preparePhoto', () => {
  it('refuses a file that is too large before reading it', async () => {
    const file = new Blob([]);
    Object.defineProperty(file, 'size', { value: 200 * 1024 * 1024 });
    const slice = vi.spyOn(file, 'slice');
    expect(await preparePhoto(file)).toEqual({ ok: false, refusal: 'file-too-large' });
    expect(slice).not.toHaveBeenCalled();
    expect(MOST_FILE_BYTES).toBeLessThan(200 * 1024 * 1024);
  });

  it('refuses a small file that would unpack to gigapixels before decoding it', async () => {
    expect(await preparePhoto(new Blob([pngHead(40_000, 40_000)]))).toEqual({ ok: false, refusal: 'too-many-pixels' });
  });
});

describe('PhotoCache', () => {
  const hash = (name: string): BlobHash => name.repeat(64).slice(0, 64) as BlobHash;
  const here = (bytes: number): Answer<Uint8Array | null> => ({ ok: true, result: new Uint8Array(bytes) });
  const absent: Answer<Uint8Array | null> = { ok: true, result: null };

  it('fetches a photo once, however often it is shown', async () => {
    let asked = 0;
    const cache = new PhotoCache(() => {
      asked += 1;
      return Promise.resolve(here(10));
    });
    cache.use(hash('a'), undefined);
    cache.use(hash('a'), undefined);
    await vi.waitUntil(() => cache.state(hash('a')).is === 'here');
    cache.use(hash('a'), undefined);
    expect(asked).toBe(1);
  });

  it('says that a photo is not here, and shows it once it has come', async () => {
    const answers = [absent, here(10)];
    const cache = new PhotoCache(() => Promise.resolve(answers.shift() ?? absent));
    cache.use(hash('a'), undefined);
    await vi.waitUntil(() => cache.state(hash('a')).is === 'missing');
    cache.retryMissing();
    await vi.waitUntil(() => cache.state(hash('a')).is === 'here');
    expect(answers).toEqual([]);
  });

  it('gives back what nobody looks at when it holds too much, and nothing else', async () => {
    const revoked: string[] = [];
    vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void revoked.push(url));
    const cache = new PhotoCache(() => Promise.resolve(here(20 * 1024 * 1024)));
    const [a, b, c] = [hash('a'), hash('b'), hash('c')];
    cache.use(a, undefined);
    const releaseB = cache.use(b, undefined);
    await vi.waitUntil(() => cache.state(b).is === 'here');
    releaseB();
    cache.use(c, undefined);
    await vi.waitUntil(() => cache.state(c).is === 'here');
    expect(cache.state(a).is).toBe('here');
    expect(cache.state(b).is).toBe('loading');
    expect(revoked).toHaveLength(1);
  });
});
