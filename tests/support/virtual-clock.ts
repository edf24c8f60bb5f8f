/** A clock whose time passes only when a test says so. Timers run in the order in which they are due. */
import type { Clock } from '../../src/core/ports.ts';

/** Turns of the event loop in which nothing stirs before all is taken to be quiet. */
const QUIET_TURNS = 12;

interface Timer {
  at: number;
  order: number;
  /** Undefined once it was cancelled. */
  run: (() => void) | undefined;
}

export class VirtualClock implements Clock {
  #now: number;
  /** A heap: the one that is due next is first. */
  readonly #timers: Timer[] = [];
  #order = 0;
  readonly #quietTurns: number;

  /** Where nothing uses turns of the event loop by itself, `quietTurns` may be 1: one turn runs whatever waits for no timer. */
  constructor(start = Date.UTC(2026, 0, 1), quietTurns = QUIET_TURNS) {
    this.#now = start;
    this.#quietTurns = quietTurns;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer: Timer = { at: this.#now + ms, order: this.#order++, run };
    push(this.#timers, timer);
    return () => {
      timer.run = undefined;
    };
  }

  /** Lets time pass, turn by turn of the event loop, until nothing is due within `ms`. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await this.#settle();
      const next = takeNext(this.#timers, end);
      if (next === undefined) break;
      this.#now = Math.max(this.#now, next.at);
      next.run?.();
    }
    this.#now = end;
  }

  /** Lets everything run that waits for no timer. */
  async #settle(): Promise<void> {
    for (let quiet = 0; quiet < this.#quietTurns; quiet++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (stirred) quiet = 0;
      stirred = false;
    }
  }
}

let stirred = false;

/** Says that something is under way that waits for no timer: a frame on a lane. */
export function stir(): void {
  stirred = true;
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function push(heap: Timer[], timer: Timer): void {
  let at = heap.length;
  for (; at > 0; ) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || !isBefore(timer, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = timer;
}

/** Takes out the next timer that is due by `end` and wasn't cancelled. */
function takeNext(heap: Timer[], end: number): Timer | undefined {
  for (let first = heap[0]; first !== undefined && (first.at <= end || first.run === undefined); first = heap[0]) {
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) sink(heap, last);
    if (first.run !== undefined) return first;
  }
  return undefined;
}

function sink(heap: Timer[], timer: Timer): void {
  let at = 0;
  for (;;) {
    const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
    if (left === undefined) break;
    const [below, child] = right !== undefined && isBefore(right, left) ? [2 * at + 2, right] : [2 * at + 1, left];
    if (!isBefore(child, timer)) break;
    heap[at] = child;
    at = below;
  }
  heap[at] = timer;
}
