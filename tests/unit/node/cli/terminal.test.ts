/** What is asked of a person, on a real pseudo-terminal: the one that `script` of util-linux makes. Skipped, and said so, without it. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CLI, huanValue, newHome, NODE_COMPILE_CACHE } from '../../../support/command-line.ts';

function hasTerminals(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).includes('util-linux');
  } catch {
    return false;
  }
}

const canAsk = hasTerminals();
if (!canAsk) process.stderr.write('\n!! What is asked on a terminal is NOT TESTED: there is no `script` of util-linux here.\n');

/** Runs `huan` on a terminal; types the answer once the question stands there. */
async function answer(args: readonly string[], question: string, keys: string, language = 'en_US.UTF-8'): Promise<{ status: number | null; shown: string }> {
  const command = [process.execPath, CLI, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], { env: { ...process.env, LC_ALL: language, HUAN_DEBUG: '', NODE_COMPILE_CACHE }, stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let shown = '';
  let typed = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    if (typed || !shown.includes(question)) return;
    typed = true;
    child.stdin.write(keys);
  });
  await once(child, 'close');
  return { status: child.exitCode, shown };
}

describe.skipIf(!canAsk)('a table with wrong rows, on a terminal', () => {
  test('is posted without them only after a yes, and a no or the terminal’s end leaves everything as it was', async () => {
    const home = await newHome();
    await huanValue(home, ['id', 'init', '--name', 'Ada']);
    const circle = (await huanValue(home, ['circle', 'create', '--name', 'Film cameras']))['circle'] ?? '';
    const table = join(home, '..', 'things.csv');
    await writeFile(table, 'kind,title\nswap,Olympus XA\nauction,Leica\ngive,Tripod\n');
    const command = ['listing', 'import', circle, table, '--home', home];
    const count = async () => (await huanValue(home, ['circle', 'list']))['listings'];

    for (const keys of ['no\r', '\u0004']) {
      const refused = await answer(command, '(yes/no)', keys);
      expect(refused).toMatchObject({ status: 1, shown: expect.stringContaining('Row 3: the kind is one of swap') });
      expect(refused.shown).toMatch(/1 row is wrong, 2 are right\. Nothing was posted: .*\r\n$/);
    }
    expect(await count()).toBe(0);

    const posted = await answer(command, '（yes/no）', '好\r', 'zh_CN.UTF-8');
    expect(posted).toMatchObject({ status: 0, shown: expect.stringContaining('已发布 2 件，拒绝 1 件') });
    expect(await count()).toBe(2);
  });
});
