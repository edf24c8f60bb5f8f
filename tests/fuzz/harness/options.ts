/** What the command line of the fuzzing takes. */
import { parseArgs } from 'node:util';

export interface FuzzOptions {
  /** Targets that were asked for; undefined: all. */
  targets: string[] | undefined;
  /** Of each target. */
  inputs: number;
  seed: string;
  /** One input to try again alone. */
  replay: Uint8Array | undefined;
}

export class FuzzUsageError extends Error {}

const INPUTS = 20_000;

export const USAGE = `npm run fuzz -- [options]
  --target NAME[,NAME]  some targets (all)
  --inputs N            inputs for each (${INPUTS})
  --seed S              any text; the same seed gives the same inputs (the time of the start)
  --replay HEX          one input, for one target: what comes of it
`;

/** Throws FuzzUsageError. */
export function readOptions(args: readonly string[], known: readonly string[], now: number): FuzzOptions {
  const { values } = parse(args);
  const targets = values.target?.flatMap((names) => names.split(','));
  const unknown = targets?.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new FuzzUsageError(`there is no target ${unknown}: the targets are ${known.join(', ')}`);
  const inputs = values.inputs === undefined ? INPUTS : Number(values.inputs);
  if (!/^\d{1,9}$/.test(values.inputs ?? '1') || inputs < 1) throw new FuzzUsageError('--inputs takes a whole number from 1 on');
  const { replay } = values;
  if (replay !== undefined && (targets?.length !== 1 || !/^([0-9a-f]{2})*$/.test(replay))) throw new FuzzUsageError('--replay takes an input in hex, for one --target');
  return { targets, inputs, seed: values.seed ?? String(now), replay: replay === undefined ? undefined : new Uint8Array(Buffer.from(replay, 'hex')) };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args: [...args], options: { target: { ...text, multiple: true }, inputs: text, seed: text, replay: text } });
  } catch (error) {
    if (error instanceof TypeError) throw new FuzzUsageError(error.message);
    throw error;
  }
}
