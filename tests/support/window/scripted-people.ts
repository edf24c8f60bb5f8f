/**
 * What a scripted host says of a circle's people and rules, and what it does with it: as simple as can be, with none of the rules of who
 * may do what. The script writes into it what a test needs.
 */
import type { Decision, ForkSummary, InvitationSummary, MemberSummary, QuorumSummary, RemovalPreview, RulesVersion } from '../../../src/core/circle-calls.ts';
import type { CommandName, Params } from '../../../src/core/commands.ts';
import type { AccountKey, ActId, InvitationId, OpId } from '../../../src/core/ids.ts';
import { hashId, type Person, type ScriptedCircle } from './scripted-circle.ts';

const QUOTA = { ops: 50_000, bytes: 67_108_864 };
const ROLES: MemberSummary['may']['roles'] = ['organizer', 'moderator', 'greeter', 'inspector', 'member'];

export const named = ({ account, name }: Person): { account: AccountKey; name: string } => ({ account, name });

export class ScriptedPeople {
  readonly members: MemberSummary[];
  readonly invitations: InvitationSummary[] = [];
  readonly rules: RulesVersion[];
  readonly decisions: Decision[] = [];
  readonly forks: ForkSummary[] = [];
  quorum: QuorumSummary;
  previews: { all: RemovalPreview; nothing: RemovalPreview } = { all: { listings: 0, invitations: 0, members: [], decisions: 0 }, nothing: { listings: 0, invitations: 0, members: [], decisions: 0 } };
  #steps = 0;

  /** As the circle has them; `me` may do everything where they founded it, and nothing otherwise. */
  constructor(circle: ScriptedCircle, me: Person) {
    const [founder] = circle.people;
    if (founder === undefined) throw new Error('nobody founded it');
    const mine = founder.person.account === me.account;
    this.members = circle.people.map(({ person, by, joinedAt }) => {
      const led = mine && by !== null;
      return {
        account: person.account,
        name: person.name,
        role: by === null ? 'founder' : 'member',
        rank: by === null ? 0 : null,
        status: 'member',
        devices: [person.device],
        joinedAt,
        admittedBy: by === null ? null : named(by),
        may: { remove: led, restore: false, roles: led ? ROLES : [] },
      };
    });
    const by = named(founder.person);
    this.rules = [{ op: hashId<OpId>(`rules ${circle.id}`), number: 1, by, at: founder.joinedAt, current: true, mayChange: mine, invite: 'member', greet: 'member', quota: QUOTA, clauses: [] }];
    this.quorum = { accounts: [by], k: 1, mine, proposals: [] };
  }

  member(account: string): MemberSummary {
    const member = this.members.find((each) => each.account === account);
    if (member === undefined) throw new Error('no such member');
    return member;
  }

  /** Undefined where it is none of its commands. */
  run(me: Person, command: CommandName, params: unknown): unknown {
    switch (command) {
      case 'listMembers':
        return this.members;
      case 'listInvitations':
        return this.invitations;
      case 'listRules':
        return this.rules;
      case 'listDecisions':
        return this.decisions.toReversed();
      case 'quorum':
        return this.quorum;
      case 'listForks':
        return this.forks;
      case 'previewRemoval':
        return this.previews[(params as Params<'previewRemoval'>).keep];
      default:
        return this.#change(me, command, params);
    }
  }

  #change(me: Person, command: CommandName, params: unknown): unknown {
    switch (command) {
      case 'setRole': {
        const { account, role } = params as Params<'setRole'>;
        const member = this.member(account);
        member.role = role;
        return this.#decide(me, { type: 'role', account: member.account, name: member.name, role });
      }
      case 'removeMember': {
        const { account, reason } = params as Params<'removeMember'>;
        return this.#setStanding(me, account, 'removed', reason);
      }
      case 'restoreMember': {
        const { account, branch } = params as Params<'restoreMember'>;
        if (branch !== undefined) this.forks.splice(0);
        return this.#setStanding(me, account, 'restored');
      }
      case 'revokeInvitation': {
        const { invitation: id, reason } = params as Params<'revokeInvitation'>;
        const found = this.invitations.find(({ invitation }) => invitation === id);
        if (found !== undefined) found.state = 'revoked';
        return this.#decide(me, { type: 'revoked', invitation: id as InvitationId }, reason);
      }
      case 'setRules': {
        const { rules } = params as Params<'setRules'>;
        for (const version of this.rules) version.current = false;
        const number = this.rules.length + 1;
        const answer = this.#decide(me, { type: 'rules', number });
        this.rules.push({ ...rules, op: answer.op, number, by: named(me), at: Date.now(), current: true, mayChange: true });
        return answer;
      }
      case 'proposeAct': {
        const { deed } = params as Params<'proposeAct'>;
        const act = hashId<ActId>(`act ${++this.#steps}`);
        this.quorum.proposals.push({ act, deed, signed: [named(me)], maySign: false });
        return { act, done: this.quorum.k === 1 };
      }
      case 'signAct': {
        const { act } = params as Params<'signAct'>;
        const proposal = this.quorum.proposals.find((each) => each.act === act);
        if (proposal === undefined) throw new Error('no such proposal');
        proposal.signed.push(named(me));
        proposal.maySign = false;
        return { act, done: proposal.signed.length >= this.quorum.k };
      }
      default:
        return undefined;
    }
  }

  #setStanding(me: Person, account: string, type: 'removed' | 'restored', reason?: string): { op: OpId } {
    const member = this.member(account);
    member.status = type === 'removed' ? 'removed' : 'member';
    member.may = { remove: type === 'restored', restore: type === 'removed', roles: type === 'restored' ? ROLES : [] };
    return this.#decide(me, { type, account: member.account, name: member.name }, reason);
  }

  #decide(me: Person, deed: Decision['deed'], reason?: string): { op: OpId } {
    const op = hashId<OpId>(`decision ${++this.#steps}`);
    this.decisions.push({ id: op, by: named(me), at: Date.now(), deed, reason, state: 'holds' });
    return { op };
  }
}
