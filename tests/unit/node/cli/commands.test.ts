/**
 * What the commands do, on real homes: with an engine of their own, and as clients of a host that runs on the home as another
 * process. Those that read, that are cut short, or that come at the same time are processes themselves.
 */
import { once } from 'node:events';
import { chmod, mkdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { decodeLink } from '../../../../src/core/circle/invitation.ts';
import { CLI, huanJson, huanValue, newHome, startHuan, temporaryFolder, type Run } from '../../../support/command-line.ts';
import { makePng, readJpegFixture } from '../../../support/photos.ts';

beforeAll(() => void vi.stubEnv('LC_ALL', 'en_US.UTF-8'));
afterAll(() => void vi.unstubAllEnvs());

const ID = /^[0-9a-f]{64}$/;
const DAY = 86_400_000;

async function startHost(home: string): Promise<Run> {
  const run = startHuan(['start', '--home', home, '--no-open', '--json']);
  if ((await run.first) === undefined) throw new Error((await run.ended).err);
  return run;
}

async function makeCircle(home: string): Promise<string> {
  await huanValue(home, ['id', 'init', '--name', 'Ada']);
  return (await huanValue(home, ['circle', 'create', '--name', 'Film cameras']))['circle'] ?? '';
}

/** A WebP file of that size, as far as anybody looks before drawing it. */
function webp(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(30);
  bytes.set(new TextEncoder().encode('RIFF'), 0);
  bytes.set(new TextEncoder().encode('WEBPVP8 '), 8);
  const view = new DataView(bytes.buffer);
  view.setUint32(4, 22, true);
  view.setUint32(16, 10, true);
  bytes.set([0x10, 0, 0, 0x9d, 0x01, 0x2a], 20);
  view.setUint16(26, width, true);
  view.setUint16(28, height, true);
  return bytes;
}

describe.each(['with an engine of its own', 'as a client of a running host'])('the command line, %s', (how) => {
  const begin = async (): Promise<{ home: string; host: Run | undefined }> => {
    const home = await newHome();
    return { home, host: how.startsWith('as') ? await startHost(home) : undefined };
  };

  test('makes an account, a circle and an invitation, and says the same of them again', async () => {
    const { home } = await begin();
    const made = await huanValue(home, ['id', 'init', '--name', ' Ada ']);
    expect(Object.keys(made)).toEqual(['account', 'device', 'name', 'phrase']);
    expect(made['phrase']?.split(' ')).toHaveLength(12);
    const { phrase: _, ...identity } = made;
    expect(identity['name']).toBe('Ada');
    expect(await huanValue(home, ['id', 'show'])).toEqual(identity);

    const relays = ['ws://127.0.0.1:4444', 'wss://relay.example/huan'];
    const { circle, name } = await huanValue(home, ['circle', 'create', '--name', 'Film cameras', '--public', ...relays.map((relay) => `--relay=${relay}`)]);
    expect(name).toBe('Film cameras');
    expect(await huanValue(home, ['circle', 'list'])).toEqual({ circle, name, public: true, members: 1, listings: 0, role: 'founder' });
    const prefix = circle?.slice(0, 6).toUpperCase() ?? '';
    expect(await huanValue(home, ['circle', 'members', prefix])).toEqual({ account: identity['account'], name: 'Ada', role: 'founder', rank: 0, status: 'member', devices: [identity['device']] });
    const invited = await huanValue(home, ['circle', 'invite', prefix, '--uses', '3', '--role', 'member']);
    expect(Object.keys(invited)).toEqual(['link', 'invitation']);
    expect(decodeLink(invited['link'] ?? '')).toMatchObject({ circle, circleName: 'Film cameras', relays });
    expect(await huanValue(home, ['circle', 'join', '-'], { input: `${invited['link']}\n` })).toEqual({ circle, status: 'joined' });

    const again = await huanJson(home, ['id', 'init', '--name', 'Ben']);
    expect(again).toMatchObject({ status: 1, values: [{ error: { type: 'account-exists' } }] });
    expect(again.err.trim().split('\n')).toHaveLength(1);
  });

  test('posts, changes and finds listings', async () => {
    const { home } = await begin();
    const circle = await makeCircle(home);
    const photo = join(home, '..', 'photo.webp');
    await writeFile(photo, webp(320, 200));
    const posted = await huanValue(home, ['listing', 'post', circle, '--kind', 'sell', '--title', 'Olympus XA', '--text', '-', '--price', '12.5', '--currency', 'eur', '--field', 'Mount = M42', '--field', 'Colour=black=matt', '--photo', photo], { input: 'with flash\nand case\n' });
    expect(posted).toEqual({ listing: expect.stringMatching(ID), op: posted['listing'] });
    const { listing } = posted;
    const short = listing?.slice(0, 8) ?? '';
    const shown = await huanValue(home, ['listing', 'show', short]);
    expect(shown).toMatchObject({ listing, circle, title: 'Olympus XA', text: 'with flash\nand case', kind: 'sell', status: 'open', price: '12.50', currency: 'EUR', want: null, fields: { Mount: 'M42', Colour: 'black=matt' }, photos: [{ width: 320, height: 200 }], revisions: 0 });
    expect((await huanJson(home, ['listing', 'list', circle, '--query', 'm42'])).values).toHaveLength(1);

    for (const [word, status] of [['reserve', 'reserved'], ['close', 'closed'], ['withdraw', 'withdrawn']] as const) {
      expect(Object.keys(await huanValue(home, ['listing', word, short]))).toEqual(['op']);
      expect((await huanValue(home, ['listing', 'list', circle, '--status', status]))['listing']).toBe(listing);
    }
    expect(await huanJson(home, ['listing', 'withdraw', short])).toMatchObject({ status: 1, values: [{ error: { type: 'bad-state' } }] });

    expect(await huanValue(home, ['listing', 'edit', short, '--price', '20', '--text=', '--photo=', '--field', 'Colour=', '--field', 'Year=1979', '--want', 'a light meter'])).toEqual({ op: expect.stringMatching(ID) });
    await huanValue(home, ['listing', 'renew', short]);
    const edited = await huanValue(home, ['listing', 'show', short]);
    expect(edited).toMatchObject({ title: 'Olympus XA', text: null, price: '20.00', currency: 'EUR', want: 'a light meter', fields: { Mount: 'M42', Year: '1979' }, photos: [], status: 'withdrawn', revisions: 2 });
    expect(Date.parse(edited['until'] ?? '')).toBeGreaterThan(Date.parse(shown['until'] ?? ''));
    expect(Date.parse(edited['until'] ?? '') - Date.now()).toBeLessThanOrEqual(90 * DAY);

    const [png, jpeg] = [join(home, '..', 'table.png'), join(home, '..', 'table.jpg')];
    await writeFile(png, makePng(800, 20, (x) => [x % 256, 80, 40, 255]));
    await writeFile(jpeg, await readJpegFixture());
    const { listing: second } = await huanValue(home, ['listing', 'post', circle, '--kind', 'give', '--title', 'Café table', '--photo', png, '--photo', jpeg]);
    expect(await huanValue(home, ['listing', 'show', second ?? ''])).toMatchObject({ photos: [{ width: 800, height: 20 }, { width: 32, height: 16 }] });
    const { values } = await huanJson(home, ['listing', 'list', circle]);
    expect(values.map((value) => value['listing'])).toEqual([second, listing]);
    expect(Object.keys(values[0] ?? {})).toEqual(['listing', 'title', 'kind', 'status', 'owner', 'price', 'currency', 'area', 'photos', 'revised']);
    const found = async (...args: string[]) => (await huanJson(home, ['listing', 'list', circle, ...args])).values.map((value) => value['listing']);
    const all = await Promise.all([found('--query', 'cafe'), found('--kind', 'sell'), found('--status', 'open'), found('--mine', '--limit', '1'), found('--query', 'nothing')]);
    expect(all).toEqual([[second], [listing], [second], [second], []]);
  });
});

describe('two who use one home', () => {
  test('a host that runs sees at once what the command line did, and has the same digest after it has ended', async () => {
    const home = await newHome();
    const circle = await makeCircle(home);
    const host = await startHost(home);
    await huanValue(home, ['listing', 'post', circle, '--kind', 'swap', '--title', 'Olympus XA']);
    const there = await huanValue(home, ['digest', circle]);
    expect(Object.keys(there)).toEqual(['circle', 'ops', 'heads', 'state']);
    host.child.kill('SIGKILL');
    await host.ended;
    expect(await huanValue(home, ['digest', circle])).toEqual(there);
    expect(there['ops']).toBe(2);
  });

  test('command lines that come at the same time take turns', async () => {
    const home = await newHome();
    const circle = await makeCircle(home);
    const posts = await Promise.all(Array.from({ length: 4 }, (_, i) => huanValue(home, ['listing', 'post', circle, '--kind', 'swap', '--title', `thing ${i}`], {})));
    expect(new Set(posts.map((post) => post['listing'])).size).toBe(4);
    expect((await huanValue(home, ['circle', 'list']))['listings']).toBe(4);
  });
});

describe('what goes wrong', () => {
  test('is told in one sentence, with status 1, and as one value with --json', async () => {
    const home = await newHome();
    const nowhere = await huanJson(home, ['circle', 'list'], {});
    expect(nowhere).toMatchObject({ status: 1, values: [{ error: { type: 'no-account', message: expect.stringContaining('huan id init') } }] });
    const circle = await makeCircle(home);
    const large = join(home, '..', 'large.webp');
    await writeFile(large, webp(640, 480));
    const huge = join(home, '..', 'huge.jpg');
    await writeFile(huge, '');
    await truncate(huge, 200 * 1_048_576);
    const post = ['listing', 'post', circle, '--kind', 'swap', '--title', 'XA', '--photo'];
    const cases: [string[], string][] = [
      [['circle', 'join', 'huan://join/abcdef'], 'bad-link'],
      [['circle', 'members', '000000'], 'unknown-circle'],
      [['listing', 'show', '000000'], 'unknown-listing'],
      [['listing', 'import', circle, join(home, 'nothing.csv')], 'file-unreadable'],
      [['listing', 'import', circle, home], 'file-unreadable'],
      [[...post, large], 'bad-photo'],
      [[...post, CLI], 'bad-photo'],
      [[...post, huge], 'file-too-large'],
      [[...post, home], 'file-unreadable'],
      [['archive', circle, home], 'folder-not-empty'],
      [['archive', circle, join(large, 'inside')], 'folder-unwritable'],
    ];
    const outcomes = await Promise.all(cases.map(async ([args, type]) => ({ type, ...(await huanJson(home, args)) })));
    for (const { type, status, values, err } of outcomes) {
      expect({ type, status, values }).toEqual({ type, status: 1, values: [{ error: { type, message: err.trim() } }] });
      expect(err.trim()).not.toContain('\n');
    }
    const chinese = await startHuan([...post, large, '--home', home], { env: { LC_ALL: 'zh_CN.UTF-8' } }).ended;
    expect(chinese).toMatchObject({ status: 1, out: '', err: expect.stringContaining('完整图片') });
    expect((await huanValue(home, ['circle', 'list']))['listings']).toBe(0);
  });

  test('a reader who stops after the first line ends the command quietly', async () => {
    const home = await newHome();
    const circle = await makeCircle(home);
    const table = join(home, '..', 'things.csv');
    await writeFile(table, `kind,title\n${Array.from({ length: 2_000 }, (_, i) => `swap,thing ${i}\n`).join('')}`);
    await huanJson(home, ['listing', 'import', circle, table]);
    const run = startHuan(['listing', 'list', circle, '--home', home, '--json']);
    await run.first;
    run.child.stdout?.destroy();
    await once(run.child, 'exit');
    expect(run.child.exitCode).toBe(0);
    expect((await run.ended).err).toBe('');
    expect((await huanValue(home, ['circle', 'list']))['listings']).toBe(2_000);
  });

  test('a home that can’t be written is told as that', async () => {
    const folder = await temporaryFolder();
    await chmod(folder, 0o755);
    const home = join(folder, 'home');
    await mkdir(home, { mode: 0o555 });
    // A superuser may write anywhere: then as somebody who may not.
    const options = process.getuid?.() === 0 ? { uid: 65_534, env: { NODE_COMPILE_CACHE: '' } } : {};
    const refused = await huanJson(home, ['id', 'show'], options);
    expect(refused).toMatchObject({ status: 1, values: [{ error: { type: 'read-only', message: expect.stringContaining('--home') } }] });
    const { status, values } = await huanJson(home, ['doctor'], options);
    expect(status).toBe(1);
    expect(values).toContainEqual({ check: 'home', ok: false, detail: expect.stringContaining('EACCES') });
    expect(values.at(-1)).toMatchObject({ error: { type: 'checks-failed' } });
  });

  test('twelve words bring the account back on another home, from standard input only', async () => {
    const [home, other] = [await newHome(), await newHome()];
    const { account, phrase } = await huanValue(home, ['id', 'init', '--name', 'Ada']);
    const back = await huanValue(other, ['id', 'init', '--name', 'Ada', '--phrase', '-'], { input: `${phrase}\n` });
    expect(Object.keys(back)).toEqual(['account', 'device', 'name']);
    expect(back['account']).toBe(account);
    expect(await huanJson(await newHome(), ['id', 'init', '--name', 'Ada', '--phrase', '-'], { input: 'abandon abandon' })).toMatchObject({ status: 1, values: [{ error: { type: 'bad-phrase' } }] });
  });

  test('a newcomer waits until somebody is reached, and is told so', async () => {
    const [home, other] = [await newHome(), await newHome()];
    const circle = await makeCircle(home);
    const { link } = await huanValue(home, ['circle', 'invite', circle]);
    await huanValue(other, ['id', 'init', '--name', 'Ben']);
    expect(await huanValue(other, ['circle', 'join', link ?? ''])).toEqual({ circle, status: 'waiting' });
    expect(await huanValue(other, ['circle', 'list'])).toMatchObject({ circle, name: 'Film cameras', role: 'waiting' });
    expect(await huanJson(other, ['listing', 'post', circle, '--kind', 'swap', '--title', 'XA'])).toMatchObject({ status: 1, values: [{ error: { type: 'not-member' } }] });
  });
});

describe('huan export and huan import', () => {
  test('let somebody in by files alone; a file that is taken in again adds nothing, and a damaged one is refused in one sentence', async () => {
    const [home, other] = [await newHome(), await newHome()];
    const circle = await makeCircle(home);
    const [asking, answer, back] = ['asking', 'answer', 'back'].map((name) => join(home, '..', `${name}.huan`)) as [string, string, string];
    const { link } = await huanValue(home, ['circle', 'invite', circle]);
    await huanValue(other, ['id', 'init', '--name', 'Ben']);
    await huanValue(other, ['circle', 'join', link ?? '']);
    await huanValue(other, ['export', circle, asking]);
    expect(await huanValue(home, ['import', asking])).toEqual({ circle, added: 0, known: 0, refused: 0 });
    const written = await huanValue(home, ['export', circle, answer]);
    expect(written).toEqual({ ops: 3, blobs: 0, bytes: (await stat(answer)).size });

    const taken = await huanValue(other, ['import', '-'], { input: await readFile(answer) });
    expect(taken).toEqual({ circle, added: 3, known: 0, refused: 0 });
    expect(await huanValue(other, ['import', answer])).toEqual({ circle, added: 0, known: 3, refused: 0 });
    await huanValue(other, ['listing', 'post', circle, '--kind', 'give', '--title', 'Tripod']);
    await huanValue(other, ['export', circle, back]);
    const bytes = await readFile(back);
    await writeFile(back, bytes.subarray(0, -1));
    const refused = await huanJson(home, ['import', back]);
    expect(refused).toMatchObject({ status: 1, values: [{ error: { type: 'bad-bundle', message: refused.err } }] });
    expect(refused.err).not.toContain('\n');
    await writeFile(back, bytes);
    expect(await huanValue(home, ['import', back])).toMatchObject({ known: 3, refused: 0 });
    expect(await huanValue(home, ['digest', circle])).toEqual(await huanValue(other, ['digest', circle]));
    expect((await huanValue(home, ['listing', 'list', circle]))['title']).toBe('Tripod');
  });
});

describe('huan archive', () => {
  test('writes files for people: a table that no spreadsheet runs, all that is known, and the photos', async () => {
    const home = await newHome();
    const circle = await makeCircle(home);
    const photo = join(home, '..', 'photo.webp');
    await writeFile(photo, webp(10, 10));
    const { listing } = await huanValue(home, ['listing', 'post', circle, '--kind', 'sell', '--title', '=HYPERLINK("x")', '--price', '5', '--currency', 'CNY', '--photo', photo]);
    const folder = join(home, '..', 'archive');
    expect(await huanValue(home, ['archive', circle, folder])).toEqual({ circle, folder, listings: 1, members: 1, photos: 1, missing: 0 });
    const [record] = JSON.parse(await readFile(join(folder, 'listings.json'), 'utf8')) as Record<string, unknown>[];
    expect(record).toMatchObject({ listing, title: '=HYPERLINK("x")', price: '5.00', currency: 'CNY' });
    const [{ file }] = (record as { photos: [{ file: string }] }).photos;
    expect(new Uint8Array(await readFile(join(folder, file)))).toEqual(webp(10, 10));
    expect(await readFile(join(folder, 'listings.csv'), 'utf8')).toContain(`\r\nsell,"'=HYPERLINK(""x"")",,5.00,CNY,`);
    expect(JSON.parse(await readFile(join(folder, 'members.json'), 'utf8'))).toMatchObject([{ name: 'Ada', role: 'founder' }]);
    expect(await readFile(join(folder, 'README.txt'), 'utf8')).toMatch(/Film cameras[\s\S]*存档/);
  });
});

describe('huan doctor', () => {
  test('finds a home sound, held or damaged, and makes none', async () => {
    const home = await newHome();
    const before = await huanJson(home, ['doctor']);
    expect(before.status).toBe(0);
    expect(before.values.map(({ check }) => check)).toEqual(['node', 'home', 'space', 'clock']);
    expect((await huanJson(home, ['id', 'show'])).values).toMatchObject([{ error: { type: 'no-account' } }]);

    const circle = await makeCircle(home);
    const { state } = await huanValue(home, ['digest', circle]);
    const sound = await huanJson(home, ['doctor']);
    expect(sound.status).toBe(0);
    expect(sound.values.map(({ check }) => check)).toEqual(['node', 'home', 'space', 'clock', 'lock', 'port', 'store', 'account', `circle ${circle}`]);
    expect(sound.values.at(-1)).toMatchObject({ ok: true, detail: expect.stringContaining(state ?? '-') });

    const host = await startHost(home);
    const held = await huanJson(home, ['doctor']);
    expect(held.values).toContainEqual({ check: 'lock', ok: true, detail: expect.stringContaining('http://127.0.0.1:') });
    host.child.kill('SIGTERM');
    await host.ended;

    const journal = join(home, 'data', 'journals', `j-circle_${circle}.journal`);
    const bytes = await readFile(journal);
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 0xff;
    await writeFile(journal, bytes);
    const damaged = await huanJson(home, ['doctor']);
    expect(damaged.status).toBe(1);
    expect(damaged.values).toContainEqual({ check: 'store', ok: false, detail: expect.stringContaining(journal) });
  });
});
