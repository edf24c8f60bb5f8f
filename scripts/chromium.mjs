/**
 * Finds Chromium for the browser tests; where there is none and the package manager may be used (root on a Debian-like system),
 * installs it, together with the tools that the network tests need and a font for Chinese.
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runProgram } from './run-program.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_PATHS = ['/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
const INSTALL_MS = 300_000;

/**
 * @param {string[]} names
 * @returns {string | undefined} the first of these programs that is on the PATH
 */
function onPath(names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

function findChromium() {
  const named = process.env.HUAN_CHROMIUM;
  if (named && existsSync(named)) return named;
  return onPath(NAMES) ?? MAC_PATHS.find((path) => existsSync(path));
}

/** Debian packages that are wanted and not here. */
async function missingPackages() {
  const missing = findChromium() === undefined ? ['chromium'] : [];
  if (onPath(['ip']) === undefined) missing.push('iproute2');
  const cjk = await runProgram('fc-list', [':lang=zh']);
  if (cjk.output.trim() === '' || cjk.status !== 0) missing.push('fonts-noto-cjk');
  return missing;
}

/**
 * Makes Chromium available.
 * @returns {Promise<{ chromium?: string, why?: string }>} where it is, or one sentence on why there is none
 */
export async function ensureChromium() {
  const mayInstall = process.getuid?.() === 0 && onPath(['apt-get']) !== undefined;
  const missing = mayInstall ? await missingPackages() : [];
  if (missing.length > 0) {
    console.log(`Installing ${missing.join(', ')} with apt-get, for the browser tests ...`);
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await runProgram('apt-get', ['update', '-qq'], { env, timeoutMs: INSTALL_MS });
    const outcome = await runProgram('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env, timeoutMs: INSTALL_MS });
    if (outcome.status !== 0) console.log(`apt-get did not install them: ${outcome.output.trim().split('\n').at(-1)}`);
  }
  const chromium = findChromium();
  if (chromium !== undefined) return { chromium };
  return { why: 'No Chromium here, and none could be installed: install Chromium or Chrome, or name it in HUAN_CHROMIUM.' };
}
