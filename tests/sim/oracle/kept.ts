/** Which part of each log is kept, sent and in the heads digest: all that peers ever exchange. */
import type { Cut } from './cuts.ts';
import { factAt, falseSeq, type Here } from './here.ts';
import type { PlainlyDecided } from './plain.ts';
import { actAt, PLAIN, rankOf, rightOf } from './rank.ts';
import type { Fact, World } from './world.ts';

export type Kept = ReadonlyMap<string, { readonly length: number; readonly last: string }>;

/**
 * "Of each log the chain is kept up to the most of: its limit; its counting ranked ops; positions that counting cuts name;
 * targets of counting cuts; rights of counting ops." Of a forked log only the branch that plain ops see, which `chain` is;
 * a target on another branch keeps nothing, and a position keeps as many ops as it says, whoever has the one that it names. What is
 * signed falsely, and what follows on a leave, is never kept, and keeps nothing of what is before it.
 */
export function findKept(here: Here, plain: PlainlyDecided): Kept {
  const places = [
    ...plain.counting.filter((fact) => fact.id === here.world.circle || rankOf(here, fact) !== PLAIN),
    ...plain.cuts.flatMap(({ cut }) => cut.logs),
    ...plain.counting.flatMap((fact) => rightIn(here, fact)),
  ];
  const targets = plain.cuts.flatMap(({ cut }) => targetOf(here, cut));
  return new Map(
    plain.logs.flatMap(({ chain: seen, device }) => {
      const leave = seen.find(({ says }) => says.t === 'leave')?.seq ?? PLAIN;
      const chain = seen.slice(0, Math.min(falseSeq(here, device), leave + 1));
      const named = [...places, ...targets.filter(({ id }) => chain.some((fact) => fact.id === id))].filter((place) => place.device === device);
      const wanted = Math.max(plain.limits.get(device) ?? 0, ...named.map(({ seq }) => seq + 1));
      const last = chain.slice(0, wanted).at(-1) ?? (device === here.world.founder.device ? here.byId.get(here.world.circle) : undefined);
      if (wanted > (plain.limits.get(device) ?? 0) && chain.length > (plain.limits.get(device) ?? 0)) here.note('kept: beyond the limit');
      return last === undefined ? [] : [[device, { length: last.seq + 1, last: last.id }]];
    }),
  );
}

function targetOf(here: Here, cut: Cut): Fact[] {
  const target = cut.of.t === 'account' ? undefined : here.byId.get(cut.of.id);
  return target === undefined ? [] : [target];
}

function rightIn(here: Here, fact: Fact): Fact[] {
  const right = rightOf(fact);
  const named = right === undefined || actAt(here, right) !== undefined ? undefined : factAt(here, right);
  return named === undefined ? [] : [named];
}

/** The world of a peer that has been sent only what another keeps; the side set goes to everyone. */
export function onlyKept(world: World, kept: Kept): World {
  const byId = new Map(world.facts.map((fact) => [fact.id, fact]));
  const ids = new Set<string>();
  for (const { last } of kept.values()) for (let at = byId.get(last); at !== undefined; at = at.prev === null ? undefined : byId.get(at.prev)) ids.add(at.id);
  return { ...world, facts: world.facts.filter(({ id }) => ids.has(id)) };
}
