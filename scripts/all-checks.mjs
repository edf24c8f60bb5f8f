/**
 * The steps of `npm test`, one after the other. Each check counts as one, each test as one; what can't run here is said loudly and
 * counted as skipped.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
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

/** @param {string[]} args @param {Record<string, string | undefined>} env @param {boolean} show */
const vitest = (args, env, show) => runProgram(toolNode(), [join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'), ...args], { show, env });

/**
 * @param {string[]} projects
 * @param {Record<string, string | undefined>} env
 * @param {string[]} [more] arguments
 */
async function tests(projects, env, more = []) {
  const report = join(CACHE, `tests-${projects.join('-')}.json`);
  rmSync(report, { force: true });
  const reporters = ['--passWithNoTests', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const outcome = await vitest(['run', ...projects.map((name) => `--project=${name}`), ...reporters, ...more], env, true);
  return countTests(report, outcome.status === 0);
}

/** The tests of a real browser; those of the desktop runtime bring their own. */
const BROWSER_TESTS = 'tests/e2e/!(electron)*.test.ts';
const isBrowserTest = (/** @type {string} */ file) => dirname(file) === join(ROOT, 'tests', 'e2e') && !basename(file).startsWith('electron');

/**
 * The end-to-end tests as far as they can run without a browser, the others counted as skipped.
 * @param {Record<string, string | undefined>} env
 * @returns {Promise<Count>}
 */
async function testsWithoutBrowser(env) {
  const list = join(CACHE, 'tests-listed.json');
  rmSync(list, { force: true });
  await vitest(['list', '--project=e2e', `--json=${list}`], env, false);
  /** @type {{ file: string }[]} */
  const listed = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
  const skipped = listed.filter(({ file }) => isBrowserTest(file)).length;
  const count = await tests(['e2e'], env, [`--exclude=${BROWSER_TESTS}`]);
  return { ...count, skipped: count.skipped + skipped };
}

export async function runAllChecks() {
  await ensureDependencies();
  mkdirSync(CACHE, { recursive: true });
  const browser = await ensureChromium();
  const env = { PATH: toolPath(), HUAN_CHROMIUM: browser.chromium };

  /** @type {Count[]} */
  const counts = [await step('build', build)];
  for (const [name, script] of Object.entries(CHECKS)) counts.push(await step(name, () => check(script)));
  counts.push(await step('unit tests', () => tests(['unit', 'window'], env)));
  counts.push(await step('end-to-end tests', () => (browser.chromium === undefined ? testsWithoutBrowser(env) : tests(['e2e'], env))));
  if (browser.why !== undefined) console.log(`\n!! The browser tests were SKIPPED. ${browser.why}`);

  const sum = (/** @type {keyof Count} */ key) => counts.reduce((total, count) => total + count[key], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  process.exitCode = sum('failed') === 0 ? 0 : 1;
}
