/**
 * Someone with a computer: a host on a home of their own, a browser, and hands. What they do, they do in the real window, by
 * the names and roles that a screen reader would tell.
 */
import type { Locator, Page } from 'playwright-core';
import type { Place } from '../../support/net/namespace.ts';
import { launchBrowser, type PersonBrowser } from './browser.ts';
import { startHome, type TestHome } from './home.ts';

export interface Digest {
  ops: string;
  heads: string;
  state: string;
}

/** How long one thing in the window may take, in ms: everything here waits for something that others do. */
const PATIENCE = 40_000;

/** What stands on a card before its title. */
const STATE_WORDS = new Set(['Reserved', 'Gone', 'Withdrawn', 'Expired']);

export class Person {
  readonly home: TestHome;
  readonly browser: PersonBrowser;
  readonly page: Page;
  /** What went wrong in the window and nobody caught, or was refused by the CSP. Whoever leaves with any fails the run. */
  readonly errors: string[];

  private constructor(home: TestHome, browser: PersonBrowser) {
    this.home = home;
    this.browser = browser;
    this.page = browser.page;
    this.errors = browser.errors;
    this.page.setDefaultTimeout(PATIENCE);
  }

  /** Starts a host and a browser at a place, and opens the window. */
  static async arrive(place: Place): Promise<Person> {
    const home = await startHome(place);
    const person = new Person(home, await launchBrowser(place));
    await person.openWindow();
    return person;
  }

  /** Opens the window anew, at the address that the host printed last. */
  async openWindow(): Promise<void> {
    // Only what stands behind the # may differ, and that alone would load nothing.
    await this.page.goto('about:blank');
    await this.page.goto(this.home.address);
  }

  /** Throws away everything that the browser kept for the window. */
  async forgetReplicas(): Promise<void> {
    await this.page.goto('about:blank');
    const session = await this.browser.context.newCDPSession(this.page);
    await session.send('Storage.clearDataForOrigin', { origin: new URL(this.home.address).origin, storageTypes: 'indexeddb,local_storage,cache_storage' });
    await session.detach();
  }

  async makeAccount(name: string): Promise<void> {
    await this.page.getByLabel('Your name').fill(name);
    await this.page.getByRole('button', { name: 'Make my account' }).click();
    await this.page.getByRole('button', { name: 'I wrote them down' }).click();
    await this.page.getByLabel('Name of the circle').waitFor();
  }

  /** The key by which others name this person's account, as the first screen after making it has it. */
  async readAccountKey(): Promise<string> {
    await this.page.locator('summary', { hasText: 'Your account key' }).click();
    return this.page.getByRole('textbox', { name: 'Your account key' }).inputValue();
  }

  /** `friends`: account keys of those who can step in together. */
  async beginCircle(name: string, relay: string, friends: readonly string[] = []): Promise<void> {
    await this.page.getByLabel('Name of the circle').fill(name);
    await this.page.getByText('Who may read along, who can step in for you, and how people find each other').click();
    await this.page.getByLabel('Relay addresses').fill(relay);
    if (friends.length > 0) await this.page.getByLabel('Account keys of two friends').fill(friends.join('\n'));
    await this.page.getByRole('button', { name: 'Begin the circle' }).click();
    await this.page.getByRole('heading', { name, level: 1 }).waitFor();
  }

  /** Makes an invitation, and returns its link. */
  async invite(): Promise<string> {
    await this.page.getByRole('link', { name: /\d members?$/ }).click();
    await this.page.getByRole('button', { name: 'Invite someone' }).click();
    await this.page.getByRole('button', { name: 'Make a link' }).click();
    const link = await this.page.getByLabel('Invitation link').inputValue();
    await this.page.getByRole('dialog', { name: 'Invite someone' }).getByRole('button', { name: 'Close' }).click();
    await this.page.getByRole('link', { name: 'Market', exact: true }).click();
    return link;
  }

  async askToJoin(link: string): Promise<void> {
    await this.page.getByLabel('Invitation link').fill(link);
    await this.page.getByRole('button', { name: 'Join', exact: true }).click();
  }

  /** Waits until this person is in the circle, and sees its market. */
  async seeMarket(circle: string): Promise<void> {
    await this.page.getByRole('heading', { name: circle, level: 1 }).waitFor();
    await this.page.getByRole('link', { name: 'New listing' }).waitFor();
  }

