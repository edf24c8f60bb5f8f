/**
 * A document with its view, built anew beside the ones in use, some ops at a time: Yjs can't take back. Reads what is on disk and counts from
 * whoever holds it, and finds by itself what came or changed meanwhile. Always: equal sets of ops that count give equal bytes, in
 * however many steps; where it is done, it has all that is on disk and counts now.
 */
import * as Y from 'yjs';
import type { CircleId, DeviceKey } from '../ids.ts';
import type { Op } from '../op/op.ts';
import { insertOps, type Insertion } from '../sync/document.ts';
import type { Log } from '../sync/logs.ts';
import { CircleView } from '../view.ts';

export interface RebuildSource {
  readonly circle: CircleId;
  /** Of each device the branch that counts. */
  logs(): Iterable<Log>;
  /** How many ops of that branch are on disk and count. */
  countOf(log: Log): number;
  /** Changes whenever something that counted may have ceased to. */
  version(): number;
  storedOf(log: Log, from: number, to: number): Uint8Array[];
  read(log: Log, seq: number, stored: Uint8Array): Op | undefined;
  clientId(device: DeviceKey): number;
}

/** How often it begins anew where something that it has built ceases to count: then it is made as it is, so that withdrawals without end can't keep it from being done. */
const MOST_RESTARTS = 4;

export class Rebuild {
  readonly #source: RebuildSource;
  #doc = new Y.Doc();
  #view: CircleView;
  readonly #built = new Map<Log, number>();
  #branches = new Map<DeviceKey, Log>();
  #pass: Iterator<Log>;
  #log: Log | undefined;
  /** Whether this pass over all logs found anything. */
  #found = false;
  #version: number;
  #restarts = 0;

  constructor(source: RebuildSource) {
    this.#source = source;
    this.#view = new CircleView(source.circle);
    this.#pass = source.logs()[Symbol.iterator]();
    this.#version = source.version();
  }

  get doc(): Y.Doc {
    return this.#doc;
  }

  get view(): CircleView {
    return this.#view;
  }

  /** How many ops of a branch are in its document. */
  builtOf(branch: Log): number {
    return this.#built.get(branch) ?? 0;
  }

  /** Builds about `limit` more ops; true once there are no more. */
  step(limit: number): boolean {
    if (this.#version !== this.#source.version()) {
      this.#version = this.#source.version();
      this.#begin();
    }
    const insertions: Insertion[] = [];
    const shown: Op[] = [];
    let done = false;
    for (let room = limit; room > 0 && !done; ) {
      this.#log ??= this.#pass.next().value as Log | undefined;
      if (this.#log === undefined) {
        done = !this.#found;
        this.#begin();
      } else if (this.#isOvertaken(this.#log) && this.#restarts < MOST_RESTARTS) {
        this.#restart();
        insertions.length = 0;
        shown.length = 0;
      } else {
        room -= 1 + this.#take(this.#log, room, insertions, shown);
      }
    }
    insertOps(this.#doc, insertions);
    this.#view.apply(shown);
    return done;
  }

  destroy(): void {
    this.#doc.destroy();
  }

  /** Another pass over all logs: what it has is passed over quickly. */
  #begin(): void {
    this.#pass = this.#source.logs()[Symbol.iterator]();
    this.#log = undefined;
    this.#found = false;
  }

  #restart(): void {
    this.#restarts++;
    this.#doc.destroy();
    this.#doc = new Y.Doc();
    this.#view = new CircleView(this.#source.circle);
    this.#built.clear();
    this.#branches = new Map();
    this.#begin();
  }

  /** Whether it has built what doesn't count any more. */
  #isOvertaken(log: Log): boolean {
    const branch = this.#branches.get(log.device);
    return branch !== undefined && (branch !== log || this.builtOf(log) > this.#source.countOf(log));
  }

  /** Up to `room` ops more of one log; how many. */
  #take(log: Log, room: number, insertions: Insertion[], shown: Op[]): number {
    const from = this.builtOf(log);
    const count = (this.#branches.get(log.device) ?? log) === log ? this.#source.countOf(log) : 0;
    const to = Math.min(count, from + room);
    if (to === count || to <= from) this.#log = undefined;
    if (to <= from) return 0;
    const ops = this.#source.storedOf(log, from, to);
    insertions.push({ device: log.device, clientId: this.#source.clientId(log.device), from, ops });
    for (const [i, stored] of ops.entries()) {
      const op = this.#source.read(log, from + i, stored);
      if (op !== undefined) shown.push(op);
    }
    this.#built.set(log, to);
    this.#branches.set(log.device, log);
    this.#found = true;
    return to - from;
  }
}
