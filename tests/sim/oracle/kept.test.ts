/**
 * Is what is kept enough? Peers exchange only that, so a newcomer who is sent it must come to the same verdict as one who has
 * all, and two peers who exchange it must come to agree. By the decision's first wording they don't: the first three worlds
 * below. With these changes they do:
 *
 * 1. "A position holds the op (d, s, i) of its own device if s <= seq. Which branch of a forked log holds is the fork rule's
 *    alone." (Instead of: where the named op is here, if it is it or an ancestor of it. That made a position keep more as
 *    soon as the op that it names was hidden. Where a log has one branch both say the same.)
 * 2. "Pins: positions ... in cuts in force of rank < r of its account." (No longer "or of a grant to its account": the grant may be
 *    hidden; and no cut of a grant is ever dead, so that one could settle one's own fork, or an equal's, as the third world shows.)
 * 3. "Kept: of each log the branch that plain ops see (up to the reach, or below f, or all of it), before the first falsely
 *    signed seq and up to a `leave`; of that the chain up to the most of: its limit; its counting ranked ops; the seqs that
 *    positions of counting cuts say, whichever op they name; those targets of counting cuts that are on it, thus bounded.
 *    Genesis is kept always." (A target beyond that bound must keep nothing: whoever lacks it can't tell in which log it is.)
 * 4. "A pin ... whose op is here, linked, before the first falsely signed seq of its log, and has no `leave` before it in its
 *    chain." (Where what lies beyond these is never kept, such a pin would be gone for a newcomer: see joining-and-forks.test.ts.)
 * 5. "A member if a log of it, of which an op counts or which a counting admit names, has no end by a cut, fork,
 *    falsehood or a leave that counts; ... else left if a leave of it counts": a leave beyond the quota, say, is hidden, and not
 *    everyone has it.
 */
import { describe, expect, test } from 'vitest';
import { makeDice } from '../../../src/core/sample/seeded.ts';
import { arbitraryWorld } from './arbitrary-world.ts';
import { judge } from './decide-by-brute-force.ts';
import { someOf, whatKeptChanges, whatStaysDifferent } from './exchange.ts';
import { isWellFormed, shrink } from './shrink.ts';
import { account, GENESIS, member, organizer, tell, the } from './small-world.ts';
import type { World } from './world.ts';

const SEEDS = Array.from({ length: 60 }, (_, seed) => `${seed}`);

/** Two cuts of equals end a forked log on different branches. */
function endedOnTwoBranches(): World {
  const story = tell();
  member(story, 'm', 'M');
  const a1 = story.post('m');
  const a2 = story.post('m');
  story.fork(a1);
  const b1 = story.post('m');
  story.cut('f', GENESIS, account('M'), { logs: [a2], others: 'open' });
  story.cut('f', GENESIS, account('M'), { logs: [b1], others: 'open' });
  return story.world();
}

/** A cut pins a log as that of a grant to its account; the grant stands in a log that is forked itself. */
function pinnedByWhatIsHidden(): World {
  const story = tell();
  const one = organizer(story, 'o', 'O');
  member(story, 'm', 'M');
  const hidden = story.grant('o', one, 'M', 'greeter');
  story.fork(hidden);
  story.post('o');
  const a1 = story.post('m');
  story.fork(a1);
  story.post('m');
  story.cut('f', GENESIS, the('grant', hidden), { logs: [a1], others: 'open' });
  return story.world();
}

/** An organizer signs two histories, and names the branch from a second device, in a cut of the own grant. */
function settledByOneself(): World {
  const story = tell();
  const one = organizer(story, 'o', 'O');
  const a1 = story.post('o', 2);
  story.fork({ ...a1, seq: 2 });
  story.post('o');
  story.open('o2', 'O');
  story.cut('o2', one, the('grant', one), { logs: [a1], others: 'open' });
  return story.world();
}

