/** Peers that exchange what they keep, and nothing else; the side set (forks, falsehoods, acts) goes to everyone. */
import type { Dice } from '../../../src/core/sample/seeded.ts';
import { compareVerdicts } from './compare.ts';
import { judge } from './decide-by-brute-force.ts';
import { onlyKept } from './kept.ts';
import type { Verdict, Wording, World } from './world.ts';

/** What a newcomer, sent all that is kept, would say otherwise than one who has all. */
export function whatKeptChanges(world: World, wording: Wording): string[] {
  const all = judge(world, undefined, wording);
  const kept = judge(onlyKept(world, all.kept), undefined, wording);
  const known: Verdict = { ...all, admitted: kept.admitted, cuts: new Map([...all.cuts].filter(([id]) => kept.cuts.has(id))), limits: effective(all, all) };
  return compareVerdicts(known, { ...kept, limits: effective(all, kept) }, ['who has all', 'who has what is kept']);
}

/** A limit says nothing beyond what is kept; a log that isn't here has none. */
const effective = (all: Verdict, verdict: Verdict): Map<string, number> =>
  new Map([...all.limits.keys()].map((device) => [device, Math.min(verdict.limits.get(device) ?? 0, all.kept.get(device)?.length ?? 0)]));

/** Some of a world: of each log the beginning, and sometimes without one branch. */
export function someOf(world: World, dice: Dice): World {
  const lengths = new Map([...new Set(world.facts.map(({ device }) => device))].sort().map((device) => [device, dice.roll() < 0.4 ? Infinity : dice.below(10)]));
  const gone = new Set<string>();
  const inOrder = world.facts.toSorted((a, b) => a.seq - b.seq || (a.id < b.id ? -1 : 1));
  for (const { id, device, seq, prev } of inOrder) {
    const lost = seq >= (lengths.get(device) ?? 0) || dice.roll() < 0.04 || (prev !== null && gone.has(prev));
    if (lost && id !== world.circle) gone.add(id);
  }
  return { ...world, facts: world.facts.filter(({ id }) => !gone.has(id)) };
}

/** Two peers send each other what they keep until neither has anything new for the other: what they then say differently. */
export function whatStaysDifferent(one: World, other: World, wording: Wording): string[] {
  for (;;) {
    const verdicts = [judge(one, undefined, wording), judge(other, undefined, wording)] as const;
    const sent = [join(one, onlyKept(other, verdicts[1].kept)), join(other, onlyKept(one, verdicts[0].kept))] as const;
    if (sent[0].facts.length === one.facts.length && sent[1].facts.length === other.facts.length) {
      const same = { admitted: verdicts[0].admitted, cuts: verdicts[0].cuts };
      const limits = (verdict: Verdict): Map<string, number> => effective(verdicts[0], verdict);
      return compareVerdicts({ ...verdicts[0], limits: limits(verdicts[0]) }, { ...verdicts[1], ...same, limits: limits(verdicts[1]) }, ['one', 'the other']);
    }
    [one, other] = sent;
  }
}

function join(one: World, other: World): World {
  const here = new Set(one.facts.map(({ id }) => id));
  return { ...one, facts: [...one.facts, ...other.facts.filter(({ id }) => !here.has(id))] };
}
