import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { MemoryStore } from '../../../src/core/store/memory-store.ts';
import { nodeRandom } from '../../../src/node/crypto/node-random.ts';
import { openFileStore } from '../../../src/node/store/file-store.ts';
import { nodeDisk } from '../../../src/node/store/node-disk.ts';
import { SimDisk } from '../../support/sim-disk.ts';
import { describeStore } from './store-suite.ts';

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

const onDamage = (): void => {
  throw new Error('nothing was damaged');
};

describeStore('memory', async () => {
  const store = new MemoryStore();
  return { store, reopen: async () => store };
});

describeStore('files on the real disk', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'huan-store-'));
  folders.push(folder);
  const open = () => openFileStore({ disk: nodeDisk, folder, random: nodeRandom, onDamage });
  return { store: await open(), reopen: open };
});

describeStore('files on a simulated disk whose power is cut before each reopening', async () => {
  let disk = new SimDisk(() => 0);
  const open = () => openFileStore({ disk, folder: '/home/store', random: nodeRandom, onDamage });
  return {
    store: await open(),
    reopen: () => {
      disk = disk.crash();
      return open();
    },
  };
});
