/** How much of what is brought of a log there is room for, and what of a log is still waited for, in small worlds. */
import type { Authority } from '../../../src/core/authority/authority.ts';
import type { DeviceKey, OpId } from '../../../src/core/ids.ts';
import type { Case } from '../../support/attacks/case.ts';
import { account, GENESIS, member, organizer, tell, type Teller } from '../oracle/small-world.ts';
import type { Rules, World } from '../oracle/world.ts';
import { ProductWorld, toId, withRightPlaces } from './product.ts';

interface Row {
  name: string;
  /** How many ops there is room for, and why not for more. */
  expected: ReturnType<Authority['roomFor']>;
  quota?: Partial<Rules['quota']>;
  /** What is brought of this device: its ops from some seq on. */
  bring: [device: string, from: number];
  write(story: Teller): void;
}

const BEYOND = 'beyond-limit';
const at = (device: string, seq: number): World['forks'][number] & { id: string } => ({ device, seq, id: `${device}${seq}` });

const rows: Row[] = [
  { name: 'all of a member\'s', expected: { count: 2, because: BEYOND }, bring: ['m', 1], write: (story) => {
    member(story, 'm', 'M');
    story.post('m', 2);
  } },
  { name: 'nothing of who was not let in', expected: { count: 0, because: BEYOND }, bring: ['m', 0], write: (story) => void story.open('m', 'M') },
  { name: 'as many ops as the quota has', expected: { count: 2, because: 'quota' }, quota: { ops: 3 }, bring: ['m', 1], write: (story) => {
    member(story, 'm', 'M');
    story.post('m', 4);
  } },
  { name: 'as many bytes as the quota has', expected: { count: 2, because: 'quota' }, quota: { bytes: 300 }, bring: ['m', 1], write: (story) => {
    member(story, 'm', 'M');
    story.post('m', 4);
  } },
  { name: 'what is left of the quota of cut rules', expected: { count: 2, because: 'quota' }, bring: ['m', 1], write: (story) => {
    member(story, 'm', 'M');
    story.post('m', 4);
    story.cut('f', GENESIS, { t: 'rules', id: 'f0' }, { logs: [at('m', 2)] });
  } },
  { name: 'what a cut of the account leaves', expected: { count: 2, because: BEYOND }, bring: ['m', 1], write: (story) => {
    member(story, 'm', 'M');
    story.post('m', 4);
    story.cut('f', GENESIS, account('M'), { logs: [at('m', 2)] });
  } },
  { name: 'what leads to an organizer\'s deed beyond the quota, and nothing after it', expected: { count: 2, because: 'quota' }, quota: { ops: 1 }, bring: ['b', 1], write: (story) => {
    const right = organizer(story, 'b', 'B');
    story.post('b');
    story.grant('b', right, 'M', 'greeter');
    story.post('b');
  } },
  { name: 'no deed by a right that was taken back', expected: { count: 0, because: 'quota' }, quota: { ops: 1 }, bring: ['b', 1], write: (story) => {
    const right = organizer(story, 'b', 'B');
    story.grant('b', right, 'M', 'greeter');
    story.cut('f', GENESIS, { t: 'grant', id: right.id });
  } },
  { name: 'no deed by somebody else\'s right', expected: { count: 0, because: 'quota' }, quota: { ops: 1 }, bring: ['m', 1], write: (story) => {
    const right = organizer(story, 'b', 'B');
    member(story, 'm', 'M');
    story.grant('m', right, 'M', 'greeter');
  } },
  { name: 'no deed by a right that has no rank', expected: { count: 0, because: 'quota' }, quota: { ops: 1 }, bring: ['m', 1], write: (story) => {
    member(story, 'm', 'M');
    story.grant('m', story.grant('f', GENESIS, 'M', 'greeter'), 'M', 'greeter');
  } },
  { name: 'no deed after a falsehood', expected: { count: 0, because: BEYOND }, bring: ['b', 2], write: (story) => {
    const right = organizer(story, 'b', 'B');
    story.post('b');
    story.grant('b', right, 'M', 'greeter');
    story.signFalsely('b', 1);
  } },
  { name: 'what leads to a position that a cut names', expected: { count: 3, because: 'quota' }, quota: { ops: 1 }, bring: ['m', 1], write: (story) => {
    member(story, 'm', 'M');
    story.post('m', 4);
    story.cut('f', GENESIS, account('M'), { logs: [at('m', 3)] });
  } },
  { name: 'what leads to an invitation that a cut is of', expected: { count: 3, because: 'quota' }, quota: { ops: 1 }, bring: ['m', 1], write: (story) => {
    member(story, 'm', 'M');
    story.post('m', 2);
    story.invite('m', GENESIS);
    story.post('m');
    story.cut('f', GENESIS, { t: 'invite', id: 'm3' });
  } },
  { name: 'of a new log all', expected: { count: 3, because: BEYOND }, bring: ['m', 0], write: (story) => {
    member(story, 'm', 'M');
    story.post('m', 2);
  } },
  { name: 'of a new log what a cut of the account leaves', expected: { count: 2, because: BEYOND }, bring: ['m', 0], write: (story) => {
    member(story, 'm', 'M');
    story.post('m', 2);
    story.cut('f', GENESIS, account('M'), { logs: [at('m', 1)] });
  } },
  { name: 'of a new log what is before a falsehood', expected: { count: 1, because: BEYOND }, bring: ['m', 0], write: (story) => {
    member(story, 'm', 'M');
    story.post('m', 2);
    story.signFalsely('m', 1);
  } },
];

