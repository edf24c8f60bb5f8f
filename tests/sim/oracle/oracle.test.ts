/** Laws that the oracle itself keeps, over random histories. */
import { describe, expect, test } from 'vitest';
import { makeDice } from '../../../src/core/sample/seeded.ts';
import { arbitraryWorld } from './arbitrary-world.ts';
import { judge } from './decide-by-brute-force.ts';

const SEEDS = Array.from({ length: 200 }, (_, seed) => `${seed}`);

describe('the oracle', () => {
  test('says the same whatever the order of facts, acts, forks and falsehoods', () => {
    for (const seed of SEEDS) {
      const world = arbitraryWorld(seed);
      const { shuffle } = makeDice(`order ${seed}`);
      const other = { ...world, facts: shuffle(world.facts), acts: shuffle(world.acts), forks: shuffle(world.forks), falsely: shuffle(world.falsely) };
      expect({ seed, ...judge(other) }).toEqual({ seed, ...judge(world) });
    }
  });
});
