/** Builds the lane page once, and serves it where people's browsers are. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JSHandle, Page } from 'playwright-core';
import { build } from 'vite';
import { aliases } from '../../../vite.config.ts';
import type { Place } from '../../support/net/namespace.ts';
import type { Lab } from '../pages/lane-page.ts';
import type { PersonBrowser } from './browser.ts';
import { startProcess } from './processes.ts';

export interface LanePage {
  page: Page;
  /** The page's `window.lab`. */
  lab: JSHandle<Lab>;
}

export interface LanePages {
  /** Opens the page in a person's browser. */
  open(person: number, browser: PersonBrowser): Promise<LanePage>;
  close(): Promise<void>;
}

export async function serveLanePages(places: readonly Place[]): Promise<LanePages> {
  const folder = mkdtempSync(join(tmpdir(), 'huan-lane-page-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('../pages', import.meta.url)),
    resolve: { alias: aliases },
    build: { outDir: folder, emptyOutDir: true, minify: false, lib: { entry: 'lane-page.ts', formats: ['es'], fileName: () => 'lane-page.js' } },
  });
  const program = fileURLToPath(new URL('page-server.ts', import.meta.url));
  const servers = await Promise.all(places.map((place) => startProcess(place, process.execPath, [program, join(folder, 'lane-page.js')])));
  return {
    async open(person, { context }) {
      const page = await context.newPage();
      await page.goto(servers[person]?.firstLine ?? '');
      await page.waitForFunction(() => 'lab' in window);
      return { page, lab: await page.evaluateHandle(() => (window as unknown as { lab: Lab }).lab) };
    },
    async close() {
      await Promise.all(servers.map((server) => server.end()));
      rmSync(folder, { recursive: true });
    },
  };
}
