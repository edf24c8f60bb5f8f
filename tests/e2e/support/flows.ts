/**
 * Everything that people do with Huan, by keyboard alone: a table of flows that are one story, each going on where the one before
 * it ended. Ann founds, Ben joins. To add a flow, add a row; say where in the window it begins and leave it where the next one begins.
 */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { button, card, choose, find, hasFocus, heading, link, noDialog, note, post, save, type Actor, type Photo } from './flow-hands.ts';

export interface Flow {
  /** Completes "by keyboard alone, one can …". */
  name: string;
  act(people: { ann: Actor; ben: Actor; photos: Photo[] }): Promise<void>;
}

const CIRCLE = 'Old cameras';
/** An account that nobody has used: twelve words that belong together. */
const WORDS = 'legal winner thank year wave sausage worth useful legal winner thank yellow';

export const FLOWS: readonly Flow[] = [
  {
    name: 'switch the language on the first screen',
    async act({ ann }) {
      await ann.keys.walk('welcome');
      await ann.keys.use(button(ann, '简体中文'));
      await button(ann, '创建我的账户').waitFor();
      await ann.keys.walk('welcome, in Chinese');
      await ann.keys.use(button(ann, 'English'));
      await button(ann, 'Make my account').waitFor();
    },
  },
  {
    name: 'make an account, and copy its words',
    async act({ ann }) {
      await ann.keys.press('Enter');
      await ann.keys.use(button(ann, 'Make my account'));
      await ann.page.getByText('A name needs something that can be read').waitFor();
      await ann.keys.fill(ann.page.getByLabel('Your name'), 'Ann');
      await ann.keys.press('Enter');
      await heading(ann, 'Write down these twelve words').waitFor();
      await ann.keys.walk('the twelve words');
      await ann.keys.use(button(ann, 'Copy'));
      await note(ann, 'The words are copied').waitFor();
      await ann.keys.use(button(ann, 'Close'));
      await ann.keys.use(button(ann, 'I wrote them down'));
    },
  },
  {
    name: 'try a sample circle, and remove it again',
    async act({ ann }) {
      await heading(ann, 'Welcome, Ann').waitFor();
      await ann.keys.walk('the first circle');
      await ann.keys.use(button(ann, 'Try a sample circle'));
      await ann.page.getByText('A sample to try things out in.').waitFor();
      await ann.keys.walk('a sample circle');
      const dialog = ann.page.getByRole('dialog', { name: 'Remove the sample circle?' });
      await ann.keys.use(button(ann, 'Remove the sample'));
      await dialog.waitFor();
      await ann.keys.walk('removing a sample circle');
      await ann.keys.use(button(ann, 'Keep it'));
      await noDialog(ann);
      expect(await hasFocus(button(ann, 'Remove the sample'))).toBe(true);
      await ann.keys.press('Enter');
      await ann.keys.use(dialog.getByRole('button', { name: 'Remove the sample' }));
      await note(ann, 'The sample circle is gone').waitFor();
    },
  },
  {
    name: 'begin a circle',
    async act({ ann }) {
      await heading(ann, 'Welcome, Ann').waitFor();
      await ann.keys.fill(ann.page.getByLabel('Name of the circle'), CIRCLE);
      await ann.keys.use(ann.page.getByText('Who may read along, who can step in for you, and how people find each other'));
      await ann.keys.use(ann.page.getByRole('checkbox'), 'Space');
      await ann.keys.press('Space');
      expect(await ann.page.getByRole('checkbox').isChecked()).toBe(false);
      await ann.keys.use(button(ann, 'Begin the circle'));
      await link(ann, 'Post the first listing').waitFor();
      await ann.keys.walk('an empty market');
    },
  },
  {
    name: 'post a listing with photos, put in order',
    async act({ ann, photos }) {
      await ann.keys.use(link(ann, 'Post the first listing'));
      await heading(ann, 'New listing').waitFor();
      await choose(ann, button(ann, /^Add photos/), photos);
      await ann.page.getByRole('img', { name: 'Photo 2' }).waitFor();
      await ann.keys.walk('writing a listing');
      await ann.keys.use(button(ann, 'Move photo 2 forward'), 'Space');
      await ann.keys.fill(ann.page.getByLabel('Title'), 'Folding camera');
      await ann.keys.reach(ann.page.getByRole('radio', { name: 'Swap' }));
      await ann.keys.press('ArrowDown', 'ArrowDown');
      await ann.page.getByRole('radio', { name: 'Sell', checked: true }).waitFor();
      await ann.keys.fill(ann.page.getByLabel('What would you like for it?'), 'A light meter');
      await ann.keys.fill(ann.page.getByLabel('Price'), '45');
      await ann.keys.reach(ann.page.getByLabel('Currency'));
      await ann.keys.fill(ann.page.getByLabel('Description'), 'Bellows are tight.');
      await ann.keys.use(button(ann, 'Publish'));
      await note(ann, 'Saved on this device').waitFor();
      await heading(ann, 'Folding camera').waitFor();
    },
  },
  {
    name: 'look at photos in the gallery',
    async act({ ann }) {
      await ann.page.getByRole('img', { name: 'Folding camera: photo 1 of 2' }).waitFor();
      await ann.keys.walk('a listing of one’s own');
      await ann.keys.use(button(ann, 'Next photo'));
      await ann.page.getByRole('img', { name: 'Folding camera: photo 2 of 2' }).waitFor();
      await ann.keys.press('ArrowLeft');
      await ann.page.getByRole('img', { name: 'Folding camera: photo 1 of 2' }).waitFor();
      await ann.keys.use(button(ann, 'Show photo 2'), 'Space');
      await ann.page.getByRole('img', { name: 'Folding camera: photo 2 of 2' }).waitFor();
    },
  },
  {
    name: 'look closer at photos, make them larger, and move about in them',
    async act({ ann }) {
      await ann.keys.use(button(ann, 'Look closer'));
      const viewer = ann.page.getByRole('dialog', { name: 'Photos' });
      const stage = viewer.getByRole('group', { name: 'Folding camera' });
      const left = (): Promise<number> => stage.evaluate((element) => element.scrollLeft);
      await viewer.getByRole('img', { name: 'Folding camera: photo 2 of 2' }).waitFor();
      await ann.keys.walk('a photo, closer');
      await ann.keys.use(viewer.getByRole('button', { name: 'Larger' }), 'Space');
      await ann.keys.press('+');
      await expect.poll(left).toBeGreaterThan(0);
      await ann.keys.walk('a photo, enlarged');
      await ann.keys.reach(stage);
      const middle = await left();
      // Of two windows of one browser only the one in front scrolls.
      await ann.page.bringToFront();
      await ann.keys.press('ArrowRight');
      await expect.poll(left).toBeGreaterThan(middle);
      await viewer.getByRole('img', { name: 'Folding camera: photo 2 of 2' }).waitFor();
      await ann.keys.press('0', 'ArrowLeft');
      await viewer.getByRole('img', { name: 'Folding camera: photo 1 of 2' }).waitFor();
      await ann.keys.press('Escape');
      await noDialog(ann);
      expect(await hasFocus(button(ann, 'Look closer'))).toBe(true);
    },
  },
  {
    name: 'change a listing',
    async act({ ann }) {
      await ann.keys.use(link(ann, 'Change'));
      await heading(ann, 'Change listing').waitFor();
      await ann.keys.walk('changing a listing');
      await ann.keys.fill(ann.page.getByLabel('Title'), 'Folding camera, 1936');
      await ann.keys.use(button(ann, 'Save changes'));
      await heading(ann, 'Folding camera, 1936').waitFor();
    },
  },
  {
    name: 'reserve, open again, close, and withdraw a listing, and take that back',
    async act({ ann }) {
      await ann.keys.use(button(ann, 'Reserve'));
      await note(ann, 'Reserved').waitFor();
      await ann.keys.use(button(ann, 'Open again'), 'Space');
      await note(ann, 'The listing is open again.').waitFor();
      await ann.keys.use(button(ann, 'It\'s gone'));
      await note(ann, 'Marked as gone').waitFor();
      await ann.keys.use(button(ann, 'Open again'));
      await button(ann, 'Withdraw').waitFor();
      await ann.keys.use(button(ann, 'Withdraw'));
      await note(ann, 'Withdrawn').waitFor();
      await ann.keys.use(ann.page.getByText('Withdrawn. Saved').locator('..').getByRole('button', { name: 'Undo' }));
      await button(ann, 'Withdraw').waitFor();
    },
  },
  {
    name: 'take back by its key what a note tells of, from elsewhere and from the note',
    async act({ ann }) {
      await ann.keys.use(button(ann, 'Reserve'));
      await note(ann, 'Reserved').waitFor();
      await button(ann, 'Open again').waitFor();
      await ann.keys.press('ControlOrMeta+z');
      await button(ann, 'Reserve').waitFor();
      await ann.keys.use(button(ann, 'Reserve'));
      await button(ann, 'Open again').waitFor();
      await ann.keys.reach(ann.page.getByText('Reserved. Saved').locator('..').getByRole('button', { name: 'Undo' }));
      await ann.keys.press('ControlOrMeta+z');
      await button(ann, 'Reserve').waitFor();
      expect(await hasFocus(ann.page.locator('body'))).toBe(false);
      await ann.keys.walk('a listing, after it was taken back');
    },
  },
  {
    name: 'search and filter the market, and walk through it with the arrows',
    async act({ ann }) {
      await ann.keys.press('Escape');
      await card(ann, 'Folding camera, 1936').waitFor();
      for (const title of ['Tripod', 'Enlarger', 'Darkroom lamp']) await post(ann, title);
      await ann.keys.walk('a market');
      await ann.keys.press('/');
      await ann.keys.type('tripod');
      await ann.page.getByText('1 listing found').waitFor();
      await ann.keys.press('Escape');
      await ann.keys.use(button(ann, 'Sell'), 'Space');
      await ann.page.getByText('1 listing found').waitFor();
      await ann.keys.press('Space');
      await ann.keys.reach(card(ann, 'Darkroom lamp'));
      await ann.keys.press('ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowLeft');
      await ann.keys.reach(card(ann, 'Tripod'));
      await ann.keys.press('Enter');
      await heading(ann, 'Tripod').waitFor();
      await ann.keys.press('Escape');
      await ann.keys.reach(card(ann, 'Tripod'));
      await ann.keys.press('Home');
      await ann.keys.reach(card(ann, 'Darkroom lamp'));
    },
  },
  {
    name: 'find and do anything in the palette, and come back where one was',
    async act({ ann }) {
      await find(ann, 'enlar', 'Enlarger');
      await ann.keys.walk('the palette');
      await ann.keys.reach(ann.page.getByRole('combobox'));
      await ann.keys.press('ArrowDown');
      await ann.page.getByRole('option', { name: 'Search the market', selected: true }).waitFor();
      await ann.keys.press('Escape');
      await noDialog(ann);
      expect(await hasFocus(card(ann, 'Darkroom lamp'))).toBe(true);
      await find(ann, 'enlar', 'Enlarger');
      await ann.keys.press('Enter');
      await heading(ann, 'Enlarger').waitFor();
      await find(ann, 'dark colo', 'Colours: Dark');
      await ann.keys.press('Enter');
      await noDialog(ann);
      expect(await ann.page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
      await find(ann, 'settings', 'Settings');
      await ann.keys.press('Enter');
      await heading(ann, 'Settings').waitFor();
      await find(ann, CIRCLE, CIRCLE);
      await ann.keys.press('Enter');
      await card(ann, 'Tripod').waitFor();
    },
  },
  {
    name: 'make an invitation, and copy its link',
    async act({ ann }) {
      await ann.keys.use(link(ann, '1 member'));
      await button(ann, 'Invite someone').waitFor();
      await ann.keys.walk('people');
      await ann.keys.use(button(ann, 'Invite someone'));
      await ann.page.getByRole('dialog', { name: 'Invite someone' }).waitFor();
      await ann.keys.walk('inviting');
      await ann.keys.use(button(ann, 'Make a link'));
      await ann.page.getByLabel('Invitation link').waitFor();
      await ann.keys.walk('an invitation');
      await ann.keys.use(button(ann, 'Copy'));
      await ann.page.getByText('Copied').waitFor();
      await ann.keys.press('Escape');
      await ann.keys.reach(button(ann, 'Invite someone'), 'Shift+Tab');
    },
  },
  {
    name: 'bring back an account by its words',
    async act({ ben }) {
      await ben.keys.use(button(ben, 'I have an account and its twelve words'));
      await ben.page.getByRole('heading', { name: 'Bring back your account' }).waitFor();
      await ben.keys.walk('bringing back');
      await ben.keys.fill(ben.page.getByLabel('Your twelve words'), WORDS);
      await ben.keys.fill(ben.page.getByLabel('Your name'), 'Ben');
      await ben.keys.use(button(ben, 'Bring it back'));
      await heading(ben, 'Welcome, Ben').waitFor();
    },
  },
  {
    name: 'join by a link that is pasted',
    async act({ ben }) {
      await ben.keys.reach(ben.page.getByLabel('Invitation link'));
      await ben.keys.press('ControlOrMeta+v');
      expect(await ben.page.getByLabel('Invitation link').inputValue()).toMatch(/^huan:\/\/join\//);
      await ben.keys.use(button(ben, 'Join'));
      await heading(ben, 'Waiting to be let in').waitFor();
    },
  },
  {
    name: 'stop waiting, and ask again',
    async act({ ben }) {
      const dialog = ben.page.getByRole('dialog', { name: 'Stop waiting' });
      const stop = ben.page.getByRole('main').getByRole('button', { name: 'Stop waiting' });
      await ben.keys.use(stop);
      await dialog.waitFor();
      await ben.keys.walk('before one stops waiting');
      await ben.keys.press('Escape');
      await noDialog(ben);
      expect(await hasFocus(stop)).toBe(true);
      await ben.keys.press('Enter');
      await ben.keys.use(dialog.getByRole('button', { name: 'Stop waiting' }));
      await heading(ben, 'Welcome, Ben').waitFor();
      await ben.keys.reach(ben.page.getByLabel('Invitation link'));
      await ben.keys.press('ControlOrMeta+v');
      await ben.keys.use(button(ben, 'Join'));
      await heading(ben, 'Waiting to be let in').waitFor();
      await ben.keys.use(ben.page.getByText('Without a network'));
      await ben.keys.use(ben.page.getByText('Does it take long?'));
      await ben.keys.walk('waiting');
    },
  },
  {
    name: 'save the circle as a file, and open one',
    async act({ ann, ben }) {
      const request = await save(ben, button(ben, 'Save my request as a file'), 'request.huan');
      await choose(ann, button(ann, 'Open a file'), request);
      await ann.page.getByText('Let in: 1').waitFor();
      const circle = await save(ann, button(ann, 'Save as a file'), 'circle.huan');
      expect(readFileSync(circle).length).toBeGreaterThan(1_000);
      await ann.page.getByText(/^The file is ready/).waitFor();
      await ann.keys.walk('people and files');
      await choose(ben, button(ben, 'Open a file'), circle);
      await card(ben, 'Folding camera, 1936').waitFor();
      await ben.keys.reach(card(ben, 'Darkroom lamp'));
    },
  },
  {
    name: 'choose language, light or dark, and keys in the settings, and read out the digest',
    async act({ ben }) {
      await ben.keys.use(link(ben, 'Settings'));
      await heading(ben, 'Settings').waitFor();
      await ben.keys.walk('settings');
      await ben.keys.reach(ben.page.getByRole('radio', { name: 'As the system has it' }));
      await ben.keys.press('ArrowDown', 'ArrowDown');
      expect(await ben.page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
      await ben.keys.walk('settings, dark');
      await ben.keys.use(button(ben, 'Compute digest'));
      await ben.page.getByText('Digest of the market').waitFor();
      await ben.keys.use(button(ben, '简体中文'));
      await ben.page.getByRole('heading', { name: '设置', level: 1 }).waitFor();
      await ben.keys.walk('settings, in Chinese');
      await ben.keys.use(button(ben, 'English'));
      await ben.keys.fill(ben.page.getByLabel('Relay addresses'), 'ws://127.0.0.1:4444');
      await ben.keys.use(button(ben, 'Save relays'));
      await ben.page.getByText('Saved on this device').waitFor();
    },
  },
  {
    name: 'find the keys, turn the single ones off, and go from pane to pane',
    async act({ ben }) {
      await ben.keys.use(link(ben, new RegExp(`^${CIRCLE}`)));
      await card(ben, 'Tripod').waitFor();
      await ben.keys.press('?');
      const help = ben.page.getByRole('dialog', { name: 'Keyboard' });
      await help.waitFor();
      await ben.keys.walk('the keyboard’s help');
      await ben.keys.use(help.getByRole('checkbox'), 'Space');
      await ben.keys.press('Escape');
      await noDialog(ben);
      await ben.keys.press('?', 'n');
      expect(await help.count()).toBe(0);
      const panes: string[] = [];
      for (let i = 0; i < 4; i++) {
        await ben.keys.press('F6');
        panes.push(await ben.page.evaluate(() => document.activeElement?.tagName ?? ''));
      }
      expect(new Set(panes)).toEqual(new Set(['MAIN', 'NAV', 'FOOTER']));
      expect(panes[3]).toBe(panes[0]);
    },
  },
  {
    name: 'find one’s way back after a link that is none',
    async act({ ben }) {
      await ben.keys.use(link(ben, 'Add a circle'));
      await ben.page.getByLabel('Invitation link').waitFor();
      await ben.keys.walk('another circle');
      await ben.keys.fill(ben.page.getByLabel('Invitation link'), 'huan://join/broken');
      await ben.keys.use(button(ben, 'Join'));
      await ben.page.getByRole('alert').getByText('This is no invitation link').waitFor();
      await ben.keys.walk('another circle, after an error');
      await ben.keys.use(link(ben, new RegExp(`^${CIRCLE}`)));
      await card(ben, 'Tripod').waitFor();
    },
  },
];
