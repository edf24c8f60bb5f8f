/**
 * A circle in which a lot was decided, for looking at: an organizer and a greeter, someone removed, invitations in every state, two versions of
 * the rules, decisions that hold and that don't, a device with two histories, and a proposal that waits.
 */
import type { ActId, InvitationId, OpId } from '../../../src/core/ids.ts';
import { hashId, person } from './scripted-circle.ts';
import { named, type ScriptedPeople } from './scripted-people.ts';

const DAY_MS = 86_400_000;
const MOST_LISTINGS = 12;

/** Who they are, the founder first, and what they say. */
interface Words {
  names?: readonly string[];
  clauses?: string[];
  reason?: string;
  lost?: string[];
}

const CLAUSES = ['We meet in public places, and nobody has to come alone.', 'Say what is broken. Who finds out later may give a thing back within a week.', 'Quarrels go to an organizer before they go to everybody.'];
const REASON = 'Posted the same lens eleven times, also after he was asked to stop.';

/** Mira's circle, with Jonas, Lin and Samir in it, if nobody else is named. */
export function enliven(people: ScriptedPeople, now: number, { names = ['Mira', 'Jonas', 'Lin', 'Samir'], clauses = CLAUSES, reason = REASON, lost = ['Take-up spool', 'Darkroom lamp'] }: Words = {}): void {
  const [mira, jonas, lin, samir] = names.map((name) => named(person(name))) as [ReturnType<typeof named>, ReturnType<typeof named>, ReturnType<typeof named>, ReturnType<typeof named>];
  const ago = (days: number): number => now - days * DAY_MS;
  Object.assign(people.member(jonas.account), { role: 'organizer', rank: 1 });
  people.member(lin.account).role = 'greeter';
  Object.assign(people.member(samir.account), { status: 'removed', may: { remove: false, restore: true, roles: [] } });
  const invitation = (id: string): InvitationId => hashId(`invitation ${id}`);
  people.invitations.push(
    { invitation: invitation('1'), by: mira, madeAt: ago(20), uses: 0, role: 'member', used: [jonas, lin], state: 'open', mayRevoke: true },
    { invitation: invitation('2'), by: jonas, madeAt: ago(10), uses: 1, role: 'greeter', used: [samir], state: 'used-up', mayRevoke: true },
    { invitation: invitation('3'), by: samir, madeAt: ago(5), uses: 5, role: 'member', used: [], state: 'void', mayRevoke: false },
    { invitation: invitation('4'), by: lin, madeAt: ago(3), uses: 5, role: 'member', used: [], state: 'revoked', mayRevoke: false },
  );
  const [first] = people.rules;
  if (first === undefined) throw new Error('a circle has rules');
  first.current = false;
  people.rules.push({ ...first, op: hashId<OpId>('rules 2'), number: 2, by: jonas, at: ago(9), current: true, mayChange: true, greet: 'organizer', clauses });
  const decision = (id: string): OpId => hashId(`decided ${id}`);
  people.decisions.push(
    { id: decision('1'), by: mira, at: ago(30), deed: { type: 'role', ...jonas, role: 'organizer' }, state: 'holds' },
    { id: decision('2'), by: jonas, at: ago(9), deed: { type: 'rules', number: 2 }, state: 'holds' },
    { id: decision('3'), by: jonas, at: ago(4), deed: { type: 'removed', ...samir }, reason, state: 'holds' },
    { id: decision('4'), by: samir, at: ago(3), deed: { type: 'removed', ...jonas }, state: 'void' },
    { id: decision('5'), by: lin, at: ago(2), deed: { type: 'role-back', ...jonas, role: 'organizer' }, state: 'idle' },
    { id: decision('6'), by: null, at: ago(1), deed: { type: 'quorum', accounts: [mira, jonas, lin], k: 2 }, state: 'overruled' },
  );
  people.quorum = { accounts: [mira, jonas, lin], k: 2, mine: true, proposals: [{ act: hashId<ActId>('act'), deed: { type: 'organizer', account: lin.account }, signed: [jonas], maySign: true }] };
  const branches = [lost, []].map((titles, i) => ({ id: hashId<OpId>(`branch ${i}`), ops: titles.length + 1, titles, at: ago(1) }));
  people.forks.push({ ...lin, device: person(lin.name).device, branches, mayChoose: true });
  people.previews = { all: { listings: 0, invitations: 1, members: [], decisions: 0 }, nothing: { listings: MOST_LISTINGS, invitations: 3, members: [lin, samir], decisions: 1 } };
}
