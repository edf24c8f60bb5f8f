/**
 * States that a lone home doesn't get into: others are there, or what is in the way is. The built window before a scripted host,
 * at a still clock; each stop is one name of pictures, as in the tour.
 */
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
} as const;

type State = keyof typeof STATES;

const STEPS: Record<State, { path: string; change: string }> = {
  syncing: { path: '', change: "{ peers: [{ ...friend, inSync: false }], receiving: { have: 412, of: 10_000 } }" },
  'in-sync': { path: '/people', change: '{ peers: [friend], inSync: { at: Date.now() - 600_000, with: friend.name } }' },
  'disk-full': { path: '', change: '{}' },
  'photo-missing': { path: '/listing/', change: '{ peers: [friend], photosMissing: 2 }' },
  'too-old': { path: '/people', change: "{ peers: [], problem: 'other-side-older' }" },
};

const WORDS = {
  en: { me: 'Robin', friend: 'Jonas', circle: 'Film cameras', things: ['Olympus OM-1', 'Wooden grip', 'Take-up spool', 'Light meter'], text: 'For a camera that eats film. Any maker.' },
  'zh-CN': { me: '知秋', friend: '小满', circle: '胶片相机', things: ['旁轴相机', '木质手柄', '求购卷片轴', '测光表'], text: '相机卷片不太灵了，什么牌子都行。' },
} as const;

function scriptOf(language: Language): string {
  const { me, friend, circle, things, text } = WORDS[language];
  return `
    const { host, person, fillMarket } = window.script;
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
    window.reach = (step, storage) => {
      const quiet = { unsent: 0, peers: [], receiving: undefined, inSync: undefined, photosMissing: 0, problem: undefined };
      const changes = { ${Object.entries(STEPS).map(([state, { change }]) => `'${state}': ${change}`).join(', ')} };
      host.storage = storage;
      host.change(circle.id, { ...quiet, ...changes[step] });
    };
    window.at = '#/circle/' + circle.id;
  `;
}

/** Takes the pictures of all of them, and returns the wide ones. */
export async function takeStates(folder: string, language: Language, now: number): Promise<Shot[]> {
  const windows = await ScriptedWindows.start();
  try {
    const { page } = await windows.open({ before: scriptOf(language), now, locale: language === 'en' ? 'en-GB' : 'zh-CN' });
    const camera = await Camera.open(page, folder, language);
    const market = await page.waitForFunction(() => (window as unknown as { at?: string }).at).then((handle) => handle.jsonValue());
    const [, , , missing] = WORDS[language].things;
    for (const [state, { path }] of Object.entries(STEPS) as [State, { path: string }][]) {
      await go(page, String(market));
      await page.evaluate(([step, storage]) => (window as unknown as { reach: (step: string, storage: string | null) => void }).reach(step, storage), [state, state === 'disk-full' ? state : null] as const);
      const card = page.getByRole('link', { name: missing });
      await card.waitFor();
      if (path === '/listing/') await go(page, (await card.getAttribute('href')) ?? '');
      else await go(page, `${String(market)}${path}`);
      await camera.take(state);
    }
    return camera.shots;
  } finally {
    await windows.close();
  }
}

async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => void (location.hash = to), hash);
}
