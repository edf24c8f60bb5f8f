import { describe, expect, it } from 'vitest';
import { FAULTS, SOFT_REFUSALS, type Refusal } from '../../src/core/sync/gate.ts';
import { TRICKS } from './actions.ts';
import { CHECKED_SEEDS } from './checked-seeds.ts';
import { CLAUSES } from './oracle/clauses.ts';
import { Meetings, REFUSALS, RULES, TROUBLES } from './rules.ts';
import { KEPT_SEEDS, readPlan } from './kept-seeds.ts';
import { bothWays } from './quick-keys.ts';
import { diceFor, randomFor } from './chance.ts';
import { shrink, sortOf } from './shrink.ts';
import { simulate, type Outcome } from './simulate.ts';
import { planOf, Tally, type SizeName } from './tally.ts';

/** What only the gate's own tables bring about, or seldom comes: of these no fixed set has to have any. */
const SELDOM: readonly Refusal[] = ['bad-encoding', 'bad-opening', 'wrong-genesis', 'quota', 'newer-version', 'beyond-limit'];

/** Each seed's run, once. */
const outcomes = new Map<string, Promise<Outcome>>();

function outcomeOf(seed: number, size: SizeName): Promise<Outcome> {
  const name = `${size} ${String(seed)}`;
  const known = outcomes.get(name) ?? simulate(planOf(seed, size));
  outcomes.set(name, known);
  return known;
}

describe('a simulated circle', () => {
  it.each(CHECKED_SEEDS)('holds what it promises: $size seed $seed', async ({ seed, size }) => {
    expect((await outcomeOf(seed, size)).violations).toEqual([]);
  });

  it.each(KEPT_SEEDS.filter(({ open }) => open !== true))('no longer does what $name found: $found', async (kept) => {
    expect((await simulate(readPlan(kept))).violations).toEqual([]);
  });

  it('of one seed gives the same bytes each time, and of another not', async () => {
    const plan = planOf(101, 'small');
    const [first, second, other] = [await simulate(plan), await simulate(structuredClone(plan)), await simulate(planOf(102, 'small'))];
    expect({ trace: second.trace, digest: second.digest, counts: second.counts }).toEqual({ trace: first.trace, digest: first.digest, counts: first.counts });
    expect(other.trace).not.toBe(first.trace);
  });

  it.each(CHECKED_SEEDS)('is looked at when it is over, by who was never there and by the oracle: $size seed $seed', async ({ seed, size }) => {
    const counts = new Map((await outcomeOf(seed, size)).counts);
    expect([counts.get('looked at'), counts.get('oracle: not asked, for memory and disk differ')]).toEqual([1, undefined]);
    expect(counts.get('oracle: sets judged')).toBeGreaterThan(0);
    expect(counts.get('saved: shown')).toBeGreaterThan(0);
  });

  it('of the fixed set meets what it is there for', async () => {
    const tally = new Tally();
    for (const { seed, size } of CHECKED_SEEDS) tally.add(await outcomeOf(seed, size));
    expect(tally.whole).toBe(CHECKED_SEEDS.filter(({ size }) => size === 'full').length);
    const met = new Set(tally.counter.entries().map(([name]) => name));
    const faults = ['crash', 'crash-at-write', 'restart', 'sleep', 'disk-full', 'disk-error', 'read-only', 'cut', 'stall', 'second-lane', 'partition', 'skew', 'copy-home', 'restore-backup'];
    expect(faults.filter((fault) => !met.has(`fault ${fault}`))).toEqual([]);
    expect([...FAULTS, ...SOFT_REFUSALS].filter((refusal) => !met.has(`gate ${refusal}`) && !SELDOM.includes(refusal))).toEqual([]);
    expect(TRICKS.filter((trick) => !met.has(`lie ${trick}`)).length).toBeLessThan(TRICKS.length / 3);
  });
});

describe('the table of what met what', () => {
  it('has every clause of the oracle under some rule', () => {
    expect(CLAUSES.filter((clause) => !Object.values(RULES).flat().includes(clause))).toEqual([]);
  });

  it('counts a run for each rule and each trouble that were both in it', () => {
    const meetings = new Meetings();
    for (let i = 0; i < 3; i++) meetings.add([['clause fork: below it', 1], ['gate gap', 2], [i === 0 ? 'lie fork' : 'fault crash', 5]]);
    expect([meetings.of('12 forks', 'lie fork'), meetings.of('12 forks', 'fault crash'), meetings.of('gate gap', 'fault crash'), meetings.of('2 rank', 'lie fork')]).toEqual([1, 2, 2, 0]);
    expect(meetings.below(1).length).toBe((Object.keys(RULES).length + REFUSALS.length) * TROUBLES.length - 4);
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
