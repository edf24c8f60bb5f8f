/** A bar on a terminal for what takes over a second. Goes to stderr, so that it is in nobody's results. */

const PATIENCE_MS = 1_000;
const REPEAT_MS = 100;
const WIDTH = 24;

export interface Progress {
  /** So many are done. */
  to(done: number): void;
  /** Takes the bar away. */
  end(): void;
}

/** Counts up to `total` things called `label`. Says nothing where stderr is no terminal. */
export function startProgress(label: string, total: number, stream: NodeJS.WriteStream = process.stderr, now = () => performance.now()): Progress {
  const start = now();
  let drawn = -Infinity;
  return {
    to(done) {
      const at = now();
      if (!stream.isTTY || at - start < PATIENCE_MS || at - drawn < REPEAT_MS) return;
      drawn = at;
      const filled = total === 0 ? WIDTH : Math.min(WIDTH, Math.floor((done / total) * WIDTH));
      stream.write(`\r${label} [${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${done} / ${total}\u001b[K`);
    },
    end() {
      if (drawn > 0) stream.write('\r\u001b[K');
    },
  };
}
