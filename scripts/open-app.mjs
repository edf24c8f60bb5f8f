/**
 * Opens the app as well as this computer can: in the desktop runtime where there is one, otherwise in the default browser from
 * the host on this computer's own address. Stays until the app ends, and ends with its status.
 */
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { findElectron } from './electron.mjs';
import { ensureDependencies } from './install.mjs';
import { DEBUG, ROOT, toolNode } from './project.mjs';
import { runToEnd } from './run-program.mjs';

/** What the shell's main process says on stdout once its window shows. */
const OPENED = 'huan: window open';
/** Its exit status where it has told a person why it can't go on; the browser's way could not either. */
const REFUSED = 3;

/**
 * @param {string} executable
 * @param {string[]} args
 * @returns {Promise<{ opened: boolean, status: number }>}
 */
async function openDesktop(executable, args) {
  let opened = false;
  // Chromium's own grumbling (no system bus, no graphics card) helps nobody who just starts the app.
  const quiet = DEBUG ? [] : ['--log-level=3'];
  const status = await runToEnd(executable, [...quiet, ROOT, ...args], (text) => {
    if (text.includes(OPENED)) opened = true;
    else process.stdout.write(text);
  });
  return { opened, status };
}

/**
 * @param {string[]} args those of the command line: --browser, --no-open and --port ask for the browser's way
 */
export async function openApp(args) {
  await ensureDependencies();
  await ensureBuilt();
  const appArgs = args.filter((arg) => arg !== '--browser');
  const asked = args.some((arg) => arg === '--browser' || arg === '--no-open' || arg === '--help' || /^--port(=|$)/.test(arg));
  if (!asked) {
    const runtime = await findElectron();
    if ('executable' in runtime) {
      const { opened, status } = await openDesktop(runtime.executable, appArgs);
      if (opened || status === 0 || status === REFUSED) {
        process.exitCode = status === 0 ? 0 : 1;
        return;
      }
      console.error('The desktop runtime could not open its window here, so Huan opens in the browser.');
    } else {
      console.error(`Opening in the browser, not in a window of its own: ${runtime.why}.`);
    }
  }
  process.exitCode = await runToEnd(toolNode(), [join(ROOT, 'dist', 'node', 'cli.js'), 'start', ...appArgs]);
}
