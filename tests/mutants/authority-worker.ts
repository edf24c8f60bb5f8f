/** A thread that looks what notices changes to authority, one after the other; told to by messages, answers each with what it found. */
import { parentPort } from 'node:worker_threads';
import { authorityMutants } from '../sim/authority/mutants.ts';
import { whatCatches } from '../sim/authority/judge-mutants.ts';

/** Which mutant of the table, and how many random worlds before it is said to survive. */
export interface Task {
  at: number;
  seeds: number;
}

parentPort?.on('message', ({ at, seeds }: Task) => void answer(at, seeds));

async function answer(at: number, seeds: number): Promise<void> {
  const mutant = authorityMutants[at];
  if (mutant === undefined) throw new Error(`there is no mutant ${String(at)}`);
  parentPort?.postMessage({ caught: await whatCatches(mutant, seeds) });
}
