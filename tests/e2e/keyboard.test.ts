/**
 * Every flow (support/flows.ts) by keyboard alone, in a real browser before real hosts: as wide as a laptop, at 200 % zoom, and
 * as narrow as a phone. At each stop of Tab the focus shows and is not covered; on each screen everything is reached, and fits.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createNetwork, type TestNetwork } from '../support/net/namespace.ts';
import { findChromium, launchBrowser, type PersonBrowser } from './support/browser.ts';
import type { Actor, Photo } from './support/flow-hands.ts';
import { FLOWS } from './support/flows.ts';
import { startHome } from './support/home.ts';
import { Keyboard } from './support/keyboard.ts';
import { paintPhoto } from './support/person.ts';

const hasBrowser = findChromium() !== undefined;
if (!hasBrowser) process.stderr.write('No Chromium on the PATH and none in HUAN_CHROMIUM: the flows by keyboard are skipped.\n');

/** A window of 1280 by 900 at 200 % has half as many of CSS's pixels, twice as sharp. */
const MODES = [
  { mode: 'in a window of 1280 px', viewport: { width: 1280, height: 900 } },
  { mode: 'at 200 % zoom', viewport: { width: 640, height: 450 } },
  { mode: 'at 360 px', viewport: { width: 360, height: 740 } },
];

describe.runIf(hasBrowser)('by keyboard alone', () => {
  let network: TestNetwork;
  let browser: PersonBrowser;
  let photos: Photo[];

  beforeAll(async () => {
    network = createNetwork(1);
    const [place] = network.people;
    if (place === undefined) throw new Error('someone needs a place');
    browser = await launchBrowser(place, { sharpness: 2 });
    const buffer = await paintPhoto(browser.page);
    photos = ['one.png', 'two.png'].map((name) => ({ name, mimeType: 'image/png', buffer }));
  });

  afterAll(async () => {
    await browser.close();
    network.close();
  });

  async function arrive(viewport: { width: number; height: number }): Promise<Actor> {
    const [place] = network.people;
    if (place === undefined) throw new Error('someone needs a place');
    const [home, page] = await Promise.all([startHome(place), browser.context.newPage()]);
    page.setDefaultTimeout(20_000);
    await page.setViewportSize(viewport);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const keys = await Keyboard.on(page);
    await page.goto(home.address);
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(home.address).origin });
    return { home, page, keys };
  }

  describe.each(MODES)('$mode', ({ viewport }) => {
    const people: Actor[] = [];
    /** The flow that failed: what follows makes no sense then, and says so at once. */
    let broken: string | undefined;

    beforeEach(() => {
      if (broken !== undefined) throw new Error(`the story broke off at “${broken}”`);
    });
    afterEach(({ task }) => {
      if (task.result?.state === 'fail') broken ??= task.name;
    });
    beforeAll(async () => {
      people.push(...(await Promise.all([arrive(viewport), arrive(viewport)])));
    });
    afterAll(async () => {
      for (const { page, home } of people) {
        await page.close();
        await home.close();
      }
    });

    test.each(FLOWS)('one can $name', async ({ act }) => {
      const [ann, ben] = people;
      if (ann === undefined || ben === undefined) throw new Error('two people are needed');
      await act({ ann, ben, photos });
      expect(browser.errors).toEqual([]);
    });
  });
});
