/** Opening a home: from its files to the first view, each time in a fresh process. */
import type { Bench, RowFamily } from '../harness/bench.ts';
import { runChild } from '../harness/child.ts';
import type { RowReport } from '../harness/row.ts';
import { takeTurns } from '../harness/turns.ts';

const MOST_MS = { open: 120, 'open-big': 1_000 };

export const open: RowFamily = {
  rows: ['open', 'open-big'],
  browser: false,
  async measure(bench, wanted) {
    const rows: RowReport[] = [];
    if (wanted.has('open')) rows.push(await measureOpen(bench, 'open', bench.sizes.ops));
    if (wanted.has('open-big')) rows.push(await measureOpen(bench, 'open-big', bench.sizes.bigOps));
    return rows;
  },
};

async function measureOpen(bench: Bench, id: keyof typeof MOST_MS, listings: number): Promise<RowReport> {
  bench.note(`making a circle of ${listings} listings`);
  const fixture = await bench.circle({ listings, logs: bench.sizes.logs });
  bench.note(`opening a home with ${fixture.ops} ops`);
  const run = async (args: string[]): Promise<number> => (await runChild<{ ms: number }>('open', args)).ms;
  const { huan, file } = await takeTurns(bench.sizes, {
    huan: () => run(['huan', fixture.member, String(fixture.ops)]),
    file: () => run(['file', fixture.member]),
  });
  return {
    id,
    what: `from disk to the first view, ${listings} ops`,
    unit: 'ms',
    samples: huan,
    floor: { is: 'reading the same files, in a fresh process as well', samples: file },
    budget: { of: 'value', most: MOST_MS[id] },
  };
}
