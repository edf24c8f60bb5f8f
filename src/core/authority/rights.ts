/**
 * What somebody may do now, in the words of authority: which right to name in an op, and how an account and a device stand. Reads only;
 * whether an op counts is decided by all from its bytes, not here.
 */
import type { AccountKey, DeviceKey, OpId } from '../ids.ts';
import type { Role } from '../circle/control-bodies.ts';
import { actRef } from '../circle/quorum-acts.ts';
import { refTo, type Ref } from '../op/op.ts';
import type { Authority } from './authority.ts';
import { isFact, type FactOf } from './facts.ts';
import type { Invitation } from './plain.ts';
import type { Right } from './ranked.ts';

/** How an op names what gave a right: genesis, a grant, a version of the rules, an act. */
export function* refsOf(authority: Authority, id: string | undefined): Iterable<Ref> {
  if (id === undefined) return;
  const fact = authority.evidence.facts.get(id as OpId);
  if (fact !== undefined) yield refTo(fact);
  const act = [...authority.evidence.acts.values()].find((each) => (each.id as string) === id);
  if (act !== undefined) yield actRef(act);
}

/** The most senior organizer right of an account that holds; undefined where it has none. */
export function organizerRight(authority: Authority, account: AccountKey): Right | undefined {
  return rightsThatHold(authority, account)
    .filter(({ role }) => role === 'organizer')
    .sort((a, b) => a.rank - b.rank)[0];
}

/** Rights of an account that nobody took back, in an order that doesn't depend on which came first. */
export function rightsThatHold({ ranked }: Authority, account: AccountKey): Right[] {
  return [...(ranked.rightsOf.get(account) ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1)).filter((right) => !ranked.isWithdrawn(right));
}

const ORDER: readonly Role[] = ['organizer', 'moderator', 'greeter', 'inspector', 'member'];

/** The role that says most of those that hold. */
export function roleOf(authority: Authority, account: AccountKey): Role {
  const roles = new Set(rightsThatHold(authority, account).map(({ role }) => role));
  return ORDER.find((role) => roles.has(role)) ?? 'member';
}

/** The version of the rules that applies. */
export function currentRules({ ranked, evidence }: Authority): FactOf<'genesis'> | FactOf<'rules'> | undefined {
  let current: FactOf<'genesis'> | FactOf<'rules'> | undefined = evidence.genesis;
  for (const fact of ranked.ofKind('rules')) {
    if (current === undefined || isFact(current, 'genesis') || fact.lamport > current.lamport || (fact.lamport === current.lamport && fact.id > current.id)) current = fact;
  }
  return current;
}

/** All versions that count, the oldest first. */
export function rulesVersions({ ranked, evidence }: Authority): (FactOf<'genesis'> | FactOf<'rules'>)[] {
  const later = [...ranked.ofKind('rules')].sort((a, b) => a.lamport - b.lamport || (a.id < b.id ? -1 : 1));
  return evidence.genesis === undefined ? later : [evidence.genesis, ...later];
}

/** What to name to invite or greet: an organizer right, a role's grant, or the rules; undefined where nothing allows it. */
export function rightTo(authority: Authority, what: 'invite' | 'greet', account: AccountKey, device: DeviceKey): string | undefined {
  const organizer = organizerRight(authority, account);
  if (organizer !== undefined) return organizer.id;
  const role = rightsThatHold(authority, account).find((right) => right.role === 'greeter' || right.role === 'moderator');
  if (role !== undefined) return role.id;
  const version = rulesVersions(authority).findLast((rules) => {
    const body = isFact(rules, 'genesis') ? rules.says.body.rules : rules.says.body;
    return body[what] === 'member' && authority.ranked.book.holding('rules', rules.id, device) === undefined;
  });
  return version?.id;
}

/** Whether an account was ever given a role, taken back or not. */
export function wasGranted({ ranked }: Authority, account: AccountKey, role: Role): boolean {
  return (ranked.rightsOf.get(account) ?? []).some((right) => right.role === role);
}

/** Whether somebody took an invitation back: what was done by it before may hold, what comes doesn't. */
export function isRevoked({ ranked }: Authority, { fact, own }: Invitation): boolean {
  return own.some(({ state }) => state === 'in-force') || [...ranked.book.inForce('invite', fact.id)].length > 0;
}

/** How a device stands in the circle. */
export function membershipOf(authority: Authority, device: DeviceKey, account: AccountKey): 'waiting' | 'member' | 'removed' | 'left' {
  const { plain, evidence, ranked } = authority;
  if (evidence.genesis === undefined) return 'waiting';
  const standing = plain.standingOf(device);
  if (standing === undefined) {
    if (!plain.isIn(device, account)) return 'waiting';
    return ranked.book.holding('account', account, device) === undefined ? 'member' : 'removed';
  }
  if (standing.open) return 'member';
  if (standing.hasLeft) return 'left';
  return plain.isIn(device, account) || isRemoved(authority, account) ? 'removed' : 'waiting';
}

/** Whether somebody removed that account, and nobody took it back. */
export function isRemoved({ ranked }: Authority, account: AccountKey): boolean {
  for (const { cut } of ranked.book.inForce('account', account)) if (cut.others === 'zero') return true;
  return false;
}

/** How a person stands, by all devices of theirs. */
export function standingOf(authority: Authority, account: AccountKey): 'member' | 'removed' | 'left' | 'stopped' {
  const { plain } = authority;
  const devices = devicesOf(authority, account);
  if (devices.some((device) => plain.standingOf(device)?.open === true && (authority.countOf(device) > 0 || plain.admitted.has(device + account))) || hasUnopened(authority, account)) return 'member';
  if (isRemoved(authority, account)) return 'removed';
  return devices.some((device) => plain.standingOf(device)?.hasLeft === true) ? 'left' : 'stopped';
}

/** Whether a device of theirs was let in whose log is not here yet, and that nothing ends. */
function hasUnopened({ plain, evidence, ranked }: Authority, account: AccountKey): boolean {
  return plain.devicesOf(account).some((device) => !evidence.chains.has(device) && !evidence.forks.has(device) && ranked.book.holding('account', account, device) === undefined);
}

/** Devices whose logs are here and belong to an account. */
export function devicesOf({ evidence }: Authority, account: AccountKey): DeviceKey[] {
  const devices: DeviceKey[] = [];
  for (const [device, chains] of evidence.chains) if (chains.some((chain) => chain.account === account)) devices.push(device);
  return devices;
}
