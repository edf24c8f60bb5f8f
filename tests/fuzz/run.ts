/**
 * `npm run fuzz`: every decoder, over inputs that are built to be right and then altered. What the targets cover, and which long runs
 * were made, is in docs/fuzzing.md. Exit status 1 where something was found, 2 for wrong usage. The last line counts.
 */
import { FuzzUsageError, readOptions, USAGE, type FuzzOptions } from './harness/options.ts';
import { describeReport, describeSum } from './harness/report.ts';
import { takeInput, type TargetReport } from './harness/run-target.ts';
import { runWatched } from './harness/watched-run.ts';
import { TARGETS } from './targets/all-targets.ts';

const say = (words: string): void => void process.stdout.write(`${words}\n`);

async function replay(input: Uint8Array, { targets }: FuzzOptions): Promise<void> {
  const [target] = TARGETS.filter(({ name }) => targets?.includes(name));
  if (target === undefined) return;
  const outcome = await takeInput(target, input);
  say(outcome === true ? 'taken' : outcome === false ? 'refused' : outcome);
  if (typeof outcome === 'string') process.exitCode = 1;
}

async function fuzz({ targets, inputs, seed }: FuzzOptions): Promise<void> {
  const reports: TargetReport[] = [];
  const start = performance.now();
  for (const target of TARGETS.filter(({ name }) => targets?.includes(name) ?? true)) {
    const report = await runWatched(target, seed, Math.ceil(inputs / (target.oneOf ?? 1)));
    say(describeReport(report));
    reports.push(report);
  }
  say(describeSum(reports, seed, performance.now() - start));
  if (reports.some(({ found }) => found > 0)) process.exitCode = 1;
}

try {
  const options = readOptions(process.argv.slice(2), TARGETS.map(({ name }) => name), Date.now());
  if (options.replay !== undefined) await replay(options.replay, options);
  else await fuzz(options);
} catch (error) {
  if (!(error instanceof FuzzUsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}
