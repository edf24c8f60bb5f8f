/** What the command line of the bench takes. */
import { parseArgs } from 'node:util';
import type { Sizes } from './report.ts';

export interface BenchOptions {
  /** Rows that were asked for; undefined: all. */
  only: string[] | undefined;
  json: boolean;
  save: string | undefined;
  compare: boolean;
  browser: boolean;
  sizes: Sizes;
}

export class BenchUsageError extends Error {}

/** The sizes of DESIGN's budgets. */
const WHOLE: Sizes = { ops: 10_000, bigOps: 100_000, logs: 200, manyLogs: 5_000, liveOps: 30, runs: 5, warmUps: 1 };
/** For a first look: the shape of every row, hardly a figure to rely on. */
const QUICK: Sizes = { ops: 2_000, bigOps: 10_000, logs: 50, manyLogs: 500, liveOps: 10, runs: 1, warmUps: 0 };

export const USAGE = `npm run bench -- [options]
  --only ROW[,ROW]  some rows
  --runs N          measurements per row (5), after one that does not count
  --quick           small circles, one run: to see whether it works
  --no-browser      without the rows that want Chromium
  --json            one JSON value instead of the table
  --save FILE       write the JSON there, too
  --compare         also beside tests/bench/baseline.json
  --ops N --big-ops N --logs N --many-logs N --live-ops N --warm-ups N   other sizes
`;

/** Throws BenchUsageError. */
export function readOptions(args: readonly string[], known: readonly string[]): BenchOptions {
  const { values } = parse(args);
  const base = values.quick === true ? QUICK : WHOLE;
  const sizes: Sizes = {
    ops: readWhole('ops', values.ops, base.ops, 1),
    bigOps: readWhole('big-ops', values['big-ops'], base.bigOps, 1),
    logs: readWhole('logs', values.logs, base.logs, 2),
    manyLogs: readWhole('many-logs', values['many-logs'], base.manyLogs, 2),
    liveOps: readWhole('live-ops', values['live-ops'], base.liveOps, 1),
    runs: readWhole('runs', values.runs, base.runs, 1),
    warmUps: readWhole('warm-ups', values['warm-ups'], base.warmUps, 0),
  };
  if (sizes.manyLogs < sizes.logs) throw new BenchUsageError('--many-logs is at least --logs');
  const only = values.only?.flatMap((names) => names.split(','));
  const unknown = only?.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new BenchUsageError(`there is no row ${unknown}: the rows are ${known.join(', ')}`);
  return { only, json: values.json === true, save: values.save, compare: values.compare === true, browser: values['no-browser'] !== true, sizes };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: { only: { ...text, multiple: true }, runs: text, quick: flag, 'no-browser': flag, json: flag, save: text, compare: flag, ops: text, 'big-ops': text, logs: text, 'many-logs': text, 'live-ops': text, 'warm-ups': text },
    });
  } catch (error) {
    if (error instanceof TypeError) throw new BenchUsageError(error.message);
    throw error;
  }
}

function readWhole(name: string, value: string | undefined, otherwise: number, least: number): number {
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (!/^\d{1,7}$/.test(value) || number < least) throw new BenchUsageError(`--${name} takes a whole number from ${least} on`);
  return number;
}
