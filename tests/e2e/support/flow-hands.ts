/**
 * What hands do again and again in the flows (flows.ts), by keyboard alone: find things by their words, choose and save files, post,
 * use the palette.
 */
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { TestHome } from './home.ts';
import type { Keyboard } from './keyboard.ts';

export interface Actor {
  home: TestHome;
  page: Page;
  keys: Keyboard;
}

export interface Photo {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

export const button = ({ page }: Actor, name: string | RegExp): Locator => page.getByRole('button', { name, exact: true });
export const link = ({ page }: Actor, name: string | RegExp): Locator => page.getByRole('link', { name, exact: true });
export const heading = ({ page }: Actor, name: string): Locator => page.getByRole('heading', { name, level: 1, exact: true });
export const note = ({ page }: Actor, words: string): Locator => page.getByRole('status', { name: 'Notes' }).getByText(words);
export const card = ({ page }: Actor, title: string): Locator => page.getByRole('list', { name: 'Listings' }).getByRole('link', { name: title });

/** Whether it has the focus, without going there. */
export const hasFocus = (what: Locator): Promise<boolean> => what.evaluate((element) => element === document.activeElement);

/** Waits until no dialog is there any more; the browser closes one a moment before it tells the window. */
export const noDialog = ({ page }: Actor): Promise<void> => page.locator('dialog').waitFor({ state: 'detached' });

/** Opens the palette from wherever one is, and finds something in it, which is chosen then. */
export async function find(actor: Actor, words: string, title: string): Promise<void> {
  await actor.keys.press('ControlOrMeta+k');
  await actor.page.getByRole('combobox', { name: 'Find or do anything' }).waitFor();
  await actor.keys.type(words);
  await actor.page.getByRole('option', { name: title, selected: true }).waitFor();
}

/** Presses what opens the system's own way of choosing files, and chooses. */
export async function choose(actor: Actor, what: Locator, files: string | Photo[]): Promise<void> {
  const [chooser] = await Promise.all([actor.page.waitForEvent('filechooser'), actor.keys.use(what)]);
  await chooser.setFiles(files);
}

/** Presses what saves a file, and returns where it is. */
export async function save(actor: Actor, what: Locator, name: string): Promise<string> {
  const [download] = await Promise.all([actor.page.waitForEvent('download'), actor.keys.use(what)]);
  const path = join(actor.home.folder, name);
  await download.saveAs(path);
  return path;
}

/** Posts a listing from the market, and comes back to it. */
export async function post(actor: Actor, title: string): Promise<void> {
  await actor.keys.press('n');
  await actor.keys.fill(actor.page.getByLabel('Title'), title);
  await actor.keys.press('Enter');
  await heading(actor, title).waitFor();
  await actor.keys.press('Escape');
  await card(actor, title).waitFor();
}
