/**
 * Everyone else: who is in, how much of each log counts, which invitations, admits and cuts of own invitations do (AUTHORITY rules 4 to 7, 9). Starts
 * from what the ranks decided, and only adds: a log that comes in brings its invitations and admits, and these other logs. So one more admission costs
 * what it brings.
 */
import type { AccountKey, DeviceKey, OpId } from '../ids.ts';
import { holdingOf, PLAIN, type CutEntry } from './cut-book.ts';
import { push, type Chain, type Evidence } from './evidence.ts';
import { isFact, type Fact, type FactOf } from './facts.ts';
import { Quota } from './quota.ts';
import type { Ranked } from './ranked.ts';
import { heldCount, reachOf, type Reach } from './reach.ts';

export interface Invitation {
  fact: FactOf<'invite'>;
  /** Accounts that came in by it. */
  used: Set<AccountKey>;
  /** Cuts of it by its own author. */
  own: CutEntry[];
}

/** How much of a log counts. */
export interface Standing {
  reach: Reach;
  /** Ops of the reach's branch that count as its author's word, quota left aside; 0 for whoever isn't in. */
  end: number;
  /** Whether nothing ends it: neither cut, fork, falsehood nor leave. */
  open: boolean;
  /** Whether its author left, and that counts. */
  hasLeft: boolean;
}

type Right = 'invite' | 'greet';

export class Plain {
  readonly #evidence: Evidence;
  readonly #ranked: Ranked;
  readonly #quota: Quota;
  /** By device and account, the admit that lets them in; the earliest of several. */
  readonly admitted = new Map<string, string>();
  readonly #devices = new Set<DeviceKey>();
  readonly #admittedOf = new Map<AccountKey, DeviceKey[]>();
  readonly #granted = new Map<AccountKey, string>();
  readonly standings = new Map<DeviceKey, Standing>();
  readonly invitations = new Map<OpId, Invitation>();
  /** Plain ops that count. */
  readonly counting = new Set<OpId>();
  /** Plain cuts that count. */
  readonly cuts = new Map<string, CutEntry>();
  readonly #cutsBy = new Map<DeviceKey, CutEntry[]>();
  #changed = new Set<DeviceKey>();
  /** Logs that came in, or grew, and weren't gone through yet. */
  #queue: Chain[] = [];
  /** Of each log, how many facts were gone through. */
  readonly #done = new Map<DeviceKey, number>();

  constructor(evidence: Evidence, ranked: Ranked) {
    this.#evidence = evidence;
    this.#ranked = ranked;
    this.#quota = new Quota(evidence, ranked);
    for (const right of ranked.rights.values()) this.#grant(right.account, right.id);
    for (const fact of ranked.ofKind('invite')) this.#addInvitation(fact);
    for (const fact of ranked.ofKind('admit')) this.#admit(fact);
    for (const [first] of evidence.chains.values()) if (first !== undefined) this.#queue.push(first);
    this.#goOn([...this.invitations.values()].map(({ fact }) => fact));
  }

  /** Whether that device is let in under that account. */
  isIn(device: DeviceKey, account: AccountKey): boolean {
    return account === this.#evidence.founder || this.#granted.has(account) || this.admitted.has(device + account);
  }

  /** Whether that device is let in, or could be under some account. */
  isDeviceIn(device: DeviceKey): boolean {
    const chain = this.#evidence.chains.get(device)?.[0];
    return this.#devices.has(device) || (chain !== undefined && this.isIn(device, chain.account));
  }

  /** Devices that admits let in under an account. */
  devicesOf(account: AccountKey): readonly DeviceKey[] {
    return this.#admittedOf.get(account) ?? [];
  }

  /** What let it in: genesis, a grant, an act or an admit. */
  admissionOf(device: DeviceKey, account: AccountKey): string | undefined {
    return this.admitted.get(device + account) ?? this.#granted.get(account);
  }

  /** Devices of whose logs more may count than when this was last asked. */
  takeChanged(): ReadonlySet<DeviceKey> {
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }

