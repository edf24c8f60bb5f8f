/**
 * The oracle: what counts in a circle, from docs/decisions/0009 alone, by brute force. Each paragraph of the decision is a small
 * pure function in a file beside this one; nothing is incremental, and whatever is asked twice is computed twice.
 */
import { lookAt, type Here } from './here.ts';
import { findKept } from './kept.ts';
import { findCurrentRules, findRoles, findStandings } from './people.ts';
import { decidePlain, type PlainlyDecided } from './plain.ts';
import { decideRanked } from './ranked.ts';
import type { Fate, Note, Verdict, Wording, World } from './world.ts';

/** What counts in this world; `note` is told each clause that was met, once. */
export function judge(world: World, note: Note = () => undefined, wording: Wording = 'proposed'): Verdict {
  const met = new Set<string>();
  const here = lookAt(world, (clause) => {
    if (!met.has(clause)) note(clause);
    met.add(clause);
  }, wording);
  const ranked = decideRanked(here);
  const plain = decidePlain(here, ranked);
  const cuts = findFates(here, plain);
  for (const fate of cuts.values()) here.note(`cut: ${fate}`);
  return {
    counting: new Set(plain.counting.map(({ id }) => id)),
    validActs: ranked.acts.map(({ id }) => id),
    cuts,
    admitted: plain.admitted,
    limits: plain.limits,
    chainEnd: new Map(plain.logs.flatMap(({ device, reach }) => (reach === undefined ? [] : [[device, reach.id]]))),
    kept: findKept(here, plain),
    standing: findStandings(here, ranked, plain),
    roles: findRoles(here, ranked),
    currentRules: findCurrentRules(here, ranked),
  };
}

/** Of every cut that is here and linked, and of every act that is one; what doesn't count is void. */
function findFates({ facts, world }: Here, plain: PlainlyDecided): Map<string, Fate> {
  const ids = [...world.acts.filter(({ deed }) => deed.t === 'cut'), ...facts.filter(({ says }) => says.t === 'cut')].map(({ id }) => id);
  return new Map(ids.map((id) => [id, plain.cuts.find(({ cut }) => cut.id === id)?.fate ?? 'void']));
}
