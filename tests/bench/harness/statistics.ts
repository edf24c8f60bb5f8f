/** What is kept of a row's runs: every sample, their median, and how far they lie apart. */

export interface Spread {
  median: number;
  min: number;
  max: number;
  /** In the order in which they were measured. */
  samples: number[];
}

/** The middle of the numbers; of an even count, the mean of the two in the middle. NaN where there are none. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export function spreadOf(samples: readonly number[]): Spread {
  return { median: median(samples), min: Math.min(...samples), max: Math.max(...samples), samples: [...samples] };
}
