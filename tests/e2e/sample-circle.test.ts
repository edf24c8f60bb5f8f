/**
 * The sample circle by the real window and the real host: made from nothing with its pictures drawn, marked wherever one might
 * think it real, used like any circle, and gone without a trace, on the disk and in the browser. One story.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNetwork, type TestNetwork } from '../support/net/namespace.ts';
import { findChromium } from './support/browser.ts';
import { Person } from './support/person.ts';

const hasBrowser = findChromium() !== undefined;
if (!hasBrowser) process.stderr.write('No Chromium on the PATH and none in HUAN_CHROMIUM: the story of the sample circle is skipped.\n');

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.runIf(hasBrowser)('a sample circle', () => {
  let network: TestNetwork;
  let ann: Person;
  /** What the store had before there was any circle. */
  let before: string[];

  beforeAll(async () => {
    network = createNetwork(1);
    const [place] = network.people;
    if (place === undefined) throw new Error('one person needs one place');
    ann = await Person.arrive(place);
    await ann.makeAccount('Ann');
    before = filesOf('data');
  });

  afterAll(async () => {
    await ann.leave();
    network.close();
  });

  const filesOf = (folder: string) => readdirSync(join(ann.home.folder, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => name);

  async function findViolations(): Promise<string[]> {
    await ann.page.evaluate(AXE);
    const { violations } = await ann.page.evaluate(() => (window as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run());
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  }

  test('is made from the first screen, with pictures that can be seen, and says what it is', async () => {
    const { page } = ann;
    await page.getByRole('button', { name: 'Try a sample circle' }).click();
    await page.getByRole('heading', { name: 'Sunday Table', level: 1 }).waitFor();
    const photos = page.getByRole('list', { name: 'Listings' }).locator('img');
    await photos.nth(7).waitFor();
    const widths = await photos.evaluateAll((images: HTMLImageElement[]) => Promise.all(images.map((image) => image.decode().then(() => image.naturalWidth))));
    expect(Math.min(...widths)).toBeGreaterThanOrEqual(240);
    await page.getByText('nothing of it leaves this device').waitFor();
    await page.getByRole('navigation', { name: 'Circles' }).getByText('Sample', { exact: true }).waitFor();
    await ann.readLine('A sample, on this device only');
    expect(await findViolations()).toEqual([]);
    expect(filesOf('blobs').length).toBeGreaterThan(80);
  });

  test('can be used like any circle, and shared in no way', async () => {
    const { page } = ann;
    await ann.post('My own lamp', await ann.paintPhoto());
    await ann.save('Reserve', 'Reserved. Saved on this device.');
    await ann.backToMarket();
    await page.getByRole('link', { name: '9 members' }).click();
    await page.getByText('A sample circle is on this device only').waitFor();
    expect(await page.getByRole('button', { name: /Invite|Save as a file|Save relays/ }).count()).toBe(0);
    expect(await findViolations()).toEqual([]);
    await page.getByRole('link', { name: 'Add a circle' }).click();
    await page.getByRole('heading', { name: 'Begin a new circle' }).waitFor();
    expect(await page.getByRole('button', { name: 'Try a sample circle' }).count()).toBe(0);
  });

  test('goes without a trace once that is confirmed, on the disk and in the browser', async () => {
    const { page } = ann;
    await page.getByRole('link', { name: /Sunday Table/ }).click();
    await page.getByRole('button', { name: 'Remove the sample' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove the sample circle?' });
    expect(await findViolations()).toEqual([]);
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('button', { name: 'Remove the sample' }).click();
    await dialog.getByRole('button', { name: 'Remove the sample' }).click();
    await page.getByText('The sample circle is gone from this device.').waitFor();
    await page.getByRole('button', { name: 'Try a sample circle' }).waitFor();
    expect(filesOf('blobs')).toEqual([]);
    expect(filesOf('data')).toEqual(before);
    await page.waitForFunction(async () => {
      const databases = await indexedDB.databases();
      const keys = Object.keys(localStorage);
      return !databases.some(({ name }) => name?.startsWith('huan-replica-') === true && name !== 'huan-replica-probe') && !keys.some((key) => key.startsWith('huan/replica/'));
    });
    expect(ann.errors).toEqual([]);
  });
});
