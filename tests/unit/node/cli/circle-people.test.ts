/** What the command line asks and prints of a circle's people and rules, as the client of a host that follows a script. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CommandErrorType, CommandName } from '../../../../src/core/commands.ts';
import type { ActId, DeviceKey, InvitationId, OpId } from '../../../../src/core/ids.ts';
import { huanJson, huanValue, runHere } from '../../../support/command-line.ts';
import { startScriptedHome, type ScriptedHome } from '../../../support/scripted-home.ts';
import { hashId, person, ScriptedCircle } from '../../../support/window/scripted-circle.ts';
import { named, type ScriptedPeople } from '../../../support/window/scripted-people.ts';

beforeAll(() => void vi.stubEnv('LC_ALL', 'en_US.UTF-8'));
afterAll(() => void vi.unstubAllEnvs());

const [ada, ben, cleo] = [person('Ada'), person('Ben'), person('Cleo')];
const AT = Date.UTC(2026, 0, 5, 12);
const TOLD = '2026-01-05T12:00:00.000Z';
const INVITATION = hashId<InvitationId>('an invitation');
const ACT = hashId<ActId>('an act');
const BRANCHES = [hashId<OpId>('one branch'), hashId<OpId>('another')] as const;
let home: ScriptedHome;
let circle: ScriptedCircle;
let people: ScriptedPeople;

beforeEach(async () => {
  home = await startScriptedHome();
  home.host.me = ada;
  circle = new ScriptedCircle('Film cameras', ada);
  circle.admit(ben, ada);
  circle.admit(cleo, ben);
  home.host.open(circle, { members: 3 });
  people = home.host.people(circle.id);
});

/** What the host was asked to do, but for what only reads. */
const asked = (): { command: CommandName; params: unknown }[] => home.host.calls.filter(({ command }) => !/^(list|quorum$|preview)/.test(command));
const huan = (...args: string[]) => huanValue(home.folder, args);
/** As people read it. */
const said = async (...args: string[]): Promise<string> => {
  const { status, out, err } = await runHere([...args, '--home', home.folder]);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  return out;
};
const short = (id: string): string => id.slice(0, 8).toUpperCase();

describe('members', () => {
  test('are listed with roles, rank and standing, also those who are gone', async () => {
    people.member(ben.account).role = 'organizer';
    people.member(ben.account).rank = 1;
    people.member(cleo.account).status = 'removed';
    const { values } = await huanJson(home.folder, ['circle', 'members', circle.id]);
    expect(values).toEqual([
      { account: ada.account, name: 'Ada', role: 'founder', rank: 0, status: 'member', devices: [ada.device] },
      { account: ben.account, name: 'Ben', role: 'organizer', rank: 1, status: 'member', devices: [ben.device] },
      { account: cleo.account, name: 'Cleo', role: 'member', rank: null, status: 'removed', devices: [cleo.device] },
    ]);
    expect(await said('circle', 'members', circle.id)).toContain('Cleo (member, removed)');
  });

  test('get a role, by the first digits of their account', async () => {
    expect(Object.keys(await huan('circle', 'role', circle.id, short(ben.account), 'moderator'))).toEqual(['op']);
    expect(asked()).toEqual([{ command: 'setRole', params: { circle: circle.id, account: ben.account, role: 'moderator' } }]);
  });

  test('are removed, after it was told what goes with them, and taken back', async () => {
    people.previews.nothing = { listings: 2, invitations: 1, members: [named(cleo)], decisions: 0 };
    const { status, values, err } = await huanJson(home.folder, ['circle', 'remove', circle.id, short(ben.account), '--reason', 'Sells what isn’t theirs', '--keep', 'nothing']);
    expect({ status, keys: Object.keys(values[0] ?? {}) }).toEqual({ status: 0, keys: ['op'] });
    expect(err).toBe('With them go: 2 listings; 1 invitation; 1 member who came in through them (Cleo).');
    await huan('circle', 'restore', circle.id, short(ben.account));
    await huan('circle', 'remove', circle.id, short(cleo.account));
    expect(asked()).toEqual([
      { command: 'removeMember', params: { circle: circle.id, account: ben.account, keep: 'nothing', reason: 'Sells what isn’t theirs' } },
      { command: 'restoreMember', params: { circle: circle.id, account: ben.account } },
      { command: 'removeMember', params: { circle: circle.id, account: cleo.account, keep: 'all' } },
    ]);
  });

  test('of whom a device wrote two histories are shown with both, and one of them is chosen', async () => {
    const branches = BRANCHES.map((id, i) => ({ id, ops: i + 1, titles: [`Thing ${i}`], at: AT }));
    people.forks.push({ ...named(ben), device: ben.device as DeviceKey, branches, mayChoose: true });
    expect(await huan('circle', 'forks', circle.id)).toEqual({ ...named(ben), device: ben.device, branches: branches.map(({ id, ops, titles }) => ({ branch: id, ops, titles, at: TOLD })), mayChoose: true });
    expect(await said('circle', 'forks', circle.id)).toContain('1 entry: Thing 0');
    await huan('circle', 'restore', circle.id, ben.account, '--branch', short(BRANCHES[1]));
    expect(asked()).toEqual([{ command: 'restoreMember', params: { circle: circle.id, account: ben.account, branch: { device: ben.device, id: BRANCHES[1] } } }]);
  });

  test('may leave', async () => {
    expect(await said('circle', 'leave', circle.id)).toContain('What is here stays readable');
    expect(asked()).toEqual([{ command: 'leaveCircle', params: { circle: circle.id } }]);
  });
});

