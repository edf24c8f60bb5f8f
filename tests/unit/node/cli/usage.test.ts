/** Every command with arguments that are missing, superfluous or absurd: exit status 2, and one sentence that names the argument. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMANDS } from '../../../../src/node/cli/command-table.ts';
import { runHere } from '../../../support/command-line.ts';

const ID = 'abcdef';
const LONG = 'x'.repeat(9_000);
let folder: string;
let circle: string;
let listing: string;

beforeAll(async () => {
  vi.stubEnv('LC_ALL', 'en_US.UTF-8');
  folder = await mkdtemp(join(tmpdir(), 'huan-usage-'));
  vi.stubEnv('HUAN_HOME', join(folder, 'home'));
  await runHere(['id', 'init', '--name', 'Ada']);
  circle = (JSON.parse((await runHere(['circle', 'create', '--name', 'Film cameras', '--json'])).out) as { circle: string }).circle;
  listing = (JSON.parse((await runHere(['listing', 'post', circle, '--kind', 'swap', '--title', 'XA', '--json'])).out) as { listing: string }).listing;
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** Arguments that would do, so that one wrong one is the only wrong one. CIRCLE and LISTING stand for the ids above. */
const RIGHT: Record<string, string[]> = {
  start: [],
  'id init': ['--name', 'Ada'],
  'id show': [],
  'id renew': ['--phrase', '-'],
  'circle create': ['--name', 'Film cameras'],
  'circle list': [],
  'circle invite': ['CIRCLE'],
  'circle join': ['huan://join/abc'],
  'circle members': ['CIRCLE'],
  'circle role': ['CIRCLE', 'ABCDEF', 'moderator'],
  'circle remove': ['CIRCLE', 'ABCDEF'],
  'circle restore': ['CIRCLE', 'ABCDEF'],
  'circle revoke': ['CIRCLE', 'ABCDEF'],
  'circle invitations': ['CIRCLE'],
  'circle decisions': ['CIRCLE'],
  'circle forks': ['CIRCLE'],
  'circle leave': ['CIRCLE'],
  'circle rules': ['CIRCLE'],
  'circle quorum': ['CIRCLE'],
  'listing post': ['CIRCLE', '--kind', 'swap', '--title', 'Olympus XA'],
  'listing list': ['CIRCLE'],
  'listing show': ['LISTING'],
  'listing edit': ['LISTING', '--title', 'Olympus XA'],
  'listing reserve': ['LISTING'],
  'listing close': ['LISTING'],
  'listing withdraw': ['LISTING'],
  'listing renew': ['LISTING'],
  'listing import': ['CIRCLE', 'things.csv'],
  export: ['CIRCLE', 'bundle'],
  import: ['bundle'],
  archive: ['CIRCLE', 'folder'],
  digest: ['CIRCLE'],
  doctor: [],
  relay: [],
  completion: ['bash'],
};

const withIds = (args: readonly string[]): string[] => args.map((arg) => (arg === 'CIRCLE' ? circle : arg === 'LISTING' ? listing : arg));

async function expectWrong(args: readonly string[], named: string): Promise<void> {
  const { status, out, err } = await runHere(withIds(args));
  expect({ args, status, out }).toEqual({ args, status: 2, out: '' });
  expect(err).toContain(named);
  expect(err.split('\n')).toHaveLength(1);
}

test('the table knows every command', () => {
  expect(Object.keys(RIGHT).toSorted()).toEqual(COMMANDS.map(({ path }) => path).toSorted());
});

