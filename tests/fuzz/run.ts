/**
 * `npm run fuzz`: every decoder, over inputs that are built to be right and then altered. What the targets cover, and which long runs
 * were made, is in docs/fuzzing.md. Exit status 1 where something was found, 2 for wrong usage. The last line counts.
 */
import { FuzzUsageError, readOptions, USAGE, type FuzzOptions } from './harness/options.ts';
import { describeReport, describeSum } from './harness/report.ts';
import { makeInput, takeInput, type TargetReport } from './harness/run-target.ts';
import { runWatched } from './harness/watched-run.ts';
import { TARGETS } from './targets/all-targets.ts';

const say = (words: string): void => void process.stdout.write(`${words}\n`);

/** Tries one input again; false where none was asked for. */
async function tryAgain({ targets, seed, replay, at }: FuzzOptions): Promise<boolean> {
  const target = TARGETS.find(({ name }) => targets?.includes(name));
  if (target === undefined || (replay === undefined && at === undefined)) return false;
  const outcome = await takeInput(target, replay ?? makeInput(target, seed, at ?? 0));
  say(outcome === true ? 'taken' : outcome === false ? 'refused' : outcome);
  if (typeof outcome === 'string') process.exitCode = 1;
  return true;
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
  if (!(await tryAgain(options))) await fuzz(options);
} catch (error) {
  if (!(error instanceof FuzzUsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}
