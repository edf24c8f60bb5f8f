/** The plain limit of each log: how many of its ops count at most, if it is admitted. */
import { countHeld, holdingCut, inForce, isOf, type Cut } from './cuts.ts';
import { chainBelow, reachOf } from './fork-rule.ts';
import { accountOf, chainTo, falseSeq, forkSeq, type Here } from './here.ts';
import { PLAIN } from './rank.ts';
import { ofAccount, type Decided } from './ranked.ts';
import type { Fact } from './world.ts';

/** A log as plain ops see it: its one chain, or the pinned branch up to the reach, or what is below the fork. */
export interface Log {
  readonly device: string;
  /** None only of a log that is forked at its op 0 and not settled. */
  readonly account: string | undefined;
  readonly chain: readonly Fact[];
  readonly fork: number;
  readonly reach: Fact | undefined;
}

export function readLog(here: Here, decided: Decided, device: string): Log {
  const fork = forkSeq(here, device);
  const reach = reachOf(here, inForce(decided.cuts), device, fork, PLAIN);
  const chain = reach === undefined ? chainBelow(here, device, fork) : chainTo(here, reach);
  const [first] = chain;
  return { device, account: first === undefined ? undefined : accountOf(here, first), chain, fork, reach };
}

/** "The least of: what the holding cut of its account holds; the fork rule; the first falsely signed seq; its leave; its quota." */
export function limitIfAdmitted(here: Here, decided: Decided, log: Log): number {
  const { account, chain, device, fork, reach } = log;
  if (account === undefined) return 0;
  const holding = holdingCut(here, ofAccount(rankedInForce(decided), account), device);
  const leave = chain.find(({ says }) => says.t === 'leave');
  const ends: [string, number][] = [
    ['cut', holding === undefined ? PLAIN : countHeld(here, holding.position, chain)],
    ['fork', fork === PLAIN ? PLAIN : reach === undefined ? fork : reach.seq + 1],
    ['falsehood', falseSeq(here, device)],
    ['leave', leave === undefined ? PLAIN : leave.seq + 1],
    ['quota', quotaOf(here, decided, log)],
  ];
  const least = Math.min(...ends.map(([, end]) => end));
  for (const [what, end] of ends) if (end === least && (what === 'fork' || least < chain.length)) here.note(`limit: ${what}`);
  return least;
}

const rankedInForce = (decided: Decided): Cut[] => inForce(decided.cuts).filter(({ rank }) => rank !== PLAIN);

/** "A log's quota is the most that any version allows." */
function quotaOf(here: Here, decided: Decided, log: Log): number {
  const allowed = decided.counting.map((fact) => allowedBy(here, decided, fact, log));
  if (new Set(allowed.filter((count) => count > 0)).size > 1) here.note('quota: the most of several versions');
  return Math.max(0, ...allowed);
}

/** What one version allows: its quota, and of that only what the holding cut of it holds, if there is one. */
function allowedBy(here: Here, decided: Decided, version: Fact, { chain, device }: Log): number {
  if (version.says.t !== 'genesis' && version.says.t !== 'rules') return 0;
  const { ops, bytes } = version.says.rules.quota;
  const fitting = countFitting(chain, bytes);
  if (chain.length > Math.min(ops, fitting)) here.note(ops <= fitting ? 'quota: ops' : 'quota: bytes');
  const holding = holdingCut(here, rankedInForce(decided).filter((cut) => isOf(cut, 'rules', version.id)), device);
  if (holding !== undefined) here.note(holding.position === 'nothing' ? 'quota: none, the version is cut' : 'quota: up to a position of a cut version');
  return Math.min(ops, fitting, holding === undefined ? PLAIN : countHeld(here, holding.position, chain));
}

/** How many ops fit into so many stored bytes; Infinity if all that are here do. */
function countFitting(chain: readonly Fact[], bytes: number): number {
  let sum = 0;
  const tooMuch = chain.findIndex((fact) => (sum += fact.bytes) > bytes);
  return tooMuch === -1 ? PLAIN : tooMuch;
}
