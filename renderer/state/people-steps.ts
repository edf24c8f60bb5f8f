/**
 * What people decide about each other, as steps: each sends its command, tells in a note that it is saved, offers to take it back
 * where that can be done, and has what the screens show asked again. Resolves with why it could not be done.
 */
import type { DeedInput, Keep, MemberSummary, RulesInput } from '../../src/core/circle-calls.ts';
import type { Role } from '../../src/core/circle/control-bodies.ts';
import type { CommandName, Params, Results } from '../../src/core/commands.ts';
import type { ActId, DeviceKey, InvitationId, OpId } from '../../src/core/ids.ts';
import type { Answer, CallError } from '../host/connection.ts';
import { asRole, nameOf } from '../language/people-words.ts';
import { m } from '../paraglide/messages.js';
import type { AppState } from './app-state.svelte.ts';
import type { CircleFacts } from './circle-facts.svelte.ts';
import { tellFailure } from './listing-steps.ts';
import { toasts } from './toasts.svelte.ts';

type Caller = Pick<AppState, 'call' | 'me'>;
type Failure = Promise<CallError | undefined>;

async function send<K extends CommandName>(app: Caller, facts: CircleFacts, command: K, params: Params<K>): Promise<Answer<Results[K]>> {
  const answer = await app.call(command, params);
  facts.askAgain();
  return answer;
}

/** Takes something back from a note, wherever the person is by then. */
function takeBack(step: () => Failure): () => void {
  return () => void step().then((error) => error && tellFailure(error));
}

export async function changeRole(app: Caller, facts: CircleFacts, member: MemberSummary, role: Role): Failure {
  const { circle } = facts;
  const { account, role: before } = member;
  const answer = await send(app, facts, 'setRole', { circle, account, role });
  if (!answer.ok) return answer.error;
  const words = (): string => m.done_role({ name: nameOf(member, app.me), role: asRole(role) });
  if (before === 'founder') toasts.show(words);
  else toasts.show(words, { undo: takeBack(() => changeRole(app, facts, { ...member, role }, before)) });
  return undefined;
}

export async function removeMember(app: Caller, facts: CircleFacts, member: MemberSummary, keep: Keep, reason: string): Failure {
  const { circle } = facts;
  const { account } = member;
  const said = reason.trim();
  const answer = await send(app, facts, 'removeMember', said === '' ? { circle, account, keep } : { circle, account, keep, reason: said });
  if (!answer.ok) return answer.error;
  toasts.show(() => m.done_removed({ name: nameOf(member, app.me) }), { undo: takeBack(() => restoreMember(app, facts, member)) });
  return undefined;
}

/** With a branch: of what a device wrote twice, that one holds. */
export async function restoreMember(app: Caller, facts: CircleFacts, person: Pick<MemberSummary, 'account' | 'name'>, branch?: { device: DeviceKey; id: OpId }): Failure {
  const { circle } = facts;
  const { account } = person;
  const answer = await send(app, facts, 'restoreMember', branch === undefined ? { circle, account } : { circle, account, branch });
  if (!answer.ok) return answer.error;
  toasts.show(() => (branch === undefined ? m.done_restored({ name: nameOf(person, app.me) }) : m.done_branch({ name: nameOf(person, app.me) })));
  return undefined;
}

export async function revokeInvitation(app: Caller, facts: CircleFacts, invitation: InvitationId, reason: string): Failure {
  const { circle } = facts;
  const said = reason.trim();
  const answer = await send(app, facts, 'revokeInvitation', said === '' ? { circle, invitation } : { circle, invitation, reason: said });
  if (!answer.ok) return answer.error;
  toasts.show(m.done_revoked);
  return undefined;
}

/** `before` is the version that applied until now, for taking it back. */
export async function setRules(app: Caller, facts: CircleFacts, rules: RulesInput, before: RulesInput | undefined): Failure {
  const { circle } = facts;
  const answer = await send(app, facts, 'setRules', { circle, rules });
  if (!answer.ok) return answer.error;
  if (before === undefined) toasts.show(m.done_rules);
  else toasts.show(m.done_rules, { undo: takeBack(() => setRules(app, facts, before, undefined)) });
  return undefined;
}

export async function proposeAct(app: Caller, facts: CircleFacts, deed: DeedInput): Failure {
  const answer = await send(app, facts, 'proposeAct', { circle: facts.circle, deed });
  if (!answer.ok) return answer.error;
  toasts.show(answer.result.done ? m.done_act : m.done_proposed);
  return undefined;
}

export async function signAct(app: Caller, facts: CircleFacts, act: ActId): Failure {
  const answer = await send(app, facts, 'signAct', { circle: facts.circle, act });
  if (!answer.ok) return answer.error;
  toasts.show(answer.result.done ? m.done_act : m.done_signed);
  return undefined;
}

export async function leaveCircle(app: Caller, facts: CircleFacts): Failure {
  const answer = await send(app, facts, 'leaveCircle', { circle: facts.circle });
  if (!answer.ok) return answer.error;
  toasts.show(m.done_left);
  return undefined;
}
