/**
 * Takes ops into authority: reads what they say, has the proofs in admits checked, and answers who is let in and by what.
 * Trusts that ops passed the gate. Always: an admit counts for nothing before its certificate, and its invitation's signature where that is
 * here, were found to hold.
 */
import { bytesToId, type AccountKey, type CircleId, type DeviceKey, type OpId } from '../ids.ts';
import { Authority } from '../authority/authority.ts';
import { isFact, readFact, type Fact, type FactOf } from '../authority/facts.ts';
import type { Invitation } from '../authority/plain.ts';
import { decodeAs } from '../op/body.ts';
import { KIND } from '../op/kinds.ts';
import { compareOps, type Op } from '../op/op.ts';
import type { SignatureCheck, Verifier } from '../ports.ts';
import type { Log } from '../sync/logs.ts';
import type { GenesisBody, LogOwner } from './genesis.ts';
import { inviteSchema } from './invitation.ts';
import { certificateCheck, joinChecks, joinSchema, proofCheck, type Join } from './join.ts';

/** Which of an admit's two proofs doesn't hold; `certificate` also where neither does. */
export type FalseProof = 'certificate' | 'invitation';

export interface FalseAdmit {
  admit: OpId;
  proof: FalseProof;
}

export class Admissions {
  readonly authority: Authority;
  readonly #verifier: Verifier;
  readonly #circle: CircleId;
  /** Invitations by public key: anyone can make one with the key of another's. */
  readonly #byKey = new Map<string, FactOf<'invite'>[]>();
  /** Admits whose proofs were looked at and don't hold, and which: no restoring may take them for checked. */
  readonly #falsified = new Map<OpId, FalseProof>();
  #newlyFalsified: FalseAdmit[] = [];
  /** Admits that came, or whose invitation came, and whose proofs have to be looked at. */
  #unchecked: FactOf<'admit'>[] = [];

  constructor(circle: CircleId, verifier: Verifier) {
    this.#circle = circle;
    this.#verifier = verifier;
    this.authority = new Authority(circle);
  }

  get genesis(): GenesisBody | undefined {
    return this.authority.evidence.genesis?.says.body;
  }

  /** Whether that device is let in under that account. */
  isIn(device: DeviceKey, account: AccountKey): boolean {
    return this.authority.plain.isIn(device, account);
  }

  /** Whether that device is let in, under whichever account. */
  isDeviceIn(device: DeviceKey): boolean {
    return this.authority.plain.isDeviceIn(device);
  }

  /** What the admit says that let a device in under an account; undefined where it came in otherwise, or isn't in. */
  joinOf(device: DeviceKey, account: AccountKey): Join | undefined {
    const fact = this.authority.evidence.facts.get(this.authority.plain.admissionOf(device, account) as OpId);
    return isFact(fact, 'admit') && fact.says.device === device ? fact.says.join : undefined;
  }

  /** Who is let in by an admit: whose logs may still be missing. */
  *admitted(): Iterable<FactOf<'admit'>> {
    for (const id of this.authority.plain.admitted.values()) {
      const fact = this.authority.evidence.facts.get(id as OpId);
      if (isFact(fact, 'admit')) yield fact;
    }
  }

