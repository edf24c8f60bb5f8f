/**
 * States that a lone home doesn't get into: others are there, or what is in the way is. The built window before a scripted host,
 * at a still clock; each stop is one name of pictures, as in the tour.
 */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { ScriptedWindows } from '../support/window/scripted-window.ts';
import { Camera, type Shot } from './camera.ts';
import type { Language } from './tour.ts';

/** What each stop shows, and where in the circle. */
export const STATES = {
  syncing: 'Syncing, with counts',
  'in-sync': 'In sync, and with whom',
  'disk-full': 'The disk is full',
  'photo-missing': 'A photo that is not here yet',
  'too-old': 'Someone in the circle has an older Huan',
  'copied-home': 'Another copy of the folder was used',
  'renew-device': 'Going on as a new device',
  members: 'The members of a circle in which a lot was decided',
  'removal-preview': 'What a removal takes back',
  invitations: 'Invitations, in every state',
  rules: 'The rules with their history, and who can step in',
  'rules-editor': 'Changing the rules',
  decisions: 'A device with two histories, and what was decided',
  leaving: 'Leaving a circle',
  removed: 'Removed from a circle',
} as const;

type State = keyof typeof STATES;

interface Step {
  /** Where, after the circle's address. */
  path: string;
  change: string;
  /** In the circle in which a lot was decided. */
  lively?: true;
  /** What to press, one after the other: the key of a button's words, or what finds it. */
  press?: readonly string[];
  /** What has to be there. */
  until?: string;
}

const STEPS: Record<State, Step> = {
  syncing: { path: '', change: "{ peers: [{ ...friend, inSync: false }], receiving: { have: 412, of: 10_000 } }" },
  'in-sync': { path: '/people', change: '{ peers: [friend], inSync: { at: Date.now() - 600_000, with: friend.name } }' },
  'disk-full': { path: '', change: '{}' },
  'photo-missing': { path: '/listing/', change: '{ peers: [friend], photosMissing: 2 }' },
  'too-old': { path: '/people', change: "{ peers: [], problem: 'other-side-older' }" },
  'copied-home': { path: '', change: "{ peers: [friend], problem: 'older-copy' }" },
  'renew-device': { path: '', change: "{ peers: [friend], problem: 'older-copy' }", press: ['renew_device'] },
  members: { path: '/people', change: '{ peers: [friend] }', lively: true, until: '.parts li' },
  'removal-preview': { path: '/people', change: '{ peers: [friend] }', lively: true, press: ['.parts li:nth-child(2) button', 'remove_member'], until: '#keep-nothing li' },
  invitations: { path: '/people/invitations', change: '{ peers: [friend] }', lively: true, until: '.parts li' },
  rules: { path: '/people/rules', change: '{ peers: [friend] }', lively: true, press: ['.parts details > summary'], until: '#quorum article button' },
  'rules-editor': { path: '/people/rules', change: '{ peers: [friend] }', lively: true, press: ['rules_change'], until: '.parts form' },
  decisions: { path: '/people/decisions', change: '{ peers: [friend], forks: 1 }', lively: true, until: '.parts ol li' },
  leaving: { path: '/people', change: '{ peers: [friend] }', lively: true, press: ['leave_circle'] },
  removed: { path: '/people/decisions', change: "{ peers: [], membership: 'removed' }", lively: true, until: '.parts ol li' },
};

/** What was decided, in Chinese. */
const DECIDED_ZH = {
  clauses: ['在公共场所见面，谁都不必一个人来。', '有毛病要说清楚。事后才发现的，一周之内可以退。', '有争执先找组织者，再告诉大家。'],
  reason: '同一支镜头发了十一遍，提醒之后还在发。',
  lost: ['卷片轴', '暗房灯'],
};

const WORDS = {
  en: { me: 'Robin', friend: 'Jonas', others: ['Lin', 'Samir'], circle: 'Film cameras', lively: 'Repair café', things: ['Olympus OM-1', 'Wooden grip', 'Take-up spool', 'Light meter'], text: 'For a camera that eats film. Any maker.', decided: {} },
  'zh-CN': { me: '知秋', friend: '小满', others: ['阿林', '子墨'], circle: '胶片相机', lively: '修理咖啡馆', things: ['旁轴相机', '木质手柄', '求购卷片轴', '测光表'], text: '相机卷片不太灵了，什么牌子都行。', decided: DECIDED_ZH },
} as const;

