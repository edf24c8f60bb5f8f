/**
 * The heads of a circle season: per admitted device, what is known of its log. Ops themselves are in the document.
 * Always: `shown` <= `length` (an op counts as here only once it is stored and in the document), and nothing at or
 * beyond `limit` counts, is told to anyone, or enters the digest.
 */
import { bytesToId, type CircleId, type DeviceKey, type OpId } from '../ids.ts';
import type { LogOwner } from '../circle/genesis.ts';
import { firstPlace, NO_CIRCLE, type Op, type Place, type Sha256 } from '../op/op.ts';
import { HeadsDigest } from './heads-digest.ts';

export interface Head {
  device: DeviceKey;
  /** Seq of the newest op that counts. */
  seq: number;
  id: OpId;
}

export class Log {
  readonly device: DeviceKey;
  readonly owner: LogOwner;
  /** Id and lamport of each op, by seq. */
  readonly ids: OpId[] = [];
  readonly lamports: number[] = [];
  /** Bytes of all ops in their stored form. */
  bytes = 0;
  /** How many of them are stored and in the document. */
  shown = 0;
  /** The first seq that doesn't count: a proven fork, or an op that its author signed falsely. */
  limit = Number.POSITIVE_INFINITY;

  constructor(owner: LogOwner) {
    this.device = owner.device;
    this.owner = owner;
  }

  get length(): number {
    return this.ids.length;
  }

  /** How many ops are here and count. */
  get counted(): number {
    return Math.min(this.shown, this.limit);
  }

  /** The place of the op with that seq, which is at most `length`. */
  place(circle: CircleId, season: number, seq: number): Place {
    const prev = this.ids[seq - 1];
    const prevLamport = this.lamports[seq - 1];
    if (prev === undefined || prevLamport === undefined) return firstPlace(circle, season, this.device);
    return { circle, season, device: this.device, seq, prev, prevLamport };
  }

  append(op: Op, storedLength: number): void {
    this.ids.push(op.id);
    this.lamports.push(op.lamport);
    this.bytes += storedLength;
  }
}

export class Logs {
  readonly circle: CircleId;
  readonly season: number;
  /** In the order in which this device learnt of their admission: each needs only logs before it. */
  readonly #logs = new Map<DeviceKey, Log>();
  readonly #digest: HeadsDigest;
  /** Limits, also of logs that aren't here. */
  readonly #limits = new Map<DeviceKey, number>();
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

  /** Whose genesis this is; undefined until genesis is here. */
  get founder(): DeviceKey | undefined {
    return this.#founder;
  }

  /** Above every lamport here. */
  get nextLamport(): number {
    return this.#maxLamport + 1;
  }

  /** Makes room for an admitted device's log. */
  add(owner: LogOwner): Log {
    const log = new Log(owner);
    log.limit = this.limitOf(owner.device);
    this.#logs.set(owner.device, log);
    this.#founder ??= owner.device;
    this.#digest.added();
    return log;
  }

  append(log: Log, op: Op, storedLength: number): void {
    log.append(op, storedLength);
    this.#maxLamport = Math.max(this.#maxLamport, op.lamport);
  }

  /** Says that the first `count` ops of a log are stored and in the document. */
  show(log: Log, count: number): void {
    this.#count -= log.counted;
    log.shown = count;
    this.#count += log.counted;
    this.#digest.changed(log);
  }

  /** The first seq of a device's log that doesn't count; infinity where there is none. */
  limitOf(device: DeviceKey): number {
    return this.#limits.get(device) ?? Number.POSITIVE_INFINITY;
  }

  limits(): ReadonlyMap<DeviceKey, number> {
    return this.#limits;
  }

  setLimit(device: DeviceKey, seq: number): void {
    const limit = Math.min(this.limitOf(device), seq);
    this.#limits.set(device, limit);
    const log = this.#logs.get(device);
    if (log !== undefined) {
      this.#count -= log.counted;
      log.limit = limit;
      this.#count += log.counted;
      this.#digest.changed(log);
    }
  }

  /** The place at which a log's first op stands: genesis has no circle yet. */
  firstPlace(device: DeviceKey): Place {
    const founds = this.#founder === undefined || this.#founder === device;
    return firstPlace(founds ? NO_CIRCLE : this.circle, this.season, device);
  }

  placeAt(log: Log, seq: number): Place {
    return seq === 0 ? this.firstPlace(log.device) : log.place(this.circle, this.season, seq);
  }

  /** All heads that count, in the order of admission. Logs without an op have none. */
  heads(): Head[] {
    const heads: Head[] = [];
    for (const log of this.#logs.values()) {
      const seq = log.counted - 1;
      const id = log.ids[seq];
      if (id !== undefined) heads.push({ device: log.device, seq, id });
    }
    return heads;
  }

  /** Ops that count. */
  count(): number {
    return this.#count;
  }

  /** Hex SHA-256 over the heads in the order of device keys: equal on two peers that hold equal ops. */
  digest(): string {
    return bytesToId<DeviceKey>(this.#digest.of(this.#logs.values()));
  }
}
