/**
 * The cuts that count, by what they are of, and what they say of a log: the most senior holds, then the one that leaves least.
 * Always: a cut is in the book only once its rank was decided; what is dead or replaced stays in it, and says nothing.
 */
import type { AccountKey, DeviceKey } from '../ids.ts';
import type { Cut, Position } from './facts.ts';

export type CutState = 'in-force' | 'dead' | 'replaced';

/** Of plain members' cuts of their own invitations: below every organizer. */
export const PLAIN = Number.POSITIVE_INFINITY;

export interface CutEntry {
  /** The op, or the quorum's act. */
  id: string;
  /** -1 for the quorum's. */
  rank: number;
  /** Undefined for the quorum. */
  author: AccountKey | undefined;
  cut: Cut;
  state: CutState;
}

/** What holds of a log: nothing, or all up to a position. */
export type Held = { position: Position | undefined };

export class CutBook {
  readonly #entries = new Map<string, CutEntry>();
  /** By kind, then by id: asked for each log many times, so no key is made for it. */
  readonly #of = { account: new Map<string, CutEntry[]>(), grant: new Map<string, CutEntry[]>(), invite: new Map<string, CutEntry[]>(), rules: new Map<string, CutEntry[]>() };
  readonly #ofRank = new Map<number, CutEntry[]>();
  readonly #replacers = new Map<string, CutEntry[]>();

  add(entry: CutEntry): void {
    this.#entries.set(entry.id, entry);
    push(this.#of[entry.cut.of.t], entry.cut.of.id, entry);
    push(this.#ofRank, entry.rank, entry);
    for (const id of entry.cut.replaces) push(this.#replacers, id, entry);
  }

  get(id: string): CutEntry | undefined {
    return this.#entries.get(id);
  }

  all(): Iterable<CutEntry> {
    return this.#entries.values();
  }

  ofRank(rank: number): readonly CutEntry[] {
    return this.#ofRank.get(rank) ?? [];
  }

  /** Whether one of the same or a lower rank that isn't dead names it. */
  isReplaced({ id, rank }: CutEntry): boolean {
    return (this.#replacers.get(id) ?? []).some((other) => other.rank <= rank && other.state !== 'dead');
  }

  /** Those in force that are of it, of rank below `below`. */
  *inForce(t: Cut['of']['t'], id: string, below?: number): Iterable<CutEntry> {
    for (const entry of this.#of[t].get(id) ?? []) if (entry.state === 'in-force' && isBelow(entry, below)) yield entry;
  }

  /** What those say of a log; undefined where they say nothing. */
  holding(t: Cut['of']['t'], id: string, device: DeviceKey, below?: number): Held | undefined {
    const entries = this.#of[t].get(id);
    return entries === undefined ? undefined : holdingOf(entries, device, below);
  }
}

/** Of some cuts, what those in force say of a log. */
export function holdingOf(entries: Iterable<CutEntry>, device: DeviceKey, below?: number): Held | undefined {
  let best: { rank: number; position: Position | undefined } | undefined;
  for (const entry of entries) {
    const { rank, cut } = entry;
    if (entry.state !== 'in-force' || !isBelow(entry, below)) continue;
    const position = cut.logs.get(device);
    if (position === undefined && cut.others === 'open') continue;
    if (best === undefined || rank < best.rank || (rank === best.rank && isLess(position, best.position))) best = { rank, position };
  }
  return best;
}

function isBelow({ rank }: CutEntry, below: number | undefined): boolean {
  return below === undefined || rank < below;
}

function isLess(a: Position | undefined, b: Position | undefined): boolean {
  if (a === undefined || b === undefined) return a === undefined && b !== undefined;
  return a.seq === b.seq ? a.id < b.id : a.seq < b.seq;
}

function push<K>(map: Map<K, CutEntry[]>, key: K, entry: CutEntry): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [entry]);
  else known.push(entry);
}
