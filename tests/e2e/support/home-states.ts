/**
 * Every screen of somebody who is at home, in every state it can be in, as a table that is one walk: each state is reached from
 * the one before it. To add a state, add a row.
 */
import type { Script } from '../../support/window/in-page.ts';
import { afterRefusal, answer, button, cardOf, goTo, openFile, refuse, script, seeText, type Stage, type State } from './state-tools.ts';

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
  ...(['other-side-newer', 'other-side-older', 'older-copy', 'refused'] as const).map((problem) => ({
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
    name: 'palette, nothing typed',
    async show(stage) {
      await stage.page.keyboard.press('ControlOrMeta+k');
      await seeText(stage, 'palette_here');
    },
  },
  {
    name: 'palette, with things that fit',
    async show({ page }) {
      await page.getByRole('combobox').fill('lens');
      await page.getByRole('option', { name: 'Reserved lens' }).waitFor();
    },
  },
  {
    name: 'palette, nothing found',
    async show(stage) {
      await stage.page.getByRole('combobox').fill('xyz');
      await stage.page.getByRole('dialog').getByText(stage.say('palette_nothing')).waitFor();
    },
  },
  {
    name: 'a sample circle’s market',
    async show(stage) {
      await stage.page.keyboard.press('Escape');
      await script(stage.page, ({ host }, { cameras }) => host.change(cameras as never, { sample: true, peers: [] }));
      await seeText(stage, 'sample_line');
    },
  },
  {
    name: 'a sample circle, to be removed, and the disk broken',
    async show(stage) {
      await button(stage, 'sample_remove').click();
      const dialog = stage.page.getByRole('dialog', { name: stage.say('sample_remove_title') });
      await refuse(stage.page, 'removeSampleCircle', 'storage-failed');
      await dialog.getByRole('button', { name: stage.say('sample_remove'), exact: true }).click();
      await dialog.getByText(stage.say('error_storage_failed_next')).waitFor();
    },
  },
  {
    name: 'people of a sample circle',
    async show(stage) {
      await stage.page.keyboard.press('Escape');
      await goTo(stage.page, 'cameras', '/people');
      await seeText(stage, 'sample_alone');
      await script(stage.page, ({ host }, { cameras }) => host.change(cameras as never, { sample: undefined }));
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
    name: 'a photo, closer',
    async show(stage) {
      await button(stage, 'photo_closer').click();
      await stage.page.getByRole('dialog').locator('img').waitFor();
    },
  },
  {
    name: 'a photo, enlarged',
    async show(stage) {
      await stage.page.keyboard.press('+');
      await stage.page.getByRole('dialog').locator('[style*="200%"]').waitFor();
    },
  },
  {
    name: 'a listing whose photo is not here yet',
    async show(stage) {
      await stage.page.keyboard.press('Escape');
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
  ...(['used-up', 'unknown-invitation', 'not-allowed'] as const).map((notYet) => ({
    name: `waiting, ${notYet}`,
    async show(stage: Stage) {
      await stage.page.evaluate((reason) => {
        const { script: { host }, circles } = window as unknown as { script: Script; circles: { asked: never } };
        host.change(circles.asked, { notYet: reason });
      }, notYet);
      await seeText(stage, `wait_${notYet.replaceAll('-', '_')}`);
    },
  })),
  {
    name: 'waiting, met',
    async show(stage) {
      await script(stage.page, ({ host, person }, { asked }) => host.change(asked as never, { notYet: undefined, peers: [{ device: person('Jonas').device, name: 'Jonas', lane: 'webrtc', inSync: false }] }));
      await seeText(stage, 'waiting_met');
    },
  },
  {
    name: 'waiting, to be left, and the disk broken',
    async show(stage) {
      await button(stage, 'waiting_leave').click();
      const dialog = stage.page.getByRole('dialog', { name: stage.say('waiting_leave') });
      await refuse(stage.page, 'leaveWaiting', 'storage-failed');
      await dialog.getByRole('button', { name: stage.say('waiting_leave'), exact: true }).click();
      await dialog.getByText(stage.say('error_storage_failed_next')).waitFor();
    },
  },
  {
    name: 'a circle that is not here',
    async show(stage) {
      await stage.page.keyboard.press('Escape');
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
    name: 'market, the host lost',
    async show(stage) {
      await stage.page.keyboard.press('Escape');
      await goTo(stage.page, 'cameras');
      await cardOf(stage.page, 'Olympus OM-1').waitFor();
      await script(stage.page, (it) => {
        it.reachable = false;
        it.cut();
      });
      await stage.page.getByRole('contentinfo').getByText(stage.say('engine_lost')).first().waitFor();
    },
  },
];
