import { describe, expect, test } from 'vitest';
import type { StoreErrorType } from '../../../../src/core/ports.ts';
import { nodeRandom } from '../../../../src/node/crypto/node-random.ts';
import { crc32, crc32ByTable } from '../../../../src/node/store/crc32.ts';
import { openFileStore } from '../../../../src/node/store/file-store.ts';
import type { DamageReport } from '../../../../src/node/store/keep-damaged.ts';
import { toStoreError } from '../../../../src/node/store/store-errors.ts';
import { SimDisk } from '../../../support/sim-disk.ts';

const FILE = '/home/store/journals/j-log.journal';
const noDamage = (): void => {
  throw new Error('nothing was damaged');
};
const open = (disk: SimDisk, onDamage: (report: DamageReport) => void = noDamage) => openFileStore({ disk, folder: '/home/store', random: nodeRandom, onDamage });
const record = (value: number, length = 50): Uint8Array => new Uint8Array(length).fill(value);

async function written(groups: Uint8Array[][]): Promise<SimDisk> {
  const disk = new SimDisk(() => 0);
  const journal = await (await open(disk)).journal('log');
  await journal.read();
  for (const group of groups) await journal.append(group, true);
  await journal.close();
  return disk;
}

/** Opens a journal, and tells what was read and what was reported. */
async function reread(disk: SimDisk): Promise<{ read: Uint8Array[]; reports: string[] }> {
  const reports: string[] = [];
  const journal = await (await open(disk, ({ type }) => reports.push(type))).journal('log');
  const read = await journal.read();
  await journal.close();
  return { read, reports };
}

describe('group commit', () => {
  test('durable appends that come while a sync runs share the next one', async () => {
    const disk = await written([]);
    const journal = await (await open(disk)).journal('log');
    await journal.read();
    const before = disk.counts.get('sync') ?? 0;
    await Promise.all(Array.from({ length: 100 }, (_, i) => journal.append([record(i)], true)));
    expect((disk.counts.get('sync') ?? 0) - before).toBe(1);
  });

  test('appends that need not be durable make no sync', async () => {
    const disk = await written([]);
    const journal = await (await open(disk)).journal('log');
    await journal.read();
    const before = disk.counts.get('sync') ?? 0;
    for (let i = 0; i < 20; i++) await journal.append([record(i)], false);
    expect(disk.counts.get('sync') ?? 0).toBe(before);
  });

  test('a group of one 490-byte record costs 28 bytes more on disk', async () => {
    const disk = await written([]);
    const empty = disk.peek(FILE).length;
    const journal = await (await open(disk)).journal('log');
    await journal.append([record(1, 490)], true);
    expect(disk.peek(FILE).length - empty).toBe(490 + 28);
  });
});

describe('a torn tail', () => {
  test('is cut at any byte, the last group whole or absent, and what was cut is kept beside', async () => {
    const base = (await written([[record(1)]])).peek(FILE).length;
    const disk = await written([[record(1)], [record(2), record(3)]]);
    const whole = disk.peek(FILE);
    for (let length = base; length < whole.length; length++) {
      disk.poke(FILE, whole.slice(0, length));
      const { read, reports } = await reread(disk);
      expect(read).toEqual([record(1)]);
      expect(reports).toEqual(length === base ? [] : ['torn']);
      expect(disk.peek(FILE)).toEqual(whole.slice(0, base));
    }
    expect(disk.peek(`${FILE}.damaged-1`)).toEqual(whole.slice(base, base + 1));
  });

  test('never fills the disk: at most eight pieces are kept', async () => {
    const disk = await written([[record(1)]]);
    for (let i = 0; i < 12; i++) {
      disk.poke(FILE, Uint8Array.from([...disk.peek(FILE), i]));
      await reread(disk);
    }
    const kept = (await disk.list('/home/store/journals')).filter((name) => name.includes('.damaged'));
    expect(kept).toHaveLength(8);
    expect(disk.peek(`${FILE}.damaged-8`)).toEqual(Uint8Array.of(11));
  });
});

