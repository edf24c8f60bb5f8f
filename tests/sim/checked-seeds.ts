/** The fixed set that every `npm test` runs: some of full size, most small. */
import type { SizeName } from './tally.ts';

const FULL_SEEDS = 5;
const SMALL_SEEDS = 16;

const seeds = (count: number, size: SizeName) => Array.from({ length: count }, (_, i) => ({ seed: i + 1, size }));

export const CHECKED_SEEDS: readonly { seed: number; size: SizeName }[] = [...seeds(FULL_SEEDS, 'full'), ...seeds(SMALL_SEEDS, 'small')];
