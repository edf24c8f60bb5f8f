/**
 * Who of the organizers may do what: rank by rank, from the quorum down (AUTHORITY rules 2, 3, 8, 10). An op of rank r is judged by what lower
 * ranks decided, so that nobody's word is asked about his seniors or equals.
 */
import { bytesToId, type AccountKey, type OpId } from '../ids.ts';
import type { QuorumBody, Role } from '../circle/control-bodies.ts';
import { CutBook, type CutEntry } from './cut-book.ts';
import type { Act, Evidence } from './evidence.ts';
import { isFact, type Fact, type FactOf } from './facts.ts';
import { endOf, heldCount, isWithin, reachOf, type Reach } from './reach.ts';

/** What gives somebody a role: genesis, a grant, or an act's grant. */
export interface Right {
  /** Of the op or act. */
  id: string;
  account: AccountKey;
  role: Role;
  /** Of what is done by it; plain for all roles but the organizer's. */
  rank: number;
  /** Who gave it; undefined for the founder's, and for the quorum's. */
  by: Fact | undefined;
}

export class Ranked {
  readonly evidence: Evidence;
  readonly book = new CutBook();
  /** Ranked ops that count, with their rank. */
  readonly counting = new Map<OpId, number>();
  /** Rights that count, withdrawn or not. */
  readonly rights = new Map<string, Right>();
  readonly rightsOf = new Map<AccountKey, Right[]>();
  /** The quorum's acts that hold, in their order. */
  readonly acts: Act[] = [];
  quorum: QuorumBody | undefined;
  /** Organizer rights, by rank: there is none without one of each lower rank. */
  readonly #ofRank: Right[][] = [];

  /** `imagined`: a cut that nobody made, to see what would come of it. */
  constructor(evidence: Evidence, imagined?: CutEntry) {
    this.evidence = evidence;
    const { genesis, circle } = evidence;
    if (genesis === undefined) return;
    this.quorum = genesis.says.body.quorum;
    this.#addRight({ id: circle, account: genesis.account, role: 'organizer', rank: 0, by: undefined });
    this.#followActs();
    this.#decideCuts(-1);
    for (let rank = 0; this.#ofRank[rank] !== undefined; rank++) {
      for (const right of this.#ofRank[rank] ?? []) this.#judge(right);
      if (imagined?.rank === rank) this.book.add(imagined);
      this.#decideCuts(rank);
    }
  }

  /** Adds what one op of that rank says, where it counts. */
  take(fact: Fact, rank: number): void {
    this.counting.set(fact.id, rank);
    if (isFact(fact, 'grant')) this.#addRight({ id: fact.id, account: fact.says.account, role: fact.says.role, rank: fact.says.role === 'organizer' ? rank + 1 : Number.POSITIVE_INFINITY, by: fact });
    if (isFact(fact, 'cut')) this.book.add({ id: fact.id, rank, author: fact.account, cut: fact.says.cut, state: 'in-force' });
  }

  /** Whether an op that names that organizer right counts. */
  counts(fact: Fact, right: Right): boolean {
    const reach = reachOf(this.evidence, this.book, fact.device, right.rank);
    return reach !== undefined && isWithin(reach, fact) && this.#mayCount(fact, right, reach);
  }

  /** Whether one that continues what is here would. */
  wouldCount(fact: Fact, right: Right): boolean {
    const reach = reachOf(this.evidence, this.book, fact.device, right.rank);
    return reach !== undefined && fact.seq < reach.limit && this.#mayCount(fact, right, reach);
  }

  #mayCount(fact: Fact, right: Right, reach: Reach): boolean {
    const { evidence, book } = this;
    if (fact.account !== right.account || fact.id === right.id || fact.seq >= endOf(evidence, reach.chain)) return false;
    if (isFact(fact, 'admit') && evidence.uncertified.has(fact.id)) return false;
    return (
      fact.seq < heldCount(book.holding('account', fact.account, fact.device, right.rank)) &&
      fact.seq < heldCount(book.holding('grant', right.id, fact.device, right.rank))
    );
  }

  /** Whether a senior took it back. */
  isWithdrawn({ id, account, rank }: Right): boolean {
    for (const [t, of] of [['grant', id], ['account', account]] as const) {
      for (const { cut } of this.book.inForce(t, of, rank)) if (cut.others === 'zero') return true;
    }
    return false;
  }

  #followActs(): void {
    const { evidence } = this;
    let prev: string = evidence.circle;
    for (let number = 1; ; number++) {
      const act = this.#nextAct(number, prev);
      if (act === undefined) return;
      this.acts.push(act);
      const { deed } = act;
      if (deed.t === 'quorum') this.quorum = deed.quorum;
      else if (deed.t === 'cut') this.book.add({ id: act.id, rank: -1, author: undefined, cut: deed.cut, state: 'in-force' });
      else this.#addRight({ id: act.id, account: deed.account, role: deed.role, rank: deed.role === 'organizer' ? 0 : Number.POSITIVE_INFINITY, by: undefined });
      prev = act.id;
    }
  }

  /** Of those that enough of the quorum signed, the one with the lower id. */
  #nextAct(number: number, prev: string): Act | undefined {
    let next: Act | undefined;
    const quorum = new Set(this.quorum?.accounts.map((account) => bytesToId<AccountKey>(account)));
    for (const act of this.evidence.acts.values()) {
      if (act.number !== number || act.prev !== prev || (next !== undefined && next.id < act.id)) continue;
      const signers = [...quorum].filter((account) => act.signers.has(account));
      if (signers.length >= (this.quorum?.k ?? Number.POSITIVE_INFINITY)) next = act;
    }
    return next;
  }

  #addRight(right: Right): void {
    this.rights.set(right.id, right);
    const known = this.rightsOf.get(right.account);
    if (known === undefined) this.rightsOf.set(right.account, [right]);
    else known.push(right);
    if (right.role !== 'organizer') return;
    const alike = this.#ofRank[right.rank];
    if (alike === undefined) this.#ofRank[right.rank] = [right];
    else alike.push(right);
  }

  #judge(right: Right): void {
    for (const fact of this.evidence.byRight.get(right.id) ?? []) if (this.counts(fact, right)) this.take(fact, right.rank);
  }

  /** Which of a rank's cuts are dead, then which are replaced. */
  #decideCuts(rank: number): void {
    const entries = this.book.ofRank(rank);
    for (const entry of entries) if (this.#isDead(entry)) entry.state = 'dead';
    for (const entry of entries) if (entry.state !== 'dead' && this.book.isReplaced(entry)) entry.state = 'replaced';
  }

  #isDead({ rank, author, cut }: CutEntry): boolean {
    if (cut.of.t !== 'account') return false;
    const rights = this.rightsOf.get(cut.of.id as AccountKey) ?? [];
    return cut.of.id === author || rights.some((right) => right.role === 'organizer' && right.rank <= rank && !this.isWithdrawn(right));
  }

  /** Ranked ops that count, of one kind. */
  *ofKind<K extends Fact['says']['kind']>(kind: K): Iterable<FactOf<K>> {
    for (const id of this.counting.keys()) {
      const fact = this.evidence.facts.get(id);
      if (isFact(fact, kind)) yield fact;
    }
  }
}