describe('damage in the middle', () => {
  const groups = [[record(1)], [record(2), record(3), record(4)], [record(5)]];

  test('never loses a later whole record, whichever byte goes bad, and the damaged file is kept', async () => {
    const good = (await written(groups)).peek(FILE);
    const last = good.length - 78;
    for (let at = 0; at < last; at += 1) {
      const disk = await written([]);
      const bad = good.slice();
      bad[at] = (bad[at] ?? 0) ^ 0x10;
      disk.poke(FILE, bad);
      const { read, reports } = await reread(disk);
      const all = groups.flat();
      expect(reports).toEqual(['damaged']);
      // One byte can spoil at most the record that it is in.
      expect(read.length).toBeGreaterThanOrEqual(all.length - 1);
      expect(read).toEqual(all.filter((one) => read.some((found) => Buffer.compare(found, one) === 0)));
      expect(disk.peek(`${FILE}.damaged-1`)).toEqual(bad);
      expect(await reread(disk)).toEqual({ read, reports: [] });
    }
  });

  test('a header of which both copies are bad is no empty journal: it is refused, and left as it is', async () => {
    const disk = await written(groups);
    const bad = disk.peek(FILE).fill(0, 0, 64);
    disk.poke(FILE, bad);
    await expect(reread(disk)).rejects.toThrow(expect.objectContaining({ type: 'storage-failed' }));
    expect(disk.peek(FILE)).toEqual(bad);
  });

  test('what someone wrote into a record is never taken for a record of its own', async () => {
    const inner = (await written([[record(66)]])).peek(FILE);
    const disk = await written([[record(1)], [inner], [record(5)]]);
    const bad = disk.peek(FILE);
    const at = Buffer.from(bad).indexOf(Buffer.from(inner)) - 8;
    bad[at] = 0xff;
    disk.poke(FILE, bad);
    expect((await reread(disk)).read).toEqual([record(1), record(5)]);
  });
});

describe('a disk that refuses', () => {
  test('full: the append is refused, nothing of it is read back, and after making room the next one goes well', async () => {
    const disk = await written([[record(1)]]);
    const journal = await (await open(disk)).journal('log');
    await journal.read();
    disk.capacity = disk.peek(FILE).length + 60;
    await expect(journal.append([record(2), record(3, 1_000)], true)).rejects.toThrow(expect.objectContaining({ type: 'disk-full' }));
    disk.capacity = Infinity;
    await journal.append([record(4)], true);
    await journal.close();
    expect(await reread(disk)).toEqual({ read: [record(1), record(4)], reports: [] });
  });

  test('full, then closed once there is room: what was accepted before is read back', async () => {
    const disk = await written([[record(1)]]);
    const journal = await (await open(disk)).journal('log');
    await journal.read();
    await journal.append([record(2)], false);
    disk.capacity = 0;
    await expect(journal.append([record(3)], true)).rejects.toThrow(expect.objectContaining({ type: 'disk-full' }));
    disk.capacity = Infinity;
    await journal.close();
    expect(await reread(disk)).toEqual({ read: [record(1), record(2)], reports: [] });
  });

  test('failing while the file is closed: told as any failure of the store, and the journal can be opened again', async () => {
    const disk = await written([[record(1)]]);
    const store = await open(disk);
    const journal = await store.journal('log');
    await journal.read();
    await journal.append([record(2)], true);
    disk.failAt = { call: disk.calls + 1, code: 'EIO' };
    await expect(journal.close()).rejects.toThrow(expect.objectContaining({ type: 'storage-failed' }));
    const again = await store.journal('log');
    expect(await again.read()).toEqual([record(1), record(2)]);
    await again.close();
  });

  test('full while a value is replaced: the old value is still there', async () => {
    const disk = await written([]);
    const store = await open(disk);
    await store.put('v', record(1));
    disk.capacity = disk.peek('/home/store/values/v-v.value').length + 200;
    await expect(store.put('v', record(2, 10_000))).rejects.toThrow(expect.objectContaining({ type: 'disk-full' }));
    expect(await store.get('v')).toEqual(record(1));
  });

  test('read-only: what is there can be read, also with a torn tail; writing is refused', async () => {
    const disk = await written([[record(1)]]);
    disk.poke(FILE, Uint8Array.from([...disk.peek(FILE), 1, 2, 3]));
    disk.readOnly = true;
    const journal = await (await open(disk, () => undefined)).journal('log');
    expect(await journal.read()).toEqual([record(1)]);
    await expect(journal.append([record(2)], true)).rejects.toThrow(expect.objectContaining({ type: 'read-only' }));
    await expect((await open(disk)).journal('another')).rejects.toThrow(expect.objectContaining({ type: 'read-only' }));
  });

  test.each<[string, StoreErrorType]>([
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EROFS', 'read-only'],
    ['EACCES', 'read-only'],
    ['EPERM', 'read-only'],
    ['EIO', 'storage-failed'],
    ['EMFILE', 'storage-failed'],
  ])('%s is told as %s', (code, type) => {
    expect(toStoreError(Object.assign(new Error(code), { code })).type).toBe(type);
  });
});

test('a damaged value is refused, not taken for the value', async () => {
  const disk = await written([]);
  const store = await open(disk);
  await store.put('v', record(1));
  const bad = disk.peek('/home/store/values/v-v.value');
  bad[10] = 99;
  disk.poke('/home/store/values/v-v.value', bad);
  await expect(store.get('v')).rejects.toThrow(expect.objectContaining({ type: 'storage-failed' }));
});

test('the checksum is CRC-32, by zlib and by the table alike', () => {
  const text = new TextEncoder().encode('123456789');
  expect(crc32(text)).toBe(0xcbf43926);
  expect(crc32ByTable(text)).toBe(0xcbf43926);
  expect(crc32ByTable(text.subarray(4), crc32(text.subarray(0, 4)))).toBe(0xcbf43926);
});
