/** Roles, standing and rights of people in a circle, in words. */
import type { InvitationSummary, RemovalPreview, RulesInput, Standing } from '../../src/core/circle-calls.ts';
import type { Role } from '../../src/core/circle/control-bodies.ts';
import type { AccountKey } from '../../src/core/ids.ts';
import { m } from '../paraglide/messages.js';
import { formatBytes, formatNames, formatNumber } from './format.ts';

export type AnyRole = Role | 'founder';

/** Someone as the host names them. */
export interface Named {
  account: AccountKey;
  name: string;
}

const ROLE_WORDS: Record<AnyRole, () => string> = { founder: m.role_founder, organizer: m.role_organizer, moderator: m.role_moderator, greeter: m.role_greeter, inspector: m.role_inspector, member: m.role_member };
/** Within a sentence: "Ann made Ben an organizer". */
const AS_ROLE: Record<AnyRole, () => string> = { founder: m.as_founder, organizer: m.as_organizer, moderator: m.as_moderator, greeter: m.as_greeter, inspector: m.as_inspector, member: m.as_member };
const ROLE_HINTS: Record<Role, () => string> = { organizer: m.role_organizer_hint, moderator: m.role_moderator_hint, greeter: m.role_greeter_hint, inspector: m.role_inspector_hint, member: m.role_member_hint };
const STANDING_WORDS: Record<Exclude<Standing, 'member'>, () => string> = { removed: m.standing_removed, left: m.standing_left, stopped: m.standing_stopped };
const INVITATION_WORDS: Record<InvitationSummary['state'], () => string> = { open: m.invitation_open, 'used-up': m.invitation_used_up, revoked: m.invitation_revoked, void: m.invitation_void };

export const roleWord = (role: AnyRole): string => ROLE_WORDS[role]();
export const asRole = (role: AnyRole): string => AS_ROLE[role]();
export const roleHint = (role: Role): string => ROLE_HINTS[role]();
/** What became of somebody; nothing of who is still in. */
export const standingWord = (standing: Standing): string => (standing === 'member' ? '' : STANDING_WORDS[standing]());
export const invitationWord = (state: InvitationSummary['state']): string => INVITATION_WORDS[state]();

/** Somebody within a sentence. */
export function nameOf(person: Named, me: AccountKey | undefined): string {
  if (person.account === me) return m.you();
  return person.name === '' ? m.someone() : person.name;
}

const MOST_NAMES = 6;

/** Names in a row, and how many more there are. */
export function namesOf(people: readonly Named[], me: AccountKey | undefined): string {
  const names = people.slice(0, MOST_NAMES).map((person) => nameOf(person, me));
  return formatNames(people.length > MOST_NAMES ? [...names, m.and_more({ count: formatNumber(people.length - MOST_NAMES) })] : names);
}

/** What a removal takes back, a sentence for each sort of thing. */
export function removalWords({ listings, invitations, members, decisions }: RemovalPreview, me: AccountKey | undefined): string[] {
  const said: string[] = [];
  if (listings > 0) said.push(m.removal_listings({ count: listings, shown: formatNumber(listings) }));
  if (invitations > 0) said.push(m.removal_invitations({ count: invitations, shown: formatNumber(invitations) }));
  if (members.length > 0) said.push(m.removal_members({ count: members.length, shown: formatNumber(members.length), names: namesOf(members, me) }));
  if (decisions > 0) said.push(m.removal_decisions({ count: decisions, shown: formatNumber(decisions) }));
  return said;
}

/** What a version of the rules lets people do: who invites, who lets in, how much one may write. */
export function rightsWords({ invite, greet, quota }: RulesInput): string[] {
  return [
    invite === 'member' ? m.rules_invite_all() : m.rules_invite_few(),
    greet === 'member' ? m.rules_greet_all() : m.rules_greet_few(),
    m.rules_quota({ ops: formatNumber(quota.ops), size: formatBytes(quota.bytes) }),
  ];
}

/** How often an invitation was used. */
export function usesWords({ uses, used }: InvitationSummary): string {
  const shown = formatNumber(used.length);
  return uses === 0 ? m.invitation_uses_any({ shown }) : m.invitation_uses({ shown, of: formatNumber(uses) });
}
