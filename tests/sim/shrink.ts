/**
 * Takes actions out of a plan that fails, as long as it fails in the same way: halves first, then smaller and smaller parts. Actions
 * have their own seeds, so what is left happens as before.
 */
import type { Plan } from './actions.ts';
import { simulate } from './simulate.ts';

/** What a violation is about, without who and how many. */
export function sortOf(violation: string): string {
  return (violation.split('\n')[0] ?? '').replaceAll(/\b[0-9a-f]{8,}\b/g, '').replaceAll(/\d+/g, '');
}

export interface Shrunk {
  plan: Plan;
  runs: number;
}

/** Runs at most `most` plans. */
export async function shrink(plan: Plan, violations: readonly string[], most: number): Promise<Shrunk> {
  const sort = sortOf(violations[0] ?? '');
  let best = plan;
  let runs = 0;
  const fails = async (candidate: Plan): Promise<boolean> => {
    runs++;
    return (await simulate(candidate)).violations.some((violation) => sortOf(violation) === sort);
  };
  for (let size = Math.ceil(best.actions.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < best.actions.length && runs < most; ) {
      const candidate = { ...best, actions: best.actions.toSpliced(from, size) };
      if (await fails(candidate)) best = candidate;
      else from += size;
    }
  }
  return { plan: best, runs };
}
