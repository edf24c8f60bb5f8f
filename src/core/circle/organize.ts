/**
 * What people do to a circle: roles, removals, revocations, rules, leaving. Each says in ops what the rules let this person say, or fails in
 * words; whether it counts is then decided by everyone alike. Positions in cuts are of what is here and on disk.
 */
import type { Keep, RemovalPreview, RulesInput } from '../circle-calls.ts';
import { CommandFailure } from '../failure.ts';
import { idToBytes, type AccountKey, type DeviceKey, type InvitationId, type OpId } from '../ids.ts';
import type { Authority } from '../authority/authority.ts';
import { isFact, readCut } from '../authority/facts.ts';
import { devicesOf, isRevoked, organizerRight, refsOf, rightsThatHold, roleOf, rulesVersions } from '../authority/rights.ts';
import type { Right } from '../authority/ranked.ts';
import { encodeCbor } from '../op/body.ts';
import { KIND } from '../op/kinds.ts';
import { MAX_BODY, type Op } from '../op/op.ts';
import type { Log } from '../sync/logs.ts';
import { CONTROL_LIMITS, type CutBody, type Role } from './control-bodies.ts';
import type { OpenCircle } from './open-circle.ts';
import { cutsToReplace, findInvitation, nameOf } from './people.ts';

/** Gives a role, and takes back every other that this person may take back. */
export async function setRole(open: OpenCircle, self: AccountKey, account: AccountKey, role: Role): Promise<Op> {
  const right = requireRight(open, self);
  requireJunior(open, self, account, right);
  if (roleOf(open.authority, account) === role) throw new CommandFailure('bad-state', 'This person has that role already.');
  const held = rightsThatHold(open.authority, account).filter((each) => each.role !== 'member');
  const refs = [...refsOf(open.authority, right.id)];
  const takenBack = held.map((each) => open.say({ kind: KIND.cut, refs, body: cutBody({ t: 'grant', id: each.id }, positionsOf(open, account), 'zero') }));
  const given = role === 'member' ? [] : [open.say({ kind: KIND.grant, refs, body: { account: idToBytes(account), role } })];
  const ops = await Promise.all([...takenBack, ...given]);
  const last = ops.at(-1);
  if (last === undefined) throw new CommandFailure('bad-state', 'This person has that role already.');
  return last;
}

export async function removeMember(open: OpenCircle, self: AccountKey, account: AccountKey, keep: Keep, reason: string | undefined): Promise<Op> {
  const right = requireRight(open, self);
  requireJunior(open, self, account, right);
  return await open.say({ kind: KIND.cut, refs: [...refsOf(open.authority, right.id)], body: removalBody(open, account, keep, reason) });
}

/** Of more logs than one cut can name, those with the fewest ops lose what they had: nobody writes from so many devices. */
export function removalBody(open: OpenCircle, account: AccountKey, keep: Keep, reason: string | undefined): CutBody {
  return cutBody({ t: 'account', id: account }, keep === 'all' ? positionsOf(open, account) : [], 'zero', [], reason);
}

/** Puts every cut of an account out of force that this person may; of a forked log, keeps the branch that was chosen. */
export async function restoreMember(open: OpenCircle, self: AccountKey, account: AccountKey, branch: { device: DeviceKey; id: OpId } | undefined): Promise<Op> {
  const right = requireRight(open, self);
  return await open.say({ kind: KIND.cut, refs: [...refsOf(open.authority, right.id)], body: restoreBody(open, self, account, branch) });
}

export function restoreBody(open: OpenCircle, self: AccountKey | undefined, account: AccountKey, branch: { device: DeviceKey; id: OpId } | undefined): CutBody {
  if (!open.ops.view.members.has(account) && devicesOf(open.authority, account).length === 0) throw unknownMember();
  const { book } = open.authority.ranked;
  const replaces = self === undefined ? [...book.inForce('account', account)].map(({ id }) => id) : cutsToReplace(open.authority, self, account);
  if (replaces === undefined) throw new CommandFailure('not-allowed', 'Somebody with a higher right in this circle removed this person. Only they, or the quorum, can take it back.');
  if (replaces.length === 0 && branch === undefined) throw new CommandFailure('bad-state', 'Nobody removed this person.');
  const positions = branch === undefined ? [] : [positionOfBranch(open, branch.device, branch.id)];
  return cutBody({ t: 'account', id: account }, positions, 'open', replaces);
}

