/** A computer's own clock: ahead of or behind the world's, and silent once its process has ended. */
import type { Clock } from '../../src/core/ports.ts';

export class PeerClock implements Clock {
  skew: number;
  readonly #world: Clock;
  #stopped = false;

  constructor(world: Clock, skew: number) {
    this.#world = world;
    this.skew = skew;
  }

  now(): number {
    return this.#world.now() + this.skew;
  }

  after(ms: number, run: () => void): () => void {
    return this.#world.after(ms, () => {
      if (!this.#stopped) run();
    });
  }

  /** The process that it belonged to is no more: none of its timers runs. */
  stop(): void {
    this.#stopped = true;
  }
}
