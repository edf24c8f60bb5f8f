/** The page for members: the same in both languages, found from the README, and in the words that the window really says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const PAGES = { en: 'docs/how-huan-works.md', 'zh-CN': 'docs/how-huan-works.zh-CN.md' };

/** Messages that the pages quote. */
const QUOTED = ['saved_here', 'sync_in_sync', 'sync_comparing', 'sync_receiving', 'sync_waiting', 'health_offline', 'forks_title', 'problem_older_copy', 'sample_try', 'tab_decisions', 'out_removed', 'leave_circle', 'no_longer_member', 'quorum_title'];
const EXAMPLES: Record<string, Record<string, string>> = {
  en: { names: 'Ben', have: '40', of: '200' },
  'zh-CN': { names: '小明', have: '40', of: '200' },
};

/** What each line is, so that two languages can be compared: a heading, an item, a paragraph. */
function shapeOf(page: string): string[] {
  const blocks = page.trim().split(/\n\n+|\n(?=- |## )|(?<=^## .*)\n/m);
  return blocks.map((block) => /^(#+|- )/.exec(block)?.[1]?.trim() ?? 'text');
}

describe('the page for members', () => {
  test('has the same headings, items and paragraphs in both languages', () => {
    const [english, chinese] = [shapeOf(read(PAGES.en)), shapeOf(read(PAGES['zh-CN']))];
    expect(english.length).toBeGreaterThan(40);
    expect(chinese).toEqual(english);
  });

  test.each(Object.entries(PAGES))('quotes what the window says, in %s', (language, file) => {
    const messages = JSON.parse(read(`messages/${language}.json`)) as Record<string, string>;
    const page = read(file);
    const said = QUOTED.map((key) => (messages[key] ?? key).replaceAll(/\{(\w+)\}/g, (_, name: string) => EXAMPLES[language]?.[name] ?? name));
    // Of a longer message, the first sentence or clause is quoted.
    const missing = said.filter((text) => !page.includes(`“${text}”`) && !page.includes(`“${text.split(/[,，。]/)[0] ?? text}”`));
    expect(missing).toEqual([]);
  });

  test.each(Object.values(PAGES))('is linked from the README: %s', (file) => {
    expect(read('README.md')).toContain(`](${file})`);
  });
});
