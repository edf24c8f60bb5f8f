/** A clock whose time passes only when a test says so. Timers run in the order in which they are due. */
import type { Clock } from '../../src/core/ports.ts';

export class VirtualClock implements Clock {
  #now: number;
  #timers: { at: number; order: number; run: () => void }[] = [];
  #order = 0;

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, order: this.#order++, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Lets time pass, turn by turn of the event loop, until nothing is due within `ms`. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settle();
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }
}

let stirred = false;

/** Says that something is under way that waits for no timer: a frame on a lane. */
export function stir(): void {
  stirred = true;
}

/** Turns of the event loop in which nothing stirs before all is taken to be quiet. */
const QUIET_TURNS = 12;

/** Lets everything run that waits for no timer. */
async function settle(): Promise<void> {
  for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (stirred) quiet = 0;
    stirred = false;
  }
}
