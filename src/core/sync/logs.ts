/**
 * The logs of a circle season: what is here of each device's, branch by branch. Ops that count stand in the document; what else is
 * here is hidden, kept in case it counts again.
 * Always: `shown` <= `stored` <= `length` (an op counts as here only once it is on disk), and nothing beyond `kept` is told to anyone, or
 * enters the digest. What counts and what is kept is decided in authority/, and said here.
 */
import { bytesToId, type AccountKey, type CircleId, type DeviceKey, type OpId } from '../ids.ts';
import type { Chain } from '../authority/evidence.ts';
import type { Fact } from '../authority/facts.ts';
import type { LogOwner } from '../circle/genesis.ts';
import { firstPlace, NO_CIRCLE, type Op, type Place, type Sha256 } from '../op/op.ts';
import { HeadsDigest } from './heads-digest.ts';

export interface Head {
  device: DeviceKey;
  /** Seq of the newest op that is kept. */
  seq: number;
  id: OpId;
}

/** One branch of a device's log. */
export class Log implements Chain {
  readonly device: DeviceKey;
  readonly owner: LogOwner;
  /** Id and lamport of each op, by seq. */
  readonly ids: OpId[] = [];
  readonly lamports: number[] = [];
  readonly facts: Fact[] = [];
  leaveAt: number | undefined;
  /** Ops on disk. */
  stored = 0;
  /** Of these, how many are in the document. */
  shown = 0;
  /** Of these, how many are told and sent to others. */
  kept = 0;
  /** Bytes of all ops up to each, in stored form. */
  readonly #ends: number[] = [];
  /** Those that are not in the document, in stored form. */
  #hidden: Uint8Array[] = [];

  constructor(owner: LogOwner) {
    this.device = owner.device;
    this.owner = owner;
  }

  get account(): AccountKey {
    return this.owner.account;
  }

  get length(): number {
    return this.ids.length;
  }

  /** How many ops others may know of. */
  get counted(): number {
    return Math.min(this.stored, this.kept);
  }

  get bytes(): number {
    return this.#ends.at(-1) ?? 0;
  }

  bytesBelow(count: number): number {
    return this.#ends[count - 1] ?? 0;
  }

  /** The place of the op with that seq, which is at most `length`. */
  place(circle: CircleId, season: number, seq: number): Place {
    const prev = this.ids[seq - 1];
    const prevLamport = this.lamports[seq - 1];
    if (prev === undefined || prevLamport === undefined) return firstPlace(circle, season, this.device);
    return { circle, season, device: this.device, seq, prev, prevLamport };
  }

  append(op: Op, stored: Uint8Array, fact: Fact | undefined): void {
    this.ids.push(op.id);
    this.lamports.push(op.lamport);
    this.#ends.push(this.bytes + stored.length);
    this.#hidden.push(stored);
    if (fact === undefined) return;
    this.facts.push(fact);
    if (fact.says.kind === 'leave') this.leaveAt ??= fact.seq;
  }

  /** Takes over what a branch has in common with this one: its first `count` ops, of which `stored` gives the bytes. */
  branch(owner: LogOwner, count: number, stored: readonly Uint8Array[]): Log {
    const branch = new Log(owner);
    branch.ids.push(...this.ids.slice(0, count));
    branch.lamports.push(...this.lamports.slice(0, count));
    branch.#ends.push(...this.#ends.slice(0, count));
    branch.#hidden = [...stored];
    branch.facts.push(...this.facts.filter(({ seq }) => seq < count));
    branch.leaveAt = this.leaveAt !== undefined && this.leaveAt < count ? this.leaveAt : undefined;
    return branch;
  }

  /** Ops [from, to) that are not in the document: from at least `shown`. */
  hidden(from: number, to: number): readonly Uint8Array[] {
    return this.#hidden.slice(from - this.shown, Math.max(from, to) - this.shown);
  }

