/**
 * What somebody sees who begins, in every state it can be in, as a table that is one walk: each state is reached from the one
 * before it. To add a state, add a row.
 */
import { afterRefusal, answer, button, refuse, seeText, type State } from './state-tools.ts';

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
    name: 'the first circle, after a sample that could not be saved',
    async show(stage) {
      await refuse(stage.page, 'putPhoto', 'disk-full');
      await button(stage, 'sample_try').click();
      await seeText(stage, 'error_disk_full_next');
    },
  },
  {
    name: 'the first circle, with a link of a newer Huan',
    async show(stage) {
      await stage.page.getByLabel(stage.say('join_link')).fill('huan://join/newer');
      await afterRefusal('joinCircle', 'newer-link', 'error_newer_link', 'join')(stage);
    },
  },
  {
    name: 'the first circle, while a sample is drawn',
    async show(stage) {
      await stage.page.evaluate(() => window.script.host.refusals.clear());
      await answer(stage.page, 'putPhoto', null);
      await button(stage, 'sample_try').click();
      await stage.page.getByRole('progressbar', { name: stage.say('sample_try') }).waitFor();
    },
  },
];
