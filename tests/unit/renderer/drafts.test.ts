import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BlobHash } from '../../../src/core/ids.ts';
import { MountedWindow } from '../../support/window/mounted-window.ts';
import { hashId, person, ScriptedCircle } from '../../support/window/scripted-circle.ts';

const mira = person('Mira');
const PHOTO = { hash: hashId<BlobHash>('photo'), thumb: hashId<BlobHash>('thumb'), width: 4, height: 3, bytes: 9, thumbBytes: 9 };
const KEPT = { kind: 'sell', title: 'Bellows', want: 'cash', text: 'No holes.', amount: '12.50', currency: 'CHF', area: 'Riverside', photos: [PHOTO, { ...PHOTO, hash: hashId<BlobHash>('second') }] };
let opened: MountedWindow;
let circle: ScriptedCircle;
let key: string;

beforeEach(() => {
  opened = new MountedWindow();
  opened.host.me = mira;
  circle = new ScriptedCircle('Cameras', mira);
  opened.host.open(circle);
  key = `new-${circle.id}`;
});
afterEach(() => opened.close());

const compose = async (): Promise<void> => {
  await opened.open(`#/circle/${circle.id}/new`);
  await opened.find('form');
};
const written = (): Promise<HTMLElement> => opened.find('form:not([inert])');
const kept = (): unknown => JSON.parse(opened.host.drafts.get(key) ?? 'null');
const TITLE = 'input[placeholder="What is it?"]';

describe('a draft', () => {
  it('comes back whole after the window was killed: words, kind, price and photos', async () => {
    await compose();
    await written();
    await opened.type(TITLE, KEPT.title);
    await opened.click('input[value=sell]');
    await opened.find('details');
    await opened.type('input[inputmode=decimal]', KEPT.amount);
    await opened.find('[role=status]', 'Draft kept on this device');
    opened.host.drafts.set(key, JSON.stringify({ ...(kept() as object), ...KEPT }));

    await compose();
    await opened.says('This is your draft from last time.');
    expect((await opened.find<HTMLInputElement>(TITLE)).value).toBe('Bellows');
    expect((await opened.find<HTMLInputElement>('input[inputmode=decimal]')).value).toBe('12.50');
    expect((await opened.find<HTMLSelectElement>('select')).value).toBe('CHF');
    expect(document.querySelector<HTMLInputElement>('input[type=radio]:checked')?.value).toBe('sell');
    expect([...document.querySelectorAll<HTMLTextAreaElement>('textarea')].map(({ value }) => value)).toEqual(['cash', 'No holes.']);
    expect(document.querySelectorAll('section ul button[aria-label^="Remove photo"]')).toHaveLength(2);
  });

  it('that was typed while the host was away is kept once it is back', async () => {
    await compose();
    await written();
    opened.loseHost();
    await opened.type(TITLE, 'Bellows');
    await opened.says('The draft couldn\'t be kept.');
    expect(kept()).toBeNull();
    opened.reachable = true;
    await vi.waitUntil(() => kept() !== null, { timeout: 4_000 });
    expect(kept()).toMatchObject({ title: 'Bellows' });
    await opened.says('Draft kept on this device');
  });

  it('is not written over by a window that could not read it yet', async () => {
    opened.host.drafts.set(key, JSON.stringify(KEPT));
    await opened.open(`#/circle/${circle.id}`);
    await opened.says('Nothing is on the table yet');
    opened.loseHost();
    opened.go(`#/circle/${circle.id}/new`);
    await opened.says('Waiting for the app\'s engine, which keeps your draft…');
    expect(document.querySelector('form')?.hasAttribute('inert')).toBe(true);
    opened.reachable = true;
    await opened.says('This is your draft from last time.');
    expect(kept()).toEqual(KEPT);
  });

  it('gets a photo back that was taken out, at its place', async () => {
    opened.host.drafts.set(key, JSON.stringify(KEPT));
    await compose();
    await opened.click('button[aria-label="Remove photo 1"]');
    await vi.waitUntil(() => document.querySelectorAll('button[aria-label^="Remove photo"]').length === 1);
    await opened.click('.toast button', 'Undo');
    await opened.find('[role=status]', 'Draft kept on this device');
    await vi.waitUntil(() => document.querySelectorAll('button[aria-label^="Remove photo"]').length === 2);
    expect(kept()).toMatchObject({ photos: KEPT.photos });
  });

  it('that was thrown away comes back from the note', async () => {
    opened.host.drafts.set(key, JSON.stringify(KEPT));
    await compose();
    await opened.click('button', 'Throw away draft');
    await opened.says('Draft thrown away');
    expect(opened.host.drafts.size).toBe(0);
    await opened.click('.toast button', 'Undo');
    await opened.says('This is your draft from last time.');
    expect((await opened.find<HTMLInputElement>(TITLE)).value).toBe('Bellows');
  });
});