describe.each(COMMANDS)('$path', ({ path, positionals, options }) => {
  const words = path.split(' ');
  const right = RIGHT[path] ?? [];

  test('with one argument too many names it', () => expectWrong([...words, ...right, 'superfluous'], 'superfluous'));
  test('with an unknown option names it', () => expectWrong([...words, ...right, '--fly'], '--fly'));

  const given = right.slice(0, positionals.length);
  test.each(positionals.map(({ name }, i) => [name, i] as const))('without %s names it', (name, i) => expectWrong([...words, ...given.slice(0, i), ...right.slice(positionals.length)], name));
  test.each(positionals.map(({ name }, i) => [name, i] as const))('with an empty %s names it', (name, i) => expectWrong([...words, ...given.with(i, ''), ...right.slice(positionals.length)], name));

  const all = Object.entries(options);
  const before = (name: string): string[] => {
    const at = right.indexOf(`--${name}`);
    return at < 0 ? right : right.toSpliced(at, 2);
  };
  const valued = all.filter(([, { value }]) => value !== undefined);
  test.each(all.filter(([, { required }]) => required))('without --%s names it', (name) => expectWrong([...words, ...before(name)], `--${name}`));
  test.each(valued)('with --%s but no value names it', (name) => expectWrong([...words, ...before(name), `--${name}`], `--${name}`));
  test.each(valued)('with another option in the place of the value of --%s names it', (name) => expectWrong([...words, ...before(name), `--${name}`, '--json'], `--${name}`));
  test.each(valued.filter(([, { mayBeEmpty }]) => !mayBeEmpty))('with an empty --%s names it', (name) => expectWrong([...words, ...before(name), `--${name}=`], `--${name}`));
  test.each(valued.filter(([, { choices }]) => choices))('with an unknown value of --%s names both', (name) => expectWrong([...words, ...before(name), `--${name}`, 'absurd'], `--${name} can’t be “absurd”`));
  test.each(valued.filter(([, { repeated }]) => !repeated))('with --%s twice names it', (name) => {
    const value = options[name]?.choices?.[0] ?? '1';
    return expectWrong([...words, ...before(name), `--${name}`, value, `--${name}`, value], `--${name}`);
  });
  test.each(all.filter(([, { value }]) => value === undefined))('with a value for --%s names it', (name) => expectWrong([...words, ...right, `--${name}=yes`], `--${name}`));
});

