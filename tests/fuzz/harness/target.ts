/**
 * What is fuzzed: a decoder with what makes inputs for it and what must hold of each. An input is bytes and nothing else, so
 * that a finding is told whole by its hex and can be tried again alone.
 */
import { isDeepStrictEqual } from 'node:util';
import type { FuzzRandom } from './fuzz-random.ts';

export interface FuzzTarget {
  readonly name: string;
  /** What is run, in the words of docs/fuzzing.md. */
  readonly covers: string;
  /** Runs over one of so many of the inputs that were asked for: what it runs takes too long for more. */
  readonly oneOf?: number;
  make(random: FuzzRandom): Uint8Array;
  /** Whether the decoder takes the input. Whatever it throws or rejects with is a finding. */
  take(input: Uint8Array): boolean | Promise<boolean>;
}

/** Something that must hold of every input did not. */
class BrokenPromise extends Error {}

export function assertHolds(holds: boolean, promise: string): void {
  if (!holds) throw new BrokenPromise(promise);
}

export function assertSame(a: unknown, b: unknown, promise: string): void {
  if (!isDeepStrictEqual(a, b)) throw new BrokenPromise(promise);
}

/** Units of what was made of an input of that many bytes: values, characters, bytes. Ids are twice as long as what they name. */
export function assertBounded(made: unknown, inputBytes: number, perByte = 3): void {
  const most = perByte * inputBytes + 64;
  assertHolds(measure(made) <= most, `makes at most ${perByte} units of each byte`);
}

function measure(made: unknown): number {
  let units = 0;
  const left: unknown[] = [made];
  while (left.length > 0) {
    const value = left.pop();
    units += 1;
    if (typeof value === 'string' || value instanceof Uint8Array) units += value.length;
    else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) left.push(inner);
  }
  return units;
}

/** What `step` gives, or the error that it throws, if it is one that the boundary documents; everything else goes on. */
export function attempt<T>(step: () => T, isRefusal: (error: unknown) => boolean): { value: T } | { refusal: Error } {
  try {
    return { value: step() };
  } catch (error) {
    if (isRefusal(error) && error instanceof Error) return { refusal: error };
    throw error;
  }
}
