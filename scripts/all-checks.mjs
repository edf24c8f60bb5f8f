/**
 * The steps of `npm test`, one after the other. Each check counts as one, each test as one; what can't run here is said loudly and
 * counted as skipped.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureDependencies } from './install.mjs';
import { CACHE, Refusal, ROOT, toolNode } from './project.mjs';
import { runProgram } from './run-program.mjs';
import { countTests } from './vitest-count.mjs';

/** @typedef {import('./vitest-count.mjs').Count} Count */

/** The checks that are one program each: scripts of package.json, so that anyone can run them alone. */
const CHECKS = {
  types: 'check:types',
  'types of the window': 'check:window',
  'lint and boundaries': 'check:lint',
  'unused files, exports and packages': 'check:unused',
};

/**
 * @param {string} name
 * @param {() => Promise<Count>} run
 * @returns {Promise<Count>}
 */
async function step(name, run) {
  console.log(`\n== ${name}`);
  const start = Date.now();
  const count = await run();
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  console.log(`== ${name}: ${count.failed === 0 ? 'ok' : 'FAILED'} (${seconds} s)`);
  return count;
}

/** The PATH on which the tools, and the programs that tests start, find each other and Node 24. */
const toolPath = () => [dirname(toolNode()), join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(delimiter);

/**
 * @param {boolean} well
 * @returns {Count}
 */
const one = (well) => ({ passed: well ? 1 : 0, failed: well ? 0 : 1, skipped: 0 });

async function build() {
  try {
    await ensureBuilt();
    return one(true);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(error.message);
    return one(false);
  }
}

/** @param {string} script name of a script of package.json */
async function check(script) {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const outcome = await runProgram(scripts[script], [], { shell: true, env: { PATH: toolPath() } });
  if (outcome.status !== 0) console.log(outcome.output);
  return one(outcome.status === 0);
}

/**
 * Tests that need a browser or a desktop runtime skip themselves where there is none.
 * @param {string[]} projects
 * @param {Record<string, string | undefined>} env
 */
async function tests(projects, env) {
  const report = join(CACHE, `tests-${projects.join('-')}.json`);
  rmSync(report, { force: true });
  const args = ['--passWithNoTests', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const outcome = await runProgram(toolNode(), [vitest, 'run', ...projects.map((name) => `--project=${name}`), ...args], { show: true, env });
  return countTests(report, outcome.status === 0);
}

export async function runAllChecks() {
  await ensureDependencies();
  mkdirSync(CACHE, { recursive: true });
  const browser = await ensureChromium();
  const env = { PATH: toolPath(), HUAN_CHROMIUM: browser.chromium };

  /** @type {Count[]} */
  const counts = [await step('build', build)];
  // Each keeps one core busy: two at a time, and their words in turn.
  counts.push(...(await Promise.all(Object.entries(CHECKS).map(([name, script]) => step(name, () => check(script))))));
  counts.push(await step('unit tests', () => tests(['core', 'unit', 'window', 'sim'], env)));
  counts.push(await step('end-to-end tests', () => tests(['e2e', 'alone'], env)));
  if (browser.why !== undefined) console.log(`\n!! The browser tests were SKIPPED. ${browser.why}`);

  const sum = (/** @type {keyof Count} */ key) => counts.reduce((total, count) => total + count[key], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  process.exitCode = sum('failed') === 0 ? 0 : 1;
}
