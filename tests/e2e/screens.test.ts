/**
 * The window's screens in a real Chromium under the strict CSP, before a scripted host: what is said and when, and what the
 * keyboard does. That all of it is accessible: access.test.ts.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNetwork } from '../support/net/namespace.ts';
import { ScriptedWindows, type ScriptedWindow, type WindowOptions } from '../support/window/scripted-window.ts';
import { launchBrowser } from './support/browser.ts';
import { cardOf as card, goTo as go, MIRAS_HOME as HOME } from './support/state-tools.ts';

let windows: ScriptedWindows;
beforeAll(async () => {
  windows = await ScriptedWindows.start();
});
afterAll(() => windows.close());

async function inWindow(options: WindowOptions, act: (page: Page, window: ScriptedWindow) => Promise<void>): Promise<void> {
  const window = await windows.open(options);
  try {
    await act(window.page, window);
    expect(window.errors).toEqual([]);
  } finally {
    await window.close();
  }
}

describe('the first steps', () => {
  it('lead from nothing to an account, its words, a circle and an empty market', async () => {
    await inWindow({}, async (page) => {
      await page.getByRole('button', { name: 'Make my account' }).click();
      await page.getByText('A name needs something that can be read').waitFor();
      await page.getByLabel('Your name').fill('Mira');
      await page.getByRole('button', { name: 'Make my account' }).click();
      await page.getByRole('heading', { name: 'Write down these twelve words' }).waitFor();
      expect(await page.getByRole('list', { name: 'The twelve words' }).getByRole('listitem').count()).toBe(12);
      await page.getByRole('button', { name: 'I wrote them down' }).click();
      await page.getByLabel('Name of the circle').fill('Records');
      await page.getByRole('button', { name: 'Begin the circle' }).click();
      await page.getByText('Nothing is on the table yet').waitFor();
      expect(await page.title()).toBe('Records · Huan');
    });
  });

  it('say what is wrong with a link, and what to do next', async () => {
    const before = `${HOME} host.refusals.set('joinCircle', { type: 'bad-link', message: 'no link' });`;
    await inWindow({ before, hash: '#/add' }, async (page) => {
      await page.getByLabel('Invitation link').fill('huan://join/broken');
      await page.getByRole('button', { name: 'Join', exact: true }).click();
      await page.getByRole('alert').getByText('This is no invitation link').waitFor();
      await page.getByText('Copy the whole link again').waitFor();
      expect(await page.getByLabel('Invitation link').inputValue()).toBe('huan://join/broken');
    });
  });
});

describe('the market', () => {
  it('shows what is to be had, newest first, and hides what is over', async () => {
    await inWindow({ before: HOME }, async (page) => {
      await card(page, 'Olympus OM-1').waitFor();
      const titles = await page.getByRole('list', { name: 'Listings' }).locator('.title').allInnerTexts();
      expect(titles).toEqual(['Olympus OM-1', 'Wooden grip', 'Take-up spool', '📷✨', 'كاميرا قديمة', 'Light meter', 'Reserved lens']);
      await page.getByRole('button', { name: 'Mine' }).click();
      expect(await page.getByRole('list', { name: 'Listings' }).locator('.title').allInnerTexts()).toEqual(['Wooden grip', 'Old lens']);
    });
  });

  it('is searched with / and left with Escape, and says so where nothing is found', async () => {
    await inWindow({ before: HOME }, async (page) => {
      await card(page, 'Olympus OM-1').waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('RANGEfinder');
      await page.getByText('1 listing found').waitFor();
      await page.keyboard.type('xyz');
      await page.getByText('Nothing here matches that.').waitFor();
      await page.keyboard.press('Escape');
      await card(page, 'Wooden grip').waitFor();
      expect(await page.getByRole('searchbox').inputValue()).toBe('');
    });
  });

  it('is walked with the arrow keys; Enter opens, Escape comes back to the same card', async () => {
    await inWindow({ before: HOME }, async (page) => {
      await card(page, 'Olympus OM-1').focus();
      expect(await page.getByRole('list', { name: 'Listings' }).locator('a[tabindex="0"]').count()).toBe(1);
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowDown');
      const focused = await page.evaluate(() => document.activeElement?.querySelector('.title')?.textContent);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: focused ?? '' }).waitFor();
      await page.keyboard.press('Escape');
      await page.waitForFunction((title) => document.activeElement?.querySelector('.title')?.textContent === title, focused);
    });
  });

  it('draws only what can be seen of 2,000 listings, and reaches the last one', async () => {
    const before = `${HOME} for (let i = 0; i < 2000; i++) cameras.post(mira, { kind: 'swap', title: 'Thing ' + i, photos: [] }, 10 + i / 100);`;
    await inWindow({ before }, async (page) => {
      await page.locator('li[aria-setsize="2007"]').first().waitFor();
      await card(page, 'Olympus OM-1').focus();
      await page.keyboard.press('End');
      await page.waitForFunction(() => document.activeElement?.querySelector('.title')?.textContent === 'Thing 1999');
      expect(await page.getByRole('listitem').count()).toBeLessThan(60);
      expect(await page.locator('li:has(a:focus)').getAttribute('aria-posinset')).toBe('2007');
    });
  });

  it('has its help behind ?, and single keys can be turned off', async () => {
    await inWindow({ before: HOME }, async (page) => {
      await card(page, 'Olympus OM-1').waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
      await page.getByRole('checkbox').uncheck();
      await page.keyboard.press('Escape');
      await page.keyboard.press('n');
      expect(await page.getByRole('heading', { name: 'New listing' }).count()).toBe(0);
      await page.keyboard.press('F6');
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('FOOTER');
    });
  });
});

describe('a listing', () => {
  it('shows its photos, fields and owner, and steps through the photos by key', async () => {
    await inWindow({ before: HOME }, async (page) => {
      await card(page, 'Olympus OM-1').click();
      await page.getByAltText('Olympus OM-1: photo 1 of 3').waitFor();
      await page.getByRole('button', { name: 'Next photo' }).focus();
      await page.keyboard.press('ArrowRight');
      await page.getByAltText('Olympus OM-1: photo 2 of 3').waitFor();
      for (const text of ['A rangefinder', 'Meter works.', 'Riverside', 'Jonas']) expect(await page.getByText(text, { exact: true }).count()).toBeGreaterThan(0);
      expect(await page.getByRole('button', { name: 'Withdraw' }).count()).toBe(0);
    });
  });

  it('of one\'s own is withdrawn, and brought back from the note, which covers nothing of it on a narrow window', async () => {
    await inWindow({ before: HOME, viewport: { width: 360, height: 740 } }, async (page) => {
      await card(page, 'Wooden grip').click();
      await page.getByRole('button', { name: 'Withdraw' }).click();
      const note = page.getByText('Withdrawn. Saved on this device.');
      await note.waitFor();
      const [pane, box] = [await page.locator('main').boundingBox(), await note.boundingBox()];
      expect(box?.y).toBeGreaterThanOrEqual((pane?.y ?? Infinity) + (pane?.height ?? 0));
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText('The listing is open again.').waitFor();
      await page.getByRole('button', { name: 'Withdraw' }).waitFor();
      expect(await page.getByRole('button', { name: 'Open again' }).count()).toBe(0);
    });
  });

  it('says that a photo is not here yet, and shows it once it has come', async () => {
    await inWindow({ before: HOME }, async (page) => {
      await card(page, 'Light meter').click();
      await page.locator('figure').getByText('This photo isn\'t here yet').waitFor();
      await page.evaluate(() => {
        const { host } = window.script;
        const [some] = host.blobs.values();
        const get = host.blobs.get.bind(host.blobs);
        host.blobs.get = (hash) => get(hash) ?? some;
        host.tell();
      });
      const photo = page.getByAltText('Light meter: photo 1 of 1');
      await photo.waitFor();
      expect(await photo.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBeGreaterThan(0);
    });
  });

  it('that isn\'t here says so', async () => {
    await inWindow({ before: HOME }, async (page) => {
      await card(page, 'Olympus OM-1').waitFor();
      await go(page, 'cameras', `/listing/${'ab'.repeat(32)}`);
      await page.getByRole('heading', { name: 'This listing isn\'t here' }).waitFor();
      expect(await page.getByRole('link', { name: 'Market' }).count()).toBeGreaterThan(0);
    });
  });
});

describe('writing a listing', () => {
  const picture = async (page: Page, width: number): Promise<Buffer> =>
    Buffer.from(
      await page.evaluate(async (side) => {
        const canvas = new OffscreenCanvas(side, side / 2);
        canvas.getContext('2d')?.fillRect(0, 0, side / 3, side / 3);
        const blob = await canvas.convertToBlob({ type: 'image/jpeg' });
        return [...new Uint8Array(await blob.arrayBuffer())];
      }, width),
    );

  it('takes photos, makes them small WebP, refuses what is none, keeps the draft, and publishes', async () => {
    await inWindow({ before: HOME }, async (page) => {
      await card(page, 'Olympus OM-1').waitFor();
      await page.keyboard.press('n');
      const large = await picture(page, 4_000);
      const files = [large, Buffer.from('no picture'), await picture(page, 300)].map((buffer, i) => ({ name: `file ${i}.jpg`, mimeType: 'image/jpeg', buffer }));
      await page.locator('input[type="file"]').setInputFiles(files);
      await page.getByText('“file 1.jpg” is no picture').waitFor();
      await page.getByAltText('Photo 3').waitFor();
      await page.getByRole('button', { name: 'Remove photo 2' }).click();
      await page.getByRole('button', { name: 'Move photo 2 forward' }).click();

      await page.getByRole('button', { name: 'Publish' }).click();
      await page.getByText('A title is needed').waitFor();
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).toBe('true');
      await page.getByLabel('Title').fill('Bellows');
      await page.getByText('Draft kept on this device').waitFor();

      await go(page, 'cameras');
      await card(page, 'Olympus OM-1').waitFor();
      await page.keyboard.press('n');
      await page.getByText('This is your draft from last time.').waitFor();
      expect(await page.getByLabel('Title').inputValue()).toBe('Bellows');
      await page.getByRole('button', { name: 'Publish' }).click();
      await page.getByText('Saved on this device').waitFor();
      await page.getByRole('heading', { level: 1, name: 'Bellows' }).waitFor();

      const posted = await page.evaluate(() => {
        const { host } = window.script;
        const put = host.calls.filter((call) => call.command === 'putPhoto').map((call) => call.params as { photo: Uint8Array; thumb: Uint8Array });
        const post = host.calls.find((call) => call.command === 'postListing')?.params as { listing: { photos: { width: number; height: number }[] } };
        return { heads: put.flatMap(({ photo, thumb }) => [photo, thumb].map((bytes) => String.fromCharCode(...bytes.slice(8, 12)))), photos: post.listing.photos.map(({ width, height }) => [width, height]), drafts: host.drafts.size };
      });
      expect(posted).toEqual({ heads: ['WEBP', 'WEBP', 'WEBP', 'WEBP'], photos: [[300, 150], [1600, 800]], drafts: 0 });
    });
  });

  it('says "Saved" only after the host did, and keeps what was typed where it could not', async () => {
    const before = `${HOME} host.refusals.set('postListing', { type: 'disk-full', message: 'no room' });`;
    await inWindow({ before }, async (page) => {
      await card(page, 'Olympus OM-1').waitFor();
      await page.keyboard.press('n');
      await page.getByLabel('Title').fill('Bellows');
      await page.getByRole('button', { name: 'Publish' }).click();
      await page.getByText('The disk is full, so this could not be saved.').waitFor();
      expect(await page.getByText('Saved on this device').count()).toBe(0);
      expect(await page.getByLabel('Title').inputValue()).toBe('Bellows');
    });
  });
});

describe('the line at the foot', () => {
  it('tells of being offline, waiting, syncing and in sync, politely', async () => {
    await inWindow({ before: HOME }, async (page) => {
      const foot = page.getByRole('contentinfo');
      await foot.getByText('In sync with Jonas').first().waitFor();
      await go(page, 'empty');
      await foot.getByText('Offline. 3 changes wait for a connection').first().waitFor();
      await page.evaluate(() => {
        const { host, person } = window.script;
        const id = [...host.statuses.keys()][1];
        if (id !== undefined) host.change(id, { receiving: { have: 412, of: 10_000 }, peers: [{ device: person('Jonas').device, name: 'Jonas', lane: 'webrtc', inSync: false }] });
      });
      await foot.getByText('Syncing: 412 of 10,000').first().waitFor();
      await go(page, 'asked');
      await foot.getByText('Waiting to be let in').first().waitFor();
      expect(await foot.getByRole('paragraph').first().innerText()).toBe('Waiting to be let in');
    });
  });

  it('tells of a full disk', async () => {
    await inWindow({ before: `${HOME} host.storage = 'disk-full';` }, async (page) => {
      await page.getByRole('contentinfo').getByText('The disk is full').first().waitFor();
      expect(await page.getByRole('contentinfo').getByText('In sync').count()).toBe(0);
    });
  });

  it('tells when the engine is away, and of its return', async () => {
    await inWindow({ before: HOME }, async (page) => {
      await card(page, 'Olympus OM-1').waitFor();
      await page.evaluate(() => {
        window.script.reachable = false;
        window.script.cut();
      });
      await page.getByRole('contentinfo').getByText('Waiting for the app\'s engine…').first().waitFor();
      expect(await card(page, 'Olympus OM-1').count()).toBe(1);
      await page.evaluate(() => {
        window.script.reachable = true;
        window.script.knock();
      });
      await page.getByRole('contentinfo').getByText('In sync with Jonas').first().waitFor();
    });
  });
});

describe('the copy in the window', () => {
  it('paints before the host is reached, and asks only for what it lacks', async () => {
    await inWindow({ before: HOME }, async (page, { errors }) => {
      await card(page, 'Olympus OM-1').waitFor();
      await page.reload();
      await card(page, 'Olympus OM-1').waitFor();
      const watched = await page.evaluate(() => window.script.host.watches.at(-1));
      expect(watched).toMatchObject({ document: 'first' });
      expect(errors).toEqual([]);
    });
  });

  it('comes back complete when it was deleted', async () => {
    await inWindow({ before: HOME }, async (page) => {
      await card(page, 'Olympus OM-1').waitFor();
      await page.evaluate(async () => {
        for (const { name } of await indexedDB.databases()) if (name !== undefined) indexedDB.deleteDatabase(name);
      });
      await page.reload();
      await card(page, 'Olympus OM-1').waitFor();
      await card(page, 'Reserved lens').waitFor();
      expect(await page.getByRole('list', { name: 'Listings' }).getByRole('listitem').count()).toBe(7);
    });
  });
});

describe('language', () => {
  it('speaks Chinese where the browser does, and changes its language at once', async () => {
    await inWindow({ before: HOME, locale: 'zh-CN', hash: '#/settings' }, async (page) => {
      await page.getByRole('heading', { name: '设置' }).waitFor();
      expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('heading', { name: 'Settings' }).waitFor();
      expect(await page.title()).toBe('Settings · Huan');
    });
  });
});

describe('the watch over pages', () => {
  it('sees what the CSP refuses, what a script throws and what the console calls an error', async () => {
    const window = await windows.open();
    const errors = window.errors;
    await window.page.evaluate(() => {
      const image = document.createElement('img');
      image.src = 'https://example.invalid/a.png';
      document.body.append(image);
    });
    await expect.poll(() => errors.filter((error) => error.includes('img-src'))).not.toEqual([]);
    await window.page.evaluate(() => void setTimeout(() => reportError(new Error('nobody catches this'))));
    await expect.poll(() => errors.filter((error) => error.includes('nobody catches this'))).not.toEqual([]);
    await window.page.evaluate('console.error("this is said")');
    await expect.poll(() => errors).toContain('this is said');
    await window.close();
  });

  it('lets no browser of a person close in silence', async () => {
    const network = createNetwork(1);
    const [place] = network.people;
    if (place === undefined) throw new Error('someone needs a place');
    const browser = await launchBrowser(place);
    const policy = '<meta http-equiv="content-security-policy" content="script-src \'none\'">';
    await browser.page.goto(`data:text/html,${encodeURIComponent(`${policy}<script>1</script>`)}`);
    await expect.poll(() => browser.errors.length).toBeGreaterThan(0);
    await expect(browser.close()).rejects.toThrow('script-src');
    network.close();
  });
});
