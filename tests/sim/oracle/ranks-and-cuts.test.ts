/** Small worlds for the rules of rights, ranks, the quorum and cuts (the 1st to 4th and the 7th to 11th), worked out by hand. */
import { describe, expect, test } from 'vitest';
import { judge } from './decide-by-brute-force.ts';
import { lookAt } from './here.ts';
import { rankOf } from './rank.ts';
import { account, GENESIS, member, organizer, tell, the } from './small-world.ts';
import type { Place, World } from './world.ts';

const counts = (world: World, ...places: Place[]): boolean[] => {
  const { counting } = judge(world);
  return places.map(({ id }) => counting.has(id));
};
const nowhere: Place = { device: 'x', seq: 3, id: 'x3' };

describe('rights', () => {
  test('an op counts by the right that it names: not by none, nor by one that is not here, misplaced or another’s', () => {
    const story = tell();
    const one = organizer(story, 'o', 'O');
    organizer(story, 'p', 'P');
    const good = story.grant('o', one, 'M', 'member');
    const missing = story.grant('o', nowhere, 'M', 'member');
    const misplaced = story.grant('o', { ...one, seq: one.seq + 1 }, 'M', 'member');
    const others = story.grant('p', one, 'M', 'member');
    const none = story.add('o', { t: 'rotate', right: undefined });
    expect(counts(story.world(), good, missing, misplaced, others, none)).toEqual([true, false, false, false, false]);
  });

  test('rank is the number of grants back to the root, whatever lamports say', () => {
    const story = tell();
    const one = organizer(story, 'o', 'O');
    const two = organizer(story, 'p', 'P', { device: 'o', right: one });
    const three = story.add('p', { t: 'rotate', right: two }, 1000);
    const act = story.act({ t: 'grant', account: 'Q', role: 'organizer' }, ['F']);
    story.open('q', 'Q');
    const four = story.add('q', { t: 'rotate', right: act });
    const plain = story.invite('q', GENESIS);
    const world = story.world();
    const here = lookAt(world, () => undefined, 'proposed');
    const ranks = [one, two, three, four, plain].map(({ id }) => world.facts.filter((fact) => fact.id === id).map((fact) => rankOf(here, fact))[0]);
    expect(ranks).toEqual([0, 1, 2, 0, Number.POSITIVE_INFINITY]);
  });

  test('what would be ranked and does not count is not tried as plain', () => {
    const story = tell();
    const invitation = story.invite('f', GENESIS);
    story.act({ t: 'cut', of: { t: 'grant', id: 'f0' }, logs: [], others: 'zero', replaces: [] }, ['F']);
    expect(counts(story.world(), invitation)).toEqual([false]);
    expect(judge(story.world()).standing.get('F')).toBe('member');
    expect(judge(story.world()).roles.get('F')).toBeUndefined();
  });
});

describe('the quorum', () => {
  const three = { accounts: ['F', 'A', 'B'], k: 2 };
  const grantA = { t: 'grant', account: 'A', role: 'organizer' } as const;

  test('an act needs k different accounts of it', () => {
    expect(['F F', 'F X', 'F A', 'A B'].filter((signers) => {
      const story = tell({}, three);
      story.act(grantA, signers.split(' '));
      return judge(story.world()).validActs.length === 1;
    })).toEqual(['F A', 'A B']);
  });

  test('of two valid successors the lower id goes on, and what was built on the other does not', () => {
    const story = tell({}, three);
    story.act(grantA, ['F', 'A'], { id: 'z', number: 1, prev: 'f0' });
    story.act(grantA, ['F', 'B'], { id: 'y', number: 1, prev: 'f0' });
    story.act(grantA, ['F', 'A'], { id: 'after z', number: 2, prev: 'z' });
    story.act(grantA, ['F', 'A'], { id: 'after y', number: 2, prev: 'y' });
    expect(judge(story.world()).validActs).toEqual(['y', 'after y']);
  });

  test('a changed quorum signs what follows, and the old one no longer', () => {
    const story = tell({}, three);
    story.act({ t: 'quorum', accounts: ['C'], k: 1 }, ['F', 'A']);
    story.act(grantA, ['F', 'A'], { id: 'old', number: 2, prev: 'act1' });
    story.act(grantA, ['C'], { id: 'zz new', number: 2, prev: 'act1' });
    expect(judge(story.world()).validActs).toEqual(['act1', 'zz new']);
  });

  test('it removes a founder, and its organizer goes on', () => {
    const story = tell({}, three);
    const right = story.act(grantA, ['A', 'B']);
    const before = story.post('f');
    const late = story.grant('f', GENESIS, 'X');
    story.act({ t: 'cut', of: account('F'), logs: [before], others: 'zero', replaces: [] }, ['A', 'B']);
    story.open('a', 'A');
    const next = story.admit('a', right, 'N', 'n');
    const verdict = judge(story.world());
    expect([late, next].map(({ id }) => verdict.counting.has(id))).toEqual([false, true]);
    expect([verdict.standing.get('F'), verdict.standing.get('A'), verdict.standing.get('N'), verdict.limits.get('f')]).toEqual(['removed', 'member', 'member', 2]);
  });
});

