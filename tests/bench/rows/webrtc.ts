/** The same as bulk.ts as people have it: two hosts, two windows in Chromium, a data channel between them. And how the window fares. */
import { joinInWindow } from '../browser/window-join.ts';
import { buildPlainReplica } from '../browser/plain-replica.ts';
import { sendPlainly } from '../browser/plain-channel.ts';
import { openStage, type Stage } from '../browser/stage.ts';
import type { LongestTasks } from '../../e2e/support/task-recorder.ts';
import type { Fixture } from '../fixture/circle.ts';
import type { Bench, RowFamily } from '../harness/bench.ts';
import type { RowReport } from '../harness/row.ts';
import { takeTurns } from '../harness/turns.ts';

const TRANSFER = ['webrtc', 'webrtc-pages', 'webrtc-join'];
const TASKS = ['window-own', 'window-wall'];

export const webrtc: RowFamily = {
  rows: [...TRANSFER, ...TASKS],
  browser: true,
  async measure(bench, wanted) {
    const { ops, logs } = bench.sizes;
    const fixture = await bench.circle({ listings: ops, logs });
    const stage = await openStage();
    try {
      const rows: RowReport[] = [];
      if (TRANSFER.some((row) => wanted.has(row))) rows.push(...(await measureTransfer(bench, stage, fixture)));
      if (TASKS.some((row) => wanted.has(row))) rows.push(...(await measureTasks(bench, stage, fixture)));
      return rows;
    } finally {
      await stage.close();
    }
  },
};

async function measureTransfer(bench: Bench, stage: Stage, fixture: Fixture): Promise<RowReport[]> {
  bench.note(`${fixture.ops} ops to an empty home, over WebRTC`);
  let bytes = fixture.payload;
  const samples = await takeTurns(bench.sizes, {
    huan: async () => {
      const join = await joinInWindow(bench, stage, fixture, false);
      bytes = join.bytesIn;
      return join;
    },
    plain: () => sendPlainly(stage, bytes),
  });
  const times = samples.huan.map(({ transferMs }) => transferMs);
  return [
    {
      id: 'webrtc',
      what: 'open data channel to all ops in the view of an empty home’s host, two windows in Chromium',
      unit: 'ms',
      samples: times,
      floor: { is: 'as many bytes, ungated, the same way: process, page, one data channel, page, process', samples: samples.plain.map(({ hopsMs }) => hopsMs) },
      budget: { of: 'ratio', most: 1.5 },
    },
    { id: 'webrtc-pages', what: 'the same', unit: 'ms', samples: times, floor: { is: 'as many bytes, ungated, over one data channel from page to page, with no process behind', samples: samples.plain.map(({ pagesMs }) => pagesMs) } },
    { id: 'webrtc-join', what: 'from the press on Join, so with meeting and connecting', unit: 'ms', samples: samples.huan.map(({ joinMs }) => joinMs) },
  ];
}

async function measureTasks(bench: Bench, stage: Stage, fixture: Fixture): Promise<RowReport[]> {
  bench.note(`the window while ${fixture.listings} listings arrive`);
  const plain = await buildPlainReplica(fixture);
  const { huan, yjs } = await takeTurns(bench.sizes, { huan: () => joinInWindow(bench, stage, fixture, true), yjs: () => plain.apply(stage.newcomer) });
  const what = `the window’s longest task while ${fixture.listings} listings arrive`;
  const row = (id: string, measure: keyof LongestTasks, how: string): RowReport => ({
    id,
    what: `${what}, ${how}`,
    unit: 'ms',
    samples: huan.map(({ tasks }) => tasks?.[measure] ?? Number.NaN),
    floor: { is: 'a page that does nothing but apply the same bodies as plain Yjs updates, in pieces as large, one per task', samples: yjs.map((tasks) => tasks[measure]) },
    budget: { of: 'value', most: 200 },
  });
  return [row('window-own', 'own', 'its thread’s own time'), row('window-wall', 'wall', 'by the clock')];
}
