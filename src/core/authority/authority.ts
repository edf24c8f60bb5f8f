/**
 * Who may do what in a circle, kept up to date as ops come. Always: what it says is a function of the evidence alone, equal to what a fresh one
 * says of the same (AUTHORITY; docs/decisions/0009). Most of what comes only adds (an admission, an invitation, a grant that nobody spoke of) and
 * costs what it brings; a cut, a fork, a falsehood or an act has everything decided anew, once, when it is next asked for.
 */
import type { RulesBody } from '../circle/control-bodies.ts';
import type { AccountKey, ActId, CircleId, DeviceKey, OpId } from '../ids.ts';
import type { CutEntry } from './cut-book.ts';
import { Evidence, push, type Act, type Chain } from './evidence.ts';
import { isFact, type Cut, type Fact, type FactOf, type Position } from './facts.ts';
import { Plain } from './plain.ts';
import { Ranked } from './ranked.ts';
import { endOf } from './reach.ts';

export class Authority {
  readonly evidence: Evidence;
  /** A cut that nobody made. */
  readonly #imagined: CutEntry | undefined;
  #ranked: Ranked | undefined;
  #plain: Plain | undefined;
  /** Per log, positions that counting cuts name: others have to find them, though they may lie beyond what counts. */
  #named = new Map<DeviceKey, Position[]>();
  /** Per log, ops that counting cuts are of. */
  #targets = new Map<DeviceKey, Position[]>();
  /** What counting cuts are of that isn't here: nobody can know in which log it stands. */
  #missing = new Set<OpId>();
  /** Per log, the furthest seq that a counting ranked op or such a position has. */
  #furthest = new Map<DeviceKey, number>();
  #version = 0;

  constructor(circle: CircleId, evidence = new Evidence(circle), imagined?: CutEntry) {
    this.evidence = evidence;
    this.#imagined = imagined;
  }

  /** Changes whenever something that counted may have ceased to, or come back. */
  get version(): number {
    return this.#version;
  }

