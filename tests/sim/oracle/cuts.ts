/** Cuts: what they speak of, which one holds, and what a position holds. */
import { accountOf, compareIds, factAt, isAtOrBefore, type Here } from './here.ts';
import type { Act, Fact, Fate, Place, Target, Withdrawal } from './world.ts';

/** A cut that counts. */
export interface Cut extends Withdrawal {
  readonly id: string;
  /** -1 of an act, `PLAIN` of a plain one. */
  readonly rank: number;
  /** None of an act. */
  readonly author: string | undefined;
  readonly device: string | undefined;
}

export interface Judged {
  readonly cut: Cut;
  readonly fate: Exclude<Fate, 'void'>;
}

export const cutOfAct = ({ id, deed }: Act): Cut[] => (deed.t === 'cut' ? [{ ...deed, id, rank: -1, author: undefined, device: undefined }] : []);

export const cutOfFact = (here: Here, fact: Fact, rank: number): Cut[] =>
  fact.says.t === 'cut' ? [{ ...fact.says, id: fact.id, rank, author: accountOf(here, fact), device: fact.device }] : [];

export const inForce = (judged: readonly Judged[]): Cut[] => judged.filter(({ fate }) => fate === 'in-force').map(({ cut }) => cut);

export const isOf = (cut: Cut, t: Target['t'], id: string): boolean => cut.of.t === t && cut.of.id === id;

/** How far a cut lets a log hold: up to an op, or nothing of it. */
export type Position = Place | 'nothing';

/** What a cut says of a log: `undefined` if it is silent. */
const positionIn = (cut: Cut, device: string): Position | undefined =>
  cut.logs.find((place) => place.device === device) ?? (cut.others === 'zero' ? 'nothing' : undefined);

/** "The holding cut for a device": the lowest rank; then the lowest position, by seq and id, nothing first. */
export function holdingCut(here: Here, cuts: readonly Cut[], device: string): { cut: Cut; position: Position } | undefined {
  const speaking = cuts.flatMap((cut) => {
    const position = positionIn(cut, device);
    if (position === undefined) here.note('cut: silent about a log');
    return position === undefined ? [] : [{ cut, position }];
  });
  speaking.sort((a, b) => a.cut.rank - b.cut.rank || comparePositions(a.position, b.position));
  const [first, second] = speaking;
  if (first !== undefined && second !== undefined) {
    if (first.cut.rank < second.cut.rank) here.note(comparePositions(first.position, second.position) > 0 ? 'cut: a senior keeps more' : 'cut: a senior keeps less');
    else if (comparePositions(first.position, second.position) < 0) here.note('cut: the lowest of equals');
  }
  return first;
}

function comparePositions(a: Position, b: Position): number {
  if (a === 'nothing' || b === 'nothing') return Number(b === 'nothing') - Number(a === 'nothing');
  return a.seq - b.seq || compareIds(a.id, b.id);
}

/**
 * "A position holds the op ... if, where the named op is here, it is it or an ancestor of it; where it isn't, if s <= seq."
 * As proposed: if s <= seq, always.
 */
function positionHolds(here: Here, position: Position, fact: Fact): boolean {
  if (position === 'nothing') {
    here.note('position: nothing');
    return false;
  }
  const named = factAt(here, position);
  const bySeq = fact.seq <= position.seq;
  if (named === undefined) {
    here.note(bySeq ? 'position: not here, holds by seq' : 'position: not here, ends by seq');
    return bySeq;
  }
  const byChain = isAtOrBefore(here, fact, named);
  here.note(byChain ? 'position: holds' : bySeq ? 'position: names another branch' : 'position: ends');
  return here.wording === 'proposed' ? bySeq : byChain;
}

/** How many ops of a chain a position holds; the chain's own end says nothing. */
export function countHeld(here: Here, position: Position, chain: readonly Fact[]): number {
  if (position === 'nothing') return 0;
  const held = chain.filter((fact) => positionHolds(here, position, fact)).length;
  return held < chain.length ? held : Math.max(held, position.seq + 1);
}

/** Whether the holding one of these cuts holds the op; none: "everything holds". */
export function cutsHold(here: Here, cuts: readonly Cut[], fact: Fact): boolean {
  const holding = holdingCut(here, cuts, fact.device);
  return holding === undefined || positionHolds(here, holding.position, fact);
}
