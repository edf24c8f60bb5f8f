/** What the engine holds in memory per op, over what it holds with nothing in it. */
import type { RowFamily } from '../harness/bench.ts';
import { runChild } from '../harness/child.ts';
import { takeTurns } from '../harness/turns.ts';

export const memory: RowFamily = {
  rows: ['memory'],
  browser: false,
  async measure(bench) {
    const { ops, logs } = bench.sizes;
    const fixture = await bench.circle({ listings: ops, logs });
    bench.note('memory of the engine');
    const empty = await bench.newHome();
    const run = async (folder: string, count: number): Promise<number> => (await runChild<{ bytes: number }>('memory', [folder, String(count)], { flags: ['--expose-gc'] })).bytes;
    const samples = await takeTurns(bench.sizes, { full: () => run(fixture.member, fixture.ops), empty: () => run(empty, 0) });
    return [
      {
        id: 'memory',
        what: 'memory of the engine, heap and buffers',
        unit: 'bytes/op',
        samples: samples.full.map((bytes, i) => (bytes - (samples.empty[i] ?? 0)) / fixture.ops),
        floor: { is: 'the bodies alone', samples: [fixture.payload / fixture.ops] },
        budget: { of: 'value', most: 1_500 },
      },
    ];
  },
};
