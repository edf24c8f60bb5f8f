/** A journal on a disk that loses power, or fails once, at any call: what was promised is there, and nothing that was refused. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StoreError } from '../../../../src/core/ports.ts';
import { nodeRandom } from '../../../../src/node/crypto/node-random.ts';
import { openFileStore } from '../../../../src/node/store/file-store.ts';
import { SimDisk } from '../../../support/sim-disk.ts';

interface Step {
  records: number;
  size: number;
  durable: boolean;
  /** Whether the step waits for the one before. */
  wait: boolean;
}

interface Group {
  records: Uint8Array[];
  durable: boolean;
  state: 'asked' | 'accepted' | 'refused';
}

const step = fc.record({ records: fc.integer({ min: 1, max: 4 }), size: fc.integer({ min: 1, max: 60 }), durable: fc.boolean(), wait: fc.boolean() });
const steps = fc.array(step, { minLength: 1, maxLength: 12 });

const open = (disk: SimDisk) => openFileStore({ disk, folder: '/home/store', random: nodeRandom, onDamage: () => undefined });

/** Runs the steps as far as they go. Each record begins with its group's number. */
async function runSteps(disk: SimDisk, plan: readonly Step[]): Promise<Group[]> {
  const groups: Group[] = [];
  try {
    const journal = await (await open(disk)).journal('log');
    await journal.read();
    const running: Promise<void>[] = [];
    for (const [number, { records, size, durable, wait }] of plan.entries()) {
      const group: Group = { records: Array.from({ length: records }, (_, i) => Uint8Array.from([number, i, ...new Array<number>(size).fill(number)])), durable, state: 'asked' };
      groups.push(group);
      const settled = journal.append(group.records, durable).then(
        () => void (group.state = 'accepted'),
        (error: unknown) => {
          if (!(error instanceof StoreError)) throw error;
          group.state = 'refused';
        },
      );
      running.push(settled);
      if (wait) await settled;
    }
    await Promise.all(running);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
  return groups;
}

async function readBack(disk: SimDisk): Promise<Uint8Array[]> {
  return (await (await open(disk)).journal('log')).read();
}

/** The numbers of the groups that were read back; fails if one of them is there in part, or out of order. */
function wholeGroups(read: readonly Uint8Array[], groups: readonly Group[]): number[] {
  const numbers = [...new Set(read.map((record) => record[0] ?? -1))];
  expect(read).toEqual(numbers.flatMap((number) => groups[number]?.records ?? []));
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  return numbers;
}

const seeded = (seed: number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
};

test('after a power cut at any call, every promised group is there, whole and in order, and nothing follows on a gap', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 90 }), fc.integer(), async (plan, call, seed) => {
      const disk = new SimDisk(seeded(seed));
      disk.failAt = { call, code: 'power' };
      const groups = await runSteps(disk, plan);
      const after = disk.crash();
      const there = wholeGroups(await readBack(after), groups);
      const lastPromised = groups.findLastIndex(({ durable, state }) => durable && state === 'accepted');
      expect(there).toEqual(Array.from({ length: there.length }, (_, i) => i));
      expect(there.length).toBeGreaterThan(lastPromised);
      // What was healed stays healed.
      expect(await readBack(after.crash())).toHaveLength(groups.slice(0, there.length).flatMap(({ records }) => records).length);
    }),
    { numRuns: 400 },
  );
});

test('after one failing call, what was refused is never read back and what was accepted is, also after a power cut', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 60 }), fc.constantFrom('EIO' as const, 'ENOSPC' as const), fc.integer(), async (plan, call, code, seed) => {
      const disk = new SimDisk(seeded(seed));
      disk.failAt = { call, code };
      const groups = await runSteps(disk, plan);
      disk.failAt = undefined;
      const accepted = groups.flatMap(({ state }, number) => (state === 'accepted' ? [number] : []));
      expect(wholeGroups(await readBack(disk), groups)).toEqual(accepted);
      const afterCut = wholeGroups(await readBack(disk.crash()), groups);
      const lastPromised = groups.findLastIndex(({ durable, state }) => durable && state === 'accepted');
      expect(afterCut).toEqual(accepted.slice(0, afterCut.length));
      expect(afterCut.at(-1) ?? -1).toBeGreaterThanOrEqual(lastPromised);
    }),
    { numRuns: 400 },
  );
});

test('a power cut during a rewrite leaves the old content or the new, and appends after it are kept', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.integer(), async (call, seed) => {
      const disk = new SimDisk(seeded(seed));
      const old = [Uint8Array.of(1), Uint8Array.of(2)];
      const next = [Uint8Array.of(3)];
      const first = await (await open(disk)).journal('log');
      await first.append(old, true);
      await first.close();
      const before = disk.calls;
      disk.failAt = { call: before + call, code: 'power' };
      let rewritten = false;
      let appended = false;
      try {
        const journal = await (await open(disk)).journal('log');
        await journal.read();
        await journal.rewrite(next);
        rewritten = true;
        await journal.append([Uint8Array.of(4)], true);
        appended = true;
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
      }
      const read = await readBack(disk.crash());
      const allowed = appended ? [[...next, Uint8Array.of(4)]] : rewritten ? [next, [...next, Uint8Array.of(4)]] : [old, next];
      expect(allowed).toContainEqual(read);
    }),
    { numRuns: 200 },
  );
});

test('a rewrite during which one call fails loses nothing that is promised after it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 20 }), fc.integer(), async (call, seed) => {
      const disk = new SimDisk(seeded(seed));
      const journal = await (await open(disk)).journal('log');
      await journal.append([Uint8Array.of(1)], true);
      disk.failAt = { call: disk.calls + call, code: 'EIO' };
      const kept: number[] = [];
      for (const write of [() => journal.rewrite([Uint8Array.of(1), Uint8Array.of(2)]), () => journal.append([Uint8Array.of(3)], true), () => journal.append([Uint8Array.of(4)], true)]) {
        try {
          await write();
          kept.push(1);
        } catch (error) {
          if (!(error instanceof StoreError)) throw error;
          kept.push(0);
        }
      }
      disk.failAt = undefined;
      const values = (await readBack(disk.crash())).map(([value]) => value);
      const [rewritten, three, four] = kept;
      expect(values[0]).toBe(1);
      // A rewrite that failed at its very end may have happened.
      if (rewritten === 1) expect(values).toContain(2);
      expect(values.filter((value) => value === 3 || value === 4)).toEqual([...(three === 1 ? [3] : []), ...(four === 1 ? [4] : [])]);
    }),
    { numRuns: 200 },
  );
});

test('after a power cut at any call a value is the old one or the new one, and the new one if that was promised', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.integer(), async (call, seed) => {
      const disk = new SimDisk(seeded(seed));
      await (await open(disk)).put('v', Uint8Array.of(1));
      disk.failAt = { call: disk.calls + call, code: 'power' };
      let promised = 1;
      try {
        const store = await open(disk);
        for (const value of [2, 3]) {
          await store.put('v', Uint8Array.of(value));
          promised = value;
        }
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
      }
      const value = (await (await open(disk.crash())).get('v'))?.[0] ?? 0;
      expect(value).toBeGreaterThanOrEqual(promised);
      expect(value).toBeLessThanOrEqual(Math.min(3, promised + 1));
    }),
    { numRuns: 200 },
  );
});