interface Wait {
  name: string;
  expected: unknown;
  ask(authority: Authority): unknown;
  write(story: Teller): void;
}

const m = toId<DeviceKey>('m');
const waits: Wait[] = [
  { name: 'nothing more of a device is waited for that no cut names', expected: [false, false], ask: (authority) => [authority.mayNeed(m), authority.awaits(m, 0)], write: (story) => void story.open('m', 'M') },
  { name: 'an op that a cut names is waited for, up to there', expected: [true, true, false, true, false, false], ask: (authority) => [
    authority.mayNeed(m), authority.awaits(m, 5), authority.awaits(m, 6),
    authority.isNamed(m, { seq: 5, id: toId<OpId>('m5') }), authority.isNamed(m, { seq: 5, id: toId<OpId>('m5b') }), authority.isNamed(m, { seq: 4, id: toId<OpId>('m5') }),
  ], write: (story) => {
    story.open('m', 'M');
    story.cut('f', GENESIS, account('M'), { logs: [at('m', 5)] });
  } },
  { name: 'an op that a cut names and that is here is not waited for', expected: false, ask: (authority) => authority.awaits(m, 0), write: (story) => {
    story.open('m', 'M');
    story.post('m', 2);
    story.cut('f', GENESIS, account('M'), { logs: [at('m', 2)] });
  } },
  { name: 'what a cut is of and is nowhere may be in any log', expected: true, ask: (authority) => authority.mayNeed(m), write: (story) => void story.cut('f', GENESIS, { t: 'invite', id: 'm7' }) },
  { name: 'the founder\'s right, an act and an account are nowhere to be looked for', expected: false, ask: (authority) => authority.mayNeed(m), write: (story) => {
    const act = story.act({ t: 'grant', account: 'B', role: 'organizer' }, ['F']);
    for (const target of [account('M'), { t: 'grant', id: act.id }, { t: 'rules', id: 'f0' }] as const) story.cut('f', GENESIS, target);
  } },
];

export const roomCases: readonly Case[] = [
  ...rows.map(({ name, expected, quota, bring: [device, from], write }) => ({
    name: `there is room for ${name}`,
    expected,
    run: async () => {
      const story = tell({ quota: { ops: 1000, bytes: 1_000_000, ...quota } });
      write(story);
      const world = withRightPlaces(story.world());
      const isBrought = (fact: World['facts'][number]): boolean => fact.device === device && fact.seq >= from;
      const fed = ProductWorld.whole({ ...world, facts: world.facts.filter((fact) => !isBrought(fact)) });
      return await Promise.resolve(fed.roomFor(world.facts.filter(isBrought)));
    },
  })),
  ...waits.map(({ name, expected, ask, write }) => ({
    name,
    expected,
    run: async () => {
      const story = tell();
      write(story);
      return await Promise.resolve(ask(ProductWorld.whole(withRightPlaces(story.world())).authority));
    },
  })),
];
