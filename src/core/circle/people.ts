/**
 * Who is in a circle, by what invitations, under which rules, and what was decided: authority told in the shapes of the contract. Nothing
 * here changes anything, and nothing decides what counts.
 */
import type { Decision, DeedInput, InvitationSummary, MemberSummary, QuorumSummary, RulesVersion } from '../circle-calls.ts';
import { bytesToId, type AccountKey, type InvitationId, type OpId } from '../ids.ts';
import type { Authority } from '../authority/authority.ts';
import { isFact, type Cut, type Fact, type FactOf } from '../authority/facts.ts';
import { currentRules, devicesOf, isRevoked, organizerRight, rightsThatHold, roleOf, rulesVersions, standingOf } from '../authority/rights.ts';
import { ROLES, type Deed, type Role } from './control-bodies.ts';
import type { OpenCircle } from './open-circle.ts';
import type { KnownAct } from './side-set.ts';

/** An account with what it is called here. */
export interface Named {
  account: AccountKey;
  name: string;
}

export function nameOf(open: OpenCircle, account: AccountKey): Named {
  return { account, name: open.ops.view.members.get(account)?.name ?? '' };
}

/** The founder, then the others in the order in which they came. */
export function listMembers(open: OpenCircle, self: AccountKey): MemberSummary[] {
  const { authority } = open;
  const { founder } = authority.evidence;
  const members = [...open.ops.view.members.values()].sort((a, b) => a.joinedAt - b.joinedAt || (a.account < b.account ? -1 : 1));
  const summaries = members.map(({ account, name, joinedAt, admittedBy }): MemberSummary => {
    const right = organizerRight(authority, account);
    return {
      account,
      name,
      role: account === founder && right?.id === authority.evidence.circle ? 'founder' : roleOf(authority, account),
      rank: right?.rank ?? null,
      status: standingOf(authority, account),
      devices: devicesOf(authority, account),
      joinedAt,
      admittedBy: admittedBy === undefined ? null : nameOf(open, admittedBy),
      may: mayDo(authority, self, account),
    };
  });
  return summaries.sort((a, b) => Number(a.role !== 'founder') - Number(b.role !== 'founder'));
}

/** How many people are members now. */
export function countMembers(open: OpenCircle): number {
  const { authority } = open;
  let count = 0;
  for (const account of open.ops.view.members.keys()) if (standingOf(authority, account) === 'member') count++;
  return count;
}

/** What one person may do to another: seniors to juniors, equals to members. */
function mayDo(authority: Authority, self: AccountKey, account: AccountKey): MemberSummary['may'] {
  const own = organizerRight(authority, self);
  const theirs = organizerRight(authority, account);
  const senior = own !== undefined && account !== self && (theirs === undefined || theirs.rank > own.rank);
  const standing = standingOf(authority, account);
  const isMember = standing === 'member';
  return {
    remove: senior && isMember,
    restore: senior && (standing === 'removed' || standing === 'stopped') && cutsToReplace(authority, self, account) !== undefined,
    roles: senior && isMember ? ROLES.filter((role) => role !== roleOf(authority, account)) : [],
  };
}

/** The cuts in force of an account that its organizers may put out of force: all of them, or undefined. */
export function cutsToReplace(authority: Authority, self: AccountKey, account: AccountKey): string[] | undefined {
  const rank = organizerRight(authority, self)?.rank;
  const cuts = [...authority.ranked.book.inForce('account', account)];
  return rank === undefined || cuts.some((cut) => cut.rank < rank) ? undefined : cuts.map(({ id }) => id);
}

