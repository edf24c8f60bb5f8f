/** The computer's clock and timers. */
import type { Clock } from '../../core/ports.ts';

/** setTimeout fires at once beyond this many milliseconds. */
const LONGEST = 2_147_483_647;

export const nodeClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, Math.min(Math.max(0, ms), LONGEST));
    return () => clearTimeout(timer);
  },
};