function scriptOf(language: Language): string {
  const { me, friend, others, circle, lively, things, text, decided } = WORDS[language];
  return `
    const { host, person, fillMarket, enliven } = window.script;
    const others = ${JSON.stringify(others)};
    const me = person(${JSON.stringify(me)});
    host.me = me;
    const [camera, grip, spool, meter] = ${JSON.stringify(things)};
    const by = ${JSON.stringify(friend)};
    const circle = await fillMarket(me, ${JSON.stringify(circle)}, [
      { kind: 'swap', title: camera, by, daysAgo: 1 },
      { kind: 'sell', title: grip, photos: 2, daysAgo: 2 },
      { kind: 'wanted', title: spool, by, photos: 0, text: ${JSON.stringify(text)}, daysAgo: 3 },
      { kind: 'lend', title: meter, by, missing: true, daysAgo: 6 },
    ]);
    const friend = { device: person(by).device, name: by, lane: 'webrtc', inSync: true };
    host.open(circle, { members: 2, relays: ['ws://192.168.1.20:4444'] });
    const lively = await fillMarket(me, ${JSON.stringify(lively)}, [
      { kind: 'swap', title: camera, by, daysAgo: 1 },
      { kind: 'sell', title: grip, by: others[0], photos: 2, daysAgo: 2 },
      { kind: 'wanted', title: spool, by: others[1], photos: 0, daysAgo: 3 },
    ]);
    host.open(lively, { members: 4, relays: ['ws://192.168.1.20:4444'] });
    enliven(host.people(lively.id), Date.now(), { names: [${JSON.stringify(me)}, by, ...others], ...${JSON.stringify(decided)} });
    window.reach = (step, storage) => {
      const quiet = { unsent: 0, peers: [], receiving: undefined, inSync: undefined, photosMissing: 0, problem: undefined, membership: 'member', forks: 0 };
      const changes = { ${Object.entries(STEPS).map(([state, { change }]) => `'${state}': ${change}`).join(', ')} };
      const steps = ${JSON.stringify(Object.fromEntries(Object.entries(STEPS).map(([state, { lively: isLively }]) => [state, isLively === true])))};
      host.storage = storage;
      host.change((steps[step] ? lively : circle).id, { ...quiet, ...changes[step] });
    };
    window.at = { quiet: '#/circle/' + circle.id, lively: '#/circle/' + lively.id };
  `;
}

/** Takes the pictures of all of them, and returns the wide ones. */
export async function takeStates(folder: string, language: Language, now: number): Promise<Shot[]> {
  const windows = await ScriptedWindows.start();
  try {
    const { page } = await windows.open({ before: scriptOf(language), now, locale: language === 'en' ? 'en-GB' : 'zh-CN' });
    const camera = await Camera.open(page, folder, language);
    const at = (await page.waitForFunction(() => (window as unknown as { at?: Places }).at).then((handle) => handle.jsonValue())) as Places;
    const words = JSON.parse(readFileSync(new URL(`../../messages/${language}.json`, import.meta.url), 'utf8')) as Record<string, string>;
    const [, , , missing] = WORDS[language].things;
    for (const [state, { path, lively, press = [], until }] of Object.entries(STEPS) as [State, Step][]) {
      const market = lively === true ? at.lively : at.quiet;
      await go(page, market);
      await page.evaluate(([step, storage]) => (window as unknown as { reach: (step: string, storage: string | null) => void }).reach(step, storage), [state, state === 'disk-full' ? state : null] as const);
      const card = page.getByRole('link', { name: lively === true ? WORDS[language].things[0] : missing });
      await card.waitFor();
      if (path === '/listing/') await go(page, (await card.getAttribute('href')) ?? '');
      else await go(page, `${market}${path}`);
      for (const what of press) {
        const word = words[what];
        await (word === undefined ? page.locator(what).first() : page.getByRole('button', { name: word, exact: true }).last()).click();
      }
      if (until !== undefined) await page.locator(until).first().waitFor();
      await camera.take(state, { focus: press.length > 0 });
      if (await page.locator('dialog').count()) await page.keyboard.press('Escape');
    }
    return camera.shots;
  } finally {
    await windows.close();
  }
}

/** Addresses of the market of each circle. */
interface Places {
  quiet: string;
  lively: string;
}

async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => void (location.hash = to), hash);
}
