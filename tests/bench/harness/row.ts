/**
 * A row of the table: what Huan did, what the least was that anybody would have had to do for it (the floor, measured in the
 * same run), and what is allowed.
 */
import { spreadOf, type Spread } from './statistics.ts';

export type Unit = 'ms' | 'µs/op' | 'bytes/op' | '× payload';

export interface Budget {
  /** What is bounded: how many times the floor, or the figure itself, in the row's unit. */
  of: 'ratio' | 'value';
  most: number;
}

/** What a family of rows hands over of one of them. */
export interface RowReport {
  /** What `--only` takes. */
  id: string;
  /** What Huan did. */
  what: string;
  unit: Unit;
  samples: readonly number[];
  floor?: { is: string; samples: readonly number[] };
  budget?: Budget;
}

export interface Row {
  id: string;
  what: string;
  unit: Unit;
  huan: Spread;
  floor: Spread | null;
  floorIs: string | null;
  /** Of the two medians; null where the floor is none or nothing. */
  ratio: number | null;
  budget: Budget | null;
  /** Null where there is no budget. */
  within: boolean | null;
}

export function makeRow({ id, what, unit, samples, floor, budget }: RowReport): Row {
  const huan = spreadOf(samples);
  const below = floor === undefined ? null : spreadOf(floor.samples);
  const ratio = below === null || below.median === 0 ? null : huan.median / below.median;
  const bounded = budget?.of === 'ratio' ? ratio : huan.median;
  const within = budget === undefined || bounded === null ? null : bounded <= budget.most;
  return { id, what, unit, huan, floor: below, floorIs: floor?.is ?? null, ratio, budget: budget ?? null, within };
}
