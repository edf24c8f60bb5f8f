/** The rows as text for a terminal. */
import type { Row } from './row.ts';
import type { Spread } from './statistics.ts';

const HEAD = ['row', 'what Huan did', 'Huan (min..max)', 'floor (min..max)', 'ratio', 'budget', ''];
/** Columns of figures: their right edges are in line. */
const RIGHT = new Set([2, 3, 4, 5]);

export function formatTable(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map((row) => [row.id, row.what, formatSpread(row.huan, row.unit), row.floor === null ? 'none' : formatSpread(row.floor, row.unit), formatRatio(row.ratio), formatBudget(row), verdict(row)])];
  const floors = rows.filter(({ floorIs }) => floorIs !== null).map(({ id, floorIs }) => `  ${id}: ${floorIs}`);
  return `${alignColumns(lines, RIGHT)}\n\nWhat the floors are:\n${floors.join('\n')}\n`;
}

/** Lines of cells, each column as wide as its widest cell. */
export function alignColumns(lines: readonly (readonly string[])[], right: ReadonlySet<number>): string {
  const widths: number[] = [];
  for (const line of lines) for (const [i, cell] of line.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  const pad = (cell: string, i: number) => (right.has(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0));
  return lines.map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}

/** Three digits that count, and never fewer than the number has before its point. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '?';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  return value.toFixed(digits);
}

function formatSpread({ median, min, max }: Spread, unit: string): string {
  const range = min === max ? '' : ` (${formatNumber(min)}..${formatNumber(max)})`;
  return `${formatNumber(median)} ${unit}${range}`;
}

const formatRatio = (ratio: number | null) => (ratio === null ? '-' : `${formatNumber(ratio)} ×`);

function formatBudget({ budget, unit }: Row): string {
  if (budget === null) return '-';
  return `<= ${budget.most} ${budget.of === 'ratio' ? '× floor' : unit}`;
}

const verdict = ({ within }: Row) => (within === null ? '' : within ? 'within' : 'OVER');
