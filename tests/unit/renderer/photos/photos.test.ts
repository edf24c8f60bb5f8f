import { describe, expect, it, vi } from 'vitest';
import type { Answer } from '../../../../renderer/host/connection.ts';
import { PhotoCache } from '../../../../renderer/photos/photo-cache.svelte.ts';
import { preparePhoto } from '../../../../renderer/photos/prepare-photo.ts';
import type { BlobHash } from '../../../../src/core/ids.ts';
import { MOST_FILE_BYTES } from '../../../../src/core/market/photo-sides.ts';
import { pngHead } from '../../../support/photos.ts';

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
