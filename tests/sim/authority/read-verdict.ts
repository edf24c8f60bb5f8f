/** What the product's authority says, in the oracle's words. Ids are spelled otherwise where a world was made up; `from` and `to` keep their order. */
import type { Authority } from '../../../src/core/authority/authority.ts';
import { currentRules, rightsThatHold, standingOf } from '../../../src/core/authority/rights.ts';
import type { AccountKey, DeviceKey, OpId } from '../../../src/core/ids.ts';
import type { Act, Fact, Fate, Role, Standing, Verdict } from '../oracle/world.ts';

export interface Spelling {
  to: <T extends string>(name: string) => T;
  from: (id: string) => string;
}

/** Ids as they are. */
export const AS_IT_IS: Spelling = { to: <T extends string>(name: string) => name as T, from: (id) => id };

/** `facts` are those that are here and linked. */
export function readVerdict(authority: Authority, world: { circle: string; facts: readonly Fact[]; acts: readonly Act[] }, { to, from }: Spelling): Verdict {
  const { evidence, ranked, plain } = authority;
  const counting = new Set([...ranked.counting.keys(), ...plain.counting].map(from));
  if (evidence.genesis !== undefined) counting.add(world.circle);
  const cuts = new Map<string, Fate>();
  const ids = [...world.acts.filter(({ deed }) => deed.t === 'cut'), ...world.facts.filter(({ says }) => says.t === 'cut')].map(({ id }) => id);
  for (const id of ids) cuts.set(id, (ranked.book.get(to(id)) ?? plain.cuts.get(to(id)))?.state ?? 'void');
  const limits = new Map<string, number>();
  const chainEnd = new Map<string, string>();
  const kept = new Map<string, { length: number; last: string }>();
  for (const key of evidence.chains.keys()) {
    const device = from(key);
    const reach = plain.standingOf(key)?.reach;
    if (reach === undefined) continue;
    limits.set(device, authority.countOf(key));
    const fork = evidence.forks.get(key);
    const last = reach.chain.ids[reach.limit - 1];
    if (fork !== undefined && reach.limit > fork && last !== undefined) chainEnd.set(device, from(last));
    const length = authority.keptOf(key);
    const end = reach.chain.ids[length - 1];
    if (end !== undefined) kept.set(device, { length, last: from(end) });
  }
  const accounts = [...new Set([...evidence.chains.values()].flat().map(({ account }) => account).concat([...plain.admitted.keys()].map((pair) => accountOf(authority, pair))))];
  const standing = new Map<string, Standing>(accounts.map((account) => [from(account), standingOf(authority, account)]));
  const roles = new Map<string, ReadonlySet<Role>>();
  for (const account of ranked.rightsOf.keys()) {
    const held = rightsThatHold(authority, account);
    if (held.length > 0) roles.set(from(account), new Set(held.map(({ role }) => role)));
  }
  const admitted = admittedBy(authority, from);
  return { counting, validActs: ranked.acts.map(({ id }) => from(id)), cuts, admitted, limits, chainEnd, kept, standing, roles, currentRules: from(currentRules(authority)?.id ?? '') };
}

/** Limits beyond what is here are the same: nobody has those ops. */
export function clip(verdict: Verdict): Verdict {
  return { ...verdict, limits: new Map([...verdict.limits].map(([device, limit]) => [device, Math.min(limit, verdict.kept.get(device)?.length ?? 0)])) };
}

/** Of two verdicts the first, of accounts of which both say how they stand. */
export function comparable(verdict: Verdict, other: Verdict): Verdict {
  return { ...clip(verdict), standing: new Map([...verdict.standing].filter(([account]) => other.standing.has(account))) };
}

function accountOf({ evidence, plain }: Authority, pair: string): AccountKey {
  const fact = evidence.facts.get(plain.admitted.get(pair) as OpId);
  return fact?.says.kind === 'admit' ? fact.says.account : ('' as AccountKey);
}

function admittedBy({ evidence, plain }: Authority, from: Spelling['from']): Set<string> {
  const pairs = new Set<string>();
  const add = (device: DeviceKey, account: AccountKey): void => void pairs.add(`${from(device)}/${from(account)}`);
  for (const id of plain.admitted.values()) {
    const fact = evidence.facts.get(id as OpId);
    if (fact?.says.kind === 'admit') add(fact.says.device, fact.says.account);
  }
  for (const device of evidence.chains.keys()) {
    const reach = plain.standingOf(device)?.reach;
    // Of a log that was written twice from the beginning nobody knows whose it is, until a branch is chosen.
    const account = reach?.limit === 0 ? undefined : reach?.chain.account;
    if (account !== undefined && plain.isIn(device, account)) add(device, account);
  }
  return pairs;
}
