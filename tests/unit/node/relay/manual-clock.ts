/** A clock that stands still until a test moves it. */
import type { Clock } from '../../../../src/core/ports.ts';

export interface ManualClock extends Clock {
  /** Moves on, and runs what is due, in order. */
  advance(ms: number): void;
  /** How many timers are due within `ms`. */
  pending(ms: number): number;
  /** Resolves when `ready` holds; asked whenever a timer is set. */
  until(ready: () => boolean): Promise<void>;
}

export function createManualClock(): ManualClock {
  let time = 1_000_000;
  const timers = new Map<object, { at: number; run: () => void }>();
  let waiting: { ready: () => boolean; resolve: () => void }[] = [];
  return {
    now: () => time,
    after(ms, run) {
      const key = {};
      timers.set(key, { at: time + ms, run });
      waiting = waiting.filter(({ ready, resolve }) => {
        if (!ready()) return true;
        resolve();
        return false;
      });
      return () => timers.delete(key);
    },
    advance(ms) {
      const end = time + ms;
      for (;;) {
        const due = [...timers].filter(([, { at }]) => at <= end).toSorted(([, a], [, b]) => a.at - b.at)[0];
        if (due === undefined) break;
        timers.delete(due[0]);
        time = due[1].at;
        due[1].run();
      }
      time = end;
    },
    pending: (ms) => [...timers.values()].filter(({ at }) => at <= time + ms).length,
    until: (ready) =>
      new Promise((resolve) => {
        if (ready()) resolve();
        else waiting.push({ ready, resolve });
      }),
  };
}
