/**
 * Builds dist/ when the sources have changed since the last build. Several processes may ask at once: one builds, the others
 * wait. What counts as changed is content, not time.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, DEBUG, Refusal, ROOT, toolNode } from './project.mjs';
import { runProgram } from './run-program.mjs';

const STAMP = join(CACHE, 'build.stamp');
const LOCK = join(CACHE, 'building');
const SOURCES = ['src', 'electron', 'renderer', 'project.inlang/settings.json', 'messages', 'vite.config.ts', 'tsconfig.base.json', 'package.json', 'package-lock.json'];
/** Made by the build itself. */
const MADE = new Set(['renderer/paraglide']);
/** One of each bundle: if it is gone, there is no build, whatever the stamp says. */
const RESULTS = ['dist/window/index.html', 'dist/node/cli.js', 'dist/node/host-process.js', 'dist/electron/main.cjs', 'dist/electron/preload.cjs'];
const WAIT_MS = 300_000;

/**
 * @param {string} path relative to the project, with slashes
 * @returns {string[]} the files at and under it, sorted
 */
function filesUnder(path) {
  const full = join(ROOT, path);
  if (MADE.has(path) || !existsSync(full)) return [];
  if (statSync(full).isFile()) return [path];
  return readdirSync(full)
    .toSorted()
    .flatMap((name) => filesUnder(`${path}/${name}`));
}

function sourcesHash() {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap(filesUnder)) {
    hash.update(`${file}\0`);
    hash.update(createHash('sha256').update(readFileSync(join(ROOT, file))).digest());
  }
  return hash.digest('hex');
}

/** @param {string} hash */
function isBuilt(hash) {
  return RESULTS.every((file) => existsSync(join(ROOT, file))) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The process that has the lock, or 0 while nobody is named in it. */
function lockHolder() {
  try {
    return Number(readFileSync(LOCK, 'utf8'));
  } catch {
    return 0;
  }
}

/** Takes the lock, waiting for whoever has it. A lock whose process is gone is taken over. */
async function takeLock() {
  mkdirSync(CACHE, { recursive: true });
  for (const start = Date.now(); ; ) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = lockHolder();
    if (holder > 0 && !isAlive(holder)) rmSync(LOCK, { force: true });
    if (Date.now() - start > WAIT_MS) throw new Refusal(`Another build has been running for too long: end it, or delete ${LOCK}.`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** @param {string[]} modeArgs */
async function bundle(modeArgs) {
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const outcome = await runProgram(toolNode(), [vite, 'build', '--logLevel', DEBUG ? 'info' : 'error', ...modeArgs]);
  if (DEBUG || outcome.status !== 0) console.error(outcome.output);
  return outcome.status === 0;
}

/** Resolves when dist/ fits the sources. Throws Refusal; what the bundler said is on stderr by then. */
export async function ensureBuilt() {
  if (isBuilt(sourcesHash())) return;
  await takeLock();
  try {
    const hash = sourcesHash();
    if (isBuilt(hash)) return;
    console.error('Building Huan (only when its sources have changed) ...');
    rmSync(STAMP, { force: true });
    for (const folder of ['node', 'electron']) rmSync(join(ROOT, 'dist', folder), { recursive: true, force: true });
    const well = await Promise.all([bundle([]), ...['node', 'shell', 'preload'].map((mode) => bundle(['--mode', mode]))]);
    if (well.includes(false)) throw new Refusal('Huan could not be built from these sources; what the bundler said stands above.');
    writeFileSync(STAMP, hash);
  } finally {
    rmSync(LOCK, { force: true });
  }
}
