/**
 * What it takes to show the window in a state (beginning-states.ts, home-states.ts) before a scripted host: somebody's home,
 * ways to change what the host says and does, and hands that find things by their words in the page's language.
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

/** The same home, in whose market a lot was decided. */
export const LIVELY_HOME = `${MIRAS_HOME}
  window.script.enliven(host.people(cameras.id), Date.now());
`;

export async function goTo(page: Page, circle: 'cameras' | 'empty' | 'asked', rest = ''): Promise<void> {
  await page.evaluate(([name, path]) => {
    location.hash = `#/circle/${(window as unknown as { circles: Record<string, string> }).circles[name]}${path}`;
  }, [circle, rest] as const);
}

export const cardOf = (page: Page, title: string): Locator => page.locator('li[aria-posinset]').getByRole('link', { name: title });

export const button = ({ page, say }: Stage, key: string): Locator => page.getByRole('button', { name: say(key), exact: true });
export const seeText = ({ page, say }: Stage, key: string): Promise<void> => page.getByText(say(key)).first().waitFor();

/** Changes what the host's script says; runs in the page, where `circles` are. */
export async function script(page: Page, change: (script: Script, circles: Record<'cameras' | 'empty' | 'asked', string>) => void): Promise<void> {
  await page.evaluate(`(${change.toString()})(window.script, window.circles)`);
}

export async function refuse(page: Page, command: CommandName, type: CommandError['type']): Promise<void> {
  await page.evaluate(([name, error]) => void window.script.host.refusals.set(name, { type: error, message: '' }), [command, type] as const);
}

export async function answer(page: Page, command: CommandName, result: { result: unknown } | null): Promise<void> {
  await page.evaluate(([name, value]) => void window.script.host.answers.set(name, value), [command, result] as const);
}

export async function openFile(stage: Stage): Promise<void> {
  const [chooser] = await Promise.all([stage.page.waitForEvent('filechooser'), button(stage, 'bundle_open').click()]);
  await chooser.setFiles({ name: 'circle.huan', mimeType: 'application/octet-stream', buffer: Buffer.from('a file') });
}

/** Presses a button whose command is refused, and sees both sentences. */
export const afterRefusal = (command: CommandName, type: CommandError['type'], key: string, press: string): State['show'] => async (stage) => {
  await refuse(stage.page, command, type);
  await button(stage, press).click();
  await seeText(stage, key);
  await seeText(stage, `${key}_next`);
};
