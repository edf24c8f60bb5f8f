/**
 * Drives the real desktop app, as a program of its own inside the runtime's confinement: `electron-driver.ts EXECUTABLE APP HOME`.
 * Prints one JSON object with what it found, and judges nothing itself.
 */
import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { deflateSync, crc32 } from 'node:zlib';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';

const DEADLINE_MS = 120_000;
const TITLE = 'Bakelite radio from 1952';

export interface ElectronFindings {
  /** Whether page processes run in Chromium's sandbox. */
  sandboxed: boolean;
  /** Where the page lives. */
  origin: string;
  /** Types of what a page of Node's could use. */
  globals: Record<string, string>;
  bridge: string[];
  /** Directives that were violated by an inline script, eval, a foreign script, an inline style, a foreign picture. */
  violations: string[];
  inlineScriptRan: boolean;
  evalRan: boolean;
  addressAfterNavigation: string;
  windowsAfterOpening: number;
  openedWindow: boolean;
  permissions: Record<string, string>;
  listing: { posted: string; photoWidth: number; afterReload: string; afterReloadPhotoWidth: number; afterRendererCrash: string; afterHostCrash: string; afterRestart: string };
  hidden: { visibleAfterClose: boolean; hostAfterClose: boolean; visibleAfterSecondStart: boolean; secondStartStatus: number | null };
  quitLeavesNothing: boolean;
  /** What went wrong in a window, or was refused by the CSP, while nobody tried to break out. */
  errors: string[];
  /** What the command line printed while the app's host ran: the circle, and one more listing in it than there was. */
  commandLine: { circle: unknown; listings: string[]; shownInWindow: string };
  /** The circle saved as a file from the window: how that ended, under which name, what the window said, and what the command line read in it. */
  saved: { state: string; name: string; said: string; read: Record<string, unknown> | undefined; foreign: string };
}

/** A PNG of one colour, 640 by 480: as good a photo as any. */
function makePhoto(): Buffer {
  const [width, height] = [640, 480];
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, 0x8b)]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

const [executable = '', appFolder = '', home = ''] = process.argv.slice(2);
const appArgs = [appFolder, '--home', home, '--lang=en-US'];

const errors: string[] = [];
/** While a page tries to break out, refusals are what one wants. */
let provoking = false;

/** Chromium says in the console, as an error, what the CSP refused. */
function watch(page: Page): void {
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (!provoking && message.type() === 'error') errors.push(message.text());
  });
}

async function launch(): Promise<{ app: ElectronApplication; page: Page }> {
  const app = await _electron.launch({ executablePath: executable, args: appArgs, chromiumSandbox: true });
  app.process().stderr?.pipe(process.stderr);
  for (const page of app.windows()) watch(page);
  app.on('window', watch);
  return { app, page: await app.firstWindow() };
}

const heading = (page: Page) => page.getByRole('heading', { name: TITLE, level: 1 }).innerText();

/** Width in pixels of the listing's photo, once it shows. */
async function photoWidth(page: Page): Promise<number> {
  const photo = page.getByRole('img', { name: `${TITLE}: photo 1 of 1` });
  await photo.waitFor();
  return photo.evaluate(async (element: HTMLImageElement) => {
    await element.decode();
    return element.naturalWidth;
  });
}

async function postListing(page: Page): Promise<string> {
  await page.getByLabel('Your name').fill('Ada');
  await page.getByRole('button', { name: 'Make my account' }).click();
  await page.getByRole('button', { name: 'I wrote them down' }).click();
  await page.getByLabel('Name of the circle').fill('Old radios');
  await page.getByRole('button', { name: 'Begin the circle' }).click();
  await page.getByRole('link', { name: 'Post the first listing' }).click();
  await page.locator('input[type=file]').setInputFiles({ name: 'radio.png', mimeType: 'image/png', buffer: makePhoto() });
  await page.getByRole('img', { name: 'Photo 1' }).waitFor();
  await page.getByLabel('Title').fill(TITLE);
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Saved on this device').waitFor();
  return heading(page);
}

interface PageChecks {
  globals: Record<string, string>;
  bridge: string[];
  violations: string[];
  inlineScriptRan: boolean;
  evalRan: boolean;
  permissions: Record<string, string>;
}