export async function revokeInvitation(open: OpenCircle, self: AccountKey, id: InvitationId, reason: string | undefined): Promise<Op> {
  const { authority } = open;
  const fact = findInvitation(open, id);
  const invitation = fact === undefined ? undefined : authority.plain.invitations.get(fact.id);
  if (fact === undefined || invitation === undefined) throw new CommandFailure('unknown-invitation', 'There is no such invitation in this circle.');
  if (isRevoked(authority, invitation)) throw new CommandFailure('bad-state', 'This invitation was revoked already.');
  const right = organizerRight(authority, self);
  if (right === undefined && fact.account !== self) throw new CommandFailure('not-allowed', 'Only an organizer, or the person who made an invitation, can revoke it.');
  if (right === undefined && fact.device !== open.ownLog?.device) throw new CommandFailure('not-allowed', 'You made this invitation on another computer. Revoke it there, or ask an organizer.');
  const used = (authority.evidence.byInvitation.get(fact.id) ?? []).filter(({ id: admit }) => authority.plain.counting.has(admit));
  const furthest = new Map<DeviceKey, { seq: number; id: OpId }>();
  for (const admit of used) if (admit.seq > (furthest.get(admit.device)?.seq ?? -1)) furthest.set(admit.device, admit);
  const positions = [...furthest].map(([device, { seq, id: op }]): Position => [idToBytes(device), seq, idToBytes(op)]);
  const refs = right === undefined ? [{ device: fact.device, seq: fact.seq, id: fact.id }] : [...refsOf(authority, right.id)];
  return await open.say({ kind: KIND.cut, refs, body: cutBody({ t: 'invite', id }, positions, 'zero', [], reason) });
}

/** A version of the rules; where it gives less than one that counts, a cut of that, which leaves what was done by it. */
export async function setRules(open: OpenCircle, self: AccountKey, rules: RulesInput): Promise<Op> {
  const { authority } = open;
  const right = requireRight(open, self);
  if (encodeCbor(rules).length > MAX_BODY - 1_024) throw new CommandFailure('bad-input', 'These rules are too long. Make the clauses shorter.', 'clauses');
  const refs = [...refsOf(authority, right.id)];
  const cuts = rulesVersions(authority)
    .filter((version) => isStricter(rules, isFact(version, 'genesis') ? version.says.body.rules : version.says.body) && isWhole(authority, version.id))
    .map((version) => cutBody({ t: 'rules', id: version.id }, usesOf(open, version.id, rules.quota), 'zero'));
  const [op] = await Promise.all([open.say({ kind: KIND.rules, refs, body: rules }), ...cuts.map((body) => open.say({ kind: KIND.cut, refs, body }))]);
  return op;
}

function isStricter(next: RulesInput, before: Omit<RulesInput, 'clauses'>): boolean {
  const narrows = (right: 'invite' | 'greet'): boolean => before[right] === 'member' && next[right] === 'organizer';
  return narrows('invite') || narrows('greet') || next.quota.ops < before.quota.ops || next.quota.bytes < before.quota.bytes;
}

function isWhole({ ranked }: Authority, version: OpId): boolean {
  return [...ranked.book.inForce('rules', version)].length === 0;
}

/** Logs that did something by that version, or hold more than the next allows: each keeps what it has. */
function usesOf(open: OpenCircle, version: OpId, quota: RulesInput['quota']): Position[] {
  const used = new Set((open.authority.evidence.byRight.get(version) ?? []).filter(({ id }) => open.authority.plain.counting.has(id)).map(({ device }) => device));
  const logs = [...open.ops.logs.all()].filter((log) => used.has(log.device) || log.counted > quota.ops || log.bytesBelow(log.counted) > quota.bytes);
  return logs.sort((a, b) => b.counted - a.counted).slice(0, CONTROL_LIMITS.cutLogs).flatMap((log) => positionOf(log));
}

