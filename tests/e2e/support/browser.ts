/**
 * A real Chromium, the system's own, started where a person is (in their network namespace), with an empty profile.
 * Every page records the BroadcastChannels that it makes: a test must be able to prove that there are none. A browser in which
 * something went wrong that nobody caught, or that the CSP refused, does not close without saying so.
 */
import { accessSync, chmodSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import type { Place } from '../../support/net/namespace.ts';
import { watchErrors } from './page-errors.ts';

export interface PersonBrowser {
  context: BrowserContext;
  /** The profile's first page. */
  page: Page;
  /** Names of the BroadcastChannels that any page of it has made since its last load. */
  broadcasts(page: Page): Promise<string[]>;
  /** What went wrong in any of its pages (`watchErrors`); a test that provokes something takes it out. */
  errors: string[];
  /** Closes it; rejects with its errors if there are any. */
  close(): Promise<void>;
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const FLAGS = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** Path of the browser: HUAN_CHROMIUM, or the first on PATH; undefined if there is none. */
export function findChromium(): string | undefined {
  const named = process.env['HUAN_CHROMIUM'];
  if (named) return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return false;
  }
}

/** Runs in each page before anything else. */
function observePage(): void {
  const broadcasts: string[] = [];
  Object.assign(window, { broadcasts });
  window.BroadcastChannel = class extends BroadcastChannel {
    constructor(name: string) {
      super(name);
      broadcasts.push(name);
    }
  };
}

/** `sharpness` is how many device pixels stand on one of CSS: 2 as on a screen that is zoomed to 200 %. */
export async function launchBrowser(place: Place, { sharpness = 1, locale = 'en-US' } = {}): Promise<PersonBrowser> {
  const executable = findChromium();
  if (executable === undefined) throw new Error('no Chromium: put it on the PATH or name it in HUAN_CHROMIUM');
  const folder = mkdtempSync(join(tmpdir(), 'huan-browser-'));
  const wrapper = join(folder, 'chromium');
  const [program, args] = place.command(executable, []);
  writeFileSync(wrapper, `#!/bin/sh\nexec ${[program, ...args].map((word) => `'${word}'`).join(' ')} "$@"\n`);
  chmodSync(wrapper, 0o700);
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: wrapper,
    headless: true,
    chromiumSandbox: process.getuid?.() !== 0,
    args: FLAGS,
    locale,
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: sharpness,
  });
  await context.addInitScript(observePage);
  const errors = await watchErrors(context);
  return {
    context,
    page: context.pages()[0] ?? (await context.newPage()),
    broadcasts: (page) => page.evaluate(() => (window as unknown as { broadcasts: string[] }).broadcasts),
    errors,
    async close() {
      await context.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
      if (errors.length > 0) throw new Error(`went wrong in a page: ${errors.join('; ')}`);
    },
  };
}