  /** The invitations with that public key that count here, the first by (lamport, id) first. */
  invitationsByKey(key: Uint8Array): Invitation[] {
    const { invitations } = this.authority.plain;
    return (this.#byKey.get(bytesToId<OpId>(key)) ?? []).map(({ id }) => invitations.get(id)).filter((invitation) => invitation !== undefined);
  }

  /** All that were found to be false. */
  get falseAdmits(): FalseAdmit[] {
    return [...this.#falsified].map(([admit, proof]) => ({ admit, proof }));
  }

  /** Says which admits were found to be false before. */
  noteFalsified(admits: Iterable<FalseAdmit>): void {
    for (const { admit, proof } of admits) if (this.#falsified.get(admit) !== 'certificate') this.#falsified.set(admit, proof);
  }

  /** Admits found to be false that aren't remembered beside the ops yet. */
  get newlyFalsified(): readonly FalseAdmit[] {
    return this.#newlyFalsified;
  }

  /** These are on disk now. */
  noteRemembered(remembered: readonly FalseAdmit[]): void {
    this.#newlyFalsified = this.#newlyFalsified.filter((falseAdmit) => !remembered.includes(falseAdmit));
  }

  /** Those that the disk didn't take. */
  noteForgotten(forgotten: readonly FalseAdmit[]): void {
    this.#newlyFalsified.push(...forgotten);
  }

  /**
   * What an op says that goes to the end of a log; to be told to `took` once it stands there. `trusted` skips the proofs: for ops that this
   * device had checked before it stored them, and remembers where they were false.
   */
  read(op: Op, owner: LogOwner, trusted: boolean): Fact | undefined {
    const fact = readFact(op, owner.account);
    if (fact === undefined) return undefined;
    if (isFact(fact, 'invite')) this.#noteInvitation(fact, trusted);
    if (isFact(fact, 'admit')) this.#noteAdmit(fact, trusted);
    return fact;
  }

  /** Tells authority of what now stands at the end of a log. */
  took(log: Log, facts: readonly Fact[], isNew: boolean): void {
    if (isNew) {
      this.authority.addChain(log);
      return;
    }
    this.authority.addFacts(facts, log);
    this.authority.grew(log);
  }

  /** Looks at the proofs of what came since; undefined where there are none. */
  prove(): Promise<void> | undefined {
    return this.#unchecked.length === 0 ? undefined : this.#prove(this.#unchecked.splice(0));
  }

  /** The proofs that will be looked at for these ops, as far as their invitations are here or among them. */
  proofsOf(ops: readonly Op[]): SignatureCheck[] {
    const keys = new Map<OpId, Uint8Array>();
    const checks: SignatureCheck[] = [];
    for (const op of ops) {
      if (op.kind === KIND.invite) {
        const invite = decodeAs(inviteSchema, op.body);
        if (invite !== undefined) keys.set(op.id, invite.key);
      } else if (op.kind === KIND.admit) {
        const named = op.refs[0]?.id ?? op.id;
        const key = keys.get(named) ?? this.#keyOf(named);
        const join = key === undefined ? undefined : decodeAs(joinSchema, op.body);
        if (key !== undefined && join !== undefined) checks.push(...(joinChecks(op.circle, join, key) ?? []));
      }
    }
    return checks;
  }

  #noteInvitation(fact: FactOf<'invite'>, trusted: boolean): void {
    const key = bytesToId<OpId>(fact.says.key);
    const alike = [...(this.#byKey.get(key) ?? []), fact];
    this.#byKey.set(key, alike.length > 1 ? alike.sort(compareOps) : alike);
    if (trusted) return;
    // What was let in by it came first, and is looked at once more.
    for (const admit of this.authority.evidence.byInvitation.get(fact.id) ?? []) {
      if (this.#falsified.has(admit.id)) continue;
      this.authority.evidence.uninvited.add(admit.id);
      this.#unchecked.push(admit);
    }
  }

  #noteAdmit(fact: FactOf<'admit'>, trusted: boolean): void {
    const { uncertified, uninvited } = this.authority.evidence;
    const falsified = this.#falsified.get(fact.id);
    if (falsified === undefined && trusted) return;
    if (falsified !== 'invitation') uncertified.add(fact.id);
    uninvited.add(fact.id);
    if (falsified === undefined) this.#unchecked.push(fact);
  }

  async #prove(admits: readonly FactOf<'admit'>[]): Promise<void> {
    for (const admit of admits) {
      const holds = await this.#holds(admit.says.join, admit.says.invitation);
      if (!holds.certificate || !holds.invitation) this.#falsify(admit.id, holds.certificate ? 'invitation' : 'certificate');
      this.authority.prove(admit, holds);
    }
  }

  /** Of an invitation that isn't here nothing is said yet: an admit that needs it doesn't count before it comes, and is looked at then. */
  async #holds(join: Join, invitation: OpId | undefined): Promise<{ certificate: boolean; invitation: boolean }> {
    const key = invitation === undefined ? undefined : this.#keyOf(invitation);
    const { account, device, boxKey, certificate } = join;
    const certified = certificateCheck(account, device, boxKey, certificate);
    const invited = key === undefined ? undefined : proofCheck(this.#circle, join, key);
    const checks = [certified, invited].filter((check) => check !== undefined);
    const answers = await this.#verifier.verify(checks);
    const holds = (check: SignatureCheck | undefined): boolean => check !== undefined && answers[checks.indexOf(check)] === true;
    return { certificate: holds(certified), invitation: key === undefined || holds(invited) };
  }

  #falsify(admit: OpId, proof: FalseProof): void {
    this.#falsified.set(admit, proof);
    this.#newlyFalsified.push({ admit, proof });
  }

  #keyOf(invitation: OpId): Uint8Array | undefined {
    const fact = this.authority.evidence.facts.get(invitation);
    return isFact(fact, 'invite') ? fact.says.key : undefined;
  }
}
