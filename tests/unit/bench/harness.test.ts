import { describe, expect, test } from 'vitest';
import { compareRows, differencesBetween, formatComparison } from '../../bench/harness/compare.ts';
import { BenchUsageError, readOptions } from '../../bench/harness/options.ts';
import { makeReport, parseReport, type Report } from '../../bench/harness/report.ts';
import { makeRow, type Row, type RowReport } from '../../bench/harness/row.ts';
import { median, spreadOf } from '../../bench/harness/statistics.ts';
import { formatNumber, formatTable } from '../../bench/harness/table.ts';
import { takeTurns } from '../../bench/harness/turns.ts';

const rowOf = (more: Partial<RowReport> = {}): Row => makeRow({ id: 'bulk', what: 'it arrives', unit: 'ms', samples: [30, 10, 20], floor: { is: 'as little as can be', samples: [8, 10, 12] }, budget: { of: 'ratio', most: 2 }, ...more });
const noFloor = (id: string, value: number): Row => makeRow({ id, what: 'it is there', unit: 'ms', samples: [value] });
const withRatio = (id: string, value: number, floor: number): Row => makeRow({ id, what: 'it is there', unit: 'ms', samples: [value], floor: { is: 'less', samples: [floor] } });

const machine: Report['machine'] = { cpu: 'a processor', cores: 2, memoryGiB: 8, os: 'Linux 6', node: 'v24', chromium: null, loadBefore: 0.25 };
const sizes: Report['sizes'] = { ops: 100, bigOps: 1_000, logs: 5, manyLogs: 50, liveOps: 3, runs: 3, warmUps: 1 };
const reportOf = (rows: Row[], more: Partial<Pick<Report, 'machine' | 'sizes'>> = {}): Report => makeReport({ at: new Date(0), seconds: 7, machine, sizes, ...more }, rows);

describe('the middle of some numbers', () => {
  test.each([
    [[3], 3],
    [[30, 10, 20], 20],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 100], 10],
    [[], Number.NaN],
  ])('of %j it is %d', (numbers, middle) => {
    expect(median(numbers)).toBe(middle);
  });

  test('is kept with the least, the most and every sample in the order of measuring', () => {
    expect(spreadOf([30, 10, 20])).toEqual({ median: 20, min: 10, max: 30, samples: [30, 10, 20] });
  });
});

describe('a row', () => {
  test('has the ratio of its medians', () => {
    expect(rowOf().ratio).toBe(2);
  });

  test.each([
    ['at a budget of the ratio', { budget: { of: 'ratio', most: 2 } as const }, true],
    ['over a budget of the ratio', { budget: { of: 'ratio', most: 1.99 } as const }, false],
    ['at a budget of the figure', { budget: { of: 'value', most: 20 } as const }, true],
    ['over a budget of the figure', { budget: { of: 'value', most: 19 } as const }, false],
  ])('%s is judged by it', (_, more, within) => {
    expect(rowOf(more).within).toBe(within);
  });

  test('without a budget, or without the floor that its budget is of, is not judged', () => {
    expect(noFloor('x', 5)).toMatchObject({ floor: null, ratio: null, budget: null, within: null });
    expect(makeRow({ id: 'x', what: 'x', unit: 'ms', samples: [5], budget: { of: 'ratio', most: 2 } }).within).toBeNull();
  });

  test('beside a floor of nothing has no ratio', () => {
    expect(withRatio('x', 5, 0).ratio).toBeNull();
  });
});

test('measurements take turns, every second round backwards, and warm-ups are not kept', async () => {
  const order: string[] = [];
  const measure = (name: string) => async () => {
    order.push(name);
    return `${name}${order.length}`;
  };
  const samples = await takeTurns({ runs: 2, warmUps: 1 }, { a: measure('a'), b: measure('b') });
  expect(order.join('')).toBe('baabba');
  expect(samples).toEqual({ a: ['a3', 'a6'], b: ['b4', 'b5'] });
});

describe('the table', () => {
  test.each([
    [0.1234, '0.123'],
    [1.2345, '1.23'],
    [12.345, '12.3'],
    [1234.5, '1235'],
    [Number.NaN, '?'],
  ])('prints %d as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  test('has a line per row with spread, floor, ratio, budget and verdict, and says what each floor is', () => {
    const table = formatTable([rowOf(), rowOf({ id: 'slow', budget: { of: 'value', most: 5 } }), noFloor('alone', 5)]);
    const cells = table.split('\n').map((line) => line.split(/ {2,}/));
    expect(cells[1]).toEqual(['bulk', 'it arrives', '20.0 ms (10.0..30.0)', '10.0 ms (8.00..12.0)', '2.00 ×', '<= 2 × floor', 'within']);
    expect(cells[2]?.slice(-2)).toEqual(['<= 5 ms', 'OVER']);
    expect(cells[3]).toEqual(['alone', 'it is there', '5.00 ms', 'none', '-', '-']);
    expect(table).toContain('  bulk: as little as can be\n');
    expect(table).not.toContain('  alone:');
  });
});

