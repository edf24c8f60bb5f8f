/** What the command line of the fuzzing takes. */
import { parseArgs } from 'node:util';

export interface FuzzOptions {
  /** Targets that were asked for; undefined: all. */
  targets: string[] | undefined;
  /** Of each target. */
  inputs: number;
  seed: string;
  /** One input to try again alone: its bytes, or its number. */
  replay: Uint8Array | undefined;
  at: number | undefined;
}

export class FuzzUsageError extends Error {}

const INPUTS = 20_000;

export const USAGE = `npm run fuzz -- [options]
  --target NAME[,NAME]  some targets (all)
  --inputs N            inputs for each (${INPUTS})
  --seed S              any text; the same seed gives the same inputs (the time of the start)
  --replay HEX          one input, for one target: what comes of it
  --at N                the same by the number of the input, for one target and seed
`;

/** Throws FuzzUsageError. */
export function readOptions(args: readonly string[], known: readonly string[], now: number): FuzzOptions {
  const { values } = parse(args);
  const targets = values.target?.flatMap((names) => names.split(','));
  const unknown = targets?.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new FuzzUsageError(`there is no target ${unknown}: the targets are ${known.join(', ')}`);
  const inputs = values.inputs === undefined ? INPUTS : Number(values.inputs);
  if (!/^\d{1,9}$/.test(values.inputs ?? '1') || inputs < 1) throw new FuzzUsageError('--inputs takes a whole number from 1 on');
  const { replay, at } = values;
  if (replay !== undefined && (targets?.length !== 1 || !/^([0-9a-f]{2})*$/.test(replay))) throw new FuzzUsageError('--replay takes an input in hex, for one --target');
  if (at !== undefined && (targets?.length !== 1 || values.seed === undefined || !/^\d{1,9}$/.test(at))) throw new FuzzUsageError('--at takes the number of an input, for one --target and a --seed');
  return { targets, inputs, seed: values.seed ?? String(now), at: at === undefined ? undefined : Number(at), replay: replay === undefined ? undefined : new Uint8Array(Buffer.from(replay, 'hex')) };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args: [...args], options: { target: { ...text, multiple: true }, inputs: text, seed: text, replay: text, at: text } });
  } catch (error) {
    if (error instanceof TypeError) throw new FuzzUsageError(error.message);
    throw error;
  }
}
