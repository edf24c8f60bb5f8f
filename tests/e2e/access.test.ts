/**
 * Every screen and state (support/beginning-states.ts, home-states.ts, people-states.ts) in both languages, light and dark: axe finds nothing, everything
 * fits, and the CSP has nothing to refuse. Light is looked at wide and dark narrow: what fits does not depend on colours.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import en from '../../messages/en.json' with { type: 'json' };
import zh from '../../messages/zh-CN.json' with { type: 'json' };
import { ScriptedWindows } from '../support/window/scripted-window.ts';
import { findViolations } from './support/audit.ts';
import { BEGINNING } from './support/beginning-states.ts';
import { openEyes } from './support/eyes.ts';
import { AT_HOME } from './support/home-states.ts';
import { IN_A_LIVELY_CIRCLE } from './support/people-states.ts';
import { LIVELY_HOME, MIRAS_HOME, type Say, type State } from './support/state-tools.ts';

const LOOKS = [
  { look: 'English, light and wide', words: en as Record<string, unknown>, options: { locale: 'en-US', colorScheme: 'light', viewport: { width: 1600, height: 900 } } },
  { look: 'Chinese, dark and narrow', words: zh as Record<string, unknown>, options: { locale: 'zh-CN', colorScheme: 'dark', viewport: { width: 360, height: 740 } } },
  { look: 'English, dark and narrow', words: en as Record<string, unknown>, options: { locale: 'en-US', colorScheme: 'dark', viewport: { width: 360, height: 740 } } },
  { look: 'Chinese, light and wide', words: zh as Record<string, unknown>, options: { locale: 'zh-CN', colorScheme: 'light', viewport: { width: 1600, height: 900 } } },
] as const;

/** `looks`: in how many of them, from the first on. Two show both languages, both colours and both widths. */
const WALKS: { walk: string; looks: number; before: string; states: readonly State[] }[] = [
  { walk: 'of somebody who begins', looks: 4, before: '', states: BEGINNING },
  { walk: 'of somebody who is at home', looks: 4, before: MIRAS_HOME, states: AT_HOME },
  { walk: 'of a circle in which a lot was decided', looks: 2, before: LIVELY_HOME, states: IN_A_LIVELY_CIRCLE },
];

let windows: ScriptedWindows;
beforeAll(async () => {
  windows = await ScriptedWindows.start();
});
afterAll(() => windows.close());

describe.each(LOOKS.map((look, place) => ({ ...look, place })))('in $look', ({ words, options, place }) => {
  const say: Say = (key) => {
    const message = words[key];
    if (typeof message !== 'string') throw new Error(`no plain message: ${key}`);
    return message;
  };

  it.each(WALKS.filter(({ looks }) => place < looks))('every state $walk is accessible, and fits', async ({ before, states }) => {
    const opened = await windows.open({ ...options, before, reducedMotion: 'reduce' }, openEyes);
    try {
      const found: { state: string; problems: string[] }[] = [];
      for (const { name, show } of states) {
        await show({ page: opened.page, say }).catch((error: unknown) => {
          throw new Error(`“${name}” can't be shown: ${String(error)}`, { cause: error });
        });
        found.push({ state: name, problems: [...(await opened.page.evaluate(() => window.eyes.misfits())), ...(await findViolations(opened.page))] });
      }
      expect(found.filter(({ problems }) => problems.length > 0)).toEqual([]);
      expect(opened.errors).toEqual([]);
    } finally {
      await opened.close();
    }
  });
});
