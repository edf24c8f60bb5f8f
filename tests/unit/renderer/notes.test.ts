import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toasts } from '../../../renderer/state/toasts.svelte.ts';
import type { CommandName } from '../../../src/core/commands.ts';
import type { ListingId } from '../../../src/core/ids.ts';
import { MountedWindow } from '../../support/window/mounted-window.ts';
import { person, ScriptedCircle } from '../../support/window/scripted-circle.ts';

const mira = person('Mira');
let opened: MountedWindow;
let circle: ScriptedCircle;
let lens: ListingId;
let old: ListingId;

beforeEach(async () => {
  opened = new MountedWindow();
  opened.host.me = mira;
  circle = new ScriptedCircle('Cameras', mira);
  lens = circle.post(mira, { kind: 'swap', title: 'Lens', photos: [] });
  old = circle.post(mira, { kind: 'swap', title: 'Old lens', photos: [] }, 100);
  opened.host.open(circle);
});
afterEach(() => opened.close());

async function look(id: ListingId): Promise<void> {
  await opened.open(`#/circle/${circle.id}/listing/${id}`);
  await opened.find('h1', 'ens');
}

const callsOf = (command: CommandName): unknown[] => opened.host.calls.filter((call) => call.command === command).map(({ params }) => params);
const note = (text: string): Promise<HTMLElement> => opened.find('.toast', text);

describe('what an owner does', () => {
  it.each([
    ['Reserve', 'Reserved. Saved on this device.', 'reserved'],
    ['It\'s gone', 'Marked as gone. Saved on this device.', 'closed'],
    ['Withdraw', 'Withdrawn. Saved on this device.', 'withdrawn'],
  ])('%s: is told, and taken back from the note', async (button, said, state) => {
    await look(lens);
    await opened.click('button', button);
    await note(said);
    await opened.click('.toast button', 'Undo');
    await note('The listing is open again.');
    expect(callsOf('setListingState')).toEqual([state, 'open'].map((each) => ({ circle: circle.id, id: lens, state: each })));
  });

  it('Open again: is taken back to what it was', async () => {
    circle.setState(mira, lens, 'reserved');
    await look(lens);
    await opened.click('button', 'Open again');
    await opened.click('.toast button', 'Undo');
    await note('Reserved. Saved on this device.');
    expect(callsOf('setListingState')).toMatchObject([{ state: 'open' }, { state: 'reserved' }]);
  });

  it('Renew: is taken back to the day until which it was valid', async () => {
    await look(old);
    await opened.click('button', 'Renew for 90 days');
    await opened.click('.toast button', 'Undo');
    await note('As it was before.');
    const [renewed, back] = callsOf('reviseListing') as { listing: { until: number; title: string } }[];
    expect(back?.listing.title).toBe('Old lens');
    expect(back?.listing.until).toBeLessThan(Date.now());
    expect(renewed?.listing.until).toBeGreaterThan(Date.now());
  });

  it('Save changes: gives the listing its former words back', async () => {
    await opened.open(`#/circle/${circle.id}/listing/${lens}/edit`);
    await opened.find('form:not([inert])');
    await opened.type('input[placeholder="What is it?"]', 'Lens, scratched');
    await opened.click('button', 'Save changes');
    await opened.find('h1', 'Lens, scratched');
    await opened.click('.toast button', 'Undo');
    await note('As it was before.');
    await vi.waitUntil(() => document.querySelector('h1')?.textContent === 'Lens');
    expect(callsOf('reviseListing')).toMatchObject([{ listing: { title: 'Lens, scratched' } }, { listing: { title: 'Lens' } }]);
  });

  it('is taken back by key from wherever one is, and a failure of that is told', async () => {
    await look(lens);
    await opened.click('button', 'Withdraw');
    await note('Withdrawn.');
    opened.host.refusals.set('setListingState', { type: 'disk-full', message: '' });
    opened.go(`#/circle/${circle.id}/people`);
    await opened.find('h2', '1 member');
    document.querySelector('main')?.focus();
    expect(opened.press('z', { ctrlKey: true })).toBe(true);
    await opened.find('[role=alert]', 'The disk is full, so this could not be saved.');
    expect(opened.press('z', { ctrlKey: true })).toBe(false);
  });
});

