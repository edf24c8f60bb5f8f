/**
 * Fetches the desktop runtime into node_modules/electron, as Electron's own installer does, but gives up as soon as nothing
 * comes any more. Runs under the tools' Node, as a program of its own: 0 it is there, 1 it isn't, with the reason as one line.
 * Trusts the checksums that came with the electron package, nothing that the network says.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Nothing at all for this long at the start: there is no way to the server. */
const FIRST_BYTE_MS = 6_000;
/** Nothing more for this long: the way is gone. */
const STALL_MS = 30_000;

const here = createRequire(import.meta.url);
const manifest = here.resolve('electron/package.json');
const ofElectron = createRequire(manifest);
const { downloadArtifact } = await import(pathToFileURL(ofElectron.resolve('@electron/get')).href);

/** @param {string} reason */
function giveUp(reason) {
  console.log(reason.split('\n')[0]);
  process.exit(1);
}

let timer = setTimeout(() => giveUp('no answer from the server'), FIRST_BYTE_MS);
let shown = -1;

/** @param {{ percent: number }} progress from 0 to 1 */
function onProgress({ percent }) {
  clearTimeout(timer);
  if (percent < 1) timer = setTimeout(() => giveUp('the download stopped'), STALL_MS);
  const tenth = Math.floor(percent * 10);
  if (tenth > shown) console.error(`Fetching the desktop runtime: ${tenth * 10} %`);
  shown = Math.max(shown, tenth);
}

try {
  await downloadArtifact({
    version: here(manifest).version,
    artifactName: 'electron',
    checksums: ofElectron('./checksums.json'),
    downloadOptions: { quiet: true, getProgressCallback: onProgress },
  });
} catch (error) {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined;
  giveUp(cause ?? String(error));
}
clearTimeout(timer);
const unpacked = spawnSync(process.execPath, [join(dirname(manifest), 'install.js')], { encoding: 'utf8' });
if (unpacked.status !== 0) giveUp(unpacked.stderr || 'it could not be unpacked');
process.exit(0);
