/**
 * One circle on this device: its journal and its ops in memory, and the one queue through which both change.
 * Always: an op is in the document, told to others or called saved only after the journal has it; own ops are durable
 * first. Foreign runs come in by the gate only.
 */
import type { CircleId, DeviceKey, ListingId, OpId } from '../ids.ts';
import { CommandFailure } from '../failure.ts';
import { KIND } from '../op/kinds.ts';
import { encodeStored, type Op } from '../op/op.ts';
import type { Journal, Keys, Verifier } from '../ports.ts';
import type { Authority } from '../authority/authority.ts';
import type { Fact } from '../authority/facts.ts';
import { membershipOf } from '../authority/rights.ts';
import { passGate, signatureCheck, verifySound, type Refusal, type Run } from '../sync/gate.ts';
import { readAhead } from '../sync/read-ahead.ts';
import { VerifierAhead } from '../sync/verifier-ahead.ts';
import { checkFalsehood, type Falsehood } from '../sync/falsehood.ts';
import { checkForkProof, type ForkProof, type HeaderPlace, type SignedHeader } from '../sync/fork.ts';
import type { Log } from '../sync/logs.ts';
import { SignatureChecker } from '../sync/signature-checker.ts';
import { runsOf, uncheckedRecords } from './accepted-runs.ts';
import { lostSayings } from './lost-sayings.ts';
import { CircleOps, NO_FINDINGS, type Accepted, type Findings } from './circle-ops.ts';
import type { LogOwner } from './genesis.ts';
import type { FalseAdmit } from './admission.ts';
import { SideSet } from './side-set.ts';
import { openingOf, signSaying, type Saying } from './saying.ts';
import { toEvidence, type SignedAct } from './quorum-acts.ts';
import { CircleJournal } from './circle-journal.ts';
import { opsRecords } from './journal.ts';
import { Rebuilding, type RebuildingPorts } from './rebuilding.ts';

export interface CirclePorts extends RebuildingPorts {
  verifier: Verifier;
  keys: Keys;
  journal: Journal;
  /** What this person is called when the log is opened. */
  person: string;
}

/** What changed. `rebuilding`: something in the document has ceased to count, and another one is made. `rebuilt`: it is another one from now on. */
export type CircleChange = { type: 'ops'; runs: Run[]; listings: ReadonlySet<ListingId>; own: boolean } | { type: 'rebuilding' | 'rebuilt'; own: boolean } | { type: 'side-set' };

/** Signatures are checked once nothing has come for so long (ms): first things first. */
const CHECK_DELAY = 300;

interface Pending {
  saying: Saying;
  resolve: (op: Op) => void;
  reject: (error: unknown) => void;
}

export class OpenCircle {
  readonly circle: CircleId;
  readonly #ports: CirclePorts;
  readonly #side: SideSet;
  readonly #journal: CircleJournal;
  readonly #listeners = new Set<(change: CircleChange) => void>();
  readonly #checker: SignatureChecker;
  readonly #ahead: VerifierAhead;
  readonly #rebuilding: Rebuilding;
  #ops: CircleOps;
  #queue: Promise<unknown> = Promise.resolve();
  #pending: Pending[] = [];
  /** Somebody holds more of this device's log than it does itself, or another branch of it. */
  #olderCopy = false;