/** Runs in the page: what could code there do that got in somehow? */
async function tryToBreakOut(): Promise<PageChecks> {
  const names = ['require', 'process', 'module', 'Buffer', 'global', '__dirname'];
  const violations: string[] = [];
  document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
  // A violation that doesn't come is a finding, too.
  const violated = (directive: string) =>
    new Promise<void>((resolve) => {
      const look = (): void => (violations.includes(directive) ? resolve() : void document.addEventListener('securitypolicyviolation', look, { once: true }));
      look();
      setTimeout(resolve, 5_000);
    });
  const script = document.createElement('script');
  script.textContent = 'window.inlineScriptRan = true';
  document.head.append(script);
  const foreign = document.createElement('img');
  foreign.src = 'https://example.invalid/a.png';
  document.body.append(foreign);
  const style = document.createElement('style');
  style.textContent = 'body { color: red }';
  document.head.append(style);
  const frame = document.createElement('iframe');
  frame.src = 'https://example.invalid/';
  document.body.append(frame);
  // In a turn of its own: what the debugger runs is exempt.
  const evalRan = await new Promise<boolean>((resolve) => {
    setTimeout(() => {
      try {
        resolve(Boolean(new Function('return true')()));
      } catch {
        resolve(false);
      }
    });
  });
  await Promise.all(['script-src-elem', 'img-src', 'style-src-elem', 'frame-src'].map(violated));
  foreign.remove();
  frame.remove();
  const permissions: Record<string, string> = {};
  for (const name of ['geolocation', 'notifications', 'camera', 'microphone'] as PermissionName[]) {
    permissions[name] = (await navigator.permissions.query({ name })).state;
  }
  return {
    globals: Object.fromEntries(names.map((name) => [name, typeof (globalThis as Record<string, unknown>)[name]])),
    bridge: Object.keys((window as { huan?: object }).huan ?? {}),
    violations: [...new Set(violations)].toSorted(),
    inlineScriptRan: 'inlineScriptRan' in window,
    evalRan,
    permissions,
  };
}

const isVisible = (app: ElectronApplication) => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible()));
const hostPid = (app: ElectronApplication) => app.evaluate(({ app: electron }) => electron.getAppMetrics().find((one) => one.name === 'Huan host')?.pid);

/** Whether every page's process is confined: on Linux the kernel itself says so (seccomp's filter mode is 2). */
async function isSandboxed(app: ElectronApplication): Promise<boolean> {
  const { pids, off } = await app.evaluate(({ app: electron }) => ({
    pids: electron.getAppMetrics().filter((one) => one.type === 'Tab').map((one) => one.pid),
    off: electron.commandLine.hasSwitch('no-sandbox'),
  }));
  if (process.platform !== 'linux') return !off && pids.length > 0;
  const statuses = pids.map(statusOf).filter((status) => status !== undefined);
  return !off && statuses.length > 0 && statuses.every((status) => /^Seccomp:\s*2$/m.test(status));
}

/** What the kernel says of a process; undefined of one that has ended since it was listed, as that of a page that was closed does. */
function statusOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return undefined;
    throw error;
  }
}

/** Crashes the page, and reads the listing's title from the one that comes in its place. Playwright gives a crashed page up. */
function crashRenderer(app: ElectronApplication): Promise<string> {
  return app.evaluate(async ({ BrowserWindow }, title) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined) return 'no window';
    const loaded = new Promise<void>((resolve) => contents.once('did-finish-load', () => resolve()));
    contents.forcefullyCrashRenderer();
    await loaded;
    return contents.executeJavaScript(`new Promise((resolve) => {
      const look = () => {
        const found = [...document.querySelectorAll('h1')].find((one) => one.innerText === ${JSON.stringify(title)});
        if (found) resolve(found.innerText); else requestAnimationFrame(look);
      };
      look();
    })`) as Promise<string>;
  }, TITLE);
}

function startAgain(): Promise<number | null> {
  return new Promise((resolve) => {
    spawn(executable, appArgs, { stdio: 'ignore' }).on('close', resolve);
  });
}

function isAlive(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Runs the command line on the app's home; the values that it printed. */
async function huan(...args: string[]): Promise<Record<string, unknown>[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(appFolder, 'dist', 'node', 'cli.js'), ...args, '--home', home, '--json']);
  return stdout.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function useCommandLine(page: Page): Promise<ElectronFindings['commandLine']> {
  const [circle] = await huan('circle', 'list');
  const id = String(circle?.['circle']);
  const [posted] = await huan('listing', 'post', id, '--kind', 'give', '--title', 'A valve tester');
  await page.goto(`app://huan/#/circle/${id}/listing/${String(posted?.['listing'])}`);
  const shownInWindow = await page.getByRole('heading', { name: 'A valve tester', level: 1 }).innerText();
  const listings = (await huan('listing', 'list', id)).map(({ title }) => String(title));
  return { circle: circle?.['name'], listings, shownInWindow };
}

