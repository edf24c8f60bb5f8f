/**
 * A circle's ops in memory: logs, authority, view and Yjs document, kept in step. Built from nothing out of runs of stored ops. What is
 * added to a document can't be taken back: where something in it ceases to count, logs, authority and what others are told say so at once,
 * and document and view go on with it until `rebuild` has made others beside them.
 */
import * as Y from 'yjs';
import { bytesToId, type AccountKey, type CircleId, type DeviceKey, type OpId } from '../ids.ts';
import type { Act } from '../authority/evidence.ts';
import type { Fact } from '../authority/facts.ts';
import { readListing } from '../market/read-listing.ts';
import { KIND } from '../op/kinds.ts';
import { decodeKnown, encodeHeader, firstPlace, NO_CIRCLE, NewerVersion, type HashedOp, type Op, type Place } from '../op/op.ts';
import { encodeCbor } from '../op/body.ts';
import { MalformedBytes } from '../op/bytes.ts';
import type { Verifier } from '../ports.ts';
import { clientIdOf, decodeOwn, insertOps, storedOps, type Insertion } from '../sync/document.ts';
import type { SignedHeader } from '../sync/fork.ts';
import type { GatePorts } from '../sync/gate.ts';
import { HeldBranch } from '../sync/held-branch.ts';
import { Logs, type Log } from '../sync/logs.ts';
import { CircleView, type ViewChange } from '../view.ts';
import { Admissions, type FalseAdmit } from './admission.ts';
import { readOwner } from './genesis.ts';
import { Rebuild, type RebuildSource } from './rebuild.ts';

/** Consecutive stored ops of one log. */
export interface StoredRun {
  device: DeviceKey;
  from: number;
  ops: readonly Uint8Array[];
  /** Of each op, where they are known. */
  ids?: readonly OpId[];
}

/** What is remembered beside the ops, of what was found out about them. */
export interface Findings {
  forks: ReadonlyMap<DeviceKey, number>;
  falsely: ReadonlyMap<DeviceKey, number>;
  falsified: Iterable<FalseAdmit>;
  acts: Iterable<Act>;
}

export const NO_FINDINGS: Findings = { forks: new Map(), falsely: new Map(), falsified: [], acts: [] };

/** Ops that went to the end of a log and are on disk now. */
export interface Accepted {
  log: Log;
  op: Op;
  stored: Uint8Array;
}

/**
 * What came of them. `stale`: something in the document doesn't count any more, so that it has to be built anew. `decided`: something may
 * have ceased to count, or come back.
 */
export interface Settled {
  change: ViewChange;
  stale: boolean;
  decided: boolean;
}

/** Another document took the place of `old`. `stale`: something in the new one has ceased to count meanwhile. */
export interface Swapped {
  old: Y.Doc;
  stale: boolean;
}

export class CircleOps {
  readonly circle: CircleId;
  readonly season = 0;
  readonly logs: Logs;
  readonly admissions: Admissions;
  /** Outlives what is made anew. */
  readonly held: HeldBranch;
  #view: CircleView;
  #doc = new Y.Doc();
  #rebuild: Rebuild | undefined;
  /** What the document was last called. */
  #name: string | undefined;
  readonly #verifier: Verifier;
  readonly #clientIds = new Map<DeviceKey, number>();
  /** Devices by clientID: two that have the same can be made in hours of work. */
  readonly #clients = new Map<number, Set<DeviceKey>>();
  /** The authority's version when all logs were last looked at. */
  #looked = -1;

  constructor(circle: CircleId, verifier: Verifier, held = new HeldBranch()) {
    this.circle = circle;
    this.held = held;
    this.#verifier = verifier;
    this.logs = new Logs(circle, this.season, (bytes) => verifier.sha256(bytes));
    this.admissions = new Admissions(circle, verifier);
    this.#view = new CircleView(circle);
  }

  /** Another one after a rebuild. */
  get doc(): Y.Doc {
    return this.#doc;
  }

  get view(): CircleView {
    return this.#view;
  }