describe('by the first wording', () => {
  test('a position keeps more once the op that it names is hidden', () => {
    const world = endedOnTwoBranches();
    expect([judge(world, undefined, 'decided').limits.get('m'), judge(world, undefined, 'decided').chainEnd.get('m'), judge(world, undefined, 'decided').kept.get('m')?.last]).toEqual([1, 'm2', 'm2']);
    expect(whatKeptChanges(world, 'decided')).toEqual(['the limit of m: who has all says 1, who has what is kept 2']);
    expect(whatKeptChanges(world, 'proposed')).toEqual([]);
    expect(judge(world, undefined, 'proposed').limits.get('m')).toBe(2);
  });

  test('a pin is gone for whoever lacks a hidden grant', () => {
    const world = pinnedByWhatIsHidden();
    expect([judge(world, undefined, 'decided').limits.get('m'), judge(world, undefined, 'decided').chainEnd.get('m'), judge(world, undefined, 'decided').kept.get('o')?.last]).toEqual([2, 'm1', 'o0']);
    expect(whatKeptChanges(world, 'decided')).toContain('the limit of m: who has all says 2, who has what is kept 1');
    expect(whatKeptChanges(world, 'proposed')).toEqual([]);
  });

  test('one can settle one’s own fork with a cut of one’s own grant', () => {
    const world = settledByOneself();
    expect([judge(world, undefined, 'decided').limits.get('o'), judge(world, undefined, 'proposed').limits.get('o')]).toEqual([3, 2]);
  });
});

describe('with the changes', () => {
  test('a log is kept up to the positions of cuts, but not from a falsehood on, nor beyond a leave', () => {
    const keptOf = (end: 'nothing' | 'falsehood' | 'leave') => {
      const story = tell();
      member(story, 'm', 'M');
      story.post('m');
      if (end === 'leave') story.add('m', { t: 'leave' });
      const last = story.post('m', 4);
      if (end === 'falsehood') story.signFalsely('m', 2);
      const invitation = story.invite('m', GENESIS);
      story.cut('f', GENESIS, account('M'), { logs: [last] });
      story.cut('f', GENESIS, account('M'));
      story.cut('f', GENESIS, the('invite', invitation));
      return [judge(story.world()).limits.get('m'), judge(story.world()).kept.get('m')?.length];
    };
    expect([keptOf('nothing'), keptOf('falsehood'), keptOf('leave')]).toEqual([[0, 7], [0, 2], [0, 3]]);
  });

  test('an account of whose log nothing counts is no member, as for whoever has no log of it', () => {
    const story = tell();
    organizer(story, 'o', 'O');
    expect(judge(story.world()).standing.get('O')).toBe('member');
    story.cut('f', GENESIS, the('rules', GENESIS));
    expect([judge(story.world()).limits.get('o'), judge(story.world()).standing.get('O')]).toEqual([0, 'stopped']);
    expect(whatKeptChanges(story.world(), 'proposed')).toEqual([]);
  });

  test('what is kept is enough, and is kept again', () => {
    for (const seed of SEEDS) {
      const world = arbitraryWorld(seed);
      const found = whatKeptChanges(world, 'proposed');
      const smallest = found.length === 0 ? undefined : shrink(world, (one) => whatKeptChanges(one, 'proposed').length > 0);
      expect({ seed, found, smallest }).toEqual({ seed, found: [], smallest: undefined });
    }
  });

  test('two peers with different parts of a history agree once neither keeps anything that the other lacks', () => {
    for (const seed of SEEDS.slice(0, 25)) {
      const world = arbitraryWorld(seed);
      const dice = makeDice(`parts ${seed}`);
      expect({ seed, found: whatStaysDifferent(someOf(world, dice), someOf(world, dice), 'proposed') }).toEqual({ seed, found: [] });
    }
  });
});

test('a law that is broken is told with the smallest world that breaks it', () => {
  const seed = Array.from({ length: 400 }, (_, at) => `${at}`).find((one) => whatKeptChanges(arbitraryWorld(one), 'decided').some((line) => line.startsWith('op ')));
  const smallest = shrink(arbitraryWorld(seed ?? ''), (one) => whatKeptChanges(one, 'decided').some((line) => line.startsWith('op ')));
  expect(smallest.facts.length).toBeLessThan(20);
  expect(isWellFormed(smallest)).toBe(true);
});
