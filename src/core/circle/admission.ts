/**
 * Who is in: which logs are admitted, computed from the ops that are here (AUTHORITY rules 1, 4, 5, 6).
 * The founder's log, and each whose device and account stand in an admit that counts. An admit counts if its log is admitted, the
 * invitation that it names first is in an admitted log, below it in lamport, and both proofs in it hold.
 * Only grows: what withdraws a right comes with cuts, and rebuilds this from the start.
 */
import { bytesToId, type AccountKey, type DeviceKey, type OpId } from '../ids.ts';
import { decodeAs } from '../op/body.ts';
import { KIND } from '../op/kinds.ts';
import { compareOps, refTo, type Op, type Ref } from '../op/op.ts';
import type { SignatureCheck, Verifier } from '../ports.ts';
import { readGenesis, type GenesisBody, type LogOwner } from './genesis.ts';
import { inviteSchema } from './invitation.ts';
import { joinChecks, joinSchema, type Join } from './join.ts';

export interface InvitationState {
  op: OpId;
  device: DeviceKey;
  seq: number;
  lamport: number;
  /** Ed25519 public key (32 bytes). */
  key: Uint8Array;
  uses: number;
  /** Accounts that came in by it. */
  used: Set<AccountKey>;
}

export interface Admission extends LogOwner {
  /** The op that let it in: genesis or an admit. */
  op: Ref;
}

interface WaitingAdmit {
  op: Op;
  author: LogOwner;
  trusted: boolean;
}

export class Admissions {
  readonly #verifier: Verifier;
  /** By device and account: an admit of a device under another's account lets nobody in. */
  readonly #admitted = new Map<string, Admission>();
  readonly #devices = new Set<DeviceKey>();
  readonly #invitations = new Map<OpId, InvitationState>();
  /** By public key: anyone can make an invitation with the key of another's. */
  readonly #byKey = new Map<string, InvitationState[]>();
  /** Admits whose invitation isn't here yet. */
  readonly #waiting = new Map<OpId, WaitingAdmit[]>();
  /** Admits whose proofs were looked at and don't hold: no restoring may take them for checked. */
  readonly #falsified = new Set<OpId>();
  #newlyFalsified: OpId[] = [];
  #genesis: GenesisBody | undefined;
  #genesisOp: OpId | undefined;

  constructor(verifier: Verifier) {
    this.#verifier = verifier;
  }

  get genesis(): GenesisBody | undefined {
    return this.#genesis;
  }

  get(device: DeviceKey, account: AccountKey): Admission | undefined {
    return this.#admitted.get(device + account);
  }

  /** Everyone who was let in, in the order in which this device learnt of it. */
  all(): Iterable<Admission> {
    return this.#admitted.values();
  }

  /** Whether that device was let in, under whichever account. */
  isAdmitted(device: DeviceKey): boolean {
    return this.#devices.has(device);
  }

  /** The invitations with that public key that count here, the first by (lamport, id) first. */
  invitationsByKey(key: Uint8Array): readonly InvitationState[] {
    return this.#byKey.get(bytesToId<OpId>(key)) ?? [];
  }

