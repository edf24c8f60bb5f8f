/**
 * Whether a change to the product's authority is noticed: by a small world, by a random one, or by a row. Worlds and what the oracle
 * says of them are made once; the changed sources are loaded beside the right ones (tests/mutants/load-mutated.ts).
 */
import { makeDice } from '../../../src/core/sample/seeded.ts';
import { countOccurrences, loadMutated } from '../../mutants/load-mutated.ts';
import { arbitraryWorld } from '../oracle/arbitrary-world.ts';
import { judge } from '../oracle/decide-by-brute-force.ts';
import type { Fact, Verdict, World } from '../oracle/world.ts';
import type { AuthorityMutant } from './mutant.ts';
import { withRightPlaces } from './product.ts';
import { smallWorlds } from './small-worlds.ts';

interface Trial {
  name: string;
  world: World;
  oracle: Verdict;
  order: readonly Fact[];
}

interface Product {
  fromOracle(world: World, oracle?: Verdict): string[];
  fromSteps(world: World, order: readonly Fact[]): string[];
}

interface Cases {
  failingRows(names: readonly string[]): Promise<string[]>;
}

const trials = new Map<number, Trial>();

function trialOf(at: number): Trial {
  const known = trials.get(at);
  if (known !== undefined) return known;
  const small = smallWorlds[at];
  const seed = String(at - smallWorlds.length);
  const world = withRightPlaces(small?.world ?? arbitraryWorld(seed));
  const order = small === undefined ? makeDice(`order ${seed}`).shuffle(world.facts) : world.facts;
  const trial = { name: small === undefined ? `seed ${seed}` : `«${small.name}»`, world, oracle: judge(world, undefined, 'proposed'), order };
  trials.set(at, trial);
  return trial;
}

/** The first world in which the changed product differs; something that is thrown is a difference too. */
function noticedBy({ fromOracle, fromSteps }: Product, seeds: number): string | undefined {
  for (let at = 0; at < smallWorlds.length + seeds; at++) {
    const { name, world, oracle, order } = trialOf(at);
    if (differs(() => fromOracle(world, oracle))) return `${name}, beside the oracle`;
    if (differs(() => fromSteps(world, order))) return `${name}, op by op`;
  }
  return undefined;
}

function differs(find: () => string[]): boolean {
  try {
    return find().length > 0;
  } catch {
    return true;
  }
}

/** What notices the change, in words; undefined where it survives. Throws where the rule's text isn't there exactly once. */
export async function whatCatches(mutant: AuthorityMutant, seeds: number): Promise<string | undefined> {
  const { rule, file, caughtBy } = mutant;
  const occurrences = countOccurrences(mutant);
  if (occurrences !== 1) throw new Error(`«${rule}»: its text is ${occurrences} times in ${file}`);
  if (caughtBy === 'worlds' || 'equal' in caughtBy) return noticedBy(await loadMutated<Product>('tests/sim/authority/product.ts', mutant), seeds);
  const { failingRows } = await loadMutated<Cases>('tests/sim/authority/failing-rows.ts', mutant);
  const [first] = await failingRows(caughtBy.rows);
  return first === undefined ? undefined : `the row «${first}»`;
}
