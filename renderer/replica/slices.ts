/**
 * Work in slices, so that a long job never keeps the window from answering: each slice ends after a few milliseconds and
 * gives the browser a turn before the next.
 */

export const SLICE_MS = 8;

/**
 * Runs `step` until it returns false, in slices of about SLICE_MS, each in a task of its own. Stops early, between two
 * slices, once `signal` is aborted. `step` must be short by itself.
 */
export async function runInSlices(step: () => boolean, signal: AbortSignal): Promise<void> {
  for (;;) {
    if (signal.aborted) return;
    const end = performance.now() + SLICE_MS;
    let more = true;
    while (more && performance.now() < end) more = step();
    if (!more) return;
    await nextTask();
  }
}

/** Resolves in a task of its own, after the browser had a chance to paint and to take input. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
