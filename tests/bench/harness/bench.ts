/** What all families of rows share: sizes, rounds, a temporary folder, and the circles in it, each made once. */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCircle, makeEmptyHome, type CircleSize, type Fixture } from '../fixture/circle.ts';
import type { Sizes } from './report.ts';
import type { RowReport } from './row.ts';

export interface Bench {
  readonly sizes: Sizes;
  /** A circle of that size; asked for twice, it is the same, so nobody may write in its homes. */
  circle(size: CircleSize): Promise<Fixture>;
  /** A folder's name that nobody has used. */
  newFolder(): string;
  /** A new home with an account and no circle. */
  newHome(): Promise<string>;
  /** Tells whoever waits what is being done. */
  note(words: string): void;
}

/** Rows that are measured together. */
export interface RowFamily {
  /** Every row that it can measure. */
  rows: readonly string[];
  /** Whether it wants Chromium. */
  browser: boolean;
  /** The rows of `wanted`, which is never empty; others may be among them. */
  measure(bench: Bench, wanted: ReadonlySet<string>): Promise<RowReport[]>;
}

export async function openBench(sizes: Sizes, note: (words: string) => void): Promise<Bench & { close(): void }> {
  const root = await mkdtemp(join(tmpdir(), 'huan-bench-'));
  const circles = new Map<string, Promise<Fixture>>();
  let folders = 0;
  const close = (): void => {
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
    process.off('exit', close);
  };
  process.once('exit', close);
  const newFolder = (): string => join(root, String(folders++));
  return {
    sizes,
    newFolder,
    note,
    circle(size) {
      const name = JSON.stringify([size.listings, size.logs, size.refs]);
      const made = circles.get(name) ?? makeCircle(newFolder(), size);
      circles.set(name, made);
      return made;
    },
    async newHome() {
      const home = newFolder();
      await makeEmptyHome(home);
      return home;
    },
    close,
  };
}
