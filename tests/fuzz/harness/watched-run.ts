/**
 * Runs a target in a thread of its own, and watches it: one that doesn't come back from an input, or takes all the memory that it
 * is given, is ended, and its input is the finding.
 */
import { Worker } from 'node:worker_threads';
import { makeInput, type TargetReport } from './run-target.ts';
import type { FuzzTarget } from './target.ts';

/** No single input may take longer, in processor time. */
const MOST_MS = 250;
/** After so long by the clock without the next input, none will come. */
const STUCK_MS = 60_000;
/** The thread's heap. Inputs have some hundred bytes, and the largest some ten thousand. */
const HEAP_MIB = 512;

export interface WatchedJob {
  target: string;
  seed: string;
  inputs: number;
  mostMs: number;
  /** One Int32: the number of the input that is being tried. */
  progress: SharedArrayBuffer;
}

export function runWatched(target: FuzzTarget, seed: string, inputs: number): Promise<TargetReport> {
  const progress = new SharedArrayBuffer(4);
  const job: WatchedJob = { target: target.name, seed, inputs, mostMs: MOST_MS, progress };
  const worker = new Worker(new URL('../fuzz-worker.ts', import.meta.url), { workerData: job, resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB } });
  const begun = performance.now();
  const at = (): number => Atomics.load(new Int32Array(progress), 0);
  return new Promise((resolve) => {
    const end = (report: TargetReport): void => {
      clearInterval(watch);
      resolve(report);
      void worker.terminate();
    };
    const lose = (what: string): void => {
      const lost = at();
      const input = Buffer.from(makeInput(target, seed, lost)).toString('hex');
      end({ target: target.name, inputs: lost + 1, accepted: 0, ms: performance.now() - begun, found: 1, findings: [{ target: target.name, seed, at: lost, input, what }] });
    };
    let before = { at: -1, since: performance.now() };
    const watch = setInterval(() => {
      if (at() !== before.at) before = { at: at(), since: performance.now() };
      else if (performance.now() - before.since > STUCK_MS) lose(`does not end within ${STUCK_MS / 1_000} seconds`);
    }, 1_000);
    worker.on('message', end);
    worker.on('error', (error) => lose(`ended its thread: ${String(error)}`));
  });
}