  /** A right that was added since: whoever has it is in. */
  grant(account: AccountKey, id: string): void {
    this.#grant(account, id);
    for (const [chain] of this.#evidence.chains.values()) if (chain?.account === account) this.#queue.push(chain);
    this.#goOn([]);
  }

  /** Goes through what a log has since it was last looked at, and through all that comes of it. */
  look(chain: Chain): void {
    this.#queue.push(chain);
    this.#goOn([]);
  }

  /** Takes in a ranked op that was found to count since. */
  takeRanked(fact: Fact): void {
    if (isFact(fact, 'admit')) this.#admit(fact);
    if (isFact(fact, 'invite')) this.#addInvitation(fact);
    this.#goOn(isFact(fact, 'invite') ? [fact] : []);
  }

  /** An admit whose proofs were found to hold. */
  takeProven(fact: FactOf<'admit'>): void {
    this.#takeAdmit(fact);
    this.#goOn([]);
  }

  /** What of a device's log counts. */
  standingOf(device: DeviceKey): Standing | undefined {
    const known = this.standings.get(device);
    if (known !== undefined) return known;
    const reach = reachOf(this.#evidence, this.#ranked.book, device);
    if (reach === undefined) return undefined;
    const { chain } = reach;
    const falsely = this.#evidence.falsely.get(device) ?? Number.POSITIVE_INFINITY;
    const own = Math.min(reach.limit, falsely, heldCount(this.#ranked.book.holding('account', chain.account, device)));
    const leave = chain.leaveAt ?? Number.POSITIVE_INFINITY;
    const isIn = this.isIn(device, chain.account);
    const hasLeft = leave < Math.min(own, this.#quota.count(chain));
    const standing = { reach, end: isIn ? Math.min(own, leave + 1) : 0, open: isIn && own === Number.POSITIVE_INFINITY && !hasLeft, hasLeft: isIn && hasLeft };
    // Who isn't in yet may come in later.
    if (isIn) this.standings.set(device, standing);
    return standing;
  }

  /** How many ops of a log count, as it is now. */
  countOf(device: DeviceKey): number {
    const standing = this.standingOf(device);
    if (standing === undefined || standing.end === 0) return 0;
    const { chain } = standing.reach;
    return Math.min(standing.end, chain.ids.length, this.#quota.count(chain));
  }

  /** Whether so many ops, of so many bytes, are within what the rules allow a log. */
  allows(device: DeviceKey, ops: number, bytes: number): boolean {
    return this.#quota.allows(device, ops, bytes);
  }

  /** Its author left, or what is here of it changed in another way. */
  forget(device: DeviceKey): void {
    this.standings.delete(device);
  }

  /**
   * All logs that came in, and those that come in by them: in each round first what they invite and take back, then who was let in,
   * so that an invitation's cuts by its own author are known before it is asked for.
   */
  #goOn(invitations: readonly FactOf<'invite'>[]): void {
    let fresh = invitations;
    while (this.#queue.length > 0 || fresh.length > 0) {
      const batch = this.#queue;
      this.#queue = [];
      const invited = [...fresh];
      const admits = batch.flatMap((chain) => this.#goThrough(chain, invited));
      for (const { id } of invited) admits.push(...(this.#evidence.byInvitation.get(id) ?? []));
      for (const admit of admits) this.#takeAdmit(admit);
      fresh = [];
    }
  }

  #goThrough({ device }: Chain, invited: FactOf<'invite'>[]): FactOf<'admit'>[] {
    const admits: FactOf<'admit'>[] = [];
    this.#changed.add(device);
    const count = this.countOf(device);
    const chain = this.standings.get(device)?.reach.chain;
    if (chain === undefined || count === 0) return admits;
    const { facts } = chain;
    let at = this.#done.get(device) ?? 0;
    for (let fact = facts[at]; fact !== undefined && fact.seq < count; fact = facts[++at]) {
      if (this.#evidence.isRanked(fact)) continue;
      if (isFact(fact, 'invite') && this.#takeInvite(fact)) invited.push(fact);
      else if (isFact(fact, 'cut')) this.#takeOwnCut(fact, chain);
      else if (isFact(fact, 'admit')) admits.push(fact);
    }
    this.#done.set(device, at);
    return admits;
  }

  #takeInvite(fact: FactOf<'invite'>): boolean {
    if (!this.#may('invite', fact)) return false;
    this.counting.add(fact.id);
    this.#addInvitation(fact);
    return true;
  }

  /** An organizer's admit counts without its invitation, and may have come before it. */
  #addInvitation(fact: FactOf<'invite'>): void {
    const admits = (this.#evidence.byInvitation.get(fact.id) ?? []).filter(({ id }) => this.#ranked.counting.has(id));
    this.invitations.set(fact.id, { fact, used: new Set(admits.map(({ says }) => says.account)), own: [] });
  }

  /** Only of an invitation of the same log; below all organizers' cuts. */
  #takeOwnCut(fact: FactOf<'cut'>, chain: Chain): void {
    const { cut } = fact.says;
    const invite = this.#evidence.facts.get(cut.of.id as OpId);
    if (cut.of.t !== 'invite' || fact.right !== cut.of.id || !isFact(invite, 'invite') || invite.seq >= fact.seq || chain.ids[invite.seq] !== invite.id) return;
    const entry: CutEntry = { id: fact.id, rank: PLAIN, author: fact.account, cut, state: 'in-force' };
    this.counting.add(fact.id);
    this.cuts.set(fact.id, entry);
    push(this.#cutsBy, fact.device, entry);
    if (this.#ranked.book.isReplaced(entry)) entry.state = 'replaced';
    for (const other of this.#cutsBy.get(fact.device) ?? []) {
      if (other.cut.replaces.includes(entry.id)) entry.state = 'replaced';
      if (cut.replaces.includes(other.id as OpId)) other.state = 'replaced';
    }
    this.invitations.get(invite.id)?.own.push(entry);
  }

  /** An admit of a log that is in; also one that waited for its invitation. */
  #takeAdmit(fact: FactOf<'admit'>): void {
    if (this.#evidence.isRanked(fact) || this.#evidence.uncertified.has(fact.id) || this.#evidence.uninvited.has(fact.id) || this.counting.has(fact.id)) return;
    const standing = this.standings.get(fact.device);
    if (standing === undefined || standing.reach.chain.ids[fact.seq] !== fact.id || fact.seq >= this.countOf(fact.device)) return;
    const invitation = fact.says.invitation === undefined ? undefined : this.invitations.get(fact.says.invitation);
    if (invitation === undefined || !this.#may('greet', fact)) return;
    const { book } = this.#ranked;
    const ranked = [...book.inForce('invite', invitation.fact.id)];
    const held = holdingOf([...ranked, ...invitation.own], fact.device);
    if (fact.seq >= heldCount(held)) return;
    this.counting.add(fact.id);
    this.#admit(fact);
  }

  #admit({ id, says }: FactOf<'admit'>): void {
    const pair = says.device + says.account;
    if (says.invitation !== undefined) this.invitations.get(says.invitation)?.used.add(says.account);
    const known = this.admitted.get(pair);
    if (known === undefined || this.#isEarlier(id, known)) this.admitted.set(pair, id);
    if (known !== undefined) return;
    this.#devices.add(says.device);
    push(this.#admittedOf, says.account, says.device);
    const [chain] = this.#evidence.chains.get(says.device) ?? [];
    if (chain !== undefined) this.#queue.push(chain);
  }

  #grant(account: AccountKey, id: string): void {
    const known = this.#granted.get(account);
    if (known === undefined || this.#isEarlier(id, known)) this.#granted.set(account, id);
  }

  /** By (lamport, id); genesis and acts, which have none, before all. */
  #isEarlier(id: string, other: string): boolean {
    const [a, b] = [id, other].map((each) => (each === this.#evidence.circle ? 0 : (this.#evidence.facts.get(each as OpId)?.lamport ?? 0)));
    return a === b ? id < other : (a ?? 0) < (b ?? 0);
  }

  /** What let a device in first: its admit, or what gave its account a right. */
  earliestOf(device: DeviceKey, account: AccountKey): string | undefined {
    const [admit, grant] = [this.admitted.get(device + account), this.#granted.get(account)];
    if (admit === undefined || grant === undefined) return admit ?? grant;
    return this.#isEarlier(admit, grant) ? admit : grant;
  }

  /** Rule 1: by a version of the rules that lets members do it, or by a grant that gives it; and only where no cut of that is. */
  #may(right: Right, fact: Fact): boolean {
    const { book, rights } = this.#ranked;
    const { circle, facts } = this.#evidence;
    if (fact.right === undefined) return false;
    const reach = this.standings.get(fact.device)?.reach;
    if (reach === undefined) return false;
    const role = rights.get(fact.right);
    if (role !== undefined && fact.right !== circle) {
      const gives = role.account === fact.account && (role.role === 'greeter' || role.role === 'moderator');
      return gives && fact.seq < heldCount(book.holding('grant', role.id, fact.device));
    }
    const rules = facts.get(fact.right as OpId);
    const body = isFact(rules, 'genesis') ? rules.says.body.rules : isFact(rules, 'rules') && this.#ranked.counting.has(rules.id) ? rules.says.body : undefined;
    return body?.[right] === 'member' && fact.seq < heldCount(book.holding('rules', fact.right, fact.device));
  }
}