describe('a note', () => {
  beforeEach(async () => {
    await look(lens);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const texts = (): string[] => toasts.list.map((toast) => toast.text());
  const list = (): HTMLElement | null => document.querySelector('.toasts');
  /** Lets the window's effects run, without any time going by. */
  const settle = (): Promise<void> => vi.advanceTimersByTimeAsync(0).then(() => undefined);

  it('is in a polite region, and goes after its time', async () => {
    toasts.show(() => 'Done');
    await settle();
    expect(list()?.getAttribute('role')).toBe('status');
    expect(list()?.textContent).toContain('Done');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(texts()).toEqual([]);
  });

  it.each([
    ['pointed at', () => list()?.dispatchEvent(new Event('pointerenter')), () => list()?.dispatchEvent(new Event('pointerleave'))],
    ['with the focus', () => list()?.querySelector('button')?.focus(), () => document.querySelector('main')?.focus()],
  ])('stays while it is %s, and has its whole time again after that', async (_, come, leave) => {
    toasts.show(() => 'Done', { undo: () => undefined });
    await settle();
    come();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(texts()).toEqual(['Done']);
    leave();
    await vi.advanceTimersByTimeAsync(9_000);
    expect(texts()).toEqual(['Done']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(texts()).toEqual([]);
  });

  it('is reached by F6, and gives the focus back where it was', async () => {
    const before = await opened.find('a', 'Change');
    before.focus();
    toasts.show(() => 'Done', { undo: () => undefined });
    await settle();
    opened.press('F6');
    opened.press('F6');
    expect(document.activeElement).toBe(list());
    const undo = list()?.querySelector('button');
    undo?.focus();
    undo?.click();
    await settle();
    expect(texts()).toEqual([]);
    expect(document.activeElement?.tagName).toBe('FOOTER');
  });

  it('stays where it is while someone is at it, also when the same is said again and when there are many', async () => {
    toasts.show(() => 'Done');
    await settle();
    const close = list()?.querySelector('button');
    close?.focus();
    await settle();
    for (const text of ['Done', 'One', 'Two', 'Three']) toasts.show(() => text);
    await settle();
    expect(texts()).toEqual(['Done', 'One', 'Two', 'Three']);
    expect(document.activeElement).toBe(close);
    close?.blur();
    await settle();
    expect(texts()).toEqual(['One', 'Two', 'Three']);
  });

  it('stays while someone goes from one to the next, also when there are many', async () => {
    toasts.show(() => 'Done');
    await settle();
    list()?.querySelector('button')?.focus();
    await settle();
    for (const text of ['One', 'Two', 'Three']) toasts.show(() => text);
    await settle();
    const next = list()?.querySelectorAll('button')[1];
    // A browser lets effects run between the two halves of a move by Tab.
    document.activeElement?.dispatchEvent(new FocusEvent('focusout', { bubbles: true, relatedTarget: next ?? null }));
    await settle();
    next?.focus();
    await settle();
    expect(texts()).toEqual(['Done', 'One', 'Two', 'Three']);
    expect(document.activeElement).toBe(next);
  });

  it.each([
    ['a button of it', 'button'],
    ['all of the notes', undefined],
  ])('that is taken back by key while %s has the focus gives it back, and what is empty is no place', async (_, inside) => {
    (await opened.find('a', 'Change')).focus();
    const before = document.activeElement;
    toasts.show(() => 'Done', { undo: () => undefined });
    await settle();
    const there = inside === undefined ? list() : list()?.querySelector<HTMLElement>(inside);
    there?.focus();
    expect(document.activeElement).toBe(there);
    expect(opened.press('z', { ctrlKey: true })).toBe(true);
    await settle();
    expect(texts()).toEqual([]);
    expect(document.activeElement).toBe(before);
    expect(list()?.hasAttribute('tabindex')).toBe(false);
  });
});
