/** docs/THREAT_MODEL.md claims nothing without code: each file that it names is there, and each test has the name that it gives. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

interface Row {
  claim: string;
  code: string[];
  tests: string[];
}

const cells = read('docs/THREAT_MODEL.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---') && !line.startsWith('| what holds'))
  .map((line) => line.slice(2, -2).split(' | '));
const rows = cells.map(([claim = '', code = '', tests = '']): Row => ({ claim, code: code.split('<br>'), tests: tests.split('<br>') }));

/** Why a test that the page names isn't there; undefined where it is. */
function findTrouble(item: string): string | undefined {
  if (/^no test(: .+)?$/.test(item)) return undefined;
  const [, file = '', name = ''] = /^`([^`]+)`: (.+)$/.exec(item) ?? [];
  if (name === '') return `not understood: ${item}`;
  if (!existsSync(join(ROOT, 'tests', file))) return `no file tests/${file}`;
  const source = read(`tests/${file}`).replaceAll("\\'", "'");
  return [`'${name}'`, `\`${name}\``].some((quoted) => source.includes(quoted)) ? undefined : `no “${name}” in tests/${file}`;
}

describe('the threat model', () => {
  test('has rows of three cells', () => {
    expect(rows.length).toBeGreaterThan(50);
    expect(cells.filter((row) => row.length !== 3)).toEqual([]);
  });

  test('names files that are there', () => {
    const missing = rows.flatMap(({ claim, code }) => code.filter((file) => !/^`[^`]+`$/.test(file) || !existsSync(join(ROOT, file.slice(1, -1)))).map((file) => `${claim}: ${file}`));
    expect(missing).toEqual([]);
  });

  test('names tests that are there', () => {
    expect(rows.flatMap(({ tests }) => tests.map(findTrouble)).filter((trouble) => trouble !== undefined)).toEqual([]);
  });
});
