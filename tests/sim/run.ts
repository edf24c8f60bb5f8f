/**
 * `npm run sim`: many seeds, one after the other or side by side. A failing one is made small, written to .cache/sim, and told with
 * the command that plays it again. The last line counts; the exit status is 1 if anything failed.
 */
import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Plan } from './actions.ts';
import { KEPT_SEEDS, readPlan } from './kept-seeds.ts';
import { readOptions, SimUsageError, USAGE, type SimOptions } from './options.ts';
import { shrink } from './shrink.ts';
import { simulate, type Outcome } from './simulate.ts';
import { planOf, Tally } from './tally.ts';

const FOLDER = fileURLToPath(new URL('../../.cache/sim/', import.meta.url));
const PROGRESS = 100;
const say = (words: string): void => void process.stdout.write(`${words}\n`);

function tellViolations({ seed, violations }: Outcome): void {
  say(`seed ${String(seed)}:`);
  for (const violation of violations.slice(0, 30)) say(`  ${violation.split('\n').slice(0, 8).join('\n  ')}`);
  if (violations.length > 30) say(`  ... and ${String(violations.length - 30)} more`);
}

/** Makes a failing plan small, and says how to play it again. */
async function tellFailure(plan: Plan, outcome: Outcome, options: SimOptions): Promise<void> {
  tellViolations(outcome);
  if (options.shrink === 0) return;
  const small = await shrink(plan, outcome.violations, options.shrink);
  await mkdir(FOLDER, { recursive: true });
  const file = `${FOLDER}seed-${String(plan.seed)}.json`;
  await writeFile(file, `${JSON.stringify(small.plan, null, 1)}\n`);
  say(`  with ${String(small.plan.actions.length)} of ${String(plan.actions.length)} actions it still fails: ${JSON.stringify(small.plan.actions)}`);
  say(`  npm run sim -- --replay ${relative(process.cwd(), file)}`);
}

async function replay(file: string): Promise<boolean> {
  const plan = JSON.parse(await readFile(file, 'utf8')) as Plan;
  const [first, second] = [await simulate(plan), await simulate(plan)];
  tellViolations(first);
  for (const [name, count] of first.counts) say(`  ${name}: ${String(count)}`);
  const same = first.trace === second.trace && first.digest === second.digest;
  say(`${same ? 'the same' : 'NOT the same'} bytes when played twice: trace ${first.trace.slice(0, 16)}, ${String(first.ops)} ops, ${String(first.faults)} faults`);
  return same && first.violations.length === 0;
}

function* plansOf({ seeds, from, size, kept, stride }: SimOptions): Iterable<Plan> {
  if (kept) for (const one of KEPT_SEEDS) yield readPlan(one);
  else for (let i = 0; i < seeds; i++) yield planOf(from + i * (stride ?? 1), size);
}

async function runHere(options: SimOptions, onOutcome: (outcome: Outcome) => void): Promise<void> {
  for (const plan of plansOf(options)) {
    const outcome = await simulate(plan);
    if (outcome.violations.length > 0 && options.stride === undefined) await tellFailure(plan, outcome, options);
    onOutcome(outcome);
  }
}

/** Seeds dealt out to processes of their own, whose answers come as they are ready. */
async function runBeside(options: SimOptions, onOutcome: (outcome: Outcome) => void): Promise<void> {
  const failed: Outcome[] = [];
  const one = async (job: number): Promise<void> => {
    const seeds = Math.ceil((options.seeds - job) / options.jobs);
    if (seeds <= 0) return;
    const args = ['--seeds', String(seeds), '--from', String(options.from + job), '--stride', String(options.jobs), '--size', options.size];
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    for await (const line of createInterface({ input: child.stdout })) {
      const outcome = JSON.parse(line) as Outcome;
      if (outcome.violations.length > 0) failed.push(outcome);
      onOutcome(outcome);
    }
    if ((await ended) !== 0) throw new Error(`job ${String(job)} ended before its seeds were run`);
  };
  await Promise.all(Array.from({ length: options.jobs }, (_, job) => one(job)));
  for (const outcome of failed) await tellFailure(planOf(outcome.seed, options.size), outcome, options);
}

async function main(options: SimOptions): Promise<boolean> {
  if (options.replay !== undefined) return await replay(options.replay);
  if (options.stride !== undefined) {
    await runHere(options, (outcome) => say(JSON.stringify(outcome)));
    return true;
  }
  const tally = new Tally();
  const began = performance.now();
  await (options.jobs > 1 && !options.kept ? runBeside : runHere)(options, (outcome) => {
    tally.add(outcome);
    if (outcome.violations.length > 0) process.stderr.write(`... seed ${String(outcome.seed)} failed: ${outcome.violations[0] ?? ''}\n`);
    if (tally.seeds % PROGRESS === 0) process.stderr.write(`... ${String(tally.seeds)} seeds, ${String(tally.failed)} failed\n`);
  });
  say(tally.counts());
  if (options.coverage) say(tally.meetings.table());
  say(tally.coverage());
  say(tally.summary((performance.now() - began) / 1_000));
  return tally.failed === 0;
}

try {
  process.exitCode = (await main(readOptions(process.argv.slice(2)))) ? 0 : 1;
} catch (error) {
  if (!(error instanceof SimUsageError)) throw error;
  process.stderr.write(`${error.message}\n${USAGE}`);
  process.exitCode = 2;
}
