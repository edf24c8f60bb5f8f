/**
 * Every screen of the window in every state it can be in, as a table, before a scripted host: two walks, one of somebody who
 * begins and one of somebody who is at home, each state reached from the one before it. To add a state, add a row.
 */
import type { Locator, Page } from 'playwright-core';
import type { CommandError, CommandName } from '../../../src/core/commands.ts';
import type { Script } from '../../support/window/in-page.ts';

/** The words of a message in the page's language. */
export type Say = (key: string) => string;

export interface Stage {
  page: Page;
  say: Say;
}

export interface State {
  name: string;
  show(stage: Stage): Promise<void>;
}

/** Mira's home: a market with things of all sorts, an empty circle with unsent changes, and one that she waits for. */
export const MIRAS_HOME = `
  const { host, person, fillMarket, ScriptedCircle } = window.script;
  const mira = person('Mira');
  host.me = mira;
  const cameras = await fillMarket(mira, 'Film cameras', [
    { kind: 'swap', title: 'Olympus OM-1', by: 'Jonas', want: 'A rangefinder', text: 'Meter works.', area: 'Riverside', photos: 3, daysAgo: 1 },
    { kind: 'sell', title: 'Wooden grip', price: { minor: 4500, currency: 'EUR' }, photos: 2, daysAgo: 2 },
    { kind: 'wanted', title: 'Take-up spool', by: 'Lin', photos: 0, want: 'I can trade film', daysAgo: 3 },
    { kind: 'give', title: '📷✨', by: 'Jonas', daysAgo: 4 },
    { kind: 'swap', title: 'كاميرا قديمة', by: 'Samir', daysAgo: 5 },
    { kind: 'lend', title: 'Light meter', by: 'Jonas', missing: true, daysAgo: 6 },
    { kind: 'swap', title: 'Reserved lens', by: 'Jonas', state: 'reserved', photos: 0, daysAgo: 7 },
    { kind: 'swap', title: 'Withdrawn lens', by: 'Jonas', state: 'withdrawn', photos: 0, daysAgo: 8 },
    { kind: 'swap', title: 'Old lens', by: 'Mira', photos: 0, daysAgo: 100 },
  ]);
  const empty = new ScriptedCircle('Hanfu', mira);
  const asked = new ScriptedCircle('Records', mira);
  const jonas = { device: person('Jonas').device, name: 'Jonas', lane: 'webrtc', inSync: true };
  host.open(cameras, { members: 4, peers: [jonas], inSync: { at: Date.now(), with: 'Jonas' }, relays: ['ws://192.168.1.20:4444'] });
  host.open(empty, { unsent: 3 });
  host.open(asked, { membership: 'waiting' });
  window.circles = { cameras: cameras.id, empty: empty.id, asked: asked.id };
`;

export async function goTo(page: Page, circle: 'cameras' | 'empty' | 'asked', rest = ''): Promise<void> {
  await page.evaluate(([name, path]) => {
    location.hash = `#/circle/${(window as unknown as { circles: Record<string, string> }).circles[name]}${path}`;
  }, [circle, rest] as const);
}

export const cardOf = (page: Page, title: string): Locator => page.locator('li[aria-posinset]').getByRole('link', { name: title });

const button = ({ page, say }: Stage, key: string): Locator => page.getByRole('button', { name: say(key), exact: true });
const seeText = ({ page, say }: Stage, key: string): Promise<void> => page.getByText(say(key)).first().waitFor();

/** Changes what the host's script says; runs in the page, where `circles` are. */
async function script(page: Page, change: (script: Script, circles: Record<'cameras' | 'empty' | 'asked', string>) => void): Promise<void> {
  await page.evaluate(`(${change.toString()})(window.script, window.circles)`);
}

async function refuse(page: Page, command: CommandName, type: CommandError['type']): Promise<void> {
  await page.evaluate(([name, error]) => void window.script.host.refusals.set(name, { type: error, message: '' }), [command, type] as const);
}

async function answer(page: Page, command: CommandName, result: { result: unknown } | null): Promise<void> {
  await page.evaluate(([name, value]) => void window.script.host.answers.set(name, value), [command, result] as const);
}

