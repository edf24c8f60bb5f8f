/** A window on a copied home, in front of a scripted host: the notice, the twelve words, what is said of how it went, and where the focus is. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { shell } from '../../../renderer/state/shell.svelte.ts';
import { MountedWindow } from '../../support/window/mounted-window.ts';
import { person, ScriptedCircle } from '../../support/window/scripted-circle.ts';

const mira = person('Mira');
const WORDS = 'arrow basket candle dolphin ember fabric garden harbor island jungle kettle lantern';
let at: MountedWindow;
let cameras: ScriptedCircle;
/** Each home's circle is another one, since the window remembers. */
let homes = 0;

beforeEach(async () => {
  at = new MountedWindow();
  at.host.me = mira;
  cameras = new ScriptedCircle(`Cameras of a copy ${++homes}`, mira);
  at.host.open(cameras, { problem: 'older-copy', members: 2 });
  // A dialog goes when the address changes, which is told late here.
  const arrived = new Promise((resolve) => window.addEventListener('hashchange', resolve, { once: true }));
  await at.open(`#/circle/${cameras.id}`);
  await arrived;
});
afterEach(() => at.close());

const asked = (): unknown[] => at.host.calls.filter(({ command }) => command === 'renewDevice').map(({ params }) => params);
const submit = async (): Promise<void> => (await at.find<HTMLFormElement>('dialog form[novalidate]')).requestSubmit();
const openDialog = (): Promise<void> => at.click('main button', 'Go on as a new device');
const answerWith = (again: number): void => {
  at.host.answers.set('renewDevice', { result: { account: mira.account, device: person('Mira, renewed').device, name: 'Mira', again } });
};

describe('a copied home', () => {
  it.each(['', '/people', '/new'])('says what happened on the circle%s, and what to do', async (path) => {
    at.go(`#/circle/${cameras.id}${path}`);
    const note = await at.find('main [role=alert]', 'Another copy of this Huan folder was used');
    expect(note.textContent).toContain('Go on in the other copy');
    expect(note.querySelector('button')?.textContent).toBe('Go on as a new device');
  });

  it('goes on as a new device by its twelve words, as they were pasted, and hears what is said again', async () => {
    answerWith(3);
    await openDialog();
    await at.says('This can\'t be taken back');
    expect(document.querySelector('dialog')?.textContent).not.toContain('sample circle');
    await at.type('dialog textarea', WORDS.split(' ').map((word, i) => `${i + 1}. ${word.toUpperCase()},`).join('\n'));
    await submit();
    await at.says('This is a new device of yours now', '3 listings and changes that you made here in vain are posted again');
    expect(asked()).toEqual([{ phrase: WORDS }]);
    expect(document.activeElement?.textContent).toContain('3 listings');
    at.host.change(cameras.id, { membership: 'waiting', problem: undefined, again: 3 });
    await at.click('dialog .buttons button', 'Close');
    await at.says('Waiting to be let in', '3 listings and changes from before wait here');
    expect(document.querySelector('dialog')).toBeNull();
  });

  it('says that nothing was written in vain, and that a sample circle goes', async () => {
    at.host.open(new ScriptedCircle('A sample', mira), { sample: true });
    answerWith(0);
    await openDialog();
    await at.says('The sample circle goes; you can make it again.');
    await at.type('dialog textarea', WORDS);
    await submit();
    expect((await at.find('dialog', 'Nothing was written here in vain')).textContent).not.toContain('posted again');
  });

  it('keeps what was typed where words are missing or wrong, says so at the field, and goes back to it', async () => {
    at.host.refusals.set('renewDevice', { type: 'bad-phrase', message: '' });
    await openDialog();
    await at.type('dialog textarea', 'arrow basket');
    await submit();
    await at.says('These are 2 words; there must be twelve.');
    expect(asked()).toEqual([]);
    await at.type('dialog textarea', WORDS);
    await submit();
    await at.says('These are not the twelve words of this account. Nothing was changed');
    const field = await at.find<HTMLTextAreaElement>('dialog textarea[aria-invalid=true]');
    expect({ value: field.value, focused: document.activeElement === field }).toEqual({ value: WORDS, focused: true });
  });

  it('says that it is under way, is asked once only, and says what went wrong on disk', async () => {
    at.host.answers.set('renewDevice', null);
    await openDialog();
    await at.type('dialog textarea', WORDS);
    await submit();
    await at.find('dialog [role=status]', 'Making the new device…');
    await submit();
    await vi.waitUntil(() => asked().length > 0);
    expect(asked()).toHaveLength(1);
    await at.close();
    at.host.answers.clear();
    at.host.refusals.set('renewDevice', { type: 'disk-full', message: '' });
    await at.open(`#/circle/${cameras.id}`);
    await openDialog();
    await at.type('dialog textarea', WORDS);
    await submit();
    await at.find('dialog [role=alert]', 'The disk is full');
  });

  it('offers it in the palette, and only while a circle says that this is a copy', async () => {
    at.press('k', { ctrlKey: true });
    await at.type('dialog input', 'new device');
    await at.click('[role=option]', 'Go on as a new device');
    await vi.waitUntil(() => shell.dialog === 'renew-device');
    shell.closeDialog();
    at.host.change(cameras.id, { problem: undefined });
    await vi.waitUntil(() => document.querySelector('main [role=alert]') === null);
    at.press('k', { ctrlKey: true });
    await at.type('dialog input', 'new device');
    await vi.waitUntil(() => document.querySelector('dialog input') !== null);
    expect([...document.querySelectorAll('[role=option]')].map(({ textContent }) => textContent).filter((text) => text.includes('Go on as a new device'))).toEqual([]);
  });
});
