/**
 * A circle's members, invitations, rules and decisions by keyboard alone, in a real browser before a scripted host: everything is reached,
 * shows its focus, is not covered, and does what it does.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ScriptedWindows, type ScriptedWindow } from '../support/window/scripted-window.ts';
import { findChromium } from './support/browser.ts';
import { openEyes } from './support/eyes.ts';
import { Keyboard } from './support/keyboard.ts';
import { cardOf, goTo, LIVELY_HOME } from './support/state-tools.ts';

const MODES = [
  { mode: 'in a window of 1280 px', viewport: { width: 1280, height: 900 } },
  { mode: 'at 360 px', viewport: { width: 360, height: 740 } },
];

describe.runIf(findChromium() !== undefined)('by keyboard alone', () => {
  let windows: ScriptedWindows;
  beforeAll(async () => {
    windows = await ScriptedWindows.start();
  });
  afterAll(() => windows.close());

  describe.each(MODES)('$mode', ({ viewport }) => {
    let window_: ScriptedWindow;
    let keys: Keyboard;
    beforeAll(async () => {
      window_ = await windows.open({ before: LIVELY_HOME, viewport, reducedMotion: 'reduce' }, openEyes);
      window_.page.setDefaultTimeout(20_000);
      keys = await Keyboard.on(window_.page);
      await cardOf(window_.page, 'Olympus OM-1').waitFor();
      await goTo(window_.page, 'cameras', '/people');
      // The last of what is asked when the screen opens.
      await Promise.all(['Let in by you', 'A proposal waits for your signature.'].map((words) => window_.page.getByText(words).first().waitFor()));
    });
    afterAll(() => window_.close());

    const button = (name: string) => window_.page.getByRole('button', { name, exact: true });
    const inDialog = (name: string) => window_.page.getByRole('dialog').getByRole('button', { name, exact: true });
    const tab = (name: string) => window_.page.getByRole('tab', { name });
    const note = (words: string) => window_.page.getByRole('status', { name: 'Notes' }).getByText(words);
    const noDialog = () => window_.page.locator('dialog').waitFor({ state: 'detached' });

    test('one can give a role, remove somebody, and take that back', async () => {
      await keys.walk('members');
      const more = button('What you can do about Lin');
      await keys.use(more);
      await keys.walk('a member');
      await keys.reach(window_.page.getByRole('radio', { name: 'Greeter' }));
      await keys.press('ArrowUp');
      await keys.use(inDialog('Change the role'));
      await note('Lin: now moderator').waitFor();
      await noDialog();
      expect(await more.evaluate((element) => element === document.activeElement)).toBe(true);
      await keys.press('Enter');
      await keys.use(inDialog('Remove from the circle'));
      await window_.page.getByRole('radio', { name: 'Keep what they wrote until now', checked: true }).waitFor();
      await keys.walk('before a removal');
      await keys.use(inDialog('Remove from the circle'));
      await note('Lin was removed').waitFor();
      await keys.press('ControlOrMeta+z');
      await note('Lin was taken back').waitFor();
    });

    test('one can go from part to part with the arrows, and end an invitation', async () => {
      await keys.reach(tab('Members'), 'Shift+Tab');
      await keys.press('ArrowRight');
      await window_.page.getByText('No longer valid').waitFor();
      await keys.walk('invitations');
      await keys.use(window_.page.getByRole('button', { name: /^End the invitation by Jonas/ }));
      await keys.walk('before an invitation is ended');
      await keys.use(inDialog('End'));
      await note('The invitation has ended.').waitFor();
      await noDialog();
      await expect.poll(() => window_.page.getByRole('button', { name: /^End the invitation by Jonas/ }).count()).toBe(0);
    });

    test('one can change the rules, put clauses in order, and set them', async () => {
      await keys.reach(tab('Invitations'), 'Shift+Tab');
      await keys.press('ArrowRight');
      await button('Change the rules').waitFor();
      await keys.walk('rules');
      await keys.use(button('Change the rules'));
      await window_.page.locator('main form:not([inert])').waitFor();
      await keys.walk('changing the rules');
      await keys.use(button('Move §3 up'));
      // Where it is now, it has another number, and the focus still.
      expect(await button('Move §2 up').evaluate((element) => element === document.activeElement)).toBe(true);
      await keys.use(button('Add a clause'));
      await keys.type('No animals.');
      await keys.use(button('Set these rules'));
      await note('The new rules apply.').waitFor();
      await window_.page.locator('main ol li').filter({ hasText: '§4' }).getByText('No animals.').waitFor();
      await window_.page.locator('main ol li').filter({ hasText: '§2' }).getByText('Quarrels').waitFor();
    });

    test('one can sign a proposal, and make one', async () => {
      await keys.use(button('Sign: Make Lin an organizer'));
      await keys.walk('before one signs');
      await keys.use(inDialog('Sign'));
      await note('Enough have signed').waitFor();
      await noDialog();
      await keys.use(button('Propose something'));
      await keys.reach(window_.page.getByRole('radio', { name: 'Make somebody an organizer' }));
      await keys.press('ArrowUp');
      await keys.walk('proposing stand-ins');
      await keys.use(window_.page.getByRole('checkbox', { name: 'Lin' }), 'Space');
      await keys.use(inDialog('Propose and sign'));
      await note('Proposed and signed by you.').waitFor();
      await noDialog();
      await expect.poll(() => window_.page.locator('#quorum article').allInnerTexts()).toContainEqual(expect.stringContaining('New stand-ins: you and Jonas; 2 of them must agree'));
    });

    test('one can choose one of two histories, and leave', async () => {
      await keys.reach(tab('Rules'), 'Shift+Tab');
      await keys.press('End');
      await window_.page.getByText('A device of Lin').waitFor();
      await keys.walk('decisions');
      await keys.use(button('This one holds: version 2 of Lin'));
      await keys.use(inDialog('This one holds'));
      await note('One of the two histories of Lin holds now.').waitFor();
      await noDialog();
      await keys.reach(tab('Decisions'), 'Shift+Tab');
      await keys.press('Home');
      await keys.use(button('Leave the circle'));
      await keys.walk('before one leaves');
      await keys.use(inDialog('Leave the circle'));
      await window_.page.getByText('You have left this circle', { exact: true }).waitFor();
      await keys.walk('a market that one has left');
      expect(window_.errors).toEqual([]);
    });
  });
});