  get ranked(): Ranked {
    if (this.#ranked === undefined) this.#decide();
    return this.#ranked ?? new Ranked(this.evidence);
  }

  get plain(): Plain {
    if (this.#plain === undefined) this.#decide();
    return this.#plain ?? new Plain(this.evidence, this.ranked);
  }

  /** A log, or a branch of one, that begins to be here, with the facts that it has by now. */
  addChain(chain: Chain): void {
    const isFirst = !this.evidence.chains.has(chain.device);
    this.evidence.addChain(chain);
    if (!isFirst || this.evidence.forks.has(chain.device)) this.#unsettle();
    else for (const fact of chain.facts) this.#take(fact, chain);
    if (this.#plain !== undefined) this.#plain.look(chain);
  }

  /** Facts at the end of a log that is here, and has them already: each is looked at when all are evidence. */
  addFacts(facts: readonly Fact[], chain: Chain): void {
    for (const fact of facts) this.evidence.addFact(fact);
    for (const fact of facts) this.#take(fact, chain);
  }

  /** A log got longer, whatever was said in it: of one that was written twice, that may be the op that a cut pinned. */
  grew(chain: Chain): void {
    if (this.evidence.forks.has(chain.device)) this.#unsettle();
  }

  addFork(device: DeviceKey, seq: number): void {
    this.evidence.forks.set(device, Math.min(seq, this.evidence.forks.get(device) ?? seq));
    this.#unsettle();
  }

  addFalsely(device: DeviceKey, seq: number): void {
    this.evidence.falsely.set(device, Math.min(seq, this.evidence.falsely.get(device) ?? seq));
    this.#unsettle();
  }

  /** An act, or one more signature of one. */
  addAct(act: Act): void {
    this.evidence.addAct(act);
    this.#unsettle();
  }

  /** Says what of an admit's proofs holds: its certificate, and its signature by the invitation. */
  prove(fact: FactOf<'admit'>, holds: { certificate: boolean; invitation: boolean }): void {
    const { uncertified, uninvited } = this.evidence;
    const counted = this.#ranked?.counting.has(fact.id) === true || this.#plain?.counting.has(fact.id) === true;
    for (const [set, held] of [[uncertified, holds.certificate], [uninvited, holds.invitation]] as const) {
      if (held) set.delete(fact.id);
      else set.add(fact.id);
    }
    if (this.#plain === undefined) return;
    const isRanked = this.evidence.isRanked(fact);
    if (counted && (!holds.certificate || (!isRanked && !holds.invitation))) this.#unsettle();
    else if (isRanked) this.#takeRanked(fact);
    else this.#plain.takeProven(fact);
  }

  /** What would be if that cut were made now; changes nothing here. */
  imagine({ rank, author, cut }: { rank: number; author: AccountKey; cut: Cut }): Authority {
    return new Authority(this.evidence.circle, this.evidence, { id: 'f'.repeat(64), rank, author, cut, state: 'in-force' });
  }

  /** How many ops of a log count as its author's word: these are in the document. */
  countOf(device: DeviceKey): number {
    return this.plain.countOf(device);
  }

  /** The branch that counts. */
  branchOf(device: DeviceKey): Chain | undefined {
    return this.plain.standingOf(device)?.reach.chain;
  }

  /** How many ops of that branch are kept and sent: those that count, and what leads to whatever else somebody relies on. */
  keptOf(device: DeviceKey): number {
    const standing = this.plain.standingOf(device);
    if (standing === undefined) return 0;
    const { chain, limit } = standing.reach;
    const counting = this.countOf(device);
    let furthest = this.#furthest.get(device) ?? -1;
    const end = Math.min(limit, endOf(this.evidence, chain));
    for (const { seq, id } of this.#targets.get(device) ?? []) if (seq > furthest && seq < end && chain.ids[seq] === id) furthest = seq;
    return Math.max(counting, Math.min(furthest + 1, end, chain.ids.length), this.evidence.genesis?.device === device ? 1 : 0);
  }

  /**
   * How far a log may grow by what somebody brings: `ops` follow on what is here of the branch. Beyond what counts as the author's word it
   * may only lead to a ranked op that counts, or to an op that a cut names. `founding` is the quota in a genesis that isn't here yet.
   */
  roomFor(device: DeviceKey, account: AccountKey, ops: readonly { op: Position; bytes: number; fact: Fact | undefined }[], here: { ops: number; bytes: number }, founding?: RulesBody['quota']): { count: number; because: 'beyond-limit' | 'quota' } {
    const { plain, ranked } = this;
    const standing = plain.standingOf(device);
    const end = founding !== undefined ? Number.POSITIVE_INFINITY : (standing?.end ?? (plain.isIn(device, account) ? this.#endOfNew(device, account) : 0));
    let count = 0;
    let bytes = here.bytes;
    let because: 'beyond-limit' | 'quota' = 'beyond-limit';
    let within = true;
    for (const [i, { op, bytes: size, fact }] of ops.entries()) {
      bytes += size;
      const allowed = founding === undefined ? plain.allows(device, here.ops + i + 1, bytes) : here.ops + i < founding.ops && bytes <= founding.bytes;
      if (within && op.seq < end && !allowed) because = 'quota';
      within &&= op.seq < end && because !== 'quota';
      const counts = fact !== undefined && (founding === undefined ? this.#wouldCount(fact, ranked) : fact.right === this.evidence.circle);
      if (within || counts || op.seq <= (this.#furthest.get(device) ?? -1) || this.#missing.has(op.id)) count = i + 1;
      // Nothing follows on a leave.
      if (fact?.says.kind === 'leave') break;
    }
    return { count, because };
  }

  /** Whether more of a device's log may be needed, though nothing more of it counts: what cuts name, or what they are of. */
  mayNeed(device: DeviceKey): boolean {
    return this.awaits(device, 0) || this.#missing.size > 0;
  }

  /** Whether more of a log, up to that seq, could be of use: where nothing more of it can count nobody need be asked for it. */
  mayGrow(device: DeviceKey, seq: number): boolean {
    const standing = this.plain.standingOf(device);
    if (standing === undefined || seq < standing.end || this.mayNeed(device)) return true;
    const { account } = standing.reach.chain;
    return !this.plain.isIn(device, account) || this.ranked.rightsOf.get(account)?.some(({ role }) => role === 'organizer') === true;
  }

  /** Whether some cut names an op of that device that isn't here, at or beyond that seq. */
  awaits(device: DeviceKey, from: number): boolean {
    void this.plain;
    const chains = this.evidence.chains.get(device) ?? [];
    return (this.#named.get(device) ?? []).some(({ seq, id }) => seq >= from && chains.every((chain) => chain.ids[seq] !== id));
  }

  /** Of a log that is not here yet. */
  #endOfNew(device: DeviceKey, account: AccountKey): number {
    const { evidence, ranked } = this;
    const held = ranked.book.holding('account', account, device);
    const fork = Math.min(evidence.forks.get(device) ?? Number.POSITIVE_INFINITY, evidence.falsely.get(device) ?? Number.POSITIVE_INFINITY);
    return Math.min(fork, held === undefined ? Number.POSITIVE_INFINITY : (held.position?.seq ?? -1) + 1);
  }

  /** Whether some cut that counts names that op. */
  isNamed(device: DeviceKey, { seq, id }: Position): boolean {
    void this.plain;
    return (this.#named.get(device) ?? []).some((position) => position.seq === seq && position.id === id);
  }

  /** Whether an op that is not here yet would count under its organizer right. */
  #wouldCount(fact: Fact, ranked: Ranked): boolean {
    const right = fact.right === undefined ? undefined : ranked.rights.get(fact.right);
    return right?.role === 'organizer' && ranked.wouldCount(fact, right);
  }

  #take(fact: Fact, chain: Chain): void {
    if (this.#plain === undefined || this.#ranked === undefined) return;
    if (isFact(fact, 'genesis') || isFact(fact, 'cut') || isFact(fact, 'leave') || this.#isSpokenOf(fact)) this.#unsettle();
    else if (this.evidence.isRanked(fact)) this.#takeRanked(fact);
    else this.#plain.look(chain);
  }

  /** What only adds is added; anything else has all decided anew. */
  #takeRanked(fact: Fact): void {
    const right = fact.right === undefined ? undefined : this.#ranked?.rights.get(fact.right);
    if (this.#ranked === undefined || this.#plain === undefined || right === undefined || !this.#ranked.counts(fact, right)) return;
    if (isFact(fact, 'rules')) return this.#unsettle();
    this.#ranked.take(fact, right.rank);
    this.#reach(fact);
    if (isFact(fact, 'grant')) this.#plain.grant(fact.says.account, fact.id);
    else this.#plain.takeRanked(fact);
  }

  /** Whether something that is here hangs on that op or, for a grant, on whom it is to. */
  #isSpokenOf(fact: Fact): boolean {
    const { byRight, cutsOf } = this.evidence;
    if (byRight.has(fact.id) || cutsOf.has(fact.id) || [...(this.#ranked?.acts ?? [])].some(({ deed }) => deed.t === 'cut' && deed.cut.of.id === fact.id)) return true;
    return isFact(fact, 'grant') && (cutsOf.has(fact.says.account) || [...(this.#ranked?.book.ofRank(-1) ?? [])].some(({ cut }) => cut.of.id === fact.says.account));
  }

  #decide(): void {
    this.#ranked = new Ranked(this.evidence, this.#imagined);
    this.#plain = new Plain(this.evidence, this.#ranked);
    this.#named = new Map();
    this.#targets = new Map();
    this.#missing = new Set();
    this.#furthest = new Map();
    for (const id of this.#ranked.counting.keys()) this.#reach(this.evidence.facts.get(id));
    for (const { cut } of [...this.#ranked.book.all(), ...this.#plain.cuts.values()]) {
      for (const [device, position] of cut.logs) {
        this.#reach({ device, seq: position.seq });
        push(this.#named, device, position);
      }
      const target = this.evidence.facts.get(cut.of.id as OpId);
      if (target !== undefined) push(this.#targets, target.device, target);
      else if (cut.of.t !== 'account' && !this.#isKnown(cut.of.id)) this.#missing.add(cut.of.id as OpId);
    }
  }

  /** Genesis, or an act. */
  #isKnown(id: string): boolean {
    return id === this.evidence.circle || this.evidence.acts.has(id as ActId);
  }

  #reach(place: { device: DeviceKey; seq: number } | undefined): void {
    if (place !== undefined) this.#furthest.set(place.device, Math.max(place.seq, this.#furthest.get(place.device) ?? 0));
  }

  #unsettle(): void {
    this.#ranked = undefined;
    this.#plain = undefined;
    this.#version++;
  }
}