type Saved = Pick<ElectronFindings['saved'], 'state' | 'name'>;

/** Presses what downloads something, and answers the system's question where to keep it. */
async function saveTo(app: ElectronApplication, path: string, press: () => Promise<void>): Promise<Saved> {
  await app.evaluate(({ session }, to) => {
    const saved = new Promise<Saved>((resolve) => {
      session.defaultSession.once('will-download', (event, item) => {
        if (event.defaultPrevented) return resolve({ state: 'refused', name: item.getFilename() });
        item.setSavePath(to);
        item.once('done', (_event, state) => resolve({ state, name: item.getFilename() }));
      });
    });
    Object.assign(globalThis, { saved });
  }, path);
  await press();
  return app.evaluate(() => (globalThis as unknown as { saved: Promise<Saved> }).saved);
}

/** By the window's own button; then the file is read by the command line, and something that the page did not make is asked for. */
async function saveCircle(app: ElectronApplication, page: Page): Promise<ElectronFindings['saved']> {
  const [circle] = await huan('circle', 'list');
  await page.goto(`app://huan/#/circle/${String(circle?.['circle'])}/people`);
  const path = join(dirname(home), 'saved.huan');
  const saved = await saveTo(app, path, () => page.getByRole('button', { name: 'Save as a file' }).click());
  const said = await page.getByText('The file is ready').innerText();
  const [read] = saved.state === 'completed' ? await huan('import', path) : [];
  const { state: foreign } = await saveTo(app, `${path}.foreign`, () =>
    page.evaluate(() => {
      const link = document.createElement('a');
      link.href = 'data:text/plain,foreign';
      link.download = 'foreign.txt';
      link.click();
    }),
  );
  return { ...saved, said, read, foreign };
}

async function drive(): Promise<ElectronFindings> {
  const { app, page } = await launch();
  const origin = new URL(page.url()).href;
  const sandboxed = await isSandboxed(app);
  const posted = await postListing(page);
  const width = await photoWidth(page);
  const address = page.url();

  provoking = true;
  const checks = await page.evaluate(tryToBreakOut);
  await page.evaluate(() => window.location.assign('https://example.invalid/'));
  const openedWindow = await page.evaluate(() => window.open('http://example.invalid/') !== null);
  const windowsAfterOpening = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  const addressAfterNavigation = page.url() === address ? 'unchanged' : page.url();

  await page.reload();
  provoking = false;
  const afterReload = await heading(page);
  const afterReloadPhotoWidth = await photoWidth(page);

  process.kill((await hostPid(app)) ?? 0, 'SIGKILL');
  await page.reload();
  const afterHostCrash = await heading(page);
  const commandLine = await useCommandLine(page);
  const saved = await saveCircle(app, page);
  await page.goto(address);
  const afterRendererCrash = await crashRenderer(app);

  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  const visibleAfterClose = await isVisible(app);
  const host = await hostPid(app);
  const hostAfterClose = isAlive(host);
  const shown = app.evaluate(({ BrowserWindow }) => new Promise<void>((resolve) => BrowserWindow.getAllWindows()[0]?.once('show', () => resolve())));
  const secondStartStatus = await startAgain();
  await shown;
  const visibleAfterSecondStart = await isVisible(app);
  await app.close();
  const quitLeavesNothing = !isAlive(host);

  const again = await launch();
  await again.page.getByText(TITLE).first().click();
  const afterRestart = await heading(again.page);
  await again.app.close();

  return {
    sandboxed,
    origin,
    ...checks,
    addressAfterNavigation,
    windowsAfterOpening,
    openedWindow,
    listing: { posted, photoWidth: width, afterReload, afterReloadPhotoWidth, afterRendererCrash, afterHostCrash, afterRestart },
    hidden: { visibleAfterClose, hostAfterClose, visibleAfterSecondStart, secondStartStatus },
    quitLeavesNothing,
    errors,
    commandLine,
    saved,
  };
}

// Nobody ends what hangs in here from outside.
setTimeout(() => process.exit(1), DEADLINE_MS).unref();
process.stdout.write(`${JSON.stringify(await drive())}\n`);
