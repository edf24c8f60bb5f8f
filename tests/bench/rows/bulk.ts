/** A circle reaches an empty home: how long it takes, and how many bytes it is on the wire and on disk. */
import { stat } from 'node:fs/promises';
import type { Bench, RowFamily } from '../harness/bench.ts';
import type { RowReport } from '../harness/row.ts';
import { takeTurns } from '../harness/turns.ts';
import { transferHuan, transferRaw, transferYjs } from './transfer.ts';

const YJS = 'the same bodies, unsigned, by y-websocket, between two fresh processes';

export const bulk: RowFamily = {
  rows: ['bulk', 'bulk-tcp', 'wire', 'disk'],
  browser: false,
  async measure(bench) {
    const { ops, logs } = bench.sizes;
    const fixture = await bench.circle({ listings: ops, logs });
    bench.note(`${fixture.ops} ops to an empty home, over loopback`);
    const samples = await takeTurns(bench.sizes, {
      huan: () => transferHuan(bench, fixture),
      yjs: () => transferYjs(fixture),
      raw: () => transferRaw(fixture),
    });
    const plain = await stat(fixture.plainFile);
    const per = (bytes: number): number => bytes / fixture.payload;
    const times = samples.huan.map(({ ms }) => ms);
    const rows: RowReport[] = [
      { id: 'bulk', what: 'empty home to all ops in its view', unit: 'ms', samples: times, floor: { is: YJS, samples: samples.yjs.map(({ ms }) => ms) }, budget: { of: 'ratio', most: 1.5 } },
      { id: 'bulk-tcp', what: 'the same', unit: 'ms', samples: times, floor: { is: 'the same bodies over one TCP connection', samples: samples.raw.map(({ ms }) => ms) } },
      {
        id: 'wire',
        what: 'bytes on the wire, both ways, ops with no ref',
        unit: '× payload',
        samples: samples.huan.map(({ bytesIn, bytesOut }) => per(bytesIn + bytesOut)),
        floor: { is: 'what y-websocket received for the same bodies', samples: samples.yjs.map(({ bytesIn }) => per(bytesIn)) },
        budget: { of: 'value', most: 1.2 },
      },
      {
        id: 'disk',
        what: 'bytes on disk of what was received',
        unit: '× payload',
        samples: samples.huan.map(({ onDisk }) => per(onDisk)),
        floor: { is: 'the same bodies as one Yjs update', samples: [per(plain.size)] },
        budget: { of: 'value', most: 1.35 },
      },
    ];
    return rows;
  },
};

/** Apart, because they carry other circles. */
export const bulkWithRefs: RowFamily = {
  rows: ['wire-ref', 'wire-ref-other'],
  browser: false,
  async measure(bench, wanted) {
    const rows: RowReport[] = [];
    if (wanted.has('wire-ref')) rows.push(await measureWithRefs(bench, 'wire-ref', 'own', 'an op of their own log'));
    if (wanted.has('wire-ref-other')) rows.push(await measureWithRefs(bench, 'wire-ref-other', 'other', 'another device’s op'));
    return rows;
  },
};

async function measureWithRefs(bench: Bench, id: string, refs: 'own' | 'other', names: string): Promise<RowReport> {
  const { ops, logs } = bench.sizes;
  const fixture = await bench.circle({ listings: ops, logs, refs });
  bench.note(`${fixture.ops} ops that name ${names}, over loopback`);
  const { huan, yjs } = await takeTurns({ ...bench.sizes, warmUps: 0 }, { huan: () => transferHuan(bench, fixture), yjs: () => transferYjs(fixture) });
  return {
    id,
    what: `bytes on the wire, both ways, ops that name ${names}`,
    unit: '× payload',
    samples: huan.map(({ bytesIn, bytesOut }) => (bytesIn + bytesOut) / fixture.payload),
    floor: { is: 'what y-websocket received for the same bodies', samples: yjs.map(({ bytesIn }) => bytesIn / fixture.payload) },
    budget: { of: 'value', most: 1.3 },
  };
}
