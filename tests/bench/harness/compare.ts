/**
 * A run beside a baseline. What is compared is the ratio to the floor, where there is one: it says the same on a slower or busier
 * machine. The figure itself only where there is no floor.
 */
import type { Report } from './report.ts';
import type { Row } from './row.ts';
import { alignColumns, formatNumber } from './table.ts';

/** A row that is worse by more than this part of its baseline is marked. */
const TOLERANCE = 0.1;

export interface Comparison {
  id: string;
  by: 'ratio' | 'value' | 'nothing';
  before: number | null;
  now: number | null;
  verdict: 'same' | 'better' | 'worse' | 'new' | 'gone';
}

/** Rows of this run in their order, then those that only the baseline has. */
export function compareRows(rows: readonly Row[], baseline: readonly Row[]): Comparison[] {
  const known = new Map(baseline.map((row) => [row.id, row]));
  const compared = rows.map((row) => compareRow(row, known.get(row.id)));
  const here = new Set(rows.map(({ id }) => id));
  const gone = baseline.filter(({ id }) => !here.has(id)).map((row): Comparison => ({ id: row.id, by: row.ratio === null ? 'value' : 'ratio', before: row.ratio ?? row.huan.median, now: null, verdict: 'gone' }));
  return [...compared, ...gone];
}

function compareRow(row: Row, before: Row | undefined): Comparison {
  if (before === undefined) return { id: row.id, by: 'nothing', before: null, now: row.ratio ?? row.huan.median, verdict: 'new' };
  const isRatio = row.ratio !== null && before.ratio !== null;
  const now = isRatio ? row.ratio : row.huan.median;
  const then = isRatio ? before.ratio : before.huan.median;
  const change = now === null || then === null ? 0 : now / then - 1;
  const verdict = change > TOLERANCE ? 'worse' : change < -TOLERANCE ? 'better' : 'same';
  return { id: row.id, by: isRatio ? 'ratio' : 'value', before: then, now, verdict };
}

/** Why figures of two runs don't say the same, in sentences; nothing where they do. */
export function differencesBetween(now: Report, baseline: Report): string[] {
  const sentences: string[] = [];
  const { sizes, machine } = now;
  if (sizes.ops !== baseline.sizes.ops || sizes.bigOps !== baseline.sizes.bigOps || sizes.logs !== baseline.sizes.logs || sizes.manyLogs !== baseline.sizes.manyLogs) sentences.push('The baseline was measured at other sizes: don’t compare.');
  if (machine.cpu !== baseline.machine.cpu || machine.cores !== baseline.machine.cores) sentences.push(`The baseline is from another machine (${baseline.machine.cpu}, ${baseline.machine.cores} cores): ratios say something, milliseconds don’t.`);
  return sentences;
}

export function formatComparison(comparisons: readonly Comparison[]): string {
  const cell = (value: number | null, by: Comparison['by']) => (value === null ? '-' : `${formatNumber(value)}${by === 'ratio' ? ' ×' : ''}`);
  const lines = comparisons.map(({ id, by, before, now, verdict }) => {
    const change = before === null || now === null ? '' : `${now >= before ? '+' : ''}${((now / before - 1) * 100).toFixed(0)} %`;
    return [id, cell(before, by), cell(now, by), change, verdict === 'worse' ? 'WORSE' : verdict];
  });
  return `${alignColumns([['row', 'baseline', 'now', 'change', ''], ...lines], new Set([1, 2, 3]))}\n`;
}
