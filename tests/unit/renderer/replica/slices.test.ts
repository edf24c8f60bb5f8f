import { describe, expect, it } from 'vitest';
import { nextTask, runInSlices, SLICE_MS } from '../../../../renderer/replica/slices.ts';

/** Keeps this thread busy for that long. */
function work(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end) void 0;
}

describe('runInSlices', () => {
  it('runs to the end, and lets other tasks run in between', async () => {
    const order: string[] = [];
    const running = runInSlices(() => {
      work(SLICE_MS);
      order.push('step');
      return order.filter((each) => each === 'step').length < 3;
    }, new AbortController().signal);
    void nextTask().then(() => order.push('other'));
    await running;
    expect(order.filter((each) => each === 'step')).toHaveLength(3);
    expect(order.indexOf('other')).toBeGreaterThan(0);
    expect(order.at(-1)).toBe('step');
  });

  it('stops between two slices once it is told to', async () => {
    const stop = new AbortController();
    let steps = 0;
    await runInSlices(() => {
      work(SLICE_MS);
      steps += 1;
      if (steps === 2) stop.abort();
      return true;
    }, stop.signal);
    expect(steps).toBe(2);
  });
});
