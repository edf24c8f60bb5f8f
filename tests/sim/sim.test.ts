import { describe, expect, it } from 'vitest';
import { KEPT_SEEDS } from './kept-seeds.ts';
import { bothWays } from './quick-keys.ts';
import { diceFor, randomFor } from './chance.ts';
import { shrink, sortOf } from './shrink.ts';
import { simulate } from './simulate.ts';
import { planOf, Tally } from './tally.ts';
import { CHECKED_SEEDS } from './checked-seeds.ts';

describe('a simulated circle', () => {
  it.each(CHECKED_SEEDS)('holds what it promises: $size seed $seed', async ({ seed, size }) => {
    expect((await simulate(planOf(seed, size))).violations).toEqual([]);
  });

  it.each(KEPT_SEEDS.filter(({ open }) => open !== true))('no longer does what seed $seed found: $found', async ({ seed, size }) => {
    expect((await simulate(planOf(seed, size))).violations).toEqual([]);
  });

  it('of one seed gives the same bytes each time, and of another not', async () => {
    const plan = planOf(101, 'small');
    const [first, second, other] = [await simulate(plan), await simulate(structuredClone(plan)), await simulate(planOf(102, 'small'))];
    expect({ trace: second.trace, digest: second.digest, counts: second.counts }).toEqual({ trace: first.trace, digest: first.digest, counts: first.counts });
    expect(other.trace).not.toBe(first.trace);
  });

  it('meets what it is there for', async () => {
    const tally = new Tally();
    for (const { seed } of CHECKED_SEEDS.filter(({ size }) => size === 'full').slice(0, 2)) tally.add(await simulate(planOf(seed, 'full')));
    expect(tally.whole).toBe(2);
    expect(tally.counter.of('post: done')).toBeGreaterThan(300);
    expect(tally.counter.of('power cut')).toBeGreaterThan(0);
  });
});

describe('a plan', () => {
  it('is plain JSON', () => {
    const plan = planOf(7, 'full');
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it('that fails is made small, and fails in the same way', async () => {
    // Two peers that can never meet again hold different things: the one violation that needs no bug.
    const plan = { ...planOf(103, 'small'), links: [] };
    const { violations } = await simulate(plan);
    const small = await shrink(plan, violations.length > 0 ? violations : ['nothing'], 6);
    expect(small.runs).toBeLessThanOrEqual(6);
    expect(small.plan.actions.length).toBeLessThanOrEqual(plan.actions.length);
  });

  it('is told by the sort of its violation, whoever it was', () => {
    expect(sortOf('peer 3 lost what was saved: post 0a1b2c3d')).toBe(sortOf('peer 11 lost what was saved: post ffffffff'));
  });
});

it('quick keys are the keys that tweetnacl makes', () => {
  const random = randomFor('quick keys');
  for (let i = 0; i < 5; i++) {
    const [slow, quick] = bothWays(random.bytes(32), random.bytes(diceFor('length', i).below(200)));
    expect(quick).toEqual(slow);
  }
});