  private constructor(circle: CircleId, ports: CirclePorts) {
    this.circle = circle;
    this.#ports = ports;
    this.#ahead = new VerifierAhead(ports.verifier);
    this.#side = new SideSet(circle, ports.verifier);
    this.#journal = new CircleJournal(ports.journal, ports.clock, (work) => this.#enqueue(work));
    this.#ops = new CircleOps(circle, this.#ahead);
    this.#rebuilding = new Rebuilding(ports, () => this.#ops, (work) => this.#enqueue(work), (old, own) => this.#tellRebuilt(old, own));
    this.#checker = new SignatureChecker(ports, () => this.#ops.logs, (device, seq) => this.#ops.op(device, seq), {
      checked: (device, below) => this.#enqueue(() => this.#journal.remember({ type: 'checked', device, below }, false)),
      signedFalsely: (device, seq) => this.#enqueue(() => this.#proveFalsely(device, seq)),
    });
  }

  /** Opens a circle from its journal. A journal without a record is a circle that isn't here yet. */
  static async open(circle: CircleId, ports: CirclePorts): Promise<OpenCircle> {
    const opened = new OpenCircle(circle, ports);
    const { runs, falsified, acts, checked, olderCopies } = await opened.#journal.read(circle, opened.#side, ports.verifier);
    for (const run of runs) if (run.checked) opened.#checker.note(run.device, run.from, run.from + run.ops.length);
    for (const { device, below } of checked) opened.#checker.note(device, 0, below);
    opened.#ops.restore(runs, opened.#findings(falsified));
    for (const act of acts) await opened.#side.addAct(act, opened.#ops.admissions.authority);
    // Nobody has seen that document.
    if (acts.length > 0 && opened.#ops.settle([]).stale) opened.#ops.rebuild(Number.POSITIVE_INFINITY)?.old.destroy();
    opened.#olderCopy = olderCopies.has(ports.keys.device) || opened.#side.forks.has(ports.keys.device);
    opened.#checker.start(CHECK_DELAY);
    return opened;
  }

  get ops(): CircleOps {
    return this.#ops;
  }

  /** Names what the document leaves out: another one after a rebuild, and the same one after every start. */
  get documentName(): string {
    return this.#ops.documentName;
  }

  /** What is known beside the ops. */
  get side(): SideSet {
    return this.#side;
  }

  get authority(): Authority {
    return this.#ops.admissions.authority;
  }

  get olderCopy(): boolean {
    return this.#olderCopy;
  }

  /** Proofs that are told to others. */
  get forks(): ReadonlyMap<DeviceKey, { seq: number; proof: ForkProof }> {
    return new Map(this.#side.toldForks(this.authority));
  }

  /** What this device may do here: `waiting` until it was let in; `member` as long as nothing ends its log. */
  get membership(): 'waiting' | 'member' | 'removed' | 'left' {
    return membershipOf(this.authority, this.#ports.keys.device, this.#ports.keys.account);
  }

  /** True while this device may write here. */
  get isMember(): boolean {
    return this.membership === 'member';
  }

  get ownLog(): Log | undefined {
    return this.#ops.logs.get(this.#ports.keys.device);
  }

  /** What this device said that no longer counts since its log was written twice: to be said again by another device of the same person. */
  lost(): Saying[] {
    const log = this.ownLog;
    return log === undefined || !this.#olderCopy ? [] : lostSayings(this.branches(log.device).flatMap((branch) => this.#ops.opsOf(branch, log.counted)));
  }

  /** All that is on disk of a device's log: one branch, or more where it wrote two histories. */
  branches(device: DeviceKey): readonly Log[] {
    return this.#ops.logs.branches(device);
  }

  onChange(listener: (change: CircleChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Signs and stores an op of this device. Resolves when it is on disk and shown. Rejects with CommandFailure or StoreError. */
  say(saying: Saying): Promise<Op> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ saying, resolve, reject });
      if (this.#pending.length === 1) void this.#enqueue(() => this.#writePending());
    });
  }

  /** Opens this device's log once it has been let in, so that others see who came. */
  introduce(): Promise<void> {
    return this.#enqueue(async () => {
      if (this.isMember && !this.#olderCopy && this.ownLog === undefined) await this.#writePending();
    });
  }

  /** Puts genesis into an empty circle. */
  async found(stored: Uint8Array): Promise<void> {
    const { device } = this.#ports.keys;
    await this.#enqueue(async () => {
      const ids = [this.circle as string as OpId];
      await this.#journal.record([{ type: 'ops', device, from: 0, checked: true, ops: [stored], ids }], true);
      this.#ops.restore([{ device, from: 0, ops: [stored], ids }], NO_FINDINGS);
      this.#checker.note(device, 0, 1);
    });
  }

  /**
   * Takes in foreign runs, in order. Returns, per run, why what of it was not kept was refused. Rejects with
   * StoreError if the journal takes no more; then nothing of the runs is here. With `durable` they survive a power cut
   * once it resolves: for what nobody will send again by themselves.
   */
  accept(runs: readonly Run[], durable = false): Promise<(Refusal | undefined)[]> {
    return this.#enqueue(async () => {
      const ops = this.#ops;
      const ports = ops.gatePorts(this.#ahead, this.#ports.keys.device);
      const refusals: (Refusal | undefined)[] = [];
      const rivals: Op[] = [];
      const accepted: Accepted[] = [];
      const founded = ops.logs.founder !== undefined;
      const read = readAhead(ports, this.#ahead, founded ? runs : runs.slice(0, 1));
      for (const [i, run] of runs.entries()) {
        if (i === 1 && !founded) read.push(...readAhead(ports, this.#ahead, runs.slice(1)));
        const verdict = await passGate(ports, run, read[i]);
        refusals.push(verdict.refusal);
        accepted.push(...verdict.accepted);
        if (verdict.rival !== undefined) rivals.push(verdict.rival);
        if (verdict.refusal === 'own-log') await this.#noteOlderCopy();
      }
      this.#ahead.forget();
      if (accepted.length > 0) await this.#keep(accepted, durable);
      for (const rival of rivals) {
        const ours = this.#ops.op(rival.device, rival.seq);
        if (ours !== undefined) await this.#takeFork({ a: this.#ops.signedHeader(ours), b: this.#ops.signedHeader(rival) });
      }
      return refusals;
    });
  }

  /** Takes in a proof of a fork; true if it showed one that is new or lower than what was known. */
  addFork(proof: ForkProof): Promise<boolean> {
    return this.#enqueue(() => this.#takeFork(proof));
  }

  /** Takes in a proof of an op that is signed falsely; true if it is new or lower than what was known. */
  addFalsehood(proof: Falsehood): Promise<boolean> {
    return this.#enqueue(() => this.#takeFalsehood(proof));
  }

  /** Takes in an act of the quorum, or more signatures of one; true if anything was new. Own ones are on disk once it resolves. */
  addAct(act: SignedAct): Promise<boolean> {
    return this.#enqueue(async () => {
      const known = await this.#side.addAct(act, this.authority);
      if (known === undefined) return false;
      await this.#journal.remember({ type: 'act', act: known.signed }, true);
      this.#settle([], false);
      this.#emit({ type: 'side-set' });
      return true;
    });
  }

  /** Whether the newest op of a run that is to be sent holds; where it doesn't, its author signed it falsely. */
  mayEndAt(device: DeviceKey, seq: number): Promise<boolean> {
    return this.#checker.checkOne(device, seq);
  }

  async close(): Promise<void> {
    this.#checker.stop();
    this.#rebuilding.stop();
    this.#journal.stop();
    await this.#queue.catch(() => undefined);
    await this.#journal.close();
    this.#ops.destroy();
  }

  async #writePending(): Promise<void> {
    const pending = this.#pending;
    this.#pending = [];
    const ready: { pending: Pending; op: Op; stored: Uint8Array }[] = [];
    try {
      if (this.#olderCopy) throw new CommandFailure('older-copy', 'This is an older copy of your data. Writing here would contradict what you wrote elsewhere.');
      const { membership } = this;
      if (membership === 'waiting') throw new CommandFailure('not-member', 'You have not been let into this circle yet.');
      if (membership !== 'member') throw new CommandFailure('removed', 'You are no longer in this circle. What is here stays readable.');
      const { logs } = this.#ops;
      const owner = this.#self();
      const length = this.ownLog?.length ?? 0;
      let place = this.ownLog === undefined ? logs.firstPlace(owner.device) : logs.placeAt(this.ownLog, length);
      let bytes = this.ownLog?.bytes ?? 0;
      if (length === 0) pending.unshift({ saying: openingOf(owner, this.authority), resolve: () => undefined, reject: () => undefined });
      for (const item of pending) {
        const op = signSaying(place, item.saying, logs.nextLamport, this.#ports);
        const stored = encodeStored(op, place.prevLamport);
        bytes += stored.length;
        if (!this.authority.plain.allows(owner.device, op.seq + 1, bytes) && item.saying.kind >= KIND.profile) throw new CommandFailure('quota', 'The rules of this circle allow no more entries for this season.');
        ready.push({ pending: item, op, stored });
        place = { circle: this.circle, season: place.season, device: place.device, seq: op.seq + 1, prev: op.id, prevLamport: op.lamport };
      }
      await this.#journal.record(opsRecords({ device: owner.device, from: length, checked: true, ops: ready.map(({ stored }) => stored), ids: ready.map(({ op }) => op.id) }), true);
      const log = this.ownLog ?? logs.add(owner);
      const facts: Fact[] = [];
      for (const { op, stored } of ready) {
        const fact = this.#ops.admissions.read(op, log.owner, true);
        this.#ops.logs.append(log, op, stored, fact);
        if (fact !== undefined) facts.push(fact);
      }
      this.#ops.admissions.took(log, facts, length === 0);
      this.#checker.note(log.device, 0, log.length);
      this.#settle(ready.map(({ op, stored }) => ({ log, op, stored })), true);
    } catch (error) {
      for (const { reject } of pending) reject(error);
      return;
    }
    for (const { pending: item, op } of ready) item.resolve(op);
  }

  #self(): LogOwner {
    const { keys, person } = this.#ports;
    return { account: keys.account, device: keys.device, certificate: keys.certificate, boxKey: keys.boxKey, person };
  }

  async #keep(accepted: Accepted[], durable: boolean): Promise<void> {
    const falsified = [...this.#ops.admissions.newlyFalsified];
    try {
      await this.#journal.record([...falsified.map((falseAdmit) => ({ type: 'false-admit', ...falseAdmit }) as const), ...uncheckedRecords(accepted)], durable);
      this.#ops.admissions.noteRemembered(falsified);
    } catch (error) {
      this.#restoreAnew();
      throw error;
    }
    this.#settle(accepted, false);
    this.#checker.start(CHECK_DELAY);
  }

  /** Shows what is on disk now; where something that was shown doesn't count any more, in a document made anew. */
  #settle(accepted: readonly Accepted[], own: boolean): void {
    const { change, stale, decided } = this.#ops.settle(accepted);
    if (stale && (decided || !this.#rebuilding.running)) {
      this.#checker.keepBelow((device) => this.ops.logs.get(device)?.length ?? 0);
      if (!this.#rebuilding.begin(own)) this.#emit({ type: 'rebuilding', own });
      return;
    }
    this.#emit({ type: 'ops', runs: runsOf(accepted), listings: change.listings, own });
  }

  async #takeFork(proof: ForkProof): Promise<boolean> {
    const place = await checkForkProof(proof, this.circle, this.#ops.season, this.#ports.verifier);
    if (place === undefined || !this.#isKnown(place) || !this.#side.addFork(place.device, place.seq, proof)) return false;
    if (place.device === this.#ports.keys.device) this.#olderCopy = true;
    await this.#journal.remember({ type: 'fork', proof }, true);
    this.authority.addFork(place.device, place.seq);
    this.#settle([], false);
    this.#emit({ type: 'side-set' });
    return true;
  }

  /** What this device found by itself: with what follows on it, up to an op that is signed rightly, it is a proof. */
  async #proveFalsely(device: DeviceKey, seq: number): Promise<void> {
    const ops: SignedHeader[] = [];
    for (let at = seq; ; at++) {
      const op = this.#ops.op(device, at);
      if (op === undefined) return;
      ops.push(this.#ops.signedHeader(op));
      if (at > seq && (await verifySound(this.#ports.verifier, [signatureCheck(op)])).every(Boolean)) break;
    }
    await this.#takeFalsehood({ ops });
  }

  async #takeFalsehood(proof: Falsehood): Promise<boolean> {
    const place = await checkFalsehood(proof, this.circle, this.#ops.season, this.#ports.verifier);
    if (place === undefined || !this.#isKnown(place) || !this.#side.addFalsehood(place.device, place.seq, proof)) return false;
    await this.#journal.remember({ type: 'falsehood', proof }, true);
    this.authority.addFalsely(place.device, place.seq);
    this.#settle([], false);
    this.#emit({ type: 'side-set' });
    return true;
  }

  /** Proofs of devices that nobody knows could be made without end. */
  #isKnown({ device }: HeaderPlace): boolean {
    return this.#ops.admissions.isDeviceIn(device);
  }

  #findings(falsified: Iterable<FalseAdmit>): Findings {
    const { forks, falsehoods, acts } = this.#side;
    return {
      forks: new Map([...forks].map(([device, { seq }]) => [device, seq])),
      falsely: new Map([...falsehoods].map(([device, { seq }]) => [device, seq])),
      falsified,
      acts: [...acts.values()].map((act) => toEvidence(act, act.signed.signatures)),
    };
  }

  /** All from what is on disk: something that isn't has got into logs and authority. */
  #restoreAnew(): void {
    const old = this.#ops;
    const fresh = new CircleOps(this.circle, this.#ahead, old.held);
    fresh.restore([...old.runs()], this.#findings(old.admissions.falseAdmits));
    fresh.admissions.noteForgotten(old.admissions.newlyFalsified);
    this.#rebuilding.cancel();
    this.#ops = fresh;
    this.#checker.keepBelow((device) => fresh.logs.get(device)?.length ?? 0);
    this.#tellRebuilt(old, false);
  }

  #tellRebuilt(old: { destroy(): void }, own: boolean): void {
    this.#emit({ type: 'rebuilt', own });
    old.destroy();
  }

  /** From now on nothing is written here, also after a restart without anybody to tell it again. */
  async #noteOlderCopy(): Promise<void> {
    if (this.#olderCopy) return;
    this.#olderCopy = true;
    await this.#journal.remember({ type: 'older-copy', device: this.#ports.keys.device }, true);
  }

  #emit(change: CircleChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work, work);
    this.#queue = done.catch(() => undefined);
    return done;
  }
}
