/**
 * `npm run bench`: figures beside a floor that is measured in the same run. What the rows mean, and how they are measured, is in
 * README.md beside this. Nothing here is asserted: a person reads it. Exit status 0, also where a budget is exceeded.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { findChromium } from '../e2e/support/browser.ts';
import { openBench } from './harness/bench.ts';
import { compareRows, differencesBetween, formatComparison } from './harness/compare.ts';
import { describeMachine } from './harness/machine.ts';
import { BenchUsageError, readOptions, USAGE, type BenchOptions } from './harness/options.ts';
import { makeReport, parseReport, type Report } from './harness/report.ts';
import { makeRow, type Row } from './harness/row.ts';
import { formatTable } from './harness/table.ts';
import { FAMILIES } from './rows/all-rows.ts';

const BASELINE = fileURLToPath(new URL('./baseline.json', import.meta.url));
const note = (words: string): void => void process.stderr.write(`${words}\n`);

async function measure({ only, browser, sizes }: BenchOptions): Promise<Row[]> {
  const bench = await openBench(sizes, (words) => note(`... ${words}`));
  const rows: Row[] = [];
  try {
    for (const family of FAMILIES) {
      const wanted = new Set(family.rows.filter((row) => only?.includes(row) ?? true));
      if (wanted.size === 0 || (family.browser && !browser)) continue;
      if (family.browser && findChromium() === undefined) {
        note(`No Chromium on the PATH and none in HUAN_CHROMIUM: without ${[...wanted].join(', ')}.`);
        continue;
      }
      const reports = await family.measure(bench, wanted);
      rows.push(...reports.filter(({ id }) => wanted.has(id)).map(makeRow));
    }
  } finally {
    bench.close();
  }
  return rows;
}

async function readBaseline(): Promise<Report | string> {
  let text: string;
  try {
    text = await readFile(BASELINE, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return 'There is no baseline yet to compare with: `npm run bench -- --save tests/bench/baseline.json` makes one.';
  }
  return parseReport(text) ?? 'tests/bench/baseline.json is not what this bench writes: make a new one with --save.';
}

async function compare(report: Report): Promise<string> {
  const baseline = await readBaseline();
  if (typeof baseline === 'string') return `${baseline}\n`;
  const measured = new Set(report.rows.map(({ id }) => id));
  // A run of some rows says nothing about the others.
  const before = options.only === undefined && options.browser ? baseline.rows : baseline.rows.filter(({ id }) => measured.has(id));
  const warnings = differencesBetween(report, baseline).map((sentence) => `${sentence}\n`);
  return `Beside the baseline of ${baseline.at}:\n${warnings.join('')}${formatComparison(compareRows(report.rows, before))}`;
}

function describe({ sizes, machine, seconds }: Report): string {
  const { ops, logs, runs, warmUps } = sizes;
  const where = [machine.cpu, `${machine.cores} cores`, `${machine.memoryGiB} GiB`, machine.os, `Node ${machine.node}`, machine.chromium ?? 'no Chromium'].join(', ');
  return `${ops} ops of 400 bytes in ${logs} logs, median of ${runs} after ${warmUps} that did not count; ${Math.round(seconds)} s\n${where}; load before: ${machine.loadBefore}\n\n`;
}

async function run(): Promise<void> {
  const at = new Date();
  const machine = describeMachine();
  const rows = await measure(options);
  const report = makeReport({ at, seconds: Math.round((Date.now() - at.getTime()) / 1_000), machine, sizes: options.sizes }, rows);
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : describe(report) + formatTable(rows));
  if (options.save !== undefined) await writeFile(options.save, `${JSON.stringify(report, undefined, 1)}\n`);
  if (options.compare) (options.json ? process.stderr : process.stdout).write(`\n${await compare(report)}`);
}

// What is stopped half-way leaves no folders, processes or networks behind: those go when this process exits by itself.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

let options: BenchOptions;
try {
  options = readOptions(process.argv.slice(2), FAMILIES.flatMap(({ rows }) => rows));
  await run();
} catch (error) {
  if (!(error instanceof BenchUsageError)) throw error;
  note(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}
