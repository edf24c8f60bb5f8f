/** Which ops are here, and how they hang together: chains, ancestors, and whose they are. */
import type { Fact, Note, Place, Wording, World } from './world.ts';

export interface Here {
  readonly world: World;
  /** The linked ops only: those whose whole chain is here. */
  readonly facts: readonly Fact[];
  readonly byId: ReadonlyMap<string, Fact>;
  readonly note: Note;
  readonly wording: Wording;
}

/** "The ops that are here and linked (their whole chain is here)." What isn't linked is as if it weren't here. */
export function lookAt(world: World, note: Note, wording: Wording): Here {
  const byId = new Map(world.facts.map((fact) => [fact.id, fact]));
  const facts = world.facts.filter((fact) => isLinked(byId, fact));
  if (facts.length < world.facts.length) note('set: not linked');
  return { world, facts, byId: new Map(facts.map((fact) => [fact.id, fact])), note, wording };
}

function isLinked(byId: ReadonlyMap<string, Fact>, fact: Fact): boolean {
  if (fact.prev === null) return fact.seq === 0 && (fact.says.t === 'genesis' || fact.says.t === 'open');
  const before = byId.get(fact.prev);
  return before !== undefined && before.device === fact.device && before.seq === fact.seq - 1 && isLinked(byId, before);
}

/** The op that a place names, if it is here. */
export function factAt(here: Here, place: Place): Fact | undefined {
  const fact = here.byId.get(place.id);
  return fact !== undefined && fact.device === place.device && fact.seq === place.seq ? fact : undefined;
}

/** From the log's op 0 up to this one. */
export function chainTo(here: Here, fact: Fact): Fact[] {
  const chain = [fact];
  for (let at = fact; at.prev !== null; ) {
    const before = here.byId.get(at.prev);
    if (before === undefined) throw new Error(`${at.id} isn't linked`);
    chain.unshift(before);
    at = before;
  }
  return chain;
}

/** Whether one op is the other, or an ancestor of it, in one log. */
export const isAtOrBefore = (here: Here, one: Fact, other: Fact): boolean => chainTo(here, other).some(({ id }) => id === one.id);

/** "Op 0 of each log carries account": that of this op's own chain. */
export function accountOf(here: Here, fact: Fact): string {
  const says = chainTo(here, fact)[0]?.says;
  if (says?.t !== 'genesis' && says?.t !== 'open') throw new Error(`${fact.id} has no op 0`);
  return says.account;
}

export const devicesHere = (here: Here): string[] => [...new Set(here.facts.map(({ device }) => device))];

/** "From the lowest proven seq"; Infinity where no fork is proven. */
export const forkSeq = ({ world }: Here, device: string): number => lowestSeq(world.forks, device);

/** The first falsely signed seq; Infinity where none is. */
export const falseSeq = ({ world }: Here, device: string): number => lowestSeq(world.falsely, device);

const lowestSeq = (marks: World['forks'], device: string): number => Math.min(...marks.filter((mark) => mark.device === device).map(({ seq }) => seq));

/** In a few places the lowest id decides. */
export const compareIds = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
