/** What people do to each other, each with its outcome worked out by hand. */
import { describe, expect, test } from 'vitest';
import { judge } from './decide-by-brute-force.ts';
import { account, GENESIS, member, organizer, tell, the } from './small-world.ts';

describe('bad input', () => {
  test('two organizers remove each other: neither removal has force, until the quorum removes one', () => {
    const story = tell({}, { accounts: ['F', 'O', 'P'], k: 2 });
    const one = organizer(story, 'o', 'O');
    const two = organizer(story, 'p', 'P');
    const ofP = story.cut('o', one, account('P'));
    const ofO = story.cut('p', two, account('O'));
    const fates = () => [ofP, ofO].map(({ id }) => judge(story.world()).cuts.get(id));
    expect(fates()).toEqual(['dead', 'dead']);
    story.act({ t: 'cut', of: account('P'), logs: [{ device: 'p', seq: 0, id: 'p0' }], others: 'zero', replaces: [] }, ['F', 'O']);
    expect(fates()).toEqual(['in-force', 'void']);
    expect([judge(story.world()).standing.get('O'), judge(story.world()).standing.get('P')]).toEqual(['member', 'removed']);
  });

  test('a junior removes a senior who removes him: only the senior’s removal has force', () => {
    const story = tell();
    const one = organizer(story, 'o', 'O');
    const two = organizer(story, 'p', 'P', { device: 'o', right: one });
    const up = story.cut('p', two, account('O'));
    const down = story.cut('o', one, account('P'));
    expect([up, down].map(({ id }) => judge(story.world()).cuts.get(id))).toEqual(['void', 'in-force']);
  });

  test('a removed member writes on, back-dated, through a friend’s laptop: nothing of it counts or is kept', () => {
    const story = tell();
    member(story, 'm', 'M');
    member(story, 'n', 'N');
    const last = story.post('m');
    story.cut('f', GENESIS, account('M'), { logs: [last] });
    const invitation = story.add('m', { t: 'invite', right: GENESIS }, 2);
    story.admit('n', GENESIS, 'X', 'x', invitation);
    const second = story.open('m2', 'M');
    const friend = story.admit('n', GENESIS, 'M', 'm2', story.invite('n', GENESIS));
    const verdict = judge(story.world());
    expect([invitation, friend].map(({ id }) => verdict.counting.has(id))).toEqual([false, true]);
    expect([verdict.limits.get('m'), verdict.limits.get('m2'), verdict.admitted.has('x/X')]).toEqual([2, 0, false]);
    expect([verdict.kept.get('m')?.last, verdict.kept.has(second.device)]).toEqual([last.id, false]);
  });

  test('a founder signs a second history: both end where they part, and the quorum names one', () => {
    const story = tell({}, { accounts: ['F', 'A', 'B'], k: 2 });
    member(story, 'm', 'M');
    const right = story.grant('f', GENESIS, 'O');
    story.fork(right);
    const rival = story.grant('f', GENESIS, 'P');
    const found = () => [right, rival].map(({ id }) => judge(story.world()).counting.has(id));
    expect(found()).toEqual([false, false]);
    expect(judge(story.world()).limits.get('m')).toBe(1000);
    story.act({ t: 'cut', of: account('F'), logs: [right], others: 'open', replaces: [] }, ['A', 'B']);
    expect(found()).toEqual([true, false]);
  });

  test('a link that more people use than it allows lets them all in', () => {
    const story = tell();
    member(story, 'm', 'M');
    const invitation = story.invite('m', GENESIS);
    for (let guest = 0; guest < 40; guest++) story.admit('m', GENESIS, `G${guest}`, `g${guest}`, invitation);
    expect(judge(story.world()).admitted.size).toBe(42);
  });

  test('a reply to what is later cut still counts, since refs decide nothing', () => {
    const story = tell();
    member(story, 'm', 'M');
    member(story, 'n', 'N');
    story.post('m');
    story.add('n', { t: 'other' }, 100);
    story.cut('f', GENESIS, account('M'));
    const { limits } = judge(story.world());
    expect([limits.get('m'), limits.get('n')]).toEqual([0, 1000]);
  });

  test('a flood ends at the quota, in ops and in bytes', () => {
    const story = tell({ quota: { ops: 20, bytes: 1_550 } });
    member(story, 'm', 'M');
    story.post('m', 60);
    expect([judge(story.world()).limits.get('m'), judge(story.world()).kept.get('m')?.length]).toEqual([15, 15]);
  });

  test('a copied home used twice: a senior keeps one history, and a new device goes on', () => {
    const story = tell();
    member(story, 'm', 'M');
    const one = story.post('m', 3);
    story.fork({ ...one, seq: 3 });
    story.post('m', 2);
    story.cut('f', GENESIS, account('M'), { logs: [one], others: 'open' });
    story.open('m2', 'M');
    story.admit('f', GENESIS, 'M', 'm2');
    const { limits, standing, chainEnd } = judge(story.world());
    expect([limits.get('m'), chainEnd.get('m'), limits.get('m2'), standing.get('M')]).toEqual([4, one.id, 1000, 'member']);
  });

  test('everyone whom a removed greeter let in stays, if the removal names where the greeter’s log ended', () => {
    const story = tell({ invite: 'organizer', greet: 'organizer' });
    story.open('g', 'G');
    const right = story.grant('f', GENESIS, 'G', 'greeter');
    const admit = story.admit('g', right, 'A', 'a', story.invite('g', right));
    story.cut('f', GENESIS, account('G'), { logs: [admit] });
    story.cut('f', GENESIS, the('grant', right), { logs: [admit] });
    expect([...judge(story.world()).admitted]).toContain('a/A');
  });
});
