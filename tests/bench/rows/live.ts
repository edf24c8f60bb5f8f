/** One op at a time between two who are in sync. */
import type { RowFamily } from '../harness/bench.ts';
import { takeTurns } from '../harness/turns.ts';
import { cpuOfLiveOp, liveHuan, liveYjs } from './live-pair.ts';

export const live: RowFamily = {
  rows: ['live'],
  browser: false,
  async measure(bench) {
    const { ops, logs } = bench.sizes;
    const fixture = await bench.circle({ listings: ops, logs });
    bench.note('one op at a time, between two processes');
    const { huan, yjs } = await takeTurns(bench.sizes, { huan: () => liveHuan(bench, fixture), yjs: () => liveYjs(bench, fixture) });
    return [
      {
        id: 'live',
        what: 'one op, writer’s command to reader’s view',
        unit: 'ms',
        samples: huan,
        floor: { is: 'one entry of the same size, unsigned, by y-websocket, in a document as big', samples: yjs },
        budget: { of: 'ratio', most: 2 },
      },
    ];
  },
};

export const liveManyLogs: RowFamily = {
  rows: ['live-logs'],
  browser: false,
  async measure(bench) {
    const { ops, logs, manyLogs } = bench.sizes;
    bench.note(`making a circle of ${manyLogs} logs`);
    const [few, many] = [await bench.circle({ listings: ops, logs }), await bench.circle({ listings: ops, logs: manyLogs })];
    bench.note(`one op at a time, at ${logs} logs and at ${manyLogs}`);
    const samples = await takeTurns(bench.sizes, { many: () => cpuOfLiveOp(bench, many), few: () => cpuOfLiveOp(bench, few) });
    return [
      {
        id: 'live-logs',
        what: `one live op at ${manyLogs} logs, processor time of who receives it`,
        unit: 'ms',
        samples: samples.many,
        floor: { is: `the same at ${logs} logs`, samples: samples.few },
        budget: { of: 'value', most: 2 },
      },
    ];
  },
};