  /** Posts a listing, with a picture where one is given; resolves in the moment in which the window says that it is saved. */
  async post(title: string, photo?: Buffer): Promise<void> {
    await this.page.getByRole('link', { name: /New listing|Post the first listing/ }).first().click();
    await this.fillAndPublish(title, photo);
  }

  async fillAndPublish(title: string, photo?: Buffer): Promise<void> {
    if (photo !== undefined) {
      await this.page.locator('input[type=file]').setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: photo });
      await this.page.getByRole('img', { name: 'Photo 1' }).waitFor();
    }
    await this.page.getByLabel('Title').fill(title);
    await this.save('Publish');
  }

  /** Presses a button, and waits until the window says that what it did is saved: this, not something before. */
  async save(button: string, words = 'Saved on this device'): Promise<void> {
    const notes = this.page.getByRole('status', { name: 'Notes' });
    for (const note of await notes.getByRole('button', { name: 'Close' }).all()) await note.click();
    await notes.getByText('Saved on this device').waitFor({ state: 'hidden' });
    await this.page.getByRole('button', { name: button, exact: true }).click();
    await notes.getByText(words).waitFor();
  }

  async backToMarket(): Promise<void> {
    await this.page.getByRole('link', { name: 'Market', exact: true }).click();
    await this.page.getByRole('link', { name: 'New listing' }).waitFor();
  }

  card(title: string): Locator {
    return this.page.getByRole('link', { name: title });
  }

  async openListing(title: string): Promise<void> {
    await this.card(title).click();
    await this.page.getByRole('heading', { name: title, level: 1 }).waitFor();
  }

  /** Changes the title of a listing that is open. */
  async retitle(title: string): Promise<void> {
    await this.page.getByRole('link', { name: 'Change', exact: true }).click();
    const field = this.page.getByLabel('Title');
    await field.fill(title);
    await this.save('Save changes');
    await this.page.getByRole('heading', { name: title, level: 1 }).waitFor();
  }

  /** Width in pixels of the only photo of the open listing, once it is here and can be decoded. */
  async photoWidth(title: string): Promise<number> {
    const photo = this.page.getByRole('img', { name: `${title}: photo 1 of 1` });
    await photo.waitFor();
    return photo.evaluate(async (image: HTMLImageElement) => {
      await image.decode();
      return image.naturalWidth;
    });
  }

  /** Waits until the line at the foot says so. */
  async readLine(words: string | RegExp): Promise<string> {
    const line = this.page.getByRole('contentinfo', { name: 'Connection' }).getByRole('paragraph').filter({ hasText: words }).first();
    await line.waitFor();
    return line.innerText();
  }

  /** Titles of all cards in the market, sorted. */
  async titles(): Promise<string[]> {
    const cards = this.page.getByRole('list', { name: 'Listings' }).getByRole('listitem');
    await cards.first().waitFor();
    const texts = await cards.allInnerTexts();
    return texts.map((text) => text.split('\n').find((line) => line.trim() !== '' && !STATE_WORDS.has(line)) ?? '').toSorted();
  }

  /** What the settings say about the one circle; back in the market afterwards. */
  async readDigest(): Promise<Digest> {
    await this.page.getByRole('link', { name: 'Settings' }).click();
    await this.page.getByRole('button', { name: 'Compute digest' }).click();
    const value = (term: string) => this.page.getByText(term, { exact: true }).locator('xpath=following-sibling::dd[1]').innerText();
    const digest = { ops: await value('Entries'), heads: await value('Digest of entries'), state: await value('Digest of the market') };
    await this.page.goBack();
    return digest;
  }

  paintPhoto(): Promise<Buffer> {
    return paintPhoto(this.page);
  }

  async leave(): Promise<void> {
    try {
      await this.browser.close();
    } finally {
      await this.home.close();
    }
  }
}

/** A picture of 640 by 480 pixels with something to see, as a PNG file. */
export async function paintPhoto(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = 640;
    canvas.height = 480;
    const brush = canvas.getContext('2d');
    for (let i = 0; brush && i < 48; i++) {
      brush.fillStyle = `hsl(${i * 7} 60% 50%)`;
      brush.fillRect((i % 8) * 80, Math.floor(i / 8) * 80, 80, 80);
    }
    return canvas.toDataURL('image/png').split(',')[1] ?? '';
  });
  return Buffer.from(base64, 'base64');
}
