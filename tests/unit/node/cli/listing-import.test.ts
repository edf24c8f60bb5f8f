import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { huanJson, huanValue, newHome, temporaryFolder } from '../../../support/command-line.ts';

beforeAll(() => void vi.stubEnv('LC_ALL', 'en_US.UTF-8'));
afterAll(() => void vi.unstubAllEnvs());

async function makeCircle(): Promise<{ home: string; circle: string; folder: string }> {
  const home = await newHome();
  await huanValue(home, ['id', 'init', '--name', 'Ada']);
  const { circle } = await huanValue(home, ['circle', 'create', '--name', 'Film cameras']);
  const folder = join(await temporaryFolder(), 'tables');
  await mkdir(folder);
  return { home, circle: circle ?? '', folder };
}

const count = async (home: string): Promise<unknown> => (await huanValue(home, ['circle', 'list']))['listings'];

describe('a table of 10,000 rows of which 37 are wrong', () => {
  test('posts nothing and names the 37, then posts the others once the person says so', async () => {
    const { home, circle, folder } = await makeCircle();
    const file = join(folder, 'things.csv');
    const wrong = Array.from({ length: 37 }, (_, i) => 2 + i * 270);
    const rows = Array.from({ length: 10_000 }, (_, i) => (wrong.includes(i + 2) ? `auction,thing ${i}` : `swap,thing ${i}`));
    await writeFile(file, `kind,title\n${rows.join('\n')}\n`);

    const first = await huanJson(home, ['listing', 'import', circle, file]);
    expect(first.status).toBe(1);
    expect(first.values.slice(0, 37)).toEqual(wrong.map((row) => ({ row, error: { type: 'bad-row', field: 'kind', message: expect.stringContaining('swap') } })));
    expect(first.values.slice(37)).toEqual([{ posted: 0, refused: 37 }, { error: { type: 'wrong-rows', message: expect.stringContaining('--skip-wrong') } }]);
    expect(await count(home)).toBe(0);

    const second = await huanJson(home, ['listing', 'import', circle, file, '--skip-wrong']);
    expect(second.status).toBe(0);
    expect(second.values).toHaveLength(10_001);
    expect(second.values.at(-1)).toEqual({ posted: 9_963, refused: 37 });
    expect(second.values.slice(0, -1).map(({ row }) => row)).toEqual(Array.from({ length: 10_000 }, (_, i) => i + 2));
    expect(second.values.flatMap((value) => ('error' in value ? [value['row']] : []))).toEqual(wrong);
    const [newest] = (await huanJson(home, ['listing', 'list', circle, '--query', 'thing 9999'])).values;
    expect(newest).toMatchObject({ title: 'thing 9999', listing: second.values.at(-2)?.['listing'] });
    expect(await count(home)).toBe(9_963);
  });
});

describe('a table', () => {
  test('whose rows are right is posted at once, from standard input, with long texts, and in GBK', async () => {
    const { home, circle, folder } = await makeCircle();
    const long = Array.from({ length: 300 }, (_, i) => `give,长 ${i},"${'换'.repeat(7_000)}"\n`).join('');
    const read = await huanJson(home, ['listing', 'import', circle, '-'], { input: `kind,title,text\n${long}` });
    expect(read.status).toBe(0);
    expect(read.values.at(-1)).toEqual({ posted: 300, refused: 0 });
    expect(read.values[0]).toEqual({ row: 2, listing: expect.stringMatching(/^[0-9a-f]{64}$/) });

    // 类型,标题 / 交换,相机 in GBK.
    const gbk = join(folder, 'gbk.csv');
    await writeFile(gbk, Buffer.from('c0e0d0cd2cb1eacce20d0abdbbbbbb2ccfe0bbfa0d0a', 'hex'));
    const imported = await huanJson(home, ['listing', 'import', circle, gbk]);
    expect(imported.err).toContain('GBK');
    expect((await huanJson(home, ['listing', 'list', circle, '--query', '相机'])).values).toMatchObject([{ title: '相机', kind: 'swap', listing: imported.values[0]?.['listing'] }]);
    expect(await count(home)).toBe(301);
  });

  test('with a wrong header or in no known encoding posts nothing', async () => {
    const { home, circle, folder } = await makeCircle();
    const cases: [string, Uint8Array][] = [
      ['columns.csv', Buffer.from('kind,title,colour\nswap,a,red\n')],
      ['latin.csv', Buffer.from('kind,title\nswap,Caméra\n', 'latin1')],
      ['empty.csv', Buffer.from('')],
    ];
    for (const [name, bytes] of cases) {
      await writeFile(join(folder, name), bytes);
      const refused = await huanJson(home, ['listing', 'import', circle, join(folder, name), '--skip-wrong']);
      expect({ name, ...refused }).toMatchObject({ name, status: 1, values: [{ error: { type: 'bad-table' } }] });
    }
    expect(await count(home)).toBe(0);
  });
});