async function openFile(stage: Stage): Promise<void> {
  const [chooser] = await Promise.all([stage.page.waitForEvent('filechooser'), button(stage, 'bundle_open').click()]);
  await chooser.setFiles({ name: 'circle.huan', mimeType: 'application/octet-stream', buffer: Buffer.from('a file') });
}

/** Presses a button whose command is refused, and sees both sentences. */
const afterRefusal = (command: CommandName, type: CommandError['type'], key: string, press: string): State['show'] => async (stage) => {
  await refuse(stage.page, command, type);
  await button(stage, press).click();
  await seeText(stage, key);
  await seeText(stage, `${key}_next`);
};

export const BEGINNING: readonly State[] = [
  { name: 'welcome', show: (stage) => seeText(stage, 'welcome_title') },
  {
    name: 'welcome, without a name',
    async show(stage) {
      await button(stage, 'account_create').click();
      await stage.page.locator('[aria-invalid="true"]').waitFor();
    },
  },
  {
    name: 'welcome, when the disk is full',
    async show(stage) {
      await stage.page.getByLabel(stage.say('your_name')).fill('Mira');
      await afterRefusal('createAccount', 'disk-full', 'error_disk_full', 'account_create')(stage);
    },
  },
  {
    name: 'bringing back, with too few words',
    async show(stage) {
      await button(stage, 'restore_instead').click();
      await button(stage, 'restore').click();
      await stage.page.locator('[aria-invalid="true"]').first().waitFor();
    },
  },
  {
    name: 'bringing back, with wrong words',
    async show(stage) {
      await stage.page.getByLabel(stage.say('restore_words')).fill('one two three four five six seven eight nine ten eleven twelve');
      await stage.page.getByLabel(stage.say('your_name')).fill('Mira');
      await afterRefusal('restoreAccount', 'bad-phrase', 'error_bad_phrase', 'restore')(stage);
    },
  },
  {
    name: 'the twelve words, copied',
    async show(stage) {
      await button(stage, 'restore_not').click();
      await stage.page.evaluate(() => window.script.host.refusals.clear());
      await stage.page.getByLabel(stage.say('your_name')).fill('Mira');
      await button(stage, 'account_create').click();
      await seeText(stage, 'phrase_title');
      await button(stage, 'copy').click();
      await stage.page.locator('.toast').first().waitFor();
    },
  },
  {
    name: 'the first circle, with everything missing',
    async show(stage) {
      await button(stage, 'phrase_done').click();
      await stage.page.getByText(stage.say('create_more')).click();
      await stage.page.getByLabel(stage.say('relay_label')).fill('http://nowhere');
      await button(stage, 'create_circle').click();
      await button(stage, 'join').click();
      await seeText(stage, 'join_link_missing');
    },
  },
  {
    name: 'the first circle, with a link of a newer Huan',
    async show(stage) {
      await stage.page.getByLabel(stage.say('join_link')).fill('huan://join/newer');
      await afterRefusal('joinCircle', 'newer-link', 'error_newer_link', 'join')(stage);
    },
  },
];

