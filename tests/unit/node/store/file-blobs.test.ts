import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Blobs } from '../../../../src/core/ports.ts';
import type { BlobHash } from '../../../../src/core/ids.ts';
import { MemoryBlobs } from '../../../../src/core/store/memory-blobs.ts';
import { sha256 } from '../../../../src/node/crypto/node-verifier.ts';
import { openFileBlobs } from '../../../../src/node/store/file-blobs.ts';
import { nodeDisk } from '../../../../src/node/store/node-disk.ts';
import { SimDisk } from '../../../support/sim-disk.ts';

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});
const realFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'huan-blobs-'));
  folders.push(folder);
  return folder;
};

const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' as BlobHash;
const abc = new TextEncoder().encode('abc');

describe.each<[string, () => Promise<Blobs>]>([
  ['memory', async () => new MemoryBlobs(sha256)],
  ['files on the real disk', async () => openFileBlobs({ disk: nodeDisk, folder: await realFolder(), sha256 })],
  ['files on a simulated disk', () => openFileBlobs({ disk: new SimDisk(() => 0), folder: '/home/blobs', sha256 })],
])('blobs in %s', (_, open) => {
  test('are named by their SHA-256, found, and removed', async () => {
    const blobs = await open();
    expect(await blobs.has(ABC)).toBe(false);
    expect(await blobs.get(ABC)).toBeUndefined();
    expect(await blobs.put(abc)).toBe(ABC);
    expect(await blobs.has(ABC)).toBe(true);
    expect(await blobs.get(ABC)).toEqual(abc);
    await blobs.remove(ABC);
    await blobs.remove(ABC);
    expect(await blobs.has(ABC)).toBe(false);
  });

  test('may be put many times at once', async () => {
    const blobs = await open();
    expect(new Set(await Promise.all(Array.from({ length: 10 }, () => blobs.put(abc))))).toEqual(new Set([ABC]));
    expect(await blobs.get(ABC)).toEqual(abc);
  });
});

test('a blob that no longer matches its name counts as not here, and is moved aside', async () => {
  const folder = await realFolder();
  const blobs = await openFileBlobs({ disk: nodeDisk, folder, sha256 });
  await blobs.put(abc);
  await writeFile(join(folder, 'ba', ABC), 'abd');
  expect(await blobs.get(ABC)).toBeUndefined();
  expect(await blobs.has(ABC)).toBe(false);
  expect(await readdir(join(folder, 'ba'))).toEqual([`${ABC}.damaged`]);
  await blobs.put(abc);
  expect(await blobs.get(ABC)).toEqual(abc);
});

test('a blob that was stored survives a power cut', async () => {
  const disk = new SimDisk(() => 0);
  await (await openFileBlobs({ disk, folder: '/home/blobs', sha256 })).put(abc);
  const after = await openFileBlobs({ disk: disk.crash(), folder: '/home/blobs', sha256 });
  expect(await after.get(ABC)).toEqual(abc);
});

test('a full disk is told as such, and leaves no half blob', async () => {
  const disk = new SimDisk(() => 0);
  const blobs = await openFileBlobs({ disk, folder: '/home/blobs', sha256 });
  disk.capacity = 2;
  await expect(blobs.put(abc)).rejects.toThrow(expect.objectContaining({ type: 'disk-full' }));
  expect(await blobs.has(ABC)).toBe(false);
});