describe('what can’t be', () => {
  test.each<[string[], string]>([
    [['fly'], 'fly'],
    [['circle'], 'create, list, invite, join, members, role, remove, restore, revoke, invitations, decisions, forks, leave, rules, quorum'],
    [['circle', '--json'], 'create, list, invite, join, members, role, remove, restore, revoke, invitations, decisions, forks, leave, rules, quorum'],
    [['circle', 'fly'], 'circle fly'],
    [['help', 'fly'], 'fly'],
    [['--fly'], '--fly'],
    [['--home'], '--home'],
    [['--json', 'fly'], 'fly'],
    [['now'], 'now'],
    [['start', '--port', 'abc'], 'abc'],
    [['start', '--port', '0'], '0'],
    [['start', '--port', '65536'], '65536'],
    [['relay', '--listen', '4444'], '4444'],
    [['relay', '--listen', '127.0.0.1:99999'], '127.0.0.1:99999'],
    [['relay', '--home', 'x'], '--home'],
    [['completion', 'tcsh'], 'tcsh'],
    [['id', 'init', '--name', 'Ada', '--phrase', 'arrow basket'], '--phrase'],
    [['id', 'init', '--name', 'x'.repeat(61)], '--name'],
    [['id', 'init', '--name', ' '], '--name'],
    [['circle', 'create', '--name', 'x'.repeat(61)], '--name'],
    [['circle', 'create', '--name', 'XA', '--relay', 'https://relay.example'], '--relay can’t be that: there are at most 8 relays, each an address that begins with ws://'],
    [['circle', 'create', '--name', 'XA', '--relay', `ws://${LONG}`], '--relay'],
    [['circle', 'create', '--name', 'XA', ...Array.from({ length: 9 }, (_, i) => `--relay=ws://r${i}`)], '--relay'],
    [['circle', 'invite', 'CIRCLE', '--role', 'founder'], '--role can’t be “founder”: it is one of organizer, moderator, greeter, inspector, member.'],
    [['circle', 'role', 'CIRCLE', 'ABCDEF', 'founder'], 'ROLE can’t be “founder”: it is one of organizer, moderator, greeter, inspector, member.'],
    [['circle', 'role', 'CIRCLE', 'abcde', 'member'], 'ACCOUNT'],
    [['circle', 'revoke', 'CIRCLE', 'nothex'], 'INVITATION'],
    [['circle', 'create', '--name', 'XA', '--friend', 'abcdef'], '--friend can’t be “abcdef”: it is a whole account key, 64 digits'],
    [['circle', 'create', '--name', 'XA', ...Array.from({ length: 7 }, (_, i) => `--friend=${`${i}`.repeat(64)}`)], '--friend can’t be that: there are at most 6 of them'],
    [['circle', 'rules', 'CIRCLE', '--set', 'rules.json', '--history'], 'Give --set or --history, not both.'],
    [['circle', 'quorum', 'CIRCLE', '--propose', 'organizer'], '--propose organizer needs --account.'],
    [['circle', 'quorum', 'CIRCLE', '--propose', 'remove', '--account', 'abcdef', '--account', 'fedcba'], '--propose remove takes one --account only.'],
    [['circle', 'quorum', 'CIRCLE', '--propose', 'restore', '--account', 'abcdef', '--keep', 'all'], '--keep is of no use with --propose restore.'],
    [['circle', 'quorum', 'CIRCLE', '--propose', 'quorum', '--account', 'abcdef', '--k', '8'], '--k'],
    [['circle', 'quorum', 'CIRCLE', '--propose', 'quorum', ...Array.from({ length: 8 }, (_, i) => `--account=${`${i}`.repeat(64)}`)], '--account can’t be “8”'],
    [['circle', 'quorum', 'CIRCLE', '--propose', 'quorum', '--account', 'a'.repeat(64), '--k', '2'], '--k can’t be that: it is a whole number from 1 to 1'],
    [['circle', 'quorum', 'CIRCLE', '--account', 'abcdef'], '--account is of use with --propose only.'],
    [['circle', 'quorum', 'CIRCLE', '--sign', 'abcdef', '--propose', 'quorum', '--account', 'abcdef'], 'Give --propose or --sign, not both.'],
    [['circle', 'invite', 'CIRCLE', '--uses', '0'], '--uses'],
    [['circle', 'invite', 'CIRCLE', '--uses', '-1'], '--uses'],
    [['circle', 'invite', 'CIRCLE', '--uses', '1e3'], '--uses'],
    [['circle', 'invite', 'CIRCLE', '--uses', '10001'], '--uses'],
    [['circle', 'members', 'abcde'], 'CIRCLE'],
    [['circle', 'members', 'nothex'], 'CIRCLE'],
    [['circle', 'members', `${ID}`.repeat(11)], 'CIRCLE'],
    [['circle', 'join', 'https://example.org/'], 'LINK'],
    [['circle', 'join', `huan://join/${LONG}`], 'LINK'],
    [['digest', '../../etc'], 'CIRCLE'],
    [['listing', 'show', 'abc'], 'LISTING'],
    [['listing', 'post', 'CIRCLE', '--kind', 'swap', '--title', ' \t '], '--title'],
    [['listing', 'post', 'CIRCLE', '--kind', 'swap', '--title', 'x'.repeat(121)], '--title'],
    [['listing', 'post', 'CIRCLE', '--kind', 'swap', '--title', 'XA', '--text', LONG], '--text'],
    [['listing', 'post', 'CIRCLE', '--kind', 'swap', '--title', 'XA', '--want', LONG], '--want'],
    [['listing', 'post', 'CIRCLE', '--kind', 'swap', '--title', 'XA', '--area', LONG], '--area'],
    [['listing', 'post', 'CIRCLE', '--kind', 'swap', '--title', 'XA', '--field', 'no equals sign'], '--field'],
    [['listing', 'post', 'CIRCLE', '--kind', 'swap', '--title', 'XA', '--field', '=M42'], '--field'],
    [['listing', 'post', 'CIRCLE', '--kind', 'swap', '--title', 'XA', '--field', `Mount=${LONG}`], '--field'],
    [['listing', 'post', 'CIRCLE', '--kind', 'sell', '--title', 'XA', '--price', '12'], '--price needs --currency'],
    [['listing', 'post', 'CIRCLE', '--kind', 'sell', '--title', 'XA', '--currency', 'EUR'], '--currency'],
    [['listing', 'post', 'CIRCLE', '--kind', 'sell', '--title', 'XA', '--price', '12', '--currency', 'euros'], '--currency'],
    [['listing', 'post', 'CIRCLE', '--kind', 'sell', '--title', 'XA', '--price', '-12', '--currency', 'EUR'], '--price'],
    [['listing', 'post', 'CIRCLE', '--kind', 'sell', '--title', 'XA', '--price', '12.505', '--currency', 'EUR'], '--price'],
    [['listing', 'post', 'CIRCLE', '--kind', 'sell', '--title', 'XA', '--price', '12.50', '--currency', 'JPY'], '--price'],
    [['listing', 'post', 'CIRCLE', '--kind', 'sell', '--title', 'XA', '--price', '99999999999999', '--currency', 'EUR'], '--price'],
    [['listing', 'post', 'CIRCLE', '--kind', 'swap', '--title', 'XA', ...Array.from({ length: 13 }, () => '--photo=x.webp')], '--photo'],
    [['listing', 'edit', 'LISTING'], '--title'],
    [['listing', 'edit', 'LISTING', '--field', 'Mount'], '--field'],
    [['listing', 'edit', 'LISTING', '--currency', 'EUR'], '--currency'],
    [['listing', 'edit', 'LISTING', '--price', '5'], '--currency'],
    [['listing', 'edit', 'LISTING', '--title', 'x'.repeat(121)], '--title'],
    [['listing', 'list', 'CIRCLE', '--limit', '0'], '--limit'],
    [['listing', 'list', 'CIRCLE', '--query', LONG], '--query'],
    [['listing', 'post', '-', '--kind', 'swap', '--title', '-'], '“-”'],
    [['listing', 'import', '-', '-'], '“-”'],
  ])('%j', (args, named) => expectWrong(args, named));
});

