/**
 * The built window in a real Chromium, in front of a scripted host: served under the strict CSP that the real hosts send,
 * from a made-up origin, without any server or network.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { build, type Rolldown } from 'vite';
import { findChromium } from '../../e2e/support/browser.ts';
import { watchErrors } from '../../e2e/support/page-errors.ts';

const BUILT = fileURLToPath(new URL('../../../dist/window', import.meta.url));
/** The scripted host brings its own Yjs into the page; no object of one ever meets the other. */
const TWO_YJS = 'Yjs was already imported';
const ORIGIN = 'http://localhost:4199';
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export interface WindowOptions extends BrowserContextOptions {
  /** Runs in the page, after `window.script` is there and before the window starts. */
  before?: string;
  /** The address's fragment. */
  hash?: string;
  /** The moment (ms) at which the page's clock stands still; without it the clock goes. */
  now?: number;
}

export interface ScriptedWindow {
  page: Page;
  /** Errors of scripts and refusals of the CSP, as they came. */
  errors: string[];
  close(): Promise<void>;
}

export class ScriptedWindows {
  readonly #browser: Browser;
  readonly #script: string;
  /** Read once: someone may build while the tests run. */
  readonly #files: ReadonlyMap<string, Buffer>;

  private constructor(browser: Browser, script: string, files: ReadonlyMap<string, Buffer>) {
    this.#files = files;
    this.#browser = browser;
    this.#script = script;
  }

  /** Starts a browser. The window must have been built (dist/window). */
  static async start(): Promise<ScriptedWindows> {
    const executablePath = findChromium();
    if (executablePath === undefined) throw new Error('no Chromium: put it on the PATH or name it in HUAN_CHROMIUM');
    if (!existsSync(join(BUILT, 'index.html'))) throw new Error('dist/window is not there: build the window first');
    const browser = await chromium.launch({ executablePath, headless: true, chromiumSandbox: process.getuid?.() !== 0, args: ['--disable-gpu', '--no-first-run'] });
    return new ScriptedWindows(browser, await bundleScript(), readBuilt());
  }

  /** `inPage` runs in the page before anything else. */
  async open({ before = '', hash = '#/', now, ...options }: WindowOptions = {}, inPage: () => void = () => undefined): Promise<ScriptedWindow> {
    const context = await this.#browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 }, ...options });
    if (now !== undefined) await context.clock.setFixedTime(now);
    await context.route('**/*', async (route) => {
      const { pathname } = new URL(route.request().url());
      const path = pathname === '/' ? '/index.html' : pathname;
      const body = this.#files.get(path);
      const contentType = TYPES[extname(path)];
      if (body === undefined || contentType === undefined) await route.fulfill({ status: 404, body: '' });
      else await route.fulfill({ body, contentType, headers: { 'content-security-policy': POLICY } });
    });
    await context.addInitScript({ content: `${this.#script}\n;(async () => { window.script.reachable = false; ${before}\n window.script.reachable = true; window.script.knock(); })();` });
    await context.addInitScript(inPage);
    const errors = await watchErrors(context, (text) => text.startsWith(TWO_YJS));
    const page = await context.newPage();
    await page.goto(`${ORIGIN}/${hash}`);
    return { page, errors, close: () => context.close() };
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}

/** The built files by their paths in an address. */
function readBuilt(): Map<string, Buffer> {
  const entries = readdirSync(BUILT, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(entries.map((entry) => [`/${relative(BUILT, join(entry.parentPath, entry.name)).replaceAll(sep, '/')}`, readFileSync(join(entry.parentPath, entry.name))]));
}

async function bundleScript(): Promise<string> {
  const entry = fileURLToPath(new URL('./in-page.ts', import.meta.url));
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'scriptedHost' } },
  })) as Rolldown.RolldownOutput[];
  const code = built[0]?.output[0].code;
  if (code === undefined) throw new Error('the script for the page was not built');
  return code;
}