describe('a saved run', () => {
  test('is read back as it was written', () => {
    const report = reportOf([rowOf(), noFloor('alone', 5)]);
    expect(parseReport(JSON.stringify(report))).toEqual(report);
  });

  test.each<[string, (report: Record<string, unknown>) => unknown]>([
    ['of another version', (report) => ({ ...report, version: 2 })],
    ['without its machine', (report) => ({ ...report, machine: undefined })],
    ['with a figure that is none', (report) => ({ ...report, rows: [{ ...rowOf(), ratio: 'much' }] })],
    ['with a row in a unit that there is not', (report) => ({ ...report, rows: [{ ...rowOf(), unit: 'furlongs' }] })],
    ['with something nobody knows', (report) => ({ ...report, more: 1 })],
  ])('is refused %s', (_, alter) => {
    expect(parseReport(JSON.stringify(alter({ ...reportOf([rowOf()]) })))).toBeUndefined();
  });

  test('is refused where it is no JSON', () => {
    expect(parseReport('{"version":1')).toBeUndefined();
  });
});

describe('beside a baseline', () => {
  test('a row on a machine twice as slow is the same where its floor is as slow', () => {
    expect(compareRows([withRatio('bulk', 200, 100)], [withRatio('bulk', 100, 50)])).toEqual([{ id: 'bulk', by: 'ratio', before: 2, now: 2, verdict: 'same' }]);
  });

  test.each([
    [1.09, 'same'],
    [1.11, 'worse'],
    [0.91, 'same'],
    [0.89, 'better'],
  ])('a ratio that is %d times the old one is called %s', (factor, verdict) => {
    expect(compareRows([withRatio('bulk', 100 * factor, 50)], [withRatio('bulk', 100, 50)])).toMatchObject([{ verdict }]);
  });

  test('a row without a floor is compared by its figure', () => {
    expect(compareRows([noFloor('alone', 12)], [noFloor('alone', 10)])).toEqual([{ id: 'alone', by: 'value', before: 10, now: 12, verdict: 'worse' }]);
  });

  test('rows that only one of the two has are named', () => {
    expect(compareRows([noFloor('young', 1)], [noFloor('old', 1)]).map(({ id, verdict }) => [id, verdict])).toEqual([
      ['young', 'new'],
      ['old', 'gone'],
    ]);
  });

  test('what is worse stands out', () => {
    const text = formatComparison(compareRows([withRatio('bulk', 150, 50), noFloor('alone', 10)], [withRatio('bulk', 100, 50), noFloor('alone', 10)]));
    const [, bulk, alone] = text.split('\n').map((line) => line.split(/ {2,}/));
    expect(bulk).toEqual(['bulk', '2.00 ×', '3.00 ×', '+50 %', 'WORSE']);
    expect(alone).toEqual(['alone', '10.0', '10.0', '+0 %', 'same']);
  });

  test('other sizes and another machine are said', () => {
    const report = reportOf([]);
    expect(differencesBetween(report, report)).toEqual([]);
    expect(differencesBetween(report, reportOf([], { sizes: { ...sizes, logs: 6 } })).join()).toContain('other sizes');
    expect(differencesBetween(report, reportOf([], { machine: { ...machine, cpu: 'another' } })).join()).toContain('another machine');
  });
});

describe('the options', () => {
  const rows = ['bulk', 'live'];

  test('are the budgets’ own sizes, five runs and every row where nothing is said', () => {
    expect(readOptions([], rows)).toMatchObject({ only: undefined, browser: true, sizes: { ops: 10_000, bigOps: 100_000, logs: 200, manyLogs: 5_000, runs: 5 } });
  });

  test('name rows together or one by one', () => {
    expect(readOptions(['--only', 'bulk,live'], rows).only).toEqual(rows);
    expect(readOptions(['--only', 'bulk', '--only', 'live'], rows).only).toEqual(rows);
  });

  test.each([[['--only', 'bulk,nothing']], [['--runs', '0']], [['--runs', 'many']], [['--logs', '1']], [['--logs', '10', '--many-logs', '9']], [['--fast']], [['bulk']]])('%j is refused', (args) => {
    expect(() => readOptions(args, rows)).toThrow(BenchUsageError);
  });
});
