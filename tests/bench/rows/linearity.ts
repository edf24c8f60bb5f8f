/** Whether a bulk transfer's cost per op stays the same as circles grow: in ops, and in logs. */
import type { Bench, RowFamily } from '../harness/bench.ts';
import type { RowReport } from '../harness/row.ts';
import { takeTurns } from '../harness/turns.ts';
import type { Fixture } from '../fixture/circle.ts';
import { transferHuan } from './transfer.ts';

/** Linear, with room for what caches and garbage collection do at such sizes. */
const MOST = 1.25;

export const linearity: RowFamily = {
  rows: ['linear-ops', 'linear-logs'],
  browser: false,
  async measure(bench, wanted) {
    const { ops, bigOps, logs, manyLogs } = bench.sizes;
    const rows: RowReport[] = [];
    if (wanted.has('linear-ops')) {
      const [small, big] = [await bench.circle({ listings: ops, logs }), await bench.circle({ listings: bigOps, logs })];
      rows.push(await measureGrowth(bench, 'linear-ops', small, big, [`empty home to all of ${big.ops} ops in its view, per op`, `the same with ${small.ops} ops`]));
    }
    if (wanted.has('linear-logs')) {
      // As many ops on both sides: letting a device in takes two.
      const [few, many] = [await bench.circle({ listings: ops + 2 * (manyLogs - logs), logs }), await bench.circle({ listings: ops, logs: manyLogs })];
      rows.push(await measureGrowth(bench, 'linear-logs', few, many, [`empty home to all of ${many.ops} ops in ${manyLogs} logs, per op`, `as many ops in ${logs} logs`]));
    }
    return rows;
  },
};

async function measureGrowth(bench: Bench, id: string, small: Fixture, big: Fixture, [what, floorIs]: [string, string]): Promise<RowReport> {
  bench.note(what);
  const perOp = async (fixture: Fixture): Promise<number> => ((await transferHuan(bench, fixture)).ms * 1_000) / fixture.ops;
  const samples = await takeTurns({ ...bench.sizes, warmUps: 0 }, { big: () => perOp(big), small: () => perOp(small) });
  return { id, what, unit: 'µs/op', samples: samples.big, floor: { is: floorIs, samples: samples.small }, budget: { of: 'ratio', most: MOST } };
}
