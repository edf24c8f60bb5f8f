import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tick } from 'svelte';
import { ACTIONS } from '../../../renderer/state/actions.ts';
import { settings } from '../../../renderer/state/settings.svelte.ts';
import { fits, shortcutText } from '../../../renderer/state/shortcut.ts';
import type { ListingId } from '../../../src/core/ids.ts';
import { MountedWindow } from '../../support/window/mounted-window.ts';
import { person, ScriptedCircle } from '../../support/window/scripted-circle.ts';

const mira = person('Mira');
let opened: MountedWindow;
let circle: ScriptedCircle;
let lens: ListingId;
let homes = 0;

beforeEach(async () => {
  settings.singleKeys = true;
  opened = new MountedWindow();
  opened.host.me = mira;
  circle = new ScriptedCircle(`Cameras ${++homes}`, mira);
  lens = circle.post(mira, { kind: 'swap', title: 'Lens', photos: [] }, 1);
  for (let i = 0; i < 8; i++) circle.post(mira, { kind: 'swap', title: `Thing ${i}`, photos: [] }, 2 + i);
  opened.host.open(circle);
  await opened.open(`#/circle/${circle.id}`);
  await opened.says('Lens');
  document.querySelector('main')?.focus();
});
afterEach(() => opened.close());

const atCard = (): string => document.activeElement?.querySelector('.title')?.textContent ?? '';
const hash = (): string => location.hash.replace(circle.id, 'C').replace(lens, 'L');

describe('a key', () => {
  it('N begins a listing', async () => {
    expect(opened.press('n')).toBe(true);
    await opened.find('h1', 'New listing');
  });

  it('N works where the layout has no Latin letters', async () => {
    expect(opened.press('т', { code: 'KeyN' })).toBe(true);
    await opened.find('h1', 'New listing');
  });

  it('/ goes to the search, also from the people', async () => {
    opened.press('/');
    await vi.waitUntil(() => document.activeElement?.getAttribute('type') === 'search');
    opened.go(`#/circle/${circle.id}/people`);
    await opened.find('h2', '1 member');
    document.querySelector('main')?.focus();
    opened.press('/');
    await vi.waitUntil(() => document.activeElement?.getAttribute('type') === 'search');
    expect(hash()).toBe('#/circle/C');
  });

  it('is left to the field that one types in, to whom it is held with, and to an open dialog', async () => {
    document.querySelector<HTMLElement>('input[type=search]')?.focus();
    expect(opened.press('n')).toBe(false);
    expect(opened.press('?')).toBe(false);
    document.querySelector('main')?.focus();
    expect(opened.press('n', { ctrlKey: true })).toBe(false);
    expect(opened.press('n', { altKey: true })).toBe(false);
    opened.press('?');
    await opened.find('dialog', 'Keyboard');
    expect(opened.press('n')).toBe(false);
  });

  it('that is single can be turned off, and the others still work', async () => {
    settings.singleKeys = false;
    for (const key of ['n', '/', '?']) expect(opened.press(key)).toBe(false);
    expect(opened.press('k', { ctrlKey: true })).toBe(true);
    await opened.find('[role=combobox]');
  });

  it('Escape leads from a listing back to its card, and from the people to the market', async () => {
    const card = await opened.find('a.card', 'Lens');
    card.focus();
    card.click();
    opened.go(`#/circle/${circle.id}/listing/${lens}`);
    await opened.find('h1', 'Lens');
    opened.press('Escape');
    await vi.waitUntil(() => atCard() === 'Lens');
    opened.go(`#/circle/${circle.id}/people`);
    await opened.find('h2', '1 member');
    expect(opened.press('Escape')).toBe(true);
    await vi.waitUntil(() => hash() === '#/circle/C');
  });

  it('whoever went out of the page with Tab isn\'t fetched back when something is told', async () => {
    (await opened.find('a.card', 'Lens')).focus();
    (document.activeElement as HTMLElement).blur();
    opened.host.change(circle.id, { name: 'Cameras and lenses' });
    await opened.says('Cameras and lenses');
    await tick();
    expect(document.activeElement).toBe(document.body);
  });

  it('F6 goes from pane to pane and round, Shift and F6 back', () => {
    const panes = (): string => document.activeElement?.tagName ?? '';
    const went = [false, false, false, true, true, true].map((shiftKey) => {
      expect(opened.press('F6', { shiftKey })).toBe(true);
      return panes();
    });
    expect(went).toEqual(['FOOTER', 'NAV', 'MAIN', 'NAV', 'FOOTER', 'MAIN']);
  });

  it('of the arrows moves from card to card, with one of them in the tab order', async () => {
    (await opened.find('a.card', 'Lens')).focus();
    for (const [key, title] of [['ArrowRight', 'Thing 0'], ['ArrowDown', 'Thing 5'], ['ArrowLeft', 'Thing 4'], ['ArrowUp', 'Lens'], ['End', 'Thing 7'], ['Home', 'Lens']] as const) {
      opened.press(key);
      await vi.waitUntil(() => atCard() === title).catch(() => expect([key, atCard()]).toEqual([key, title]));
      expect(document.querySelectorAll('a.card[tabindex="0"]')).toHaveLength(1);
    }
  });

  it('? shows every shortcut that there is', async () => {
    opened.press('?');
    const dialog = await opened.find('dialog', 'Keyboard');
    const shown = [...dialog.querySelectorAll('kbd')].map((each) => each.textContent);
    const all = ACTIONS.flatMap(({ shortcut }) => (shortcut === undefined ? [] : [shortcutText(shortcut)]));
    expect(all.filter((each) => !shown.includes(each))).toEqual([]);
    expect(all).toEqual(['Ctrl+K', 'Ctrl+Z', 'N', '/', 'F6', 'Shift+F6', 'Esc', '?']);
  });
});

describe('a shortcut', () => {
  it.each([
    ['Ctrl and K', { key: 'k', mod: true }, { key: 'k', ctrlKey: true }, true],
    ['Ctrl, Shift and K', { key: 'k', mod: true }, { key: 'K', ctrlKey: true, shiftKey: true }, false],
    ['K alone', { key: 'k', mod: true }, { key: 'k' }, false],
    ['Ctrl and a Cyrillic letter in the place of K', { key: 'k', mod: true }, { key: 'л', code: 'KeyK', ctrlKey: true }, true],
    ['Ctrl and a Latin letter that stands in the place of K', { key: 'k', mod: true }, { key: 't', code: 'KeyK', ctrlKey: true }, false],
    ['? with Shift', { key: '?' }, { key: '?', shiftKey: true }, true],
    ['/ with Shift, as some layouts have it', { key: '/' }, { key: '/', shiftKey: true }, true],
    ['F6 with Shift', { key: 'f6' }, { key: 'F6', shiftKey: true }, false],
  ] as const)('%s', (_, shortcut, init, expected) => {
    expect(fits(shortcut, new KeyboardEvent('keydown', init))).toBe(expected);
  });
});
