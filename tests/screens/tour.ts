/**
 * A walk through every screen that there is, in the states that a person meets, on one fresh home: each stop is one name of
 * pictures. Finds its way by the window's own words, in the language that it is given.
 */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { Camera, StopOptions } from './camera.ts';

export type Language = 'en' | 'zh-CN';

/** What each stop shows, in the order of the walk. */
export const STOPS = {
  welcome: 'The very first start',
  restore: 'An account comes back from its words',
  phrase: 'The twelve words, shown once',
  'first-circle': 'No circle yet',
  market: 'The market of the sample circle',
  'market-found': 'A search that finds something',
  'market-nothing': 'A search that finds nothing',
  listing: 'Somebody’s listing with several photos',
  'listing-text': 'A listing without a photo',
  'listing-own': 'One’s own listing, just posted',
  compose: 'A new listing, nothing filled in',
  'compose-filled': 'A new listing, all fields open, one wrong',
  people: 'The people of the sample circle',
  'remove-sample': 'Removing the sample circle',
  keyboard: 'The keys',
  add: 'Another circle',
  'market-empty': 'A circle in which nothing is posted yet',
  'people-real': 'The people of a circle of one’s own',
  invite: 'An invitation',
  waiting: 'Waiting to be let in',
  settings: 'Settings',
  'not-here': 'An address that names a listing which is not here',
} as const;

export type Stop = keyof typeof STOPS;

const NAMES = { en: 'Robin', 'zh-CN': '知秋' } as const;
const CIRCLES = { en: 'Film cameras, Riverside', 'zh-CN': '河滨胶片相机' } as const;
const THINGS = {
  en: { search: 'lens', title: 'Leather strap, hand-stitched', want: 'A roll of slide film', listing: 'Olympus OM-1 with 50 mm lens', text: 'Straight track and points, 00 gauge' },
  'zh-CN': { search: '相机', title: '手缝皮相机带', want: '一卷反转片', listing: '胶片单反加 50 定焦', text: '求购七八十年代的旧棋谱' },
} as const;
/** A window waits so long before it says that a listing isn't here. */
const PATIENCE_MS = 1_800;
/** Of a listing that nobody has posted. */
const FOREIGN = '7'.repeat(64);