describe('invitations', () => {
  beforeEach(() => void people.invitations.push({ invitation: INVITATION, by: named(ada), madeAt: AT, uses: 3, role: 'greeter', used: [named(ben)], state: 'open', mayRevoke: true }));

  test('are listed, with who came by each', async () => {
    expect(await huan('circle', 'invitations', circle.id)).toEqual({ invitation: INVITATION, by: ada.account, made: TOLD, uses: 3, used: [ben.account], role: 'greeter', state: 'open' });
    expect(await said('circle', 'invitations', circle.id)).toBe(`open, by Ada, 2026-01-05, used 1 of 3 times, as greeter: Ben\n  ${INVITATION}`);
  });

  test('are ended', async () => {
    expect(Object.keys(await huan('circle', 'revoke', circle.id, short(INVITATION), '--reason', 'Lost'))).toEqual(['op']);
    expect(asked()).toEqual([{ command: 'revokeInvitation', params: { circle: circle.id, invitation: INVITATION, reason: 'Lost' } }]);
  });

  test('are made with a role, and circles with friends', async () => {
    await huan('circle', 'invite', circle.id, '--uses', '1', '--role', 'inspector');
    await huan('circle', 'create', '--name', 'Hanfu', '--friend', ben.account.toUpperCase(), '--friend', cleo.account);
    expect(asked().map(({ params }) => params)).toEqual([
      { circle: circle.id, uses: 1, role: 'inspector' },
      { name: 'Hanfu', public: false, relays: [], friends: [ben.account, cleo.account] },
    ]);
  });
});

