/**
 * The one window: sandboxed, isolated, and shut in. It can't leave its origin, open others, or ask for anything of the computer
 * but to copy text. Closing hides it, because the WebRTC lanes live in it and the circles should go on syncing.
 */
import { fileURLToPath } from 'node:url';
import { BrowserWindow, shell, type Session, type WebContents } from 'electron';
import { WINDOW_ADDRESS } from './app-scheme.ts';

/** A window that crashes more often than this within a minute is not loaded again. */
const RELOADS_A_MINUTE = 3;

/** Denies a page whatever it may ask of the computer, except putting text on the clipboard. */
export function denyPermissions(session: Session): void {
  const allowed = (permission: string): boolean => permission === 'clipboard-sanitized-write';
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(allowed(permission)));
  session.setPermissionCheckHandler((_contents, permission) => allowed(permission));
  session.setDevicePermissionHandler(() => false);
  // What the page itself made (a circle's file) may be saved: the person is asked where. Nothing else may come in.
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(`blob:${WINDOW_ADDRESS}`)) event.preventDefault();
  });
}

/** Keeps a page in its origin. Links that ask for a new window open in the person's browser, if they are https. */
export function shutIn(contents: WebContents): void {
  contents.on('will-frame-navigate', (event) => {
    if (!event.url.startsWith(WINDOW_ADDRESS)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (url.startsWith('https://')) shell.openExternal(url).catch(() => undefined);
    return { action: 'deny' };
  });
}

function reloadAfterCrash(contents: WebContents, onGivenUp: () => void): void {
  let crashes: number[] = [];
  contents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit') return;
    const now = Date.now();
    crashes = [...crashes.filter((at) => now - at < 60_000), now];
    if (crashes.length <= RELOADS_A_MINUTE) contents.reload();
    else onGivenUp();
  });
}

export interface WindowEvents {
  /** It shows its first picture. */
  onOpened(): void;
  /** A person closed it, and it was hidden. */
  onHidden(): void;
  /** It crashed again and again. */
  onGivenUp(): void;
  /** Whether the app is ending, so that closing means closing. */
  isQuitting(): boolean;
}

/** Makes and loads the window. It shows itself as soon as it has something to show. */
export function openWindow(session: Session, title: string, events: WindowEvents): BrowserWindow {
  const window = new BrowserWindow({
    width: 1180,
    height: 800,
    minWidth: 360,
    minHeight: 480,
    show: false,
    title,
    autoHideMenuBar: true,
    webPreferences: {
      session,
      preload: fileURLToPath(new URL('./preload.cjs', import.meta.url)),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      // Dictionaries would be fetched from a third party.
      spellcheck: false,
      // The lanes go on while the window is hidden.
      backgroundThrottling: false,
    },
  });
  reloadAfterCrash(window.webContents, events.onGivenUp);
  window.once('ready-to-show', () => {
    window.show();
    events.onOpened();
  });
  // A page may ask to stay, but not to keep the app from ending.
  window.webContents.on('will-prevent-unload', (event) => {
    if (events.isQuitting()) event.preventDefault();
  });
  window.on('close', (event) => {
    if (events.isQuitting()) return;
    event.preventDefault();
    window.hide();
    events.onHidden();
  });
  // A failure to load is told by did-fail-load and by an empty window; there is nothing else to do with the promise.
  window.loadURL(WINDOW_ADDRESS).catch(events.onGivenUp);
  return window;
}