export async function leaveCircle(open: OpenCircle): Promise<Op> {
  return await open.say({ kind: KIND.leave, refs: [], body: {} });
}

/** What would no longer count: decided anew with the removal among the evidence, and compared. */
export function previewRemoval(open: OpenCircle, self: AccountKey, account: AccountKey, keep: Keep): RemovalPreview {
  const right = requireRight(open, self);
  requireJunior(open, self, account, right);
  const { authority } = open;
  const after = authority.imagine({ rank: right.rank, author: self, cut: readCut(removalBody(open, account, keep, undefined)) });
  const listings = [...open.ops.view.listings.values()].filter(({ owner, id }) => owner === account && !isListed(open, after, id as string as OpId)).length;
  const lost = [...open.ops.view.members.keys()].filter((each) => each !== account && isIn(authority, each) && !isIn(after, each));
  const invitations = [...authority.plain.invitations.keys()].filter((id) => !after.plain.invitations.has(id)).length;
  const decisions = [...authority.ranked.counting.keys()].filter((id) => !after.ranked.counting.has(id)).length;
  return { listings, invitations, members: lost.map((each) => nameOf(open, each)), decisions };
}

function isListed(open: OpenCircle, after: Authority, listing: OpId): boolean {
  const ref = open.ops.view.listingRef(listing as string as Parameters<typeof open.ops.view.listingRef>[0]);
  return ref !== undefined && ref.seq < after.countOf(ref.device);
}

function isIn(authority: Authority, account: AccountKey): boolean {
  return devicesOf(authority, account).some((device) => authority.countOf(device) > 0);
}

type Position = CutBody['logs'][number];

function cutBody(of: { t: CutBody['of']['t']; id: string }, logs: Position[], others: CutBody['others'], replaces: readonly string[] = [], reason?: string): CutBody {
  const body: CutBody = { of: { t: of.t, id: idToBytes(of.id as OpId) }, logs, others, replaces: replaces.slice(0, CONTROL_LIMITS.replaces).map((id) => idToBytes(id as OpId)) };
  return reason === undefined ? body : { ...body, reason };
}

/** The newest op of each log of an account. */
function positionsOf(open: OpenCircle, account: AccountKey): Position[] {
  const logs = devicesOf(open.authority, account).map((device) => open.ops.logs.get(device)).filter((log) => log !== undefined);
  return logs.sort((a, b) => b.counted - a.counted).slice(0, CONTROL_LIMITS.cutLogs).flatMap((log) => positionOf(log));
}

function positionOf(log: Log): Position[] {
  const id = log.ids[log.counted - 1];
  return id === undefined ? [] : [[idToBytes(log.device), log.counted - 1, idToBytes(id)]];
}

/** The end of the branch that has that op. */
function positionOfBranch(open: OpenCircle, device: DeviceKey, id: OpId): Position {
  const found = open.branches(device).find((branch) => branch.ids.includes(id));
  const last = found?.ids.at(-1);
  if (found === undefined || last === undefined) throw new CommandFailure('bad-state', 'This branch is not on this computer any more. Look again.');
  return [idToBytes(device), found.ids.length - 1, idToBytes(last)];
}

function requireRight(open: OpenCircle, self: AccountKey): Right {
  const right = organizerRight(open.authority, self);
  if (right === undefined) throw new CommandFailure('not-allowed', 'Only an organizer of this circle can do that.');
  return right;
}

/** Equals act on members, not on each other. */
function requireJunior(open: OpenCircle, self: AccountKey, account: AccountKey, right: Right): void {
  if (!open.ops.view.members.has(account)) throw unknownMember();
  const theirs = organizerRight(open.authority, account);
  if (account === self) throw new CommandFailure('not-allowed', 'You can’t do that to yourself. You can leave the circle.');
  if (theirs !== undefined && theirs.rank <= right.rank) throw new CommandFailure('not-allowed', 'This person has the same right as you, or a higher one. The quorum can settle what you two can’t.');
}

function unknownMember(): CommandFailure {
  return new CommandFailure('unknown-member', 'There is no such person in this circle.');
}
