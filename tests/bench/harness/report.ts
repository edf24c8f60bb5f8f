/** What a run of the bench leaves behind: the machine, the sizes, the rows. One JSON value; what `--save` writes and `--compare` reads. */
import * as v from 'valibot';
import type { Row } from './row.ts';

/** Another number for another shape. */
const VERSION = 1;

const number = v.pipe(v.number(), v.finite());
const spread = v.strictObject({ median: number, min: number, max: number, samples: v.pipe(v.array(number), v.minLength(1)) });
const rowSchema = v.strictObject({
  id: v.string(),
  what: v.string(),
  unit: v.picklist(['ms', 'µs/op', 'bytes/op', '× payload']),
  huan: spread,
  floor: v.nullable(spread),
  floorIs: v.nullable(v.string()),
  ratio: v.nullable(number),
  budget: v.nullable(v.strictObject({ of: v.picklist(['ratio', 'value']), most: number })),
  within: v.nullable(v.boolean()),
});
const reportSchema = v.strictObject({
  version: v.literal(VERSION),
  at: v.pipe(v.string(), v.isoTimestamp()),
  seconds: number,
  machine: v.strictObject({
    cpu: v.string(),
    cores: number,
    memoryGiB: number,
    os: v.string(),
    node: v.string(),
    chromium: v.nullable(v.string()),
    /** Load average over the minute before, as the system counts it: near 0 on a quiet machine. */
    loadBefore: number,
  }),
  sizes: v.strictObject({ ops: number, bigOps: number, logs: number, manyLogs: number, liveOps: number, runs: number, warmUps: number }),
  rows: v.array(rowSchema),
});

export type Report = v.InferOutput<typeof reportSchema>;
export type Machine = Report['machine'];
export type Sizes = Report['sizes'];

export function makeReport(about: { at: Date; seconds: number; machine: Machine; sizes: Sizes }, rows: readonly Row[]): Report {
  return { version: VERSION, at: about.at.toISOString(), seconds: about.seconds, machine: about.machine, sizes: about.sizes, rows: [...rows] };
}

/** The report in that text, or undefined if it is none. */
export function parseReport(text: string): Report | undefined {
  try {
    const result = v.safeParse(reportSchema, JSON.parse(text));
    return result.success ? result.output : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
