/** Does something at once, and then at most once per span while it is asked for again and again. */
import type { Clock } from '../../core/ports.ts';

export class Throttle {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #run: () => void;
  #resting: (() => void) | undefined;
  #asked = false;
  #stopped = false;

  constructor(clock: Clock, ms: number, run: () => void) {
    this.#clock = clock;
    this.#ms = ms;
    this.#run = run;
  }

  /** Asks for a run: now, or when the span since the last one is over. */
  ask(): void {
    if (this.#stopped) return;
    if (this.#resting) {
      this.#asked = true;
      return;
    }
    this.#asked = false;
    this.#resting = this.#clock.after(this.#ms, () => {
      this.#resting = undefined;
      if (this.#asked) this.ask();
    });
    this.#run();
  }

  /** Runs now what was asked for and put off, if anything was. */
  hurry(): void {
    if (this.#asked) {
      this.#resting?.();
      this.#resting = undefined;
      this.ask();
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#resting?.();
  }
}