export function listInvitations(open: OpenCircle, self: AccountKey): InvitationSummary[] {
  const { authority } = open;
  const summaries: InvitationSummary[] = [];
  const isOrganizer = organizerRight(authority, self) !== undefined;
  for (const fact of authority.evidence.facts.values()) {
    if (!isFact(fact, 'invite')) continue;
    const known = authority.plain.invitations.get(fact.id);
    const { uses, role } = fact.says;
    const used = [...(known?.used ?? [])].map((account) => nameOf(open, account));
    const revoked = known !== undefined && isRevoked(authority, known);
    const state = known === undefined ? 'void' : revoked ? 'revoked' : uses > 0 && used.length >= uses ? 'used-up' : 'open';
    const mayRevoke = known !== undefined && !revoked && (isOrganizer || fact.account === self);
    summaries.push({ invitation: fact.id as string as InvitationId, by: nameOf(open, fact.account), madeAt: fact.wall, uses, role, used, state, mayRevoke });
  }
  return summaries.sort((a, b) => b.madeAt - a.madeAt);
}

export function listRules(open: OpenCircle, self: AccountKey): RulesVersion[] {
  const { authority } = open;
  const current = currentRules(authority);
  const mayChange = organizerRight(authority, self) !== undefined;
  return rulesVersions(authority).map((fact, i) => {
    const { invite, greet, quota, clauses } = isFact(fact, 'genesis') ? fact.says.body.rules : fact.says.body;
    const isCurrent = fact.id === current?.id;
    return { op: fact.id, number: i + 1, by: nameOf(open, fact.account), at: fact.wall, current: isCurrent, mayChange: isCurrent && mayChange, invite, greet, quota: { ...quota }, clauses: [...clauses] };
  });
}

/** The newest first. */
export function listDecisions(open: OpenCircle): Decision[] {
  const { authority } = open;
  const decisions: Decision[] = [];
  for (const fact of authority.evidence.facts.values()) {
    const deed = deedOf(open, fact);
    if (deed === undefined) continue;
    const reason = isFact(fact, 'cut') ? fact.says.cut.reason : undefined;
    decisions.push({ id: fact.id, by: nameOf(open, fact.account), at: fact.wall, deed, reason, state: stateOf(authority, fact) });
  }
  const acted = new Map(authority.ranked.acts.map(({ id }) => [id as string, true]));
  for (const act of open.side.acts.values()) {
    if (!acted.has(act.id)) continue;
    decisions.push({ id: act.id, by: null, at: act.wall, deed: deedOfAct(open, act), reason: act.deed.t === 'cut' ? act.deed.cut.reason : undefined, state: cutState(authority, act.id) ?? 'holds' });
  }
  return decisions.sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1));
}

function deedOf(open: OpenCircle, fact: Fact): Decision['deed'] | undefined {
  if (isFact(fact, 'grant')) return { type: 'role', ...nameOf(open, fact.says.account), role: fact.says.role };
  if (isFact(fact, 'cut')) return deedOfCut(open, fact.says.cut);
  if (isFact(fact, 'rules')) return { type: 'rules', number: numberOf(open.authority, fact.id) };
  if (isFact(fact, 'leave')) return { type: 'left', ...nameOf(open, fact.account) };
  return isFact(fact, 'rotate') ? { type: 'key' } : undefined;
}

function deedOfCut(open: OpenCircle, cut: Cut): Decision['deed'] {
  const { authority } = open;
  const { t, id } = cut.of;
  if (t === 'account') return { type: cut.others === 'zero' ? 'removed' : 'restored', ...nameOf(open, id as AccountKey) };
  if (t === 'invite') return { type: 'revoked', invitation: id as InvitationId };
  if (t === 'rules') return { type: 'rules-back', number: numberOf(authority, id) };
  const right = authority.ranked.rights.get(id);
  const grant = authority.evidence.facts.get(id as OpId);
  const account = right?.account ?? (isFact(grant, 'grant') ? grant.says.account : undefined);
  return { type: 'role-back', ...nameOf(open, account ?? (id as AccountKey)), role: right?.role ?? 'organizer' };
}

