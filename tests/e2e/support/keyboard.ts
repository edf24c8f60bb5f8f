/**
 * Hands that have a keyboard and nothing else: no mouse, no script that presses or focuses. Wherever the focus stops, it must
 * show and not be covered; a way that is longer than any screen is none.
 */
import type { Locator, Page } from 'playwright-core';
import { openEyes } from './eyes.ts';

/** More stops than any screen has. */
const MOST_STOPS = 90;

export class Keyboard {
  readonly page: Page;
  /** Whether Tab went past the last thing, to where the browser's own controls are. */
  #outside = true;

  private constructor(page: Page) {
    this.page = page;
  }

  /** For a page that has not been opened yet. */
  static async on(page: Page): Promise<Keyboard> {
    await page.addInitScript(openEyes);
    return new Keyboard(page);
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Goes there with Tab, or with Shift+Tab. */
  async reach(target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    await target.first().waitFor();
    const stops: string[] = [];
    for (let i = 0; i < MOST_STOPS; i++) {
      const { there, at, problems } = await target.evaluateAll(async (elements) => ({ there: elements.some((element) => element === document.activeElement), ...(await window.eyes.look()) }));
      if (i === 0 && at === 'nothing' && !this.#outside) problems.push('what had the focus is gone, and nothing has it now');
      this.#outside = false;
      if (problems.length > 0) throw new Error(`on the way to ${String(target)}: ${problems.join('; ')}`);
      if (there) return;
      stops.push(at);
      await this.page.keyboard.press(key);
    }
    throw new Error(`${key} does not lead to ${String(target)}, but to: ${[...new Set(stops)].join(', ')}`);
  }

  /** Goes there, and presses it. */
  async use(target: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
    await this.reach(target);
    await this.press(key);
  }

  /** Goes to a field, and writes that in place of what is there. */
  async fill(field: Locator, text: string): Promise<void> {
    await this.reach(field);
    await this.press('ControlOrMeta+a');
    await this.type(text);
  }

  /** Tabs once through all that is here: everything fits, everything is reached, nowhere is the focus caught or unseen. */
  async walk(screen: string): Promise<void> {
    const problems = await this.page.evaluate(() => {
      window.eyes.beginWalk();
      return window.eyes.misfits();
    });
    const way: string[] = [];
    for (let i = 0, nowhere = 0; i < MOST_STOPS && nowhere < 2; i++) {
      await this.page.keyboard.press('Tab');
      const stop = await this.page.evaluate(async () => ({ ...(await window.eyes.look()), again: window.eyes.walkedHere }));
      problems.push(...stop.problems);
      way.push(stop.at);
      this.#outside = stop.at === 'nothing';
      if (stop.again) break;
      if (stop.at === 'nothing') nowhere++;
    }
    problems.push(...(await this.page.evaluate(() => window.eyes.missed())));
    if (problems.length > 0) throw new Error(`${screen}: ${[...new Set(problems)].join('; ')}; the way was: ${way.join(', ')}`);
  }
}
