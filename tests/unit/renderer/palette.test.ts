import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ACTIONS } from '../../../renderer/state/actions.ts';
import { settings } from '../../../renderer/state/settings.svelte.ts';
import type { ListingId } from '../../../src/core/ids.ts';
import { MountedWindow } from '../../support/window/mounted-window.ts';
import { person, ScriptedCircle } from '../../support/window/scripted-circle.ts';

const mira = person('Mira');
const lin = person('Lin');
let window_: MountedWindow;
let cameras: ScriptedCircle;
let records: ScriptedCircle;
let own: ListingId;
let homes = 0;

beforeEach(async () => {
  localStorage.clear();
  settings.load();
  window_ = new MountedWindow();
  window_.host.me = mira;
  cameras = new ScriptedCircle(`Cameras ${++homes}`, mira);
  cameras.admit(lin, mira);
  own = cameras.post(mira, { kind: 'swap', title: 'Wooden grip', photos: [] }, 2);
  cameras.post(lin, { kind: 'swap', title: '海鸥 4A 双反相机', photos: [] }, 1);
  records = new ScriptedCircle('Records', mira);
  records.post(mira, { kind: 'give', title: 'Turntable', photos: [] });
  window_.host.open(cameras, { members: 2, relays: ['ws://relay.example'] });
  window_.host.open(records);
  await window_.open(`#/circle/${cameras.id}`);
  await window_.says('Wooden grip');
});
afterEach(() => window_.close());

const field = (): HTMLInputElement | null => document.querySelector('[role=combobox]');
const options = (): string[] => [...document.querySelectorAll('[role=option] .title')].map((option) => option.textContent ?? '');
const chosen = (): string => document.getElementById(field()?.getAttribute('aria-activedescendant') ?? '')?.querySelector('.title')?.textContent ?? '';

async function openPalette(query = ''): Promise<void> {
  window_.press('k', { ctrlKey: true });
  await window_.find('[role=combobox]');
  if (query !== '') await window_.type('[role=combobox]', query);
}

/** Presses a key in the palette, and waits for what it leads to. */
async function choose(key: string, title: string): Promise<void> {
  expect(window_.press(key)).toBe(true);
  await vi.waitUntil(() => chosen() === title, { interval: 5 }).catch(() => expect(chosen()).toBe(title));
}