describe('rules', () => {
  const quota = { ops: 50_000, bytes: 67_108_864 };

  test('are shown with numbered clauses, and set from a file or standard input that says what changes', async () => {
    const file = join(home.folder, '..', 'rules.json');
    await writeFile(file, JSON.stringify({ clauses: ['Meet in public. ', 'No animals.'] }));
    const { op } = await huan('circle', 'rules', circle.id, '--set', file);
    await huanValue(home.folder, ['circle', 'rules', circle.id, '--set', '-'], { input: '{"greet":"organizer"}' });
    expect(asked().map(({ params }) => (params as { rules: unknown }).rules)).toEqual([
      { invite: 'member', greet: 'member', quota, clauses: ['Meet in public.', 'No animals.'] },
      { invite: 'member', greet: 'organizer', quota, clauses: ['Meet in public.', 'No animals.'] },
    ]);
    const text = await said('circle', 'rules', circle.id);
    expect(text).toContain('§2  No animals.');
    expect(text).toContain('Only organizers, moderators and greeters let people in.');
    const { values } = await huanJson(home.folder, ['circle', 'rules', circle.id, '--history']);
    expect(values.map(({ number, current, by }) => ({ number, current, by }))).toEqual([3, 2, 1].map((number) => ({ number, current: number === 3, by: ada.account })));
    expect(values[1]).toMatchObject({ op, clauses: ['Meet in public.', 'No animals.'] });
    // What is printed can be set again.
    await writeFile(file, JSON.stringify(values[1]));
    await huan('circle', 'rules', circle.id, '--set', file);
    expect(asked().at(-1)?.params).toEqual({ circle: circle.id, rules: { invite: 'member', greet: 'member', quota, clauses: ['Meet in public.', 'No animals.'] } });
  });

  test.each([
    ['["No animals."]', 'holds no rules'],
    ['{', 'holds no rules'],
    ['{"clauses":["", "x"]}', 'clauses.0'],
    ['{"invite":"everybody"}', 'invite'],
    [`{"clauses":["${'x'.repeat(601)}"]}`, 'clauses.0'],
  ])('are not set from a file that holds none: %s', async (content, told) => {
    const file = join(home.folder, '..', 'rules.json');
    await writeFile(file, content);
    const { status, values, err } = await huanJson(home.folder, ['circle', 'rules', circle.id, '--set', file]);
    expect({ status, values }).toMatchObject({ status: 1, values: [{ error: { type: 'bad-rules' } }] });
    expect(err).toContain(told);
    expect(asked()).toEqual([]);
  });
});

test('decisions are told in sentences, newest first, with reasons, and why they don’t hold', async () => {
  people.decisions.push(
    { id: hashId<OpId>('1'), by: named(ben), at: AT, deed: { type: 'role', ...named(cleo), role: 'organizer' }, state: 'void' },
    { id: hashId<OpId>('2'), by: named(ada), at: AT, deed: { type: 'removed', ...named(ben) }, reason: 'Quarrels', state: 'holds' },
    { id: hashId<ActId>('3'), by: null, at: AT, deed: { type: 'quorum', accounts: [named(ada), named(cleo)], k: 2 }, state: 'holds' },
  );
  expect((await said('circle', 'decisions', circle.id)).split('\n')).toEqual([
    '2026-01-05 12:00  The stand-ins chose the stand-ins: Ada, Cleo; it takes 2 of them',
    '2026-01-05 12:00  Ada removed Ben',
    '  Reason: Quarrels',
    '2026-01-05 12:00  Ben gave Cleo a role: organizer (doesn’t hold: its author has no right to it)',
  ]);
  const { values } = await huanJson(home.folder, ['circle', 'decisions', circle.id]);
  expect(values[1]).toEqual({ id: hashId('2'), by: ada.account, at: TOLD, deed: { type: 'removed', ...named(ben) }, reason: 'Quarrels', state: 'holds' });
  expect(values[0]).toMatchObject({ by: null, reason: null });
});

