/**
 * The real desktop app, in the runtime that HUAN_ELECTRON names or that is installed. HUAN_ELECTRON_RUN names a program that runs a
 * command line where a sandboxed window can be shown (unprivileged, with a display, without network). Everything it needs is copied
 * to a folder that anyone may read. Skipped, and said so, where there is no runtime.
 */
import { execFile } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ElectronFindings } from './electron-driver.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TIMEOUT_MS = 150_000;

interface Runtime {
  executable: string;
  /** Runs a command line; undefined where it can be run as it is. */
  run: string | undefined;
}

function installedElectron(): string | undefined {
  const folder = join(ROOT, 'node_modules', 'electron');
  const note = join(folder, 'path.txt');
  return existsSync(note) ? join(folder, 'dist', readFileSync(note, 'utf8')) : undefined;
}

function findRuntime(): Runtime | string {
  const executable = process.env['HUAN_ELECTRON'] ?? installedElectron();
  const run = process.env['HUAN_ELECTRON_RUN'];
  if (executable === undefined || !existsSync(executable)) return 'there is no desktop runtime here (HUAN_ELECTRON names one)';
  if (run === undefined && process.getuid?.() === 0) return 'a sandboxed window does not run as root (HUAN_ELECTRON_RUN names a way)';
  if (run === undefined && process.platform === 'linux' && !process.env['DISPLAY']) return 'there is no display (HUAN_ELECTRON_RUN names a way)';
  return { executable, run };
}

/** Lets anyone read a folder and what is in it. */
function openToAll(path: string): void {
  const folder = statSync(path).isDirectory();
  chmodSync(path, folder || (statSync(path).mode & 0o100) !== 0 ? 0o755 : 0o644);
  if (folder) for (const name of readdirSync(path)) openToAll(join(path, name));
}

function copyApp(place: string): void {
  for (const part of ['dist', 'package.json', 'node_modules/playwright-core', 'tests/e2e/electron-driver.ts']) {
    cpSync(join(ROOT, part), join(place, part), { recursive: true, dereference: true });
  }
  mkdirSync(join(place, 'bin'));
  cpSync(process.execPath, join(place, 'bin', 'node'));
  openToAll(place);
}

function runDriver(runtime: Runtime, place: string): Promise<ElectronFindings> {
  const home = runtime.run === undefined ? join(place, 'home') : '$HOME/home';
  const words = [join(place, 'bin', 'node'), join(place, 'tests/e2e/electron-driver.ts'), runtime.executable, place].map((word) => `'${word}'`);
  const command = `${words.join(' ')} "${home}"`;
  const [program, args] = runtime.run === undefined ? ['/bin/sh', ['-c', command]] : [runtime.run, [command]];
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: TIMEOUT_MS, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      const line = stdout.split('\n').find((one) => one.startsWith('{"sandboxed"'));
      if (line === undefined) reject(new Error(`the driver found nothing: ${stderr.split('\n').slice(-40).join('\n')}`, { cause: error }));
      else resolve(JSON.parse(line) as ElectronFindings);
    });
  });
}

const runtime = findRuntime();
if (typeof runtime === 'string') process.stderr.write(`\n!! The desktop tests are SKIPPED: ${runtime}.\n`);

describe.skipIf(typeof runtime === 'string')('the desktop app', () => {
  let place: string;
  let found: ElectronFindings;

  beforeAll(async () => {
    if (typeof runtime === 'string') return;
    place = mkdtempSync(join(tmpdir(), 'huan-desktop-'));
    copyApp(place);
    found = await runDriver(runtime, place);
  }, TIMEOUT_MS);

  afterAll(() => rmSync(place, { recursive: true, force: true }));

  const TITLE = 'Bakelite radio from 1952';

  test('makes an account and a circle, and posts a listing with a photo', () => {
    expect(found.listing.posted).toBe(TITLE);
    expect(found.listing.photoWidth).toBe(640);
  });

  test('has the listing and its photo after the window was loaded again', () => {
    expect(found.listing.afterReload).toBe(TITLE);
    expect(found.listing.afterReloadPhotoWidth).toBe(640);
  });

  test('comes back after the window crashed, after the host was killed, and after a restart', () => {
    expect(found.listing.afterRendererCrash).toBe(TITLE);
    expect(found.listing.afterHostCrash).toBe(TITLE);
    expect(found.listing.afterRestart).toBe(TITLE);
  });

  test('goes on without its window, which a second start brings back', () => {
    expect(found.hidden).toEqual({ visibleAfterClose: false, hostAfterClose: true, visibleAfterSecondStart: true, secondStartStatus: 0 });
  });

  test('carries out what the command line asks for on its home, and shows it', () => {
    expect(found.commandLine).toEqual({ circle: 'Old radios', listings: ['A valve tester', TITLE], shownInWindow: 'A valve tester' });
  });

  test('saves a circle as a file where the person says, whole, and nothing that its page did not make', () => {
    expect(found.saved).toMatchObject({ state: 'completed', name: 'Old radios.huan', foreign: 'refused' });
    expect(found.saved.said).toMatch(/^The file is ready\. Entries: 3\. Photos: 1\.$/);
    expect(found.saved.read).toMatchObject({ added: 0, known: 3, refused: 0 });
  });

  test('ends its host when it quits', () => {
    expect(found.quitLeavesNothing).toBe(true);
  });

  test('shows pages in a sandbox', () => {
    expect(found.sandboxed).toBe(true);
  });

  test('gives a page an origin of its own, nothing of Node, and one function', () => {
    expect(found.origin).toBe('app://huan/');
    expect(new Set(Object.values(found.globals))).toEqual(new Set(['undefined']));
    expect(found.bridge).toEqual(['connect']);
  });

  test('runs no inline script, no eval, and loads nothing foreign', () => {
    expect(found.inlineScriptRan).toBe(false);
    expect(found.evalRan).toBe(false);
    expect(found.violations).toEqual(expect.arrayContaining(['frame-src', 'img-src', 'script-src', 'script-src-elem', 'style-src-elem']));
  });

  test('makes no error and nothing for the CSP to refuse of its own', () => {
    expect(found.errors).toEqual([]);
  });

  test('lets a page neither leave its origin nor open a window', () => {
    expect(found.addressAfterNavigation).toBe('unchanged');
    expect(found.openedWindow).toBe(false);
    expect(found.windowsAfterOpening).toBe(1);
  });

  test('denies what a page could ask of the computer', () => {
    expect(found.permissions).toEqual({ geolocation: 'denied', notifications: 'denied', camera: 'denied', microphone: 'denied' });
  });
});