export const AT_HOME: readonly State[] = [
  { name: 'market, in sync', show: ({ page }) => cardOf(page, 'Olympus OM-1').waitFor() },
  {
    name: 'market, one’s own of a kind',
    async show(stage) {
      await button(stage, 'only_mine').click();
      await button(stage, 'kind_swap').click();
      await cardOf(stage.page, 'Old lens').waitFor();
    },
  },
  {
    name: 'market, nothing found',
    async show(stage) {
      await stage.page.getByRole('searchbox').fill('xyz');
      await seeText(stage, 'market_nothing_found');
    },
  },
  {
    name: 'market, offline since',
    async show(stage) {
      await button(stage, 'show_all').click();
      await script(stage.page, ({ host }, { cameras }) => host.change(cameras as never, { peers: [], photosMissing: 3 }));
      await cardOf(stage.page, 'Wooden grip').waitFor();
    },
  },
  ...(['other-side-newer', 'older-copy', 'refused'] as const).map((problem) => ({
    name: `market, ${problem}`,
    async show({ page, say }: Stage) {
      await page.evaluate((kind) => {
        const { host } = window.script;
        const [first] = host.statuses.keys();
        if (first !== undefined) host.change(first, { problem: kind });
      }, problem);
      await page.getByRole('contentinfo').getByText(say(`problem_${problem.replaceAll('-', '_')}`)).first().waitFor();
    },
  })),
  {
    name: 'market, comparing',
    async show({ page }) {
      await script(page, ({ host, person }, { cameras }) => {
        host.change(cameras as never, { problem: undefined, peers: [{ device: person('Jonas').device, name: 'Jonas', lane: 'webrtc', inSync: false }] });
      });
      await page.getByRole('contentinfo').getByText('Jonas').first().waitFor();
    },
  },
  {
    name: 'an empty market, offline with changes',
    async show(stage) {
      await goTo(stage.page, 'empty');
      await seeText(stage, 'market_empty');
    },
  },
  {
    name: 'an empty market, syncing with counts',
    async show({ page }) {
      await script(page, ({ host, person }, { empty }) => {
        host.change(empty as never, { receiving: { have: 412, of: 10_000 }, peers: [{ device: person('Jonas').device, name: 'Jonas', lane: 'webrtc', inSync: false }] });
      });
      await page.getByRole('contentinfo').getByText('412').first().waitFor();
    },
  },
  ...(['disk-full', 'read-only', 'storage-failed'] as const).map((storage) => ({
    name: `market, ${storage}`,
    async show({ page, say }: Stage) {
      await page.evaluate((state) => {
        window.script.host.storage = state;
        window.script.host.tell();
      }, storage);
      await page.getByRole('contentinfo').getByText(say(`storage_${storage.replace('storage-', '').replaceAll('-', '_')}`)).first().waitFor();
    },
  })),
  {
    name: 'a listing with photos',
    async show({ page }) {
      await page.evaluate(() => {
        window.script.host.storage = null;
        window.script.host.tell();
      });
      await goTo(page, 'cameras');
      await cardOf(page, 'Olympus OM-1').click();
      await page.locator('figure img').waitFor();
      await page.locator('figure button').last().click();
    },
  },
  {
    name: 'a listing whose photo is not here yet',
    async show(stage) {
      await goTo(stage.page, 'cameras');
      await cardOf(stage.page, 'Light meter').click();
      await stage.page.locator('figure').getByText(stage.say('photo_missing')).waitFor();
    },
  },
  {
    name: 'a listing of one’s own, reserved, with a note that takes it back',
    async show(stage) {
      await goTo(stage.page, 'cameras');
      await cardOf(stage.page, 'Wooden grip').click();
      await button(stage, 'reserve').click();
      await button(stage, 'undo').waitFor();
    },
  },
  { name: 'a listing of one’s own, refused', show: (stage) => afterRefusal('setListingState', 'bad-state', 'error_bad_state', 'withdraw')(stage) },
  {
    name: 'a listing of one’s own, expired',
    async show(stage) {
      await goTo(stage.page, 'cameras');
      await button(stage, 'only_mine').click();
      await cardOf(stage.page, 'Old lens').click();
      await button(stage, 'renew').waitFor();
    },
  },
  {
    name: 'a listing that is not here',
    async show(stage) {
      await goTo(stage.page, 'cameras', `/listing/${'ab'.repeat(32)}`);
      await seeText(stage, 'listing_not_here');
    },
  },
  {
    name: 'writing, with a file that is no picture and no title',
    async show(stage) {
      await goTo(stage.page, 'cameras', '/new');
      const files = [{ name: 'no.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') }];
      await stage.page.locator('input[type="file"]').setInputFiles(files);
      await stage.page.getByRole('alert').waitFor();
      await stage.page.getByText(stage.say('more_fields')).click();
      await stage.page.getByLabel(stage.say('field_price')).fill('much');
      await button(stage, 'publish').click();
      await stage.page.locator('[aria-invalid="true"]').first().waitFor();
    },
  },
  {
    name: 'writing, when the disk is full',
    async show(stage) {
      await stage.page.locator('li button').first().click();
      await stage.page.getByLabel(stage.say('field_title')).fill('Bellows');
      await stage.page.getByLabel(stage.say('field_price')).fill('');
      await afterRefusal('postListing', 'disk-full', 'error_disk_full', 'publish')(stage);
    },
  },
  {
    name: 'people',
    async show(stage) {
      await script(stage.page, ({ host }, { cameras }) => host.change(cameras as never, { forks: 1 }));
      await goTo(stage.page, 'cameras', '/people');
      await seeText(stage, 'forks_title');
    },
  },
  {
    name: 'people, reading a file',
    async show(stage) {
      await answer(stage.page, 'importBegin', { result: { transfer: 1 } });
      await answer(stage.page, 'cancelTransfer', { result: null });
      await answer(stage.page, 'importChunk', null);
      await openFile(stage);
      await button(stage, 'bundle_cancel').waitFor();
    },
  },
  {
    name: 'people, after a file was taken in',
    async show(stage) {
      await stage.page.reload();
      await seeText(stage, 'bundle_open');
      await answer(stage.page, 'importBegin', { result: { transfer: 1 } });
      await answer(stage.page, 'importChunk', { result: null });
      await answer(stage.page, 'importEnd', { result: { added: 3, refused: 1, blobs: 2, letIn: 1, asking: 1 } });
      await openFile(stage);
      await stage.page.locator('.bundle [role="status"] p').first().waitFor();
    },
  },
  {
    name: 'people, after a damaged file',
    async show(stage) {
      await answer(stage.page, 'cancelTransfer', { result: null });
      await refuse(stage.page, 'importEnd', 'bad-bundle');
      await openFile(stage);
      await seeText(stage, 'error_bad_bundle_next');
    },
  },
  {
    name: 'inviting, with a link that was copied',
    async show(stage) {
      await button(stage, 'invite').click();
      await button(stage, 'invite_make').click();
      await button(stage, 'copy').click();
      await stage.page.getByRole('dialog').getByRole('status').filter({ hasText: /\S/ }).first().waitFor();
    },
  },
  {
    name: 'inviting without a relay, and without success',
    async show(stage) {
      await stage.page.keyboard.press('Escape');
      await goTo(stage.page, 'empty', '/people');
      await button(stage, 'invite').click();
      await seeText(stage, 'invite_no_relay');
      await afterRefusal('createInvitation', 'older-copy', 'error_older_copy', 'invite_make')(stage);
    },
  },
  {
    name: 'waiting, with everything open',
    async show(stage) {
      await stage.page.keyboard.press('Escape');
      await goTo(stage.page, 'asked');
      await seeText(stage, 'waiting_title');
      await stage.page.getByText(stage.say('waiting_long')).click();
      await stage.page.getByText(stage.say('bundle_title')).click();
      await seeText(stage, 'bundle_save_waiting');
    },
  },
  {
    name: 'waiting, met, and not to be left',
    async show(stage) {
      await script(stage.page, ({ host, person }, { asked }) => host.change(asked as never, { peers: [{ device: person('Jonas').device, name: 'Jonas', lane: 'webrtc', inSync: false }] }));
      await seeText(stage, 'waiting_met');
      await afterRefusal('leaveWaiting', 'storage-failed', 'error_storage_failed', 'waiting_leave')(stage);
    },
  },
  {
    name: 'a circle that is not here',
    async show(stage) {
      await stage.page.evaluate((id) => (location.hash = `#/circle/${id}`), 'cd'.repeat(32));
      await seeText(stage, 'error_unknown_circle_next');
    },
  },
  {
    name: 'another circle',
    async show(stage) {
      await stage.page.evaluate(() => (location.hash = '#/add'));
      await seeText(stage, 'join_link_hint');
    },
  },
  {
    name: 'settings, with a digest and a relay that is none',
    async show(stage) {
      await stage.page.evaluate(() => (location.hash = '#/settings'));
      await button(stage, 'digest_show').first().click();
      await seeText(stage, 'digest_state');
      await stage.page.getByLabel(stage.say('relay_label')).first().fill('http://nowhere');
      await button(stage, 'relay_save').first().click();
      await stage.page.locator('[aria-invalid="true"]').waitFor();
    },
  },
  {
    name: 'the keyboard’s help',
    async show(stage) {
      await stage.page.locator('main h1').click();
      await stage.page.keyboard.press('?');
      await stage.page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'market, the engine away',
    async show(stage) {
      await stage.page.keyboard.press('Escape');
      await goTo(stage.page, 'cameras');
      await cardOf(stage.page, 'Olympus OM-1').waitFor();
      await script(stage.page, (it) => {
        it.reachable = false;
        it.cut();
      });
      await stage.page.getByRole('contentinfo').getByText(stage.say('waiting_for_engine')).first().waitFor();
    },
  },
];