function deedOfAct(open: OpenCircle, { deed }: KnownAct): Decision['deed'] {
  if (deed.t === 'quorum') return { type: 'quorum', accounts: deed.quorum.accounts.map((account) => nameOf(open, bytesToId<AccountKey>(account))), k: deed.quorum.k };
  if (deed.t === 'grant') return { type: 'role', ...nameOf(open, bytesToId<AccountKey>(deed.grant.account)), role: deed.grant.role };
  const { of, others } = deed.cut;
  const account = bytesToId<AccountKey>(of.id);
  return { type: others === 'zero' ? 'removed' : 'restored', ...nameOf(open, account) };
}

/** As people count versions; 0 for one that doesn't count. */
function numberOf(authority: Authority, id: string): number {
  return rulesVersions(authority).findIndex((fact) => (fact.id as string) === id) + 1;
}

function stateOf(authority: Authority, fact: Fact): Decision['state'] {
  if (isFact(fact, 'leave')) return authority.branchOf(fact.device)?.leaveAt === fact.seq ? 'holds' : 'void';
  const counts = authority.ranked.counting.has(fact.id) || authority.plain.counting.has(fact.id);
  if (!counts) return 'void';
  return cutState(authority, fact.id) ?? (isFact(fact, 'grant') && !rightsThatHold(authority, fact.says.account).some(({ id }) => id === fact.id) ? 'overruled' : 'holds');
}

function cutState(authority: Authority, id: string): Decision['state'] | undefined {
  const state = (authority.ranked.book.get(id) ?? authority.plain.cuts.get(id))?.state;
  return state === undefined ? undefined : state === 'in-force' ? 'holds' : state === 'dead' ? 'idle' : 'overruled';
}

export function summarizeQuorum(open: OpenCircle, self: AccountKey): QuorumSummary {
  const { authority, side } = open;
  const { quorum, acts } = authority.ranked;
  const accounts = (quorum?.accounts ?? []).map((account) => bytesToId<AccountKey>(account));
  const pending = side.toldActs(authority).filter(({ number }) => number === acts.length + 1);
  const signedOne = pending.some((act) => signersOf(act).includes(self));
  return {
    accounts: accounts.map((account) => nameOf(open, account)),
    k: quorum?.k ?? 0,
    mine: accounts.includes(self),
    proposals: pending.flatMap((act) => {
      const deed = inputOf(act.deed);
      // Who signs two acts of one number lets the lower id decide which of them holds.
      return deed === undefined ? [] : [{ act: act.id, deed, signed: signersOf(act).map((account) => nameOf(open, account)), maySign: accounts.includes(self) && !signedOne }];
    }),
  };
}

/** What somebody asked for who proposed it; undefined for what this Huan doesn't propose. */
function inputOf(deed: Deed): DeedInput | undefined {
  if (deed.t === 'grant') return { type: 'organizer', account: bytesToId<AccountKey>(deed.grant.account) };
  if (deed.t === 'quorum') return { type: 'quorum', accounts: deed.quorum.accounts.map((account) => bytesToId<AccountKey>(account)), k: deed.quorum.k };
  const { of, logs, others, reason } = deed.cut;
  if (of.t !== 'account') return undefined;
  const account = bytesToId<AccountKey>(of.id);
  return others === 'open' ? { type: 'restore', account } : { type: 'remove', account, keep: logs.length > 0 ? 'all' : 'nothing', reason };
}

function signersOf({ signed }: KnownAct): AccountKey[] {
  return signed.signatures.map(({ account }) => bytesToId<AccountKey>(account));
}

/** The role in a circle as a whole, for lists of circles. */
export function ownRole(open: OpenCircle, account: AccountKey): 'founder' | Role {
  const { authority } = open;
  return account === authority.evidence.founder && organizerRight(authority, account)?.id === authority.evidence.circle ? 'founder' : roleOf(authority, account);
}

/** Whether an invitation is here and counts. */
export function findInvitation(open: OpenCircle, id: InvitationId): FactOf<'invite'> | undefined {
  const fact = open.authority.evidence.facts.get(id as string as OpId);
  return isFact(fact, 'invite') ? fact : undefined;
}
