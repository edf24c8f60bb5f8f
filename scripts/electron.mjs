/**
 * Finds the desktop runtime, or says in a few words why there is none: what HUAN_ELECTRON names, what is installed, or what
 * can be fetched now. A failed fetch is remembered for a day, so that it costs its few seconds once.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, DEBUG, ROOT, toolNode } from './project.mjs';
import { runProgram } from './run-program.mjs';

const PACKAGE = join(ROOT, 'node_modules', 'electron');
const FAILURE = join(CACHE, 'electron-fetch.json');
const REMEMBERED_MS = 24 * 3_600_000;

/** @typedef {{ executable: string } | { why: string }} Runtime */

/** @returns {string | undefined} the executable that Electron's installer left */
function installedElectron() {
  const note = join(PACKAGE, 'path.txt');
  if (!existsSync(note)) return undefined;
  const path = join(PACKAGE, 'dist', readFileSync(note, 'utf8'));
  return existsSync(path) ? path : undefined;
}

/** Why no desktop runtime could show a window here at all, whatever is installed. */
function whyNoWindow() {
  if (process.platform !== 'linux') return undefined;
  if (process.getuid?.() === 0) return 'it does not run as root with its sandbox on';
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'there is no display';
  return undefined;
}

/** @param {string} version */
function rememberedFailure(version) {
  if (!existsSync(FAILURE)) return undefined;
  try {
    const failure = JSON.parse(readFileSync(FAILURE, 'utf8'));
    const fresh = failure.version === version && Date.now() - failure.at < REMEMBERED_MS;
    return fresh ? String(failure.why) : undefined;
  } catch {
    rmSync(FAILURE, { force: true });
    return undefined;
  }
}

/**
 * @param {string} version
 * @param {string} why
 */
function rememberFailure(version, why) {
  try {
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(FAILURE, JSON.stringify({ version, at: Date.now(), why }));
  } catch (error) {
    // In a folder that can't be written, the next start tries again: slower, and as good.
    if (DEBUG) console.error(error);
  }
}

/** @returns {Promise<Runtime>} */
export async function findElectron() {
  const why = whyNoWindow();
  if (why !== undefined) return { why };
  const named = process.env.HUAN_ELECTRON;
  if (named) return existsSync(named) ? { executable: named } : { why: `HUAN_ELECTRON names ${named}, which is not there` };
  const installed = installedElectron();
  if (installed !== undefined) return { executable: installed };

  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  const remembered = rememberedFailure(version);
  if (remembered !== undefined) return { why: `it could not be fetched (${remembered}); tomorrow it is tried again` };
  console.error('Fetching the desktop runtime (once, about 110 MB) ...');
  const outcome = await runProgram(toolNode(), [join(ROOT, 'scripts', 'fetch-electron.mjs')], { progress: true });
  const fetched = outcome.status === 0 ? installedElectron() : undefined;
  if (fetched !== undefined) return { executable: fetched };
  const reason = outcome.output.trim().split('\n').at(-1) ?? 'no reason given';
  rememberFailure(version, reason);
  return { why: `it could not be fetched (${reason})` };
}
