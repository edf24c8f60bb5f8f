/** The fixed set that every `npm test` runs: some of full size, most small. */
import type { SizeName } from './tally.ts';

const SMALL_SEEDS = 24;

export const CHECKED_SEEDS: readonly { seed: number; size: SizeName }[] = [
  ...[1, 2, 6, 10, 16, 17, 18, 19].map((seed) => ({ seed, size: 'full' as const })),
  ...Array.from({ length: SMALL_SEEDS }, (_, i) => ({ seed: 1 + i, size: 'small' as const })),
];
