/**
 * What of a log holds before any right is asked for: all of it, or, where its device wrote two histories, what is before they part
 * and what a senior's cut then names (AUTHORITY rule 12). That cut pins the branch; the most senior pin first, then the furthest; others
 * only go on from there.
 */
import type { AccountKey, DeviceKey } from '../ids.ts';
import type { CutBook, CutEntry, Held } from './cut-book.ts';
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
    for (const { rank, cut } of cutsOfPerson(evidence, book, account, below)) {
      const position = cut.logs.get(device);
      if (position === undefined || position.seq < fork) continue;
      const chain = chains.find((each) => each.account === account && each.ids[position.seq] === position.id);
      if (chain !== undefined) pins.push({ ...position, rank, chain });
    }
  }
  return pins.sort((a, b) => a.rank - b.rank || b.seq - a.seq || (a.id < b.id ? -1 : 1));
}

function* cutsOfPerson(evidence: Evidence, book: CutBook, account: AccountKey, below: number | undefined): Iterable<CutEntry> {
  yield* book.inForce('account', account, below);
  for (const grant of evidence.grantsTo.get(account) ?? []) yield* book.inForce('grant', grant, below);
  if (account === evidence.founder) yield* book.inForce('grant', evidence.circle, below);
}

/** Whether an op is within the reach: on its branch, and not beyond it. */
export function isWithin(reach: Reach, { seq, id }: Position): boolean {
  return seq < reach.limit && reach.chain.ids[seq] === id;
}

/**
 * How many ops of the reach's branch a position holds. On a log that was written twice, an id that is not on the branch holds
 * what is before the histories part; which op it names beyond the reach is not asked, since nobody has to keep that.
 */
export function heldCount(evidence: Evidence, reach: Reach, held: Held | undefined): number {
  if (held === undefined) return Number.POSITIVE_INFINITY;
  if (held.position === undefined) return 0;
  const { seq, id } = held.position;
  const fork = evidence.forks.get(reach.chain.device);
  if (fork === undefined || seq < fork || seq >= reach.limit) return seq + 1;
  return reach.chain.ids[seq] === id ? seq + 1 : fork;
}
