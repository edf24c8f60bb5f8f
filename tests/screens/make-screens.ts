/**
 * `npm run screens`: every screen of the window in its main states, light and dark, in both languages, driven through the real
 * host in Chromium, as pictures under docs/screens with an index of them. Two runs give the same pictures, as nearly as a
 * browser allows: clock, keys and the sample circle follow from fixed seeds. Only some languages: `npm run screens -- en`.
 */
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureBuilt } from '../../scripts/build.mjs';
import { launchBrowser } from '../e2e/support/browser.ts';
import { startHome } from '../e2e/support/home.ts';
import type { Place } from '../support/net/namespace.ts';
import { Camera, SIZES, THEMES } from './camera.ts';
import { STATES, takeStates } from './states.ts';
import { STOPS, takeTour, type Language } from './tour.ts';

const FOLDER = fileURLToPath(new URL('../../docs/screens', import.meta.url));
const LANGUAGES: readonly Language[] = ['en', 'zh-CN'];
/** When all of it happens. */
const NOW = '2026-05-16T09:30:00Z';
/** How far the page's clock is ahead of the host's at its start: the walk must not overtake it. */
const AHEAD_MS = 8 * 60_000;
const HERE: Place = { address: '127.0.0.1', command: (program, args) => [program, [...args]], spawn };

/** Everything that a host does from now on follows from the seed. */
function stillTheWorld(seed: string): void {
  process.env['TZ'] = 'UTC';
  process.env['HUAN_STILL'] = seed;
  process.env['HUAN_STILL_FROM'] = NOW;
  process.env['NODE_OPTIONS'] = `--import=${pathToFileURL(fileURLToPath(new URL('still-world.mjs', import.meta.url))).href}`;
}

/** A link into a circle of somebody who is never there. */
async function makeForeignLink(): Promise<string> {
  const home = await startHome(HERE);
  const browser = await launchBrowser(HERE);
  try {
    await browser.page.goto(home.address);
    await browser.page.getByLabel('Your name').fill('Noor');
    await browser.page.getByRole('button', { name: 'Make my account' }).click();
    await browser.page.getByRole('button', { name: 'I wrote them down' }).click();
    await browser.page.getByLabel('Name of the circle').fill('Records & tapes');
    await browser.page.getByRole('button', { name: 'Begin the circle' }).click();
    await browser.page.getByRole('link', { name: /1 member$/ }).click();
    await browser.page.getByRole('button', { name: 'Invite someone' }).click();
    await browser.page.getByRole('button', { name: 'Make a link' }).click();
    return await browser.page.getByLabel('Invitation link').inputValue();
  } finally {
    await browser.close();
    await home.close();
  }
}

async function makeScreens(language: Language, link: string): Promise<void> {
  stillTheWorld(`screens in ${language}`);
  const home = await startHome(HERE);
  const browser = await launchBrowser(HERE, { locale: language === 'en' ? 'en-GB' : 'zh-CN' });
  try {
    const { page } = browser;
    page.setDefaultTimeout(40_000);
    await page.clock.setFixedTime(Date.parse(NOW) + AHEAD_MS);
    await page.goto(home.address);
    const camera = await Camera.open(page, FOLDER, language);
    await takeTour(page, camera, language, link);
    camera.shots.push(...(await takeStates(FOLDER, language, Date.parse(NOW))));
    await camera.writeSheets();
    process.stdout.write(`${language}: ${String(camera.shots.length * SIZES.length)} pictures\n`);
  } finally {
    await browser.close();
    await home.close();
  }
}

function writeIndex(): void {
  const lines = ['# Screens', '', 'Made by `npm run screens`, from a fresh home with the sample circle. 2560 pixels wide: one sheet per language and theme.', ''];
  for (const language of LANGUAGES) lines.push(...THEMES.map((theme) => `- [${language}, ${theme}, all screens at 2560](all-2560-${theme}-${language}.webp)`));
  for (const [stop, what] of Object.entries({ ...STOPS, ...STATES })) {
    lines.push('', `## ${what}`, '', `\`${stop}\``, '');
    for (const language of LANGUAGES) {
      const picture = (size: string, theme: string, width: number): string => `<img src="${stop}-${size}-${theme}-${language}.webp" width="${String(width)}" alt="${what}, ${size} px, ${theme}, ${language}">`;
      lines.push(THEMES.map((theme) => `${picture('1280', theme, 400)} ${picture('360', theme, 112)}`).join('\n'), '');
    }
  }
  writeFileSync(join(FOLDER, 'README.md'), `${lines.join('\n').trimEnd()}\n`);
}

const wanted = LANGUAGES.filter((language) => process.argv.length < 3 || process.argv.includes(language));
await ensureBuilt();
if (wanted.length === LANGUAGES.length) rmSync(FOLDER, { recursive: true, force: true });
stillTheWorld('somebody else');
const link = await makeForeignLink();
for (const language of wanted) await makeScreens(language, link);
writeIndex();