  /** Says that the first `count` ops are in the document; hands over those that weren't. */
  show(count: number): Uint8Array[] {
    const ops = this.#hidden.splice(0, count - this.shown);
    this.shown = count;
    return ops;
  }

  /** Says that another document has taken the place of the one before: `count` ops are in it, and `hidden` are the others. */
  showOnly(count: number, hidden: readonly Uint8Array[]): void {
    this.shown = count;
    this.#hidden = [...hidden];
  }
}

export class Logs {
  readonly circle: CircleId;
  readonly season: number;
  /** Of each device the branch that counts, in the order in which they came. */
  readonly #logs = new Map<DeviceKey, Log>();
  /** Of devices that wrote two histories, all branches that are here. */
  readonly #branches = new Map<DeviceKey, Log[]>();
  readonly #digest: HeadsDigest;
  #founder: DeviceKey | undefined;
  #maxLamport = 0;
  #count = 0;

  constructor(circle: CircleId, season: number, sha256: Sha256) {
    this.circle = circle;
    this.season = season;
    this.#digest = new HeadsDigest(sha256);
  }

  get(device: DeviceKey): Log | undefined {
    return this.#logs.get(device);
  }

  all(): Iterable<Log> {
    return this.#logs.values();
  }

  /** All that is here of a device's log. */
  branches(device: DeviceKey): readonly Log[] {
    const log = this.#logs.get(device);
    return this.#branches.get(device) ?? (log === undefined ? [] : [log]);
  }

  /** Whose genesis this is; undefined until genesis is here. */
  get founder(): DeviceKey | undefined {
    return this.#founder;
  }

  /** Above every lamport here. */
  get nextLamport(): number {
    return this.#maxLamport + 1;
  }

  /** Makes room for a device's log. */
  add(owner: LogOwner): Log {
    const log = new Log(owner);
    this.#logs.set(owner.device, log);
    this.#digest.added();
    return log;
  }

  /** One more branch of a log that is here. */
  addBranch(branch: Log): void {
    this.#branches.set(branch.device, [...this.branches(branch.device), branch]);
  }

  /** Says which branch of a log counts. */
  activate(log: Log): void {
    const before = this.#logs.get(log.device);
    if (before === log) return;
    this.#count += log.counted - (before?.counted ?? 0);
    this.#logs.set(log.device, log);
    this.#digest.added();
  }

  append(log: Log, op: Op, stored: Uint8Array, fact: Fact | undefined): void {
    log.append(op, stored, fact);
    if ((op.id as string) === this.circle) this.#founder = log.device;
    this.#maxLamport = Math.max(this.#maxLamport, op.lamport);
  }

  /** Says how much of a log is on disk, and how much of that others may know of. */
  settle(log: Log, stored: number, kept: number): void {
    const before = log.counted;
    log.stored = stored;
    log.kept = kept;
    if (log.counted === before) return;
    this.#count += log.counted - before;
    this.#digest.changed(log);
  }

  /** The place at which a log's first op stands: genesis has no circle yet. */
  firstPlace(device: DeviceKey): Place {
    const founds = this.#founder === undefined || this.#founder === device;
    return firstPlace(founds ? NO_CIRCLE : this.circle, this.season, device);
  }

  placeAt(log: Log, seq: number): Place {
    return seq === 0 ? this.firstPlace(log.device) : log.place(this.circle, this.season, seq);
  }

  /** All heads that others may know of, in the order in which logs came. */
  heads(): Head[] {
    const heads: Head[] = [];
    for (const log of this.#logs.values()) {
      const seq = log.counted - 1;
      const id = log.ids[seq];
      if (id !== undefined) heads.push({ device: log.device, seq, id });
    }
    return heads;
  }

  /** Ops that others may know of. */
  count(): number {
    return this.#count;
  }

  /** Hex SHA-256 over the heads in the order of device keys: equal on two peers that hold equal ops. */
  digest(): string {
    return bytesToId<DeviceKey>(this.#digest.of(this.#logs.values()));
  }
}