  /** Whether an account has the right that the rules give to members or to organizers. */
  mayDo(right: 'invite' | 'greet', account: AccountKey): boolean {
    if (this.#genesis === undefined) return false;
    return this.#genesis.rules[right] === 'member' || bytesToId<AccountKey>(this.#genesis.account) === account;
  }

  get falsified(): ReadonlySet<OpId> {
    return this.#falsified;
  }

  /** Says which admits were found to be false before. */
  noteFalsified(admits: Iterable<OpId>): void {
    for (const admit of admits) this.#falsified.add(admit);
  }

  /** Admits found to be false since the last call: to be remembered beside the ops. */
  takeNewlyFalsified(): OpId[] {
    return this.#newlyFalsified.splice(0);
  }

  /**
   * Takes in an op of an admitted log, whose owner is `author`. `trusted` skips the proofs inside it: for ops that
   * this device had checked before it stored them, and remembers where they were false. Most kinds need no waiting.
   */
  consider(op: Op, author: LogOwner, trusted: boolean): Promise<void> | undefined {
    if (op.kind === KIND.genesis) this.#takeGenesis(op, author);
    else if (op.kind === KIND.invite) return this.#takeInvite(op, author, trusted);
    else if (op.kind === KIND.admit) return this.#takeAdmit(op, author, trusted);
    return undefined;
  }

  /** The proofs that `consider` will check for these ops, as far as their invitations are here or among them. */
  proofsOf(ops: readonly Op[]): SignatureCheck[] {
    const keys = new Map<OpId, Uint8Array>();
    const checks: SignatureCheck[] = [];
    for (const op of ops) {
      if (op.kind === KIND.invite) {
        const invite = decodeAs(inviteSchema, op.body);
        if (invite !== undefined) keys.set(op.id, invite.key);
      } else if (op.kind === KIND.admit) {
        const named = op.refs[0]?.id ?? op.id;
        const key = keys.get(named) ?? this.#invitations.get(named)?.key;
        const join = key === undefined ? undefined : decodeAs(joinSchema, op.body);
        if (key !== undefined && join !== undefined) checks.push(...(joinChecks(op.circle, join, key) ?? []));
      }
    }
    return checks;
  }

  #takeGenesis(op: Op, author: LogOwner): void {
    const body = readGenesis(op);
    if (body === undefined || this.#genesis !== undefined) return;
    this.#genesis = body;
    this.#genesisOp = op.id;
    this.#admit({ ...author, op: refTo(op) });
  }

  async #takeInvite(op: Op, author: LogOwner, trusted: boolean): Promise<void> {
    const body = decodeAs(inviteSchema, op.body);
    if (body === undefined || !this.mayDo('invite', author.account) || !this.#namesRules(op)) return;
    const state = { op: op.id, device: op.device, seq: op.seq, lamport: op.lamport, key: body.key, uses: body.uses, used: new Set<AccountKey>() };
    this.#invitations.set(op.id, state);
    const alike = [...this.invitationsByKey(body.key), state];
    this.#byKey.set(bytesToId<OpId>(body.key), alike.sort((a, b) => compareOps({ lamport: a.lamport, id: a.op }, { lamport: b.lamport, id: b.op })));
    const waiting = this.#waiting.get(op.id) ?? [];
    this.#waiting.delete(op.id);
    for (const admit of waiting) await this.#takeAdmit(admit.op, admit.author, trusted && admit.trusted);
  }

  async #takeAdmit(op: Op, author: LogOwner, trusted: boolean): Promise<void> {
    const join = decodeAs(joinSchema, op.body);
    const named = op.refs[0];
    if (join === undefined || named === undefined || !this.mayDo('greet', author.account) || !this.#namesRules(op)) return;
    const invitation = this.#invitations.get(named.id);
    if (invitation === undefined) {
      const waiting = this.#waiting.get(named.id);
      if (waiting === undefined) this.#waiting.set(named.id, [{ op, author, trusted }]);
      else waiting.push({ op, author, trusted });
      return;
    }
    if (op.lamport <= invitation.lamport || this.#falsified.has(op.id)) return;
    if (!trusted && !(await this.#isProven(op, join, invitation))) {
      this.#falsified.add(op.id);
      this.#newlyFalsified.push(op.id);
      return;
    }
    const account = bytesToId<AccountKey>(join.account);
    invitation.used.add(account);
    const device = bytesToId<DeviceKey>(join.device);
    this.#admit({ account, device, certificate: join.certificate, boxKey: join.boxKey, person: join.person, op: refTo(op) });
  }

  async #isProven(op: Op, join: Join, invitation: InvitationState): Promise<boolean> {
    const checks = joinChecks(op.circle, join, invitation.key);
    return checks !== undefined && (await this.#verifier.verify(checks)).every(Boolean);
  }

  /** Rule 1: an op that uses a right names the op that gave it. */
  #namesRules(op: Op): boolean {
    return op.refs.some((ref) => ref.id === this.#genesisOp);
  }

  #admit(admission: Admission): void {
    const key = admission.device + admission.account;
    if (this.#admitted.has(key)) return;
    this.#admitted.set(key, admission);
    this.#devices.add(admission.device);
  }
}
