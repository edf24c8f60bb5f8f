/** That the bench runs: every program of it but those that want a browser, at a size at which no figure says anything. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parseReport } from '../../bench/harness/report.ts';

const BENCH = fileURLToPath(new URL('../../bench/bench.ts', import.meta.url));
const TINY = ['--ops', '50', '--logs', '3', '--many-logs', '5', '--live-ops', '2', '--runs', '1', '--warm-ups', '0', '--no-browser'];
const run = (...args: string[]) => promisify(execFile)(process.execPath, [BENCH, ...args], { encoding: 'utf8' });

test('the bench measures its rows, prints them as JSON, and speaks of the baseline', async () => {
  const rows = ['bulk', 'bulk-tcp', 'wire', 'disk', 'live', 'open', 'memory', 'live-logs'];
  const { stdout, stderr } = await run(...TINY, '--only', rows.join(','), '--json', '--compare');
  const report = parseReport(stdout);
  expect(report?.rows.map(({ id }) => id)).toEqual(rows);
  for (const { huan, floor } of report?.rows ?? []) {
    expect(huan.samples).toHaveLength(1);
    expect(huan.median).toBeGreaterThan(0);
    expect(floor?.median).toBeGreaterThan(0);
  }
  expect(stderr).toContain('baseline');
}, 180_000);

test('a row that there is not is refused with the names of those that there are', async () => {
  await expect(run('--only', 'speed')).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('the rows are bulk') });
});
