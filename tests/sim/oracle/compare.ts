/** Holds another verdict, such as the product's, to the oracle's: what differs, in words. */
import { judge } from './decide-by-brute-force.ts';
import type { Verdict, Wording, World } from './world.ts';

/** Ops whose counting the limits say; a verdict may list them among what counts or not. */
const SAID_BY_LIMITS = new Set(['open', 'leave', 'other']);

/** What the product says otherwise than the oracle; nothing if they agree. A limit is the same only if it is the same number. */
export function differences(world: World, product: Verdict, wording: Wording = 'proposed'): string[] {
  const controls = new Set(world.facts.filter(({ says }) => !SAID_BY_LIMITS.has(says.t)).map(({ id }) => id));
  const counting = new Set([...product.counting].filter((id) => controls.has(id)));
  return compareVerdicts(judge(world, undefined, wording), { ...product, counting }, ['the oracle', 'the product']);
}

/** What two verdicts say differently. */
export function compareVerdicts(one: Verdict, other: Verdict, names: readonly [string, string]): string[] {
  const say = ([what, a, b]: readonly [string, string, string]): string[] => (a === b ? [] : [`${what}: ${names[0]} says ${a}, ${names[1]} ${b}`]);
  return [
    ...compareSets('op', one.counting, other.counting, 'counts', 'no').flatMap(say),
    ...say(['the valid acts', one.validActs.join(', ') || 'none', other.validActs.join(', ') || 'none']),
    ...compareMaps('cut', one.cuts, other.cuts, (fate) => fate).flatMap(say),
    ...compareSets('log', one.admitted, other.admitted, 'admitted', 'not admitted').flatMap(say),
    ...compareMaps('the limit of', one.limits, other.limits, String).flatMap(say),
    ...compareMaps('the reach of', one.chainEnd, other.chainEnd, (id) => id).flatMap(say),
    ...compareMaps('what is kept of', one.kept, other.kept, ({ length, last }) => `${length} up to ${last}`).flatMap(say),
    ...compareMaps('account', one.standing, other.standing, (standing) => standing).flatMap(say),
    ...compareMaps('the roles of', one.roles, other.roles, (roles) => [...roles].sort().join(' and ')).flatMap(say),
    ...say(['the rules', one.currentRules, other.currentRules]),
  ];
}

type Pair = readonly [string, string, string];

const compareSets = (what: string, one: ReadonlySet<string>, other: ReadonlySet<string>, yes: string, no: string): Pair[] =>
  [...new Set([...one, ...other])].sort().map((id) => [`${what} ${id}`, one.has(id) ? yes : no, other.has(id) ? yes : no]);

function compareMaps<T>(what: string, one: ReadonlyMap<string, T>, other: ReadonlyMap<string, T>, show: (value: T) => string): Pair[] {
  const at = (map: ReadonlyMap<string, T>, key: string): string => {
    const value = map.get(key);
    return value === undefined ? 'nothing' : show(value);
  };
  return [...new Set([...one.keys(), ...other.keys()])].sort().map((key) => [`${what} ${key}`, at(one, key), at(other, key)]);
}
