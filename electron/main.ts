/**
 * The shell around window and host: it starts both, brings them together, and has no logic of its own. One app per home
 * folder; a second start shows the window of the first. What a page sends is believed only if it comes from our window's own
 * page.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, dialog, ipcMain, session, type BrowserWindow, type IpcMainEvent } from 'electron';
import { homeFolder } from '../src/node/home.ts';
import { registerAppScheme, serveWindow, WINDOW_ADDRESS } from './app-scheme.ts';
import { homeArgument } from './arguments.ts';
import { CONNECT_CHANNEL, PORT_CHANNEL } from './channels.ts';
import { HostProcess } from './host.ts';
import { setMenu } from './menu.ts';
import { denyPermissions, openWindow, shutIn } from './window.ts';
import { shellWords } from './words.ts';

/** `npm start` looks for it: from here on the desktop runtime works on this computer. */
const OPENED = 'huan: window open';

/** Exit status where the reason has been told: not the desktop runtime failed, but what it should have shown. */
const REFUSED = 3;

const home = homeFolder(homeArgument(process.argv));

// Before anything else reads it: what Chromium keeps (the replicas' cache, settings of the window) belongs to the home.
app.setPath('userData', join(home, 'window'));
app.enableSandbox();
registerAppScheme();

function isFromOurPage(event: IpcMainEvent, window: BrowserWindow): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame === window.webContents.mainFrame && frame.url.startsWith(WINDOW_ADDRESS);
}

async function run(): Promise<void> {
  const words = shellWords(app.getLocale());
  let quitting = false;
  const fail = (message: string, detail: string): void => {
    process.stderr.write(`${message}. ${detail}\n`);
    if (app.isPackaged) dialog.showErrorBox(message, detail);
    app.exit(REFUSED);
  };

  setMenu(words);
  denyPermissions(session.defaultSession);
  await serveWindow(session.defaultSession, fileURLToPath(new URL('../window', import.meta.url)));

  const host = new HostProcess(home, (reason) => fail(words.hostFailed, words.hostFailedDetail(reason)));
  const window = openWindow(session.defaultSession, words.title, {
    onOpened: () => process.stdout.write(`${OPENED}\n`),
    onHidden: () => process.stdout.write(`${words.goesOn}\n`),
    onGivenUp: () => fail(words.windowFailed, words.windowFailedDetail),
    isQuitting: () => quitting,
  });
  const show = (): void => {
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };

  ipcMain.on(CONNECT_CHANNEL, (event) => {
    if (isFromOurPage(event, window)) window.webContents.postMessage(PORT_CHANNEL, null, [host.connect()]);
  });
  app.on('second-instance', show);
  app.on('activate', show);
  app.on('before-quit', (event) => {
    if (quitting) return;
    quitting = true;
    event.preventDefault();
    host.stop().finally(() => app.quit());
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
}

app.on('web-contents-created', (_event, contents) => shutIn(contents));

if (app.requestSingleInstanceLock()) {
  app
    .whenReady()
    .then(run)
    .catch((error: unknown) => {
      process.stderr.write(`huan: ${String(error)}\n`);
      app.exit(1);
    });
} else {
  app.quit();
}
