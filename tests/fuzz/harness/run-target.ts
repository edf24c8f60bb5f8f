/** Runs a target over so many inputs. Every input is a function of seed, target and number, so that each can be made again alone. */
import { FuzzRandom } from './fuzz-random.ts';
import type { FuzzTarget } from './target.ts';

export interface Finding {
  target: string;
  seed: string;
  /** The number of the input. */
  at: number;
  input: string;
  what: string;
}

export interface TargetReport {
  target: string;
  inputs: number;
  accepted: number;
  ms: number;
  /** The first finding of each sort. */
  findings: Finding[];
  /** Of all sorts, over all inputs. */
  found: number;
}

export interface RunOptions {
  seed: string;
  inputs: number;
  /** An input that takes longer than so many ms, each time, is a finding. */
  mostMs?: number;
  /** Told the number of each input before it is made. */
  onInput?: (at: number) => void;
  /** Milliseconds of a clock. */
  now?: () => number;
}

/** How often a slow input is tried again: the machine may have been slow, and not the decoder. */
const TRIES = 3;
const MOST_SORTS = 20;

export function makeInput(target: FuzzTarget, seed: string, at: number): Uint8Array {
  return target.make(new FuzzRandom(`${seed}/${target.name}/${at}`));
}

export async function runTarget(target: FuzzTarget, { seed, inputs, mostMs = Number.POSITIVE_INFINITY, onInput, now = () => performance.now() }: RunOptions): Promise<TargetReport> {
  const report: TargetReport = { target: target.name, inputs, accepted: 0, ms: 0, findings: [], found: 0 };
  const begun = now();
  const sorts = new Set<string>();
  for (let at = 0; at < inputs; at++) {
    onInput?.(at);
    const input = makeInput(target, seed, at);
    const start = now();
    const outcome = await takeInput(target, input);
    const isSlow = now() - start > mostMs && (await leastMs(target, input, now)) > mostMs;
    if (outcome === true) report.accepted++;
    const what = typeof outcome === 'string' ? outcome : isSlow ? `takes more than ${mostMs} ms` : undefined;
    if (what === undefined) continue;
    report.found++;
    const sort = what.split('\n')[0]?.replaceAll(/[0-9a-f]{8,}|\d+/g, 'N') ?? '';
    if (sorts.has(sort) || sorts.size >= MOST_SORTS) continue;
    sorts.add(sort);
    report.findings.push({ target: target.name, seed, at, input: Buffer.from(input).toString('hex'), what });
  }
  report.ms = now() - begun;
  return report;
}

/** Whether the target takes the input; a text where that is a finding. */
export async function takeInput(target: FuzzTarget, input: Uint8Array): Promise<boolean | string> {
  try {
    const outcome = target.take(input);
    return typeof outcome === 'boolean' ? outcome : await outcome;
  } catch (error) {
    return error instanceof Error ? error.stack ?? error.message : `threw ${String(error)}`;
  }
}

async function leastMs(target: FuzzTarget, input: Uint8Array, now: () => number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < TRIES; i++) {
    const start = now();
    await takeInput(target, input);
    least = Math.min(least, now() - start);
  }
  return least;
}
