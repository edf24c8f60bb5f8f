/** The commands about people and rules, by name: what each asks of a circle, and in which shape it answers. */
import type { Params, Results } from '../commands.ts';
import type { CircleId } from '../ids.ts';
import type { Clock, Keys, Verifier } from '../ports.ts';
import type { OpenCircle } from './open-circle.ts';
import { leaveCircle, previewRemoval, removeMember, restoreMember, revokeInvitation, setRole, setRules } from './organize.ts';
import { listDecisions, listInvitations, listMembers, listRules, summarizeQuorum } from './people.ts';
import { listForks, proposeAct, signAct } from './quorum-commands.ts';

export type PeopleCommand =
  | 'leaveCircle'
  | 'setRole'
  | 'previewRemoval'
  | 'removeMember'
  | 'restoreMember'
  | 'revokeInvitation'
  | 'listMembers'
  | 'listInvitations'
  | 'setRules'
  | 'listRules'
  | 'listDecisions'
  | 'quorum'
  | 'proposeAct'
  | 'signAct'
  | 'listForks';

type Handlers = { [K in PeopleCommand]: (params: Params<K>) => Promise<Results[K]> };

export function peopleHandlers(find: (circle: CircleId) => OpenCircle, ports: { keys: Keys; clock: Clock; verifier: Verifier }): Handlers {
  const self = ports.keys.account;
  return {
    leaveCircle: async ({ circle }) => ({ op: (await leaveCircle(find(circle))).id }),
    setRole: async ({ circle, account, role }) => ({ op: (await setRole(find(circle), self, account, role)).id }),
    previewRemoval: async ({ circle, account, keep }) => previewRemoval(find(circle), self, account, keep),
    removeMember: async ({ circle, account, keep, reason }) => ({ op: (await removeMember(find(circle), self, account, keep, reason)).id }),
    restoreMember: async ({ circle, account, branch }) => ({ op: (await restoreMember(find(circle), self, account, branch)).id }),
    revokeInvitation: async ({ circle, invitation, reason }) => ({ op: (await revokeInvitation(find(circle), self, invitation, reason)).id }),
    listMembers: async ({ circle }) => listMembers(find(circle), self),
    listInvitations: async ({ circle }) => listInvitations(find(circle), self),
    setRules: async ({ circle, rules }) => ({ op: (await setRules(find(circle), self, rules)).id }),
    listRules: async ({ circle }) => listRules(find(circle), self),
    listDecisions: async ({ circle }) => listDecisions(find(circle)),
    quorum: async ({ circle }) => summarizeQuorum(find(circle), self),
    proposeAct: async ({ circle, deed }) => await proposeAct(find(circle), deed, ports, ports.clock.now()),
    signAct: async ({ circle, act }) => await signAct(find(circle), act, ports.keys),
    listForks: async ({ circle }) => listForks(find(circle), self, ports.verifier),
  };
}
