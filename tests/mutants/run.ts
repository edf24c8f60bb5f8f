/**
 * `npm run mutants`: switches off every rule of both tables, one after the other, and prints what caught it: a row, a world or a seed. Exit 1 if
 * one survives, or if one that is said to change nothing is noticed. The last line counts. With --sample only some of authority's, for `npm test`.
 */
import { authorityMutants } from '../sim/authority/mutants.ts';
import type { AuthorityMutant } from '../sim/authority/mutant.ts';
import { mutants } from '../support/attacks/mutants.ts';
import { Copies } from './copies.ts';
import { WatchedJudge } from './watched-judge.ts';

/** Random worlds that are tried before a mutant is said to survive. */
const SEEDS = 400;
/** What is said to change nothing is tried on fewer: it is looked at for as long each time. */
const SEEDS_EQUAL = 100;
/** Mutants of authority that are looked at side by side. */
const THREADS = 2;
/** One of so many is in the sample. */
const SAMPLE = 16;

const say = (words: string): void => void process.stdout.write(`${words}\n`);
const counts = { caught: 0, equal: 0, survived: 0 };

function tell(rule: string, file: string, caught: string | undefined, equal?: string): void {
  if (equal === undefined) counts[caught === undefined ? 'survived' : 'caught']++;
  else counts[caught === undefined ? 'equal' : 'survived']++;
  if (equal !== undefined) say(caught === undefined ? `equal     ${file}  ${rule} -> ${equal}` : `NOT EQUAL ${file}  ${rule} -> ${caught}`);
  else say(caught === undefined ? `SURVIVED  ${file}  ${rule}` : `caught    ${file}  ${rule} -> ${caught}`);
}

async function runAuthority(table: readonly AuthorityMutant[]): Promise<void> {
  const waiting = table.values();
  await Promise.all(
    Array.from({ length: THREADS }, async () => {
      const judge = new WatchedJudge();
      try {
        for (const mutant of waiting) {
          const { rule, file, caughtBy } = mutant;
          const equal = typeof caughtBy === 'object' && 'equal' in caughtBy ? caughtBy.equal : undefined;
          const caught = await judge.whatCatches({ at: authorityMutants.indexOf(mutant), seeds: equal === undefined ? SEEDS : SEEDS_EQUAL });
          tell(rule, file, caught, equal);
        }
      } finally {
        await judge.close();
      }
    }),
  );
}

async function runGate(): Promise<void> {
  const copies = await Copies.open(2);
  try {
    await Promise.all(
      mutants.map(async (mutant) => {
        const [row] = await copies.failingWithout(mutant);
        tell(mutant.rule, mutant.file, row === undefined ? undefined : `the row «${row}»`);
      }),
    );
  } finally {
    await copies.remove();
  }
}

const isSample = process.argv.includes('--sample');
await runAuthority(isSample ? authorityMutants.filter(({ caughtBy }, i) => i % SAMPLE === 0 && !(typeof caughtBy === 'object' && 'equal' in caughtBy)) : authorityMutants);
if (!isSample) await runGate();
say(`${counts.caught + counts.equal + counts.survived} rules switched off: ${counts.caught} caught, ${counts.equal} change nothing, ${counts.survived} survived`);
process.exitCode = counts.survived > 0 ? 1 : 0;
