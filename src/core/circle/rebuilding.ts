/**
 * When a circle's document is built anew: the first slice at once, further ones each in a turn of its own, in the queue in which ops are
 * written and taken in. So a small circle has it at once, and in a large one everything else goes on, with the old document, until
 * the new one takes its place. Nothing of it is on disk: after a crash a start makes the same from the journal.
 */
import type * as Y from 'yjs';
import type { Clock } from '../ports.ts';
import type { CircleOps } from './circle-ops.ts';

/** Ops that are built in one go: some 10 ms of work. */
const SLICE = 500;
/** What else is due comes between two slices, in ms. */
const PAUSE = 1;

export interface RebuildingPorts {
  clock: Clock;
  /** Ops in one go, where it isn't what is usual. */
  rebuildSlice?: number;
}

export class Rebuilding {
  readonly #ports: RebuildingPorts;
  readonly #ops: () => CircleOps;
  readonly #enqueue: (work: () => Promise<void>) => Promise<void>;
  /** Tells that another document took the place of `old`, which goes afterwards; `own` where what this device said led to it at once. */
  readonly #rebuilt: (old: Y.Doc, own: boolean) => void;
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(ports: RebuildingPorts, ops: () => CircleOps, enqueue: (work: () => Promise<void>) => Promise<void>, rebuilt: (old: Y.Doc, own: boolean) => void) {
    this.#ports = ports;
    this.#ops = ops;
    this.#enqueue = enqueue;
    this.#rebuilt = rebuilt;
  }

  get running(): boolean {
    return this.#cancel !== undefined;
  }

  /** Begins, or goes on with what is under way; true if it is done already. `own`: by what this device said. */
  begin(own: boolean): boolean {
    return !this.running && !this.#stopped && this.#step(own);
  }

  /** What is under way is given up: the ops are others from now on. */
  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** For good. */
  stop(): void {
    this.#stopped = true;
    this.cancel();
  }

  #step(own: boolean): boolean {
    const swapped = this.#ops().rebuild(this.#ports.rebuildSlice ?? SLICE);
    const done = swapped?.stale === false;
    this.#cancel = done ? undefined : this.#ports.clock.after(PAUSE, () => void this.#enqueue(() => this.#goOn()));
    if (swapped !== undefined) this.#rebuilt(swapped.old, own);
    return done;
  }

  #goOn(): Promise<void> {
    if (this.running) this.#step(false);
    return Promise.resolve();
  }
}