describe('the quorum', () => {
  test('is shown with its proposals, and warned of where it is one person', async () => {
    expect(await said('circle', 'quorum', circle.id)).toMatch(/^Only Ada can step in .* nobody can\./);
    people.quorum = { accounts: [ada, ben, cleo].map(named), k: 2, mine: true, proposals: [{ act: ACT, deed: { type: 'remove', account: ben.account, keep: 'all' }, signed: [named(cleo)], maySign: true }] };
    expect(await huan('circle', 'quorum', circle.id)).toEqual({
      accounts: [ada.account, ben.account, cleo.account],
      k: 2,
      mine: true,
      proposals: [{ act: ACT, deed: { type: 'remove', account: ben.account, keep: 'all' }, signed: [cleo.account], maySign: true }],
    });
    expect(await said('circle', 'quorum', circle.id)).toBe(`When the founder is gone, 2 of these can step in together: Ada, Ben, Cleo.\nProposed: remove Ben, keep what they wrote. Signed by Cleo (1 of 2).\n  ${ACT}`);
    people.quorum.proposals.unshift({ act: hashId<ActId>('another act'), deed: { type: 'restore', account: ben.account }, signed: [named(cleo)], maySign: true });
    expect(await huan('circle', 'quorum', circle.id, '--sign', short(ACT))).toEqual({ act: ACT, done: true });
    expect(asked()).toEqual([{ command: 'signAct', params: { circle: circle.id, act: ACT } }]);
  });

  test('takes every sort of proposal, of members by their first digits, and of others by whole keys', async () => {
    const stranger = person('Zoe').account;
    await huan('circle', 'quorum', circle.id, '--propose', 'organizer', '--account', short(ben.account));
    await huan('circle', 'quorum', circle.id, '--propose', 'remove', '--account', ben.account, '--keep', 'nothing', '--reason', 'Lost his keys');
    await huan('circle', 'quorum', circle.id, '--propose', 'restore', '--account', ben.account);
    await huan('circle', 'quorum', circle.id, '--propose', 'quorum', '--account', short(ada.account), '--account', ben.account, '--account', stranger);
    await huan('circle', 'quorum', circle.id, '--propose', 'quorum', '--account', ada.account, '--k', '1');
    expect(asked().map(({ params }) => (params as { deed: unknown }).deed)).toEqual([
      { type: 'organizer', account: ben.account },
      { type: 'remove', account: ben.account, keep: 'nothing', reason: 'Lost his keys' },
      { type: 'restore', account: ben.account },
      { type: 'quorum', accounts: [ada.account, ben.account, stranger], k: 2 },
      { type: 'quorum', accounts: [ada.account], k: 1 },
    ]);
  });
});

describe('what is refused', () => {
  const nobody = '0123456789abcdef';

  test('for what isn’t there is told with where to look', async () => {
    const cases: [string[], string, string][] = [
      [['circle', 'role', circle.id, nobody, 'member'], 'unknown-member', 'huan circle members'],
      [['circle', 'remove', circle.id, nobody], 'unknown-member', nobody],
      [['circle', 'restore', circle.id, ben.account, '--branch', nobody], 'unknown-branch', 'huan circle forks'],
      [['circle', 'revoke', circle.id, nobody], 'unknown-invitation', 'huan circle invitations'],
      [['circle', 'quorum', circle.id, '--sign', nobody], 'unknown-act', 'huan circle quorum'],
    ];
    for (const [args, type, told] of cases) {
      const { status, values, err } = await huanJson(home.folder, args);
      expect({ args, status, values }).toEqual({ args, status: 1, values: [{ error: { type, message: err } }] });
      expect(err).toContain(told);
    }
    expect(asked()).toEqual([]);
  });

  test.each<[CommandErrorType, RegExp, RegExp]>([
    ['unknown-member', /isn’t in the circle/, /不在圈子里/],
    ['unknown-invitation', /isn’t known here/, /没有这个邀请/],
    ['not-allowed', /don’t give you the right/, /没有给你这个权限/],
    ['removed', /no longer in this circle/, /已不在这个圈子里/],
  ])('by the host is told in both languages: %s', async (type, english, chinese) => {
    home.host.refusals.set('leaveCircle', { type, message: 'for logs' });
    const { status, values, err } = await huanJson(home.folder, ['circle', 'leave', circle.id]);
    expect({ status, values }).toEqual({ status: 1, values: [{ error: { type, message: err } }] });
    expect(err).toMatch(english);
    vi.stubEnv('LC_ALL', 'zh_CN.UTF-8');
    try {
      expect((await runHere(['circle', 'leave', circle.id, '--home', home.folder])).err).toMatch(chinese);
    } finally {
      vi.stubEnv('LC_ALL', 'en_US.UTF-8');
    }
  });
});