  /** Takes note of what is on disk now, and shows what of it counts: document, view, digest, in one transaction. */
  settle(accepted: readonly Accepted[]): Settled {
    const { authority } = this.admissions;
    const known = new Map<OpId, Op>();
    const touched = new Set<Log>();
    for (const { log, op } of accepted) {
      known.set(op.id, op);
      touched.add(log);
    }
    for (const log of touched) this.#store(log);
    const { plain } = authority;
    const all = authority.version !== this.#looked;
    this.#looked = authority.version;
    const changed = plain.takeChanged();
    const devices = new Set(all ? [...this.logs.all()].map(({ device }) => device) : changed);
    for (const { device } of touched) for (const alike of this.#clients.get(this.#clientId(device)) ?? [device]) devices.add(alike);
    const insertions: Insertion[] = [];
    const shown: Op[] = [];
    let stale = false;
    for (const device of devices) stale = !this.#show(device, known, insertions, shown) || stale;
    insertOps(this.doc, insertions);
    return { change: this.view.apply(shown), stale, decided: all };
  }

  #store(log: Log): void {
    if (this.logs.get(log.device) === log) this.logs.settle(log, log.length, log.kept);
    else log.stored = log.length;
    const clientId = this.#clientId(log.device);
    this.#clients.set(clientId, (this.#clients.get(clientId) ?? new Set()).add(log.device));
  }