describe('help', () => {
  test.each(COMMANDS)('of $path names its arguments and options, in both languages', async ({ path, positionals, options }) => {
    for (const language of ['en_US.UTF-8', 'zh_CN.UTF-8']) {
      vi.stubEnv('LC_ALL', language);
      const { status, out, err } = await runHere([...path.split(' '), '--help']);
      vi.stubEnv('LC_ALL', 'en_US.UTF-8');
      expect({ status, err }).toEqual({ status: 0, err: '' });
      const names = [...positionals.map(({ name }) => name), ...Object.keys(options).map((option) => `--${option}`)];
      expect(names.filter((name) => !out.includes(name))).toEqual([]);
      expect(/[\u4e00-\u9fff]/.test(out)).toBe(language.startsWith('zh'));
    }
  });

  test('of everything names every command, of a group those in it', async () => {
    const { out } = await runHere(['--help']);
    for (const { path } of COMMANDS) expect(out).toContain(`\n  ${path}`);
    expect((await runHere(['help'])).out).toBe(out);
    const group = (await runHere(['help', 'circle'])).out;
    expect(group).toContain('circle join LINK');
    expect(group).not.toContain('listing post');
    expect((await runHere(['help', 'listing', 'post'])).out).toBe((await runHere(['listing', 'post', '-h'])).out);
  });
});

test('options of every command may stand before it', async () => {
  const other = await runHere(['--home', join(folder, 'nowhere'), '--json', 'id', 'show']);
  expect(other.status).toBe(1);
  expect(JSON.parse(other.out)).toMatchObject({ error: { type: 'no-account' } });
});
