/**
 * What a person may do in a circle, as far as the window must know before it offers it; the host decides. While something is not
 * known yet, it is offered.
 */
import type { MemberSummary, RulesVersion } from '../../src/core/circle-calls.ts';
import type { AccountKey } from '../../src/core/ids.ts';
import type { CircleFacts } from './circle-facts.svelte.ts';

export function currentRules(facts: CircleFacts): RulesVersion | undefined {
  return facts.get('listRules')?.find(({ current }) => current);
}

const isOrganizer = ({ role }: MemberSummary): boolean => role === 'founder' || role === 'organizer';
const isHost = ({ role }: MemberSummary): boolean => role === 'moderator' || role === 'greeter';

/** Whether the rules let this person invite. */
export function mayInvite(facts: CircleFacts, me: AccountKey | undefined): boolean {
  const self = facts.member(me);
  return self === undefined || isOrganizer(self) || isHost(self) || currentRules(facts)?.invite !== 'organizer';
}

/** Whether this person may give roles, and so make invitations that give one. */
export function mayGiveRoles(facts: CircleFacts, me: AccountKey | undefined): boolean {
  const self = facts.member(me);
  return self !== undefined && isOrganizer(self);
}