describe('the palette', () => {
  it('opens by its key and its button, and closes by its key, with the focus back where it was', async () => {
    document.querySelector<HTMLElement>('a[href$="people"]')?.focus();
    await openPalette();
    expect(document.activeElement).toBe(field());
    window_.press('k', { ctrlKey: true });
    await vi.waitUntil(() => field() === null);
    expect(document.activeElement?.getAttribute('href')).toMatch(/people$/);
    await window_.click('nav button', 'Find or do');
    await window_.find('[role=combobox]');
  });

  it('opens while one types into a field, and over a dialog', async () => {
    document.querySelector<HTMLElement>('input[type=search]')?.focus();
    await openPalette();
    window_.press('k', { ctrlKey: true });
    await vi.waitUntil(() => field() === null);
    document.querySelector('main')?.focus();
    window_.press('?');
    await window_.find('dialog', 'Keyboard');
    await openPalette();
    expect(document.querySelectorAll('dialog')).toHaveLength(2);
  });

  it('is a combobox with a list, whose choice the arrow keys, Home and End move round', async () => {
    await openPalette();
    const [first = '', second = ''] = options();
    const last = options().at(-1) ?? '';
    expect(field()?.getAttribute('aria-expanded')).toBe('true');
    expect(document.getElementById(field()?.getAttribute('aria-controls') ?? '')?.getAttribute('role')).toBe('listbox');
    expect(chosen()).toBe(first);
    await choose('ArrowDown', second);
    await choose('ArrowUp', first);
    await choose('ArrowUp', last);
    await choose('ArrowDown', first);
    await choose('End', last);
    await choose('Home', first);
    expect(document.querySelectorAll('[aria-selected=true]')).toHaveLength(1);
  });

  it('finds a listing by its title, also in Chinese, and goes there', async () => {
    await openPalette('相机');
    await window_.says('1 found');
    expect(options()[0]).toBe('海鸥 4A 双反相机');
    window_.press('Enter');
    await window_.find('h1', '海鸥 4A 双反相机');
    expect(field()).toBeNull();
  });

  it('leaves Enter to who composes a sign', async () => {
    await openPalette('wood');
    await window_.says('1 found');
    expect(window_.press('Enter', { isComposing: true })).toBe(false);
    expect(field()).not.toBeNull();
  });

  it('finds listings of circles that were not opened yet', async () => {
    await openPalette('turnt');
    await window_.find('[role=option]', 'Turntable');
    window_.press('Enter');
    await window_.find('h1', 'Turntable');
    expect(location.hash).toContain(records.id);
  });

  it('goes to circles, their people and the screens', async () => {
    await openPalette('people of rec');
    await window_.says('1 found');
    window_.press('Enter');
    await vi.waitUntil(() => location.hash === `#/circle/${records.id}/people`);
    await openPalette('settings');
    window_.press('Enter');
    await window_.find('h1', 'Settings');
    expect(location.hash).toBe('#/settings');
  });

  it('puts what was chosen last first', async () => {
    await openPalette('settings');
    window_.press('Enter');
    await window_.find('h1', 'Settings');
    await openPalette();
    expect(document.querySelector('[role=listbox] [role=group]')?.getAttribute('aria-label')).toBe('Recent');
    expect(options()[0]).toBe('Settings');
    expect(options().filter((title) => title === 'Settings')).toHaveLength(1);
  });

  it('says that nothing is called that, and offers the market\'s own search for it', async () => {
    await openPalette('zz top');
    await window_.says('Nothing is called that.', '0 found');
    expect(options()).toEqual(['Search the market for “zz top”']);
    window_.press('Enter');
    await vi.waitUntil(() => document.querySelector<HTMLInputElement>('input[type=search]')?.value === 'zz top');
    await vi.waitUntil(() => document.activeElement?.getAttribute('type') === 'search');
  });

  it('offers what is possible here, and nothing else', async () => {
    await openPalette();
    expect(options()).toContain('Invite someone');
    expect(options()).not.toContain('Withdraw');
    expect(options()).not.toContain('Undo the last step');
    window_.press('k', { ctrlKey: true });
    window_.go(`#/circle/${cameras.id}/listing/${own}`);
    await window_.find('h1', 'Wooden grip');
    await openPalette('withdraw');
    window_.press('Enter');
    await window_.says('Withdrawn. Saved on this device.');
    await openPalette();
    expect(options()).toContain('Undo the last step');
    expect(options()).not.toContain('Withdraw');
  });

  it('changes language and colours', async () => {
    await openPalette('dark');
    window_.press('Enter');
    await vi.waitUntil(() => document.documentElement.dataset['theme'] === 'dark');
    await openPalette('简体');
    window_.press('Enter');
    await window_.says('发布物品');
    expect(document.documentElement.lang).toBe('zh-CN');
    await openPalette('English');
    window_.press('Enter');
    await window_.says('New listing');
  });

  it('tells of an action that failed', async () => {
    window_.host.refusals.set('createInvitation', { type: 'disk-full', message: '' });
    await openPalette('copy a new');
    window_.press('Enter');
    expect((await window_.find('[role=alert]')).textContent).toContain('The disk is full, so this could not be saved.');
  });

  it('shows the shortcut beside each action that has one', async () => {
    await openPalette();
    const shown = [...document.querySelectorAll('[role=option]:has(kbd)')].map((option) => option.querySelector('kbd')?.textContent);
    expect(shown).toEqual(['N', '/', '?']);
  });

  it('shows a bounded list, however many fit', async () => {
    for (let i = 0; i < 200; i++) cameras.post(lin, { kind: 'swap', title: `Thing ${i}`, photos: [] });
    window_.host.feed(cameras.id);
    await openPalette('thing');
    await vi.waitUntil(() => options().length === 31);
    expect(options().at(-1)).toBe('Search the market for “thing”');
  });
});

describe('before there is an account', () => {
  it('only offers what makes sense then', async () => {
    const fresh = new MountedWindow();
    await fresh.open();
    await fresh.says('Make my account');
    document.querySelector('main')?.focus();
    fresh.press('k', { ctrlKey: true });
    await fresh.find('[role=combobox]');
    expect(options()).toEqual(['Colours: Light', 'Colours: Dark', 'Language: 简体中文', 'Turn single keys (N, /, ?) off', 'This help']);
    await fresh.close();
  });
});

describe('the actions', () => {
  it('have ids and shortcuts of their own', () => {
    const shortcuts = ACTIONS.flatMap(({ shortcut }) => (shortcut === undefined ? [] : [JSON.stringify([shortcut.key, shortcut.mod, shortcut.shift])]));
    expect(new Set(ACTIONS.map(({ id }) => id)).size).toBe(ACTIONS.length);
    expect(new Set(shortcuts).size).toBe(shortcuts.length);
  });
});
