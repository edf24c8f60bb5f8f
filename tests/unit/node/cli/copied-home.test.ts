/** A home folder that was really copied: both copies are used, the circle notices, and each copy goes on as a device of its own. By files, as processes do it. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { huanJson, huanValue, runHere, temporaryFolder } from '../../../support/command-line.ts';

beforeAll(() => void vi.stubEnv('LC_ALL', 'en_US.UTF-8'));
afterAll(() => void vi.unstubAllEnvs());

interface Copied {
  circle: string;
  ada: string;
  /** Ben's home, and what was copied of it. */
  ben: string;
  copy: string;
  phrase: string;
  device: string;
  /** What the one has comes to the other in a file. */
  give(from: string, to: string): Promise<void>;
}

async function copyHome(): Promise<Copied> {
  const folder = await temporaryFolder();
  const [ada, ben, copy] = ['ada', 'ben', 'copy'].map((name) => join(folder, name)) as [string, string, string];
  await huanValue(ada, ['id', 'init', '--name', 'Ada']);
  const { phrase, device } = (await huanValue(ben, ['id', 'init', '--name', 'Ben'])) as { phrase: string; device: string };
  const { circle } = (await huanValue(ada, ['circle', 'create', '--name', 'Film cameras'])) as { circle: string };
  const { link } = (await huanValue(ada, ['circle', 'invite', circle])) as { link: string };
  await huanValue(ben, ['circle', 'join', link]);
  const give = async (from: string, to: string): Promise<void> => {
    const file = join(folder, 'circle.huan');
    await huanValue(from, ['export', circle, file]);
    await huanValue(to, ['import', file]);
  };
  await give(ben, ada);
  await give(ada, ben);
  await give(ben, ada);
  await cp(ben, copy, { recursive: true });
  return { circle, ada, ben, copy, phrase, device, give };
}

const post = (home: string, circle: string, title: string) => huanJson(home, ['listing', 'post', circle, '--kind', 'swap', '--title', title]);
const titles = async (home: string, circle: string): Promise<unknown[]> => (await huanJson(home, ['listing', 'list', circle])).values.map(({ title }) => title).toSorted();
const digest = (home: string, circle: string) => huanValue(home, ['digest', circle]);
const renew = (home: string, phrase: string) => huanJson(home, ['id', 'renew', '--phrase', '-'], { input: `${phrase}\n` });

/** One is let in again: it asks the other by a file, and gets the answer by a file. */
async function letIn({ ada, give }: Copied, home: string): Promise<void> {
  await give(home, ada);
  await give(ada, home);
  await give(home, ada);
}

describe('a home that was copied', () => {
  test('that learns of the other copy writes no more, says what to do, and goes on as a new device beside it', async () => {
    const copied = await copyHome();
    const { circle, ada, ben, copy, phrase, device, give } = copied;
    expect((await post(ben, circle, 'Lens')).status).toBe(0);
    await give(ben, ada);
    await give(ada, copy);
    const refused = await post(copy, circle, 'Tripod');
    expect({ status: refused.status, values: refused.values }).toEqual({ status: 1, values: [{ error: { type: 'older-copy', message: expect.any(String) as string } }] });
    expect(refused.err).toContain('huan id renew --phrase -');
    expect((await runHere(['doctor', '--home', copy])).out).toContain('Film cameras; another copy of this home was used');

    const other = await huanValue(ada, ['id', 'show']);
    const wrong = await renew(copy, 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about');
    expect({ status: wrong.status, type: (wrong.values[0] as { error: { type: string } }).error.type }).toEqual({ status: 1, type: 'bad-phrase' });
    expect(other['account']).not.toBe((await huanValue(copy, ['id', 'show']))['account']);
    expect((await huanValue(copy, ['id', 'show']))['device']).toBe(device);

    const { status, values } = await renew(copy, phrase);
    expect({ status, values }).toEqual({ status: 0, values: [{ ...(await huanValue(ben, ['id', 'show'])), device: expect.not.stringContaining(device) as string, again: 0 }] });
    await letIn(copied, copy);
    expect((await post(copy, circle, 'Tripod')).status).toBe(0);
    expect((await post(ben, circle, 'Flash')).status).toBe(0);
    await give(copy, ada);
    await give(ben, ada);
    await give(ada, copy);
    await give(ada, ben);
    for (const home of [ada, ben, copy]) expect(await titles(home, circle)).toEqual(['Flash', 'Lens', 'Tripod']);
    expect(await digest(copy, circle)).toEqual(await digest(ada, circle));
    expect(await digest(ben, circle)).toEqual(await digest(ada, circle));
    const { values: members } = await huanJson(ada, ['circle', 'members', circle]);
    expect(members.map(({ name, status: standing, devices }) => [name, standing, (devices as string[]).length])).toEqual([['Ada', 'member', 1], ['Ben', 'member', 2]]);
  }, 120_000);

  test('of which both copies wrote has two histories; each goes on as a new device, and says again what it said in vain', async () => {
    const copied = await copyHome();
    const { circle, ada, ben, copy, phrase, give } = copied;
    expect((await post(ben, circle, 'Lens')).status).toBe(0);
    expect((await post(copy, circle, 'Tripod')).status).toBe(0);
    await give(ben, ada);
    await give(copy, ada);
    await give(ada, ben);
    await give(ada, copy);
    for (const home of [ben, copy]) expect((await post(home, circle, 'Flash')).values).toMatchObject([{ error: { type: 'older-copy' } }]);
    expect(await titles(ada, circle)).toEqual([]);
    for (const home of [ben, copy]) {
      expect((await renew(home, phrase)).values).toMatchObject([{ again: 1 }]);
      await letIn(copied, home);
    }
    expect((await post(ben, circle, 'Flash')).status).toBe(0);
    await give(ben, ada);
    await give(ada, ben);
    await give(ada, copy);
    for (const home of [ada, ben, copy]) expect(await titles(home, circle)).toEqual(['Flash', 'Lens', 'Tripod']);
    expect(await digest(copy, circle)).toEqual(await digest(ada, circle));
  }, 120_000);
});
