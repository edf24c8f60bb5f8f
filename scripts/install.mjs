/**
 * Installs the dependencies exactly as the lock file says, when they are missing or the lock file has changed since.
 * Trusts npm to leave its own record (node_modules/.package-lock.json) only when it has finished.
 */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEBUG, Refusal, ROOT } from './project.mjs';
import { runProgram } from './run-program.mjs';

const LOCK = join(ROOT, 'package-lock.json');
const FOLDER = join(ROOT, 'node_modules');
const RECORD = join(FOLDER, '.package-lock.json');
/** Which lock file the dependencies were last known to fit; a checkout changes times, not content. */
const STAMP = join(FOLDER, '.huan-lock');

const lockHash = () => createHash('sha256').update(readFileSync(LOCK)).digest('hex');

/** Whether the dependencies are here and fit the lock file. */
function isInstalled() {
  if (!existsSync(RECORD)) return false;
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lockHash()) return true;
  return statSync(RECORD).mtimeMs >= statSync(LOCK).mtimeMs;
}

/** @param {string} output */
function explain(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network/i.test(output))
    return "The packages that Huan needs could not be fetched: is this computer online, and may npm use the network? Then run the same command again.";
  if (/ENOSPC/.test(output)) return 'The disk is full: the packages that Huan needs take about 600 MB.';
  if (/EACCES|EPERM|EROFS/.test(output)) return `npm may not write to ${FOLDER}: check who owns that folder.`;
  if (/EUSAGE|in sync/.test(output)) return 'package.json and package-lock.json do not fit each other: check out both in the same version.';
  return 'npm could not install the packages that Huan needs (HUAN_DEBUG=1 shows what it said).';
}

/** Resolves when the dependencies are here. Throws Refusal with what to do about it. */
export async function ensureDependencies() {
  if (isInstalled()) return;
  // npm would empty the folder that it points to, which is somebody else's.
  if (lstatSync(FOLDER, { throwIfNoEntry: false })?.isSymbolicLink())
    throw new Refusal(`${FOLDER} is a link to another folder, whose packages do not fit this version and would be deleted: remove the link, and run the same command again.`);
  console.error('Installing the packages that Huan needs (only when they have changed; a minute or two) ...');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', DEBUG ? '--loglevel=notice' : '--loglevel=error'];
  const throughNode = npm !== undefined && /\.c?js$/.test(npm) && existsSync(npm);
  const outcome = throughNode
    ? await runProgram(process.execPath, [npm, ...args], { show: DEBUG })
    : await runProgram('npm', args, { show: DEBUG, shell: process.platform === 'win32' });
  if (outcome.missing) throw new Refusal('npm is not on this computer (or not on the PATH): it comes with Node, from nodejs.org or your system.');
  if (outcome.status !== 0) throw new Refusal(explain(outcome.output));
  writeFileSync(STAMP, lockHash());
}