describe('cuts', () => {
  test('a removal takes back what is beyond its positions, and all of the logs that it does not name', () => {
    const story = tell();
    member(story, 'm', 'M');
    member(story, 'm2', 'M');
    const last = story.post('m', 2);
    story.post('m', 3);
    story.post('m2', 3);
    story.cut('f', GENESIS, account('M'), { logs: [last] });
    const { limits, standing } = judge(story.world());
    expect([limits.get('m'), limits.get('m2'), standing.get('M')]).toEqual([3, 0, 'removed']);
  });

  test('one with `open` ends the logs that it names only', () => {
    const story = tell();
    member(story, 'm', 'M');
    member(story, 'm2', 'M');
    const last = story.post('m');
    story.cut('f', GENESIS, account('M'), { logs: [last], others: 'open' });
    const { limits, standing } = judge(story.world());
    expect([limits.get('m'), limits.get('m2'), standing.get('M')]).toEqual([2, 1000, 'member']);
  });

  test('a position that nobody has ends the log by its seq', () => {
    const story = tell();
    member(story, 'm', 'M');
    story.post('m', 5);
    story.cut('f', GENESIS, account('M'), { logs: [{ device: 'm', seq: 2, id: 'nowhere' }] });
    expect(judge(story.world()).limits.get('m')).toBe(3);
  });

  test('equals do not act on each other, nor juniors on seniors, nor anyone on himself', () => {
    const story = tell();
    const one = organizer(story, 'o', 'O');
    const two = organizer(story, 'p', 'P', { device: 'o', right: one });
    const three = organizer(story, 'q', 'Q', { device: 'o', right: one });
    const upwards = story.cut('p', two, account('O'));
    const sideways = story.cut('p', two, account('Q'));
    const self = story.cut('q', three, account('Q'));
    const down = story.cut('o', one, account('P'), { logs: [sideways] });
    const { cuts } = judge(story.world());
    expect([upwards, sideways, self, down].map(({ id }) => cuts.get(id))).toEqual(['dead', 'dead', 'dead', 'in-force']);
  });

  test('an equal may cut one whose right a senior has withdrawn', () => {
    const story = tell();
    const one = organizer(story, 'o', 'O');
    const two = organizer(story, 'p', 'P');
    const removal = story.cut('o', one, account('P'));
    expect(judge(story.world()).cuts.get(removal.id)).toBe('dead');
    story.cut('f', GENESIS, the('grant', two));
    const verdict = judge(story.world());
    expect([verdict.cuts.get(removal.id), verdict.standing.get('P'), verdict.roles.get('P')]).toEqual(['in-force', 'removed', undefined]);
  });

  test('a demotion takes what was done with the right from its positions on, and leaves posts', () => {
    const story = tell();
    const one = organizer(story, 'o', 'O');
    const early = story.grant('o', one, 'A', 'greeter');
    const late = story.grant('o', one, 'B', 'greeter');
    story.post('o');
    story.cut('f', GENESIS, the('grant', one), { logs: [early] });
    const verdict = judge(story.world());
    expect([early, late].map(({ id }) => verdict.counting.has(id))).toEqual([true, false]);
    expect([verdict.limits.get('o'), verdict.standing.get('O'), verdict.roles.get('O'), verdict.roles.get('A')]).toEqual([1000, 'member', undefined, new Set(['greeter'])]);
  });

  test('what a withdrawn right had given goes with it, rank by rank', () => {
    const story = tell();
    const one = organizer(story, 'o', 'O');
    const two = organizer(story, 'p', 'P', { device: 'o', right: one });
    const three = story.grant('p', two, 'Q');
    story.cut('f', GENESIS, account('O'));
    expect(counts(story.world(), one, two, three)).toEqual([true, false, false]);
  });

  test('the most senior holds, also where it keeps more', () => {
    const story = tell();
    const one = organizer(story, 'o', 'O');
    member(story, 'm', 'M');
    const first = story.post('m');
    const second = story.post('m', 3);
    story.post('m');
    story.cut('o', one, account('M'), { logs: [first] });
    story.cut('f', GENESIS, account('M'), { logs: [second], others: 'open' });
    const { limits, standing } = judge(story.world());
    expect([limits.get('m'), standing.get('M')]).toEqual([5, 'removed']);
  });

  test('of equals the one that keeps less holds', () => {
    const story = tell();
    const one = organizer(story, 'o', 'O');
    const two = organizer(story, 'p', 'P');
    member(story, 'm', 'M');
    const first = story.post('m');
    const second = story.post('m');
    story.cut('o', one, account('M'), { logs: [second] });
    story.cut('p', two, account('M'), { logs: [first] });
    expect(judge(story.world()).limits.get('m')).toBe(2);
  });

  test('one is replaced by an equal or a senior that counts and lives, and stays replaced', () => {
    const story = tell();
    const one = organizer(story, 'o', 'O');
    member(story, 'm', 'M');
    const first = story.cut('f', GENESIS, account('M'));
    const second = story.cut('f', GENESIS, account('M'), { others: 'open', replaces: [first.id] });
    const third = story.cut('f', GENESIS, account('M'), { others: 'open', replaces: [second.id] });
    story.cut('o', one, account('M'), { others: 'open', replaces: [third.id] });
    const { cuts, limits } = judge(story.world());
    expect([first, second, third].map(({ id }) => cuts.get(id))).toEqual(['replaced', 'replaced', 'in-force']);
    expect(limits.get('m')).toBe(1000);
  });

  test('one that a senior replaced stays so when the senior replaces his own', () => {
    const story = tell();
    const one = organizer(story, 'o', 'O');
    member(story, 'm', 'M');
    const removal = story.cut('o', one, account('M'));
    const milder = story.cut('f', GENESIS, account('M'), { others: 'open', replaces: [removal.id] });
    story.cut('f', GENESIS, account('M'), { others: 'open', replaces: [milder.id] });
    const { cuts, standing } = judge(story.world());
    expect([cuts.get(removal.id), cuts.get(milder.id), standing.get('M')]).toEqual(['replaced', 'replaced', 'member']);
  });

  test('one of its own author stays dead when his right is withdrawn', () => {
    const story = tell();
    const one = organizer(story, 'o', 'O');
    const self = story.cut('o', one, account('O'));
    story.cut('f', GENESIS, the('grant', one), { logs: [self] });
    expect([judge(story.world()).cuts.get(self.id), judge(story.world()).standing.get('O')]).toEqual(['dead', 'member']);
  });

  test('a right is withdrawn by a senior only: an equal’s cut of it neither takes the role nor lets him be removed', () => {
    const story = tell();
    const one = organizer(story, 'o', 'O');
    const two = organizer(story, 'p', 'P');
    const before = story.grant('p', two, 'A', 'member');
    const demotion = story.cut('o', one, the('grant', two));
    const removal = story.cut('o', one, account('P'));
    const { counting, cuts, roles } = judge(story.world());
    expect([cuts.get(demotion.id), cuts.get(removal.id)]).toEqual(['in-force', 'dead']);
    expect([counting.has(before.id), roles.get('P')]).toEqual([true, new Set(['organizer'])]);
  });

  test('a dead one replaces nothing', () => {
    const story = tell();
    const one = organizer(story, 'o', 'O');
    organizer(story, 'p', 'P');
    member(story, 'm', 'M');
    const removal = story.cut('o', one, account('M'));
    story.cut('o', one, account('P'), { replaces: [removal.id] });
    expect(judge(story.world()).cuts.get(removal.id)).toBe('in-force');
  });
});