  /** One log; false where the document has what doesn't count. */
  #show(device: DeviceKey, known: ReadonlyMap<OpId, Op>, insertions: Insertion[], shown: Op[]): boolean {
    const { authority } = this.admissions;
    const branches = this.logs.branches(device);
    const log = branches.find((branch) => branch === authority.branchOf(device)) ?? branches[0];
    if (log === undefined) return true;
    this.logs.activate(log);
    this.logs.settle(log, log.stored, authority.keptOf(device));
    if (branches.some((branch) => branch !== log && branch.shown > 0)) return false;
    const count = this.#countOf(log);
    if (count < log.shown) return false;
    if (count === log.shown) return true;
    const from = log.shown;
    const ops = log.show(count);
    insertions.push({ device, clientId: this.#clientId(device), from, ops });
    for (const [i, stored] of ops.entries()) {
      const op = known.get(log.ids[from + i] ?? ('' as OpId)) ?? this.#decode(stored, this.logs.placeAt(log, from + i), log.ids[from + i]);
      if (op !== undefined) shown.push(op);
    }
    return true;
  }

  /** How many ops of the branch that counts are on disk and in the document, or should be. */
  #countOf({ device, stored }: Log): number {
    const { authority } = this.admissions;
    return Math.min(this.#isClashing(device) ? 0 : authority.countOf(device), stored);
  }

  /** Builds up to `limit` ops more of a document and view that have only what counts; once they have all, they take the place of the others. */
  rebuild(limit: number): Swapped | undefined {
    const rebuild = (this.#rebuild ??= new Rebuild(this.#rebuildSource()));
    if (!rebuild.step(limit)) return undefined;
    const old = this.#doc;
    for (const { device } of this.logs.all()) {
      for (const branch of this.logs.branches(device)) {
        const shown = rebuild.builtOf(branch);
        if (shown !== branch.shown) branch.showOnly(shown, this.storedOf(branch, shown, branch.length));
      }
    }
    this.#doc = rebuild.doc;
    this.#view = rebuild.view;
    this.#rebuild = undefined;
    this.#looked = -1;
    return { old, stale: this.settle([]).stale };
  }

  /** Nothing of it is used from now on. */
  destroy(): void {
    this.#rebuild?.destroy();
    this.#doc.destroy();
  }

  #rebuildSource(): RebuildSource {
    return {
      circle: this.circle,
      logs: () => this.logs.all(),
      countOf: (log) => this.#countOf(log),
      version: () => this.admissions.authority.version,
      storedOf: (log, from, to) => this.storedOf(log, from, to),
      read: (log, seq, stored) => this.#decode(stored, this.logs.placeAt(log, seq), log.ids[seq]),
      clientId: (device) => this.#clientId(device),
    };
  }

  /**
   * Takes in runs of one's own store, whose proofs were checked before, with what was found out of them. Logs come in any order; which of
   * them count is decided once all are here.
   */
  restore(runs: readonly StoredRun[], findings: Findings): void {
    const { authority } = this.admissions;
    this.admissions.noteFalsified(findings.falsified);
    for (const [device, seq] of findings.forks) authority.addFork(device, seq);
    for (const [device, seq] of findings.falsely) authority.addFalsely(device, seq);
    for (const act of findings.acts) authority.addAct(act);
    const accepted: Accepted[] = [];
    let waiting = [...runs];
    for (let before = -1; waiting.length > 0 && waiting.length !== before; ) {
      before = waiting.length;
      waiting = waiting.filter((run) => !this.#restoreRun(run, accepted));
    }
    this.settle(accepted);
  }

  /** Ops of a log that others may know of, as stored. */
  stored(device: DeviceKey, from: number, to: number): Uint8Array[] {
    const log = this.logs.get(device);
    return log === undefined ? [] : this.storedOf(log, from, Math.min(to, log.counted));
  }

  /** Ops [from, to) of a branch, as stored. */
  storedOf(log: Log, from: number, to: number): Uint8Array[] {
    const shown = from < log.shown ? storedOps(this.doc, log.device, from, Math.min(to, log.shown)) : [];
    return to <= log.shown ? shown : [...shown, ...log.hidden(Math.max(from, log.shown), to)];
  }

  /** Ops of a branch from some seq on. */
  opsOf(log: Log, from: number): Op[] {
    return this.storedOf(log, from, log.stored).flatMap((stored, i) => this.#decode(stored, this.logs.placeAt(log, from + i), log.ids[from + i]) ?? []);
  }

  /** What was posted from some op of a branch on, as its titles say. */
  titlesOf(log: Log, from: number): string[] {
    return this.opsOf(log, from).flatMap((op) => (op.kind === KIND.listing ? (readListing(op.body)?.title ?? []) : []));
  }

  /** The op at that place, if others may know of it. */
  op(device: DeviceKey, seq: number): HashedOp | undefined {
    const log = this.logs.get(device);
    const [stored] = this.stored(device, seq, seq + 1);
    if (log === undefined || stored === undefined) return undefined;
    return decodeOwn(stored, this.logs.placeAt(log, seq), this.circle, (bytes) => this.#verifier.sha256(bytes));
  }

  /** An op outside its place: its whole header and signature. */
  signedHeader(op: Op): SignedHeader {
    const place = { circle: op.circle, season: op.season, device: op.device, seq: op.seq, prev: op.prev, prevLamport: 0 };
    return { header: encodeHeader(place, op, (bytes) => this.#verifier.sha256(bytes)), signature: op.signature };
  }

  /** Names what the document leaves out: another one after a rebuild, and the same one after every start. */
  get documentName(): string {
    // While another one is made, what the old one leaves out can't be told from the logs any more: it keeps its name.
    if (this.#rebuild === undefined) this.#name = this.#nameNow();
    return (this.#name ??= `${this.#nameNow()}-`);
  }

  #nameNow(): string {
    const left: [DeviceKey, number, string][] = [];
    for (const { device, shown, stored, ids } of this.logs.all()) {
      if (shown < stored || this.logs.branches(device).length > 1) left.push([device, shown, ids[shown - 1] ?? '']);
    }
    left.sort(([a], [b]) => (a < b ? -1 : 1));
    const name = left.length === 0 ? '0' : bytesToId<CircleId>(this.#verifier.sha256(encodeCbor(left))).slice(0, 16);
    return `${this.circle}/${this.season}/${name}`;
  }

  /** What the gate needs to know of this circle, on the device `self`. */
  gatePorts(verifier: Verifier, self: DeviceKey): GatePorts {
    const stored = (device: DeviceKey, count: number): Uint8Array[] => {
      const log = this.logs.get(device);
      return log === undefined ? [] : this.storedOf(log, 0, count);
    };
    return { verifier, logs: this.logs, admissions: this.admissions, held: this.held, self, stored };
  }

  /** All that is here and on disk, branch by branch, for a rebuild. */
  *runs(): Iterable<StoredRun> {
    for (const { device } of this.logs.all()) {
      for (const log of this.logs.branches(device)) yield { device, from: 0, ops: this.storedOf(log, 0, log.stored), ids: log.ids.slice(0, log.stored) };
    }
  }

  #restoreRun(run: StoredRun, accepted: Accepted[]): boolean {
    const branches = this.logs.branches(run.device);
    const place = run.from === 0 ? firstPlace(this.circle, this.season, run.device) : undefined;
    if (place !== undefined && branches.length === 0) return this.#begin(run, place, accepted);
    for (const branch of branches) {
      if (branch.length < run.from) continue;
      const common = this.#common(branch, run);
      if (common === undefined) continue;
      if (common === run.ops.length) return true;
      if (run.from + common === branch.length) this.#extend(branch, run, common, accepted, false);
      else this.#branchOff(branch, run, common, accepted);
      return true;
    }
    return false;
  }

  /** How many of a run's ops a branch has; undefined where the run doesn't follow on what the branch has before it. */
  #common(branch: Log, run: StoredRun): number | undefined {
    let common = 0;
    while (common < run.ops.length && run.from + common < branch.length) {
      if (this.#idAt(branch, run, common) !== branch.ids[run.from + common]) break;
      common++;
    }
    if (common > 0 || run.from === 0) return common;
    return this.#idAt(branch, run, 0) === undefined ? undefined : 0;
  }

  /** The id of a run's op if it stands on that branch; undefined where its own record says that it doesn't. */
  #idAt(branch: Log, run: StoredRun, i: number): OpId | undefined {
    const stored = run.ops[i];
    if (stored === undefined) return undefined;
    const recorded = run.ids?.[i];
    // Only where a log has several branches may a run belong to another one: elsewhere what is recorded is believed.
    if (recorded !== undefined && this.logs.branches(branch.device).length === 1 && i > 0) return recorded;
    const op = decodeOwn(stored, i === 0 ? branch.place(this.circle, this.season, run.from) : branch.place(this.circle, this.season, run.from + i), this.circle, (bytes) => this.#verifier.sha256(bytes));
    return op === undefined || (recorded !== undefined && recorded !== op.id) ? undefined : op.id;
  }

  #begin(run: StoredRun, place: Place, accepted: Accepted[]): boolean {
    const [first] = run.ops;
    const op = first === undefined ? undefined : this.#decode(first, place, run.ids?.[0]);
    const owner = op === undefined ? undefined : readOwner(op);
    if (owner === undefined) return false;
    this.#extend(this.logs.add(owner), run, 0, accepted, true);
    return true;
  }

  #branchOff(branch: Log, run: StoredRun, common: number, accepted: Accepted[]): void {
    const from = run.from + common;
    const opening = from > 0 ? undefined : this.#decode(run.ops[0] ?? new Uint8Array(), firstPlace(this.circle, this.season, run.device), run.ids?.[0]);
    const owner = opening === undefined ? branch.owner : readOwner(opening);
    if (owner === undefined) return;
    const made = branch.branch(owner, from, this.storedOf(branch, 0, from));
    this.logs.addBranch(made);
    this.#extend(made, run, common, accepted, true);
  }

  #extend(log: Log, run: StoredRun, skip: number, accepted: Accepted[], isNew: boolean): void {
    const facts: Fact[] = [];
    for (const [i, stored] of run.ops.entries()) {
      if (i < skip) continue;
      const seq = run.from + i;
      const op = this.#decode(stored, log.place(this.circle, this.season, seq), run.ids?.[i]);
      if (op === undefined) break;
      const fact = this.admissions.read(op, log.owner, true);
      this.logs.append(log, op, stored, fact);
      if (fact !== undefined) facts.push(fact);
      accepted.push({ log, op, stored });
    }
    this.admissions.took(log, facts, isNew);
  }

  #decode(stored: Uint8Array, place: Place, id: OpId | undefined): Op | undefined {
    if (id === undefined) return decodeOwn(stored, place, this.circle, (bytes) => this.#verifier.sha256(bytes));
    try {
      return decodeKnown(stored, (id as string) === this.circle ? { ...place, circle: NO_CIRCLE } : place, id);
    } catch (error) {
      if (error instanceof MalformedBytes || error instanceof NewerVersion) return undefined;
      throw error;
    }
  }

  /** Whether another device has its clientID that was let in before it: the document can hold one of them. */
  #isClashing(device: DeviceKey): boolean {
    const alike = this.#clients.get(this.#clientId(device));
    if (alike === undefined || alike.size < 2) return false;
    const own = this.#admittedAt(device);
    return [...alike].some((other) => other !== device && this.admissions.isDeviceIn(other) && this.#admittedAt(other) < own);
  }

  /** Sorts as (lamport, id) of what let a device in. */
  #admittedAt(device: DeviceKey): string {
    const account = this.logs.get(device)?.owner.account ?? ('' as AccountKey);
    const id = this.admissions.authority.plain.earliestOf(device, account) as OpId;
    const lamport = (id as string) === this.circle ? 0 : (this.admissions.authority.evidence.facts.get(id)?.lamport ?? 0);
    return `${lamport.toString(16).padStart(16, '0')}${id}`;
  }

  #clientId(device: DeviceKey): number {
    const known = this.#clientIds.get(device);
    if (known !== undefined) return known;
    const made = clientIdOf(this.circle, this.season, device, (bytes) => this.#verifier.sha256(bytes));
    this.#clientIds.set(device, made);
    return made;
  }
}
