/**
 * The product's authority beside the oracle, which was written from docs/decisions/0009 alone; and beside itself: what it says as ops come one by one, in
 * any order of logs, is what it says of all of them at once.
 */
import { describe, expect, it } from 'vitest';
import { makeDice } from '../../../src/core/sample/seeded.ts';
import { arbitraryWorld } from '../oracle/arbitrary-world.ts';
import { shrink } from '../oracle/shrink.ts';
import type { World } from '../oracle/world.ts';
import { smallWorlds } from './small-worlds.ts';
import { fromOracle, fromSteps, withRightPlaces } from './product.ts';

const SEEDS = 120;

describe('small histories', () => {
  it.each(smallWorlds)('$name: judged as the oracle judges, op by op and all at once', ({ world }) => {
    const placed = withRightPlaces(world);
    expect(fromOracle(placed)).toEqual([]);
    expect(fromSteps(placed, placed.facts)).toEqual([]);
  });
});

function smallest(world: World, find: (world: World) => string[]): { found: string[]; world?: World } {
  const found = find(world);
  return found.length === 0 ? { found } : { found, world: shrink(world, (one) => find(one).length > 0) };
}

describe.each(Array.from({ length: 6 }, (_, part) => part))('random histories, part %i', (part) => {
  const seeds = Array.from({ length: SEEDS / 6 }, (_, i) => `${part * (SEEDS / 6) + i}`);

  it('are judged as the oracle judges them', () => {
    for (const seed of seeds) expect({ seed, ...smallest(withRightPlaces(arbitraryWorld(seed)), fromOracle) }).toEqual({ seed, found: [] });
  });

  it('are judged alike op by op and all at once', () => {
    for (const seed of seeds) {
      const world = withRightPlaces(arbitraryWorld(seed));
      const steps = (one: World): string[] => fromSteps(one, makeDice(`order ${seed}`).shuffle(one.facts));
      expect({ seed, ...smallest(world, steps) }).toEqual({ seed, found: [] });
    }
  });
});
