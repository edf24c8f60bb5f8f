/** The order of measuring: warm-up rounds that count for nothing, then rounds of one measurement each, so that drift hits all. */

export interface Rounds {
  runs: number;
  warmUps: number;
}

type Measures = Record<string, () => Promise<unknown>>;
export type Samples<M extends Measures> = { [K in keyof M]: Awaited<ReturnType<M[K]>>[] };

/** Measures each in turn, round by round; every second round goes backwards, so that none always comes first. */
export async function takeTurns<M extends Measures>({ runs, warmUps }: Rounds, measures: M): Promise<Samples<M>> {
  const names = Object.keys(measures);
  const samples: Record<string, unknown[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -warmUps; round < runs; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const sample = await measures[name]?.();
      if (round >= 0) samples[name]?.push(sample);
    }
  }
  return samples as Samples<M>;
}
