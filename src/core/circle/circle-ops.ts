/**
 * A circle's ops in memory: heads, admissions, view and Yjs document, kept in step. Built from nothing out of runs of
 * stored ops, so that a rebuild is the same code as opening, and incremental equals from scratch.
 */
import * as Y from 'yjs';
import type { CircleId, DeviceKey, OpId } from '../ids.ts';
import { decodeKnown, encodeHeader, NO_CIRCLE, NewerVersion, type HashedOp, type Op, type Place } from '../op/op.ts';
import { MalformedBytes } from '../op/bytes.ts';
import type { Verifier } from '../ports.ts';
import { clientIdOf, decodeOwn, insertOps, storedOps, type Insertion } from '../sync/document.ts';
import type { SignedHeader } from '../sync/fork.ts';
import { Logs, type Log } from '../sync/logs.ts';
import { CircleView, type ViewChange } from '../view.ts';
import { Admissions } from './admission.ts';
import { readOwner } from './genesis.ts';

/** Consecutive stored ops of one log. */
export interface StoredRun {
  device: DeviceKey;
  from: number;
  ops: readonly Uint8Array[];
  /** Of each op, where they are known. */
  ids?: readonly OpId[];
}

export class CircleOps {
  readonly circle: CircleId;
  readonly season = 0;
  readonly logs: Logs;
  readonly admissions: Admissions;
  readonly view: CircleView;
  readonly doc = new Y.Doc();
  readonly #verifier: Verifier;
  readonly #clientIds = new Map<DeviceKey, number>();

  constructor(circle: CircleId, verifier: Verifier) {
    this.circle = circle;
    this.#verifier = verifier;
    this.logs = new Logs(circle, this.season, (bytes) => verifier.sha256(bytes));
    this.admissions = new Admissions(verifier);
    this.view = new CircleView(circle);
  }

  /** Shows ops that are in the heads and stored: document, view, digest, in one transaction. */
  show(accepted: readonly { log: Log; op: Op; stored: Uint8Array }[]): ViewChange {
    const insertions = new Map<Log, { from: number; ops: Uint8Array[] }>();
    for (const { log, op, stored } of accepted) {
      if (op.seq >= log.limit) continue;
      const insertion = insertions.get(log);
      if (insertion === undefined) insertions.set(log, { from: op.seq, ops: [stored] });
      else insertion.ops.push(stored);
    }
    const all: Insertion[] = [...insertions].map(([log, { from, ops }]) => ({ device: log.device, clientId: this.#clientId(log.device), from, ops }));
    insertOps(this.doc, all);
    for (const [log, { from, ops }] of insertions) this.logs.show(log, from + ops.length);
    return this.view.apply(accepted.filter(({ log, op }) => op.seq < log.limit).map(({ op }) => op));
  }

  /**
   * Takes in runs of one's own store, whose proofs were checked before. Logs come in any order: what isn't admitted
   * yet waits for the others; what never is stays out. `limits` gives, per log, the first seq that doesn't count;
   * `falsified` the admits whose proofs were found to be false.
   */
  async restore(runs: readonly StoredRun[], limits: ReadonlyMap<DeviceKey, number>, falsified: Iterable<OpId>): Promise<void> {
    this.admissions.noteFalsified(falsified);
    for (const [device, seq] of limits) this.logs.setLimit(device, seq);
    let waiting = [...runs];
    for (let before = -1; waiting.length > 0 && waiting.length !== before; ) {
      before = waiting.length;
      const later: StoredRun[] = [];
      for (const run of waiting) {
        const accepted: { log: Log; op: Op; stored: Uint8Array }[] = [];
        if (!(await this.#restoreRun(run, accepted))) later.push(run);
        if (accepted.length > 0) this.show(accepted);
      }
      waiting = later;
    }
  }

  /** Ops of a log that count, as stored. */
  stored(device: DeviceKey, from: number, to: number): Uint8Array[] {
    const counted = this.logs.get(device)?.counted ?? 0;
    return storedOps(this.doc, device, from, Math.min(to, counted));
  }

  /** The op at that place, if it is here and counts. */
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

  async #restoreRun(run: StoredRun, accepted: { log: Log; op: Op; stored: Uint8Array }[]): Promise<boolean> {
    const limit = this.logs.limitOf(run.device);
    let log = this.logs.get(run.device);
    if (run.from > (log?.length ?? 0)) return false;
    for (const [i, stored] of run.ops.entries()) {
      const seq = run.from + i;
      if (seq >= limit) break;
      if (log !== undefined && seq < log.length) continue;
      const place = log === undefined ? this.logs.firstPlace(run.device) : this.logs.placeAt(log, seq);
      const op = this.#decode(stored, place, run.ids?.[i]);
      if (op === undefined) break;
      if (log === undefined) {
        const owner = readOwner(op);
        const isGenesis = (op.id as string) === this.circle;
        if (owner === undefined || (!isGenesis && this.admissions.get(owner.device, owner.account) === undefined)) return false;
        log = this.logs.add(owner);
      }
      this.logs.append(log, op, stored.length);
      const considered = this.admissions.consider(op, log.owner, true);
      if (considered !== undefined) await considered;
      accepted.push({ log, op, stored });
    }
    return true;
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

  #clientId(device: DeviceKey): number {
    const known = this.#clientIds.get(device);
    if (known !== undefined) return known;
    const made = clientIdOf(this.circle, this.season, device, (bytes) => this.#verifier.sha256(bytes));
    this.#clientIds.set(device, made);
    return made;
  }
}
