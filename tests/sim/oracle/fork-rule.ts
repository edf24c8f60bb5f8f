/** The fork rule: what holds of a log that has two branches, and which of them. */
import type { Cut } from './cuts.ts';
import { accountOf, chainTo, compareIds, factAt, falseSeq, isAtOrBefore, type Here } from './here.ts';
import { PLAIN } from './rank.ts';
import type { Fact } from './world.ts';

/** The account that a target's right was given to: of a grant, whether it counts or not, of an act, and of the founder's right. */
function holderOf(here: Here, grant: string): string | undefined {
  const { world } = here;
  if (grant === world.circle) return world.founder.account;
  const fact = here.byId.get(grant);
  if (fact?.says.t === 'grant') return fact.says.account;
  const act = world.acts.find(({ id }) => id === grant);
  return act?.deed.t === 'grant' ? act.deed.account : undefined;
}

/** Cuts of an account, or of a grant to it: those that can pin a branch of its logs. As proposed: cuts of the account only. */
const cutsThatPin = (here: Here, cuts: readonly Cut[], account: string): Cut[] =>
  cuts.filter(({ of }) => (of.t === 'account' && of.id === account) || (here.wording === 'decided' && of.t === 'grant' && holderOf(here, of.id) === account));

/**
 * "Fork rule": the op up to which a forked log holds for what has this rank (`PLAIN` for the plain limit): of the pins in
 * the cuts in force of lower ranks the most senior, then the furthest; each one after it that descends from the reach.
 */
export function reachOf(here: Here, cuts: readonly Cut[], device: string, from: number, rank: number): Fact | undefined {
  const pins = cuts
    .filter((cut) => cut.rank < rank && cut.rank !== PLAIN)
    .flatMap((cut) => cut.logs.filter((place) => place.device === device && place.seq >= from).map((place) => ({ cut, place })))
    .flatMap(({ cut, place }) => {
      const fact = factAt(here, place);
      if (fact === undefined) here.note('fork: a pin that is not here');
      if (fact !== undefined && isBeyondItsEnd(here, fact)) {
        here.note('fork: a pin beyond a falsehood or a leave');
        return [];
      }
      return fact !== undefined && cutsThatPin(here, [cut], accountOf(here, fact)).length > 0 ? [{ rank: cut.rank, fact }] : [];
    })
    .sort((a, b) => a.rank - b.rank || b.fact.seq - a.fact.seq || compareIds(a.fact.id, b.fact.id));
  let reach: Fact | undefined;
  for (const { fact } of pins) {
    if (reach === undefined) reach = fact;
    else if (fact.id !== reach.id && isAtOrBefore(here, reach, fact)) {
      here.note('fork: a junior continues the branch');
      reach = fact;
    } else if (!isAtOrBefore(here, fact, reach)) here.note('fork: a pin on another branch');
  }
  return reach;
}

/** Whether an op can't be kept on any branch: signed falsely, or after a leave. */
const isBeyondItsEnd = (here: Here, fact: Fact): boolean =>
  fact.seq >= falseSeq(here, fact.device) || chainTo(here, fact).some(({ id, says }) => says.t === 'leave' && id !== fact.id);

/** Whether the fork rule holds an op for a rank. */
export function forkHolds(here: Here, from: number, reach: Fact | undefined, fact: Fact): boolean {
  if (from === Number.POSITIVE_INFINITY) return true;
  if (fact.seq < from) {
    here.note('fork: below it');
    return true;
  }
  const holds = reach !== undefined && isAtOrBefore(here, fact, reach);
  here.note(holds ? 'fork: on the pinned branch' : reach === undefined ? 'fork: not settled' : 'fork: beyond the pin or on the other branch');
  return holds;
}

/** The chain of a log that has only one, or as far as the branches agree. */
export function chainBelow(here: Here, device: string, from: number): Fact[] {
  const last = here.facts.filter((fact) => fact.device === device && fact.seq < from).sort((a, b) => b.seq - a.seq)[0];
  return last === undefined ? [] : chainTo(here, last);
}
