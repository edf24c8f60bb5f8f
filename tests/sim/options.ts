/** What the simulator's command line takes. */
import { parseArgs } from 'node:util';
import type { SizeName } from './tally.ts';

export const USAGE = `npm run sim -- [options]
  --seeds N         how many (20)
  --from SEED       the first (1)
  --size full|small (full)
  --jobs N          processes beside each other (1)
  --coverage        which rule met which fault and lie, in how many runs
  --kept            the plans that failed once, in place of --seeds and --from
  --replay FILE     one plan, as a failure wrote it
  --shrink N        runs that may be spent on making a failing plan small (40); 0: none
`;

export interface SimOptions {
  seeds: number;
  from: number;
  size: SizeName;
  jobs: number;
  kept: boolean;
  coverage: boolean;
  replay: string | undefined;
  shrink: number;
  /** Of a child: it runs each so-manyth seed, and tells each outcome as a line of JSON. */
  stride: number | undefined;
}

export class SimUsageError extends Error {}

/** Throws SimUsageError. */
export function readOptions(args: readonly string[]): SimOptions {
  const { values } = parse(args);
  const size = values.size ?? 'full';
  if (size !== 'full' && size !== 'small') throw new SimUsageError('--size is full or small');
  return {
    seeds: whole('seeds', values.seeds, 20),
    from: whole('from', values.from, 1),
    size,
    jobs: whole('jobs', values.jobs, 1),
    kept: values.kept === true,
    coverage: values.coverage === true,
    replay: values.replay,
    shrink: whole('shrink', values.shrink, 40),
    stride: values.stride === undefined ? undefined : whole('stride', values.stride, 1),
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args: [...args], options: { seeds: text, from: text, size: text, jobs: text, kept: { type: 'boolean' }, coverage: { type: 'boolean' }, replay: text, shrink: text, stride: text } });
  } catch (error) {
    throw new SimUsageError(error instanceof Error ? error.message : 'what was that?', { cause: error });
  }
}

function whole(name: string, value: string | undefined, otherwise: number): number {
  const number = value === undefined ? otherwise : Number(value);
  if (!Number.isSafeInteger(number) || number < 0) throw new SimUsageError(`--${name} is a whole number`);
  return number;
}
