/**
 * What of a log holds before any right is asked for: all of it, or, where its device wrote two histories, what is before they part
 * and what a senior's cut then names (AUTHORITY rule 12). That cut pins the branch; the most senior pin first, then the furthest; others
 * only go on from there.
 */
import type { DeviceKey } from '../ids.ts';
import type { CutBook, Held } from './cut-book.ts';
import type { Chain, Evidence } from './evidence.ts';
import type { Position } from './facts.ts';

/** A branch, and how many ops of it hold. */
export interface Reach {
  chain: Chain;
  limit: number;
}

interface Pin extends Position {
  rank: number;
  chain: Chain;
}

/** For ops of a rank: by cuts of lower ranks; for plain ones, `below` undefined, by all. Undefined where no log of the device is here. */
export function reachOf(evidence: Evidence, book: CutBook, device: DeviceKey, below?: number): Reach | undefined {
  const chains = evidence.chains.get(device);
  const [first] = chains ?? [];
  if (chains === undefined || first === undefined) return undefined;
  const fork = evidence.forks.get(device);
  if (fork === undefined) return { chain: first, limit: Number.POSITIVE_INFINITY };
  let reach: Pin | undefined;
  for (const pin of pinsOf(evidence, book, device, fork, chains, below)) {
    if (reach === undefined || (pin.seq >= reach.seq && pin.chain.ids[reach.seq] === reach.id)) reach = pin;
  }
  return reach === undefined ? { chain: first, limit: fork } : { chain: reach.chain, limit: reach.seq + 1 };
}

/** The most senior first, then the furthest. */
function pinsOf(evidence: Evidence, book: CutBook, device: DeviceKey, fork: number, chains: readonly Chain[], below: number | undefined): Pin[] {
  const pins: Pin[] = [];
  for (const account of new Set(chains.map((chain) => chain.account))) {
    for (const { rank, cut } of book.inForce('account', account, below)) {
      const position = cut.logs.get(device);
      if (position === undefined || position.seq < fork) continue;
      const chain = chains.find((each) => each.account === account && each.ids[position.seq] === position.id);
      // What nobody keeps can't choose: what is signed falsely, or follows on a leave.
      if (chain !== undefined && position.seq < endOf(evidence, chain)) pins.push({ ...position, rank, chain });
    }
  }
  return pins.sort((a, b) => a.rank - b.rank || b.seq - a.seq || (a.id < b.id ? -1 : 1));
}

/** Whether an op is within the reach: on its branch, and not beyond it. */
export function isWithin(reach: Reach, { seq, id }: Position): boolean {
  return seq < reach.limit && reach.chain.ids[seq] === id;
}

/** How many ops of a log a cut holds: up to the position, whichever branch that names; all where it says nothing. */
export function heldCount(held: Held | undefined): number {
  if (held === undefined) return Number.POSITIVE_INFINITY;
  return held.position === undefined ? 0 : held.position.seq + 1;
}

/** Where a branch ends by its author's own doing: at the first false signature, or after a leave. */
export function endOf(evidence: Evidence, chain: Chain): number {
  const falsely = evidence.falsely.get(chain.device) ?? Number.POSITIVE_INFINITY;
  return Math.min(falsely, chain.leaveAt === undefined ? Number.POSITIVE_INFINITY : chain.leaveAt + 1);
}
