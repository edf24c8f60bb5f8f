/** Laws that the oracle itself keeps, over random histories; that what is kept is enough has a page of its own. */
import { describe, expect, test } from 'vitest';
import { makeDice } from '../../../src/core/sample/seeded.ts';
import { arbitraryWorld } from './arbitrary-world.ts';
import { CLAUSES } from './clauses.ts';
import { compareVerdicts, differences } from './compare.ts';
import { judge } from './decide-by-brute-force.ts';
import { isWellFormed } from './shrink.ts';
import { GENESIS, member, tell } from './small-world.ts';

const WORLDS = Array.from({ length: 100 }, (_, seed) => ({ seed, world: arbitraryWorld(`${seed}`) }));
const NAMES = ['one', 'the other'] as const;

describe('the oracle', () => {
  test('says the same whatever the order of facts, acts, forks and falsehoods', () => {
    for (const { seed, world } of WORLDS) {
      const { shuffle } = makeDice(`order ${seed}`);
      const other = { ...world, facts: shuffle(world.facts), acts: shuffle(world.acts), forks: shuffle(world.forks), falsely: shuffle(world.falsely) };
      expect({ seed, found: compareVerdicts(judge(world), judge(other), NAMES) }).toEqual({ seed, found: [] });
    }
  });

  test('says nothing else when an op whose chain is not whole is here too', () => {
    for (const { seed, world } of WORLDS.slice(0, 40)) {
      const stray = { id: 'stray', device: 'f', seq: 7, prev: 'nowhere', lamport: 9, bytes: 100, says: { t: 'grant', right: undefined, account: 'p1', role: 'organizer' } } as const;
      expect({ seed, found: compareVerdicts(judge(world), judge({ ...world, facts: [...world.facts, stray] }), NAMES) }).toEqual({ seed, found: [] });
    }
  });

  test('counts nothing beyond a limit but ranked ops, and only what is kept', () => {
    for (const { world } of WORLDS) {
      const { counting, kept } = judge(world);
      const beyond = world.facts.filter(({ id, device, seq }) => counting.has(id) && seq >= (kept.get(device)?.length ?? 0));
      expect(beyond).toEqual([]);
    }
  });
});

describe('random worlds', () => {
  test('are well formed, and the same for the same seed', () => {
    expect(WORLDS.filter(({ world }) => !isWellFormed(world)).map(({ seed }) => seed)).toEqual([]);
    expect(arbitraryWorld('7')).toEqual(WORLDS[7]?.world);
  });

  test('meet every clause of the decision, and the oracle notes no other', () => {
    const met = new Set<string>();
    for (const { world } of WORLDS) judge(world, (clause) => void met.add(clause));
    expect([...met].sort()).toEqual([...CLAUSES].sort());
  });

  test('are mostly of ops that count', () => {
    const shares = WORLDS.map(({ world }) => {
      const { counting, limits } = judge(world);
      return world.facts.filter(({ id, device, seq }) => counting.has(id) || seq < (limits.get(device) ?? 0)).length / world.facts.length;
    });
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThan(0.6);
  });
});

describe('a comparison', () => {
  const story = tell();
  member(story, 'm', 'M');
  const post = story.post('m');
  const grant = story.grant('f', GENESIS, 'M', 'greeter');
  const world = story.world();

  test('finds nothing where both agree, whether or not posts are among what counts', () => {
    const verdict = judge(world);
    expect(differences(world, { ...verdict, counting: new Set([...verdict.counting, post.id]) })).toEqual([]);
  });

  test('tells every difference in words', () => {
    const verdict = judge(world);
    const other = {
      counting: new Set([...verdict.counting].filter((id) => id !== grant.id)),
      validActs: ['a'],
      cuts: new Map([['c', 'dead' as const]]),
      admitted: new Set(['f/F']),
      limits: new Map([...verdict.limits, ['m', 1]] as const),
      chainEnd: new Map([['m', post.id]]),
      kept: new Map([...verdict.kept, ['m', { length: 1, last: 'm0' }]] as const),
      standing: new Map([...verdict.standing, ['M', 'left']] as const),
      roles: new Map(),
      currentRules: 'r',
    };
    expect(differences(world, other)).toEqual([
      'op f2: the oracle says counts, the product no',
      'the valid acts: the oracle says none, the product a',
      'cut c: the oracle says nothing, the product dead',
      'log m/M: the oracle says admitted, the product not admitted',
      'the limit of m: the oracle says 1000, the product 1',
      'the reach of m: the oracle says nothing, the product m1',
      'what is kept of m: the oracle says 2 up to m1, the product 1 up to m0',
      'account M: the oracle says member, the product left',
      'the roles of F: the oracle says organizer, the product nothing',
      'the roles of M: the oracle says greeter, the product nothing',
      'the rules: the oracle says f0, the product r',
    ]);
  });
});
