/** The thread in which a target runs: see harness/watched-run.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { runTarget } from './harness/run-target.ts';
import type { WatchedJob } from './harness/watched-run.ts';
import { TARGETS } from './targets/all-targets.ts';

const { target: name, seed, inputs, mostMs, progress } = workerData as WatchedJob;
const target = TARGETS.find((one) => one.name === name);
if (target === undefined) throw new Error(`there is no target ${name}`);
const place = new Int32Array(progress);
// Most inputs are refused by throwing: what stands deep in a stack costs time, and tells nothing.
Error.stackTraceLimit = 6;
/** The processor's time, not the clock's: others may be using the machine. */
const now = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};
parentPort?.postMessage(await runTarget(target, { seed, inputs, mostMs, now, onInput: (at) => Atomics.store(place, 0, at) }));