export async function takeTour(page: Page, camera: Camera, language: Language, link: string): Promise<void> {
  const words = JSON.parse(readFileSync(new URL(`../../messages/${language}.json`, import.meta.url), 'utf8')) as Record<string, string>;
  const say = (key: string): string => words[key] ?? key;
  const thing = THINGS[language];
  const press = (key: string): Promise<void> => page.getByRole('button', { name: say(key), exact: true }).click();
  const follow = (key: string): Promise<void> => page.getByRole('link', { name: say(key), exact: true }).first().click();
  const go = (hash: string): Promise<void> => page.evaluate((to) => void (location.hash = to), hash);
  const stop = (name: Stop, options?: StopOptions): Promise<void> => camera.take(name, options);
  const open = async (title: string): Promise<void> => {
    await page.getByRole('searchbox').fill(title);
    const href = await page.getByRole('link', { name: title }).getAttribute('href');
    // Beside a listing wide windows show the market: all of it.
    await page.getByRole('searchbox').fill('');
    await go(href ?? '');
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
  };
  const closeNotes = async (): Promise<void> => {
    for (const note of await page.getByRole('status', { name: say('notes') }).getByRole('button', { name: say('close') }).all()) await note.click();
  };

  await page.getByLabel(say('your_name')).waitFor();
  await stop('welcome');
  await press('restore_instead');
  await stop('restore');
  await press('restore_not');
  await page.getByLabel(say('your_name')).fill(NAMES[language]);
  await press('account_create');
  await page.getByRole('button', { name: say('phrase_done') }).waitFor();
  await stop('phrase');
  await press('phrase_done');
  await page.getByLabel(say('circle_name'), { exact: true }).waitFor();
  await stop('first-circle');

  await press('sample_try');
  await page.getByRole('list', { name: say('listings') }).getByRole('listitem').first().waitFor();
  const sample = new URL(page.url()).hash;
  await stop('market');
  await page.getByRole('searchbox').fill(thing.search);
  await stop('market-found');
  await page.getByRole('searchbox').fill('zzz');
  await stop('market-nothing');
  await press('show_all');
  await open(thing.listing);
  await stop('listing');
  await go(sample);
  await open(thing.text);
  await stop('listing-text');
  await go(`${sample}/new`);
  await page.getByLabel(say('field_title'), { exact: true }).waitFor();
  await stop('compose');
  await page.locator('input[type=file]').setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: await pictureOf(page) });
  await page.getByLabel(say('field_title'), { exact: true }).fill(thing.title);
  await page.getByLabel(say('want_label')).fill(thing.want);
  await page.getByText(say('more_fields')).click();
  await page.getByLabel(say('field_price'), { exact: true }).fill(language === 'en' ? 'a fiver' : '三百');
  await page.getByRole('img', { name: say('photo_number').replace('{number}', '1') }).waitFor();
  await press('publish');
  await page.getByText(say('problem_not_amount')).waitFor();
  await page.getByText(say('draft_kept')).waitFor();
  await stop('compose-filled');
  await page.getByLabel(say('field_price'), { exact: true }).fill('');
  await press('publish');
  await page.getByRole('heading', { name: thing.title, level: 1 }).waitFor();
  await stop('listing-own');
  await closeNotes();
  await go(`${sample}/people`);
  await page.getByText(say('founder')).waitFor();
  await stop('people');
  await go(sample);
  await press('sample_remove');
  await stop('remove-sample', { focus: true });
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await stop('keyboard', { focus: true });
  await page.keyboard.press('Escape');

  await follow('add_circle');
  await stop('add');
  await page.getByLabel(say('circle_name'), { exact: true }).fill(CIRCLES[language]);
  await press('create_circle');
  await page.getByText(say('market_empty')).waitFor();
  const real = new URL(page.url()).hash;
  await stop('market-empty');
  await go(`${real}/people`);
  await page.getByText(say('founder')).waitFor();
  await stop('people-real');
  await press('invite');
  await press('invite_make');
  await page.getByLabel(say('invite_link'), { exact: true }).waitFor();
  await stop('invite', { focus: true });
  await page.keyboard.press('Escape');
  await go('#/add');
  await page.getByLabel(say('join_link'), { exact: true }).fill(link);
  await press('join');
  await page.getByRole('heading', { name: say('waiting_title') }).waitFor();
  await stop('waiting');
  await go('#/settings');
  await page.getByRole('heading', { name: say('diagnostics') }).waitFor();
  await stop('settings');
  await go(`${real}/listing/${FOREIGN}`);
  await page.getByRole('heading', { name: say('listing_not_here') }).waitFor();
  await stop('not-here', { quiet: PATIENCE_MS });
}

/** A photo for the form: what the sample drew for its first listing. */
async function pictureOf(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [1200, 900];
    const brush = canvas.getContext('2d');
    if (brush === null) return '';
    brush.fillStyle = '#d9c3a0';
    brush.fillRect(0, 0, 1200, 900);
    brush.lineCap = 'round';
    for (const [colour, width] of [['#5c3420', 74], ['#7c4a2c', 58]] as const) {
      brush.strokeStyle = colour;
      brush.lineWidth = width;
      brush.beginPath();
      brush.moveTo(160, 690);
      brush.bezierCurveTo(320, 60, 860, 60, 720, 470);
      brush.bezierCurveTo(640, 700, 420, 520, 1060, 320);
      brush.stroke();
    }
    return canvas.toDataURL('image/png').split(',')[1] ?? '';
  });
  return Buffer.from(base64, 'base64');
}
