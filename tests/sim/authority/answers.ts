/** All that an authority answers about what is here, as lines that can be compared: whatever is asked of it anywhere, of every log, account and op. */
import type { Authority } from '../../../src/core/authority/authority.ts';
import { devicesOf, isRemoved, isRevoked, membershipOf, rightsThatHold, rightTo, roleOf, rulesVersions, standingOf } from '../../../src/core/authority/rights.ts';
import type { AccountKey } from '../../../src/core/ids.ts';

function* answersOf(authority: Authority): Iterable<string> {
  const { evidence, ranked, plain } = authority;
  const { chains } = evidence;
  yield `ranked: ${sorted(ranked.counting.keys())}`;
  yield `plain: ${sorted(plain.counting)}`;
  yield `acts: ${ranked.acts.map(({ id }) => id).join(' ')}`;
  yield `quorum: ${JSON.stringify(ranked.quorum?.k)} of ${sorted((ranked.quorum?.accounts ?? []).map((account) => Buffer.from(account).toString('hex')))}`;
  for (const cut of [...ranked.book.all(), ...plain.cuts.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) yield `cut ${cut.id}: ${cut.state} at ${String(cut.rank)}`;
  for (const [id, { fact, used, own }] of [...plain.invitations].sort()) {
    yield `invitation ${id}: used by ${sorted(used)}, ${isRevoked(authority, { fact, used, own }) ? 'revoked' : 'open'}, cut by its author ${sorted(own.map((cut) => cut.id))}`;
  }
  for (const [pair, id] of [...plain.admitted].sort()) yield `admitted ${pair} by ${id}`;
  yield `versions: ${rulesVersions(authority).map(({ id }) => id).join(' ')}`;
  const accounts = new Set<AccountKey>([...chains.values()].flat().map(({ account }) => account));
  for (const device of [...chains.keys()].sort()) {
    const standing = plain.standingOf(device);
    const branch = authority.branchOf(device);
    // Of a log that was written twice from the beginning nobody knows whose it is: which branch came first is seen, until one is chosen.
    const isAnyones = evidence.forks.get(device) === 0 && standing?.reach.limit === 0;
    yield `log ${device}: ${String(authority.countOf(device))} count, ${String(authority.keptOf(device))} kept, to ${String(branch?.ids[authority.keptOf(device) - 1])}`;
    yield `log ${device}: ends at ${String(standing?.end)}, ${standing?.open === true ? 'open' : 'ended'}, ${standing?.hasLeft === true ? 'left' : 'stays'}, may need ${String(authority.mayNeed(device))}, may grow ${String(isAnyones || authority.mayGrow(device, branch?.ids.length ?? 0))}, awaits ${String(authority.awaits(device, 0))}`;
    for (const account of sorted(accounts).split(' ') as AccountKey[]) {
      if (plain.isIn(device, account)) yield `log ${device}: in under ${account} by ${String(plain.admissionOf(device, account))}, first by ${String(plain.earliestOf(device, account))}, ${membershipOf(authority, device, account)}`;
    }
  }
  for (const account of sorted(accounts).split(' ') as AccountKey[]) {
    const [device] = devicesOf(authority, account).sort();
    yield `account ${account}: ${roleOf(authority, account)}, ${standingOf(authority, account)}, ${isRemoved(authority, account) ? 'removed' : 'not removed'}, rights ${sorted(rightsThatHold(authority, account).map(({ id }) => id))}`;
    if (device !== undefined) yield `account ${account}: invites by ${String(rightTo(authority, 'invite', account, device))}, greets by ${String(rightTo(authority, 'greet', account, device))}`;
  }
}

/** What two authorities answer otherwise: the first such answer of each, or nothing. */
export function differingAnswers(one: Authority, other: Authority, names: readonly [string, string]): string[] {
  const [a, b] = [[...answersOf(one)], [...answersOf(other)]];
  const at = a.findIndex((answer, i) => answer !== b[i]);
  if (at === -1 && a.length === b.length) return [];
  const i = at === -1 ? a.length : at;
  return [`${names[0]}: ${a[i] ?? 'nothing'}; ${names[1]}: ${b[i] ?? 'nothing'}`];
}

function sorted(names: Iterable<string>): string {
  return [...names].sort().join(' ');
}
