/** Finds the people, invitations, proposals and branches that arguments name by the first digits of their ids. */
import type { ForkSummary, InvitationSummary, MemberSummary, QuorumSummary } from '../../core/circle-calls.ts';
import { isId, type AccountKey, type CircleId } from '../../core/ids.ts';
import { UsageError } from './arguments.ts';
import { circleWords } from './circle-words.ts';
import type { HostClient } from './host-client.ts';
import { CliFailure } from './output.ts';
import { only, readPrefix } from './with-session.ts';

/** The one member, of those who are and were in the circle. */
export async function findMember(client: HostClient, circle: CircleId, value: string): Promise<MemberSummary> {
  const prefix = readPrefix('ACCOUNT', value);
  const found = (await client.call('listMembers', { circle })).filter(({ account }) => account.startsWith(prefix));
  return only(found, ({ account }) => account, prefix, () => new CliFailure('unknown-member', circleWords().unknownMember(prefix)));
}

/** An account that need not be a member's where it is whole. */
export async function findAccount(client: HostClient, circle: CircleId, value: string): Promise<AccountKey> {
  const whole = value.trim().toLowerCase();
  return isId(whole) ? (whole as AccountKey) : (await findMember(client, circle, value)).account;
}

/** Somebody else's account, who may be in no circle of ours. */
export function readAccount(option: string, value: string): AccountKey {
  const whole = value.trim().toLowerCase();
  if (!isId(whole)) throw new UsageError(circleWords().wholeKey(option, value));
  return whole as AccountKey;
}

export async function findInvitation(client: HostClient, circle: CircleId, value: string): Promise<InvitationSummary> {
  const prefix = readPrefix('INVITATION', value);
  const found = (await client.call('listInvitations', { circle })).filter(({ invitation }) => invitation.startsWith(prefix));
  return only(found, ({ invitation }) => invitation, prefix, () => new CliFailure('unknown-invitation', circleWords().unknownInvitation(prefix)));
}

export function findAct({ proposals }: QuorumSummary, value: string): QuorumSummary['proposals'][number] {
  const prefix = readPrefix('--sign', value);
  return only(proposals.filter(({ act }) => act.startsWith(prefix)), ({ act }) => act, prefix, () => new CliFailure('unknown-act', circleWords().unknownAct(prefix)));
}

/** What `restoreMember` takes to let one branch of somebody's forked log hold. */
export function findBranch(forks: readonly ForkSummary[], account: AccountKey, value: string): Pick<ForkSummary, 'device'> & Pick<ForkSummary['branches'][number], 'id'> {
  const prefix = readPrefix('--branch', value);
  const branches = forks.filter((fork) => fork.account === account).flatMap(({ device, branches: all }) => all.map(({ id }) => ({ device, id })));
  return only(branches.filter(({ id }) => id.startsWith(prefix)), ({ id }) => id, prefix, () => new CliFailure('unknown-branch', circleWords().unknownBranch(prefix)));
}
