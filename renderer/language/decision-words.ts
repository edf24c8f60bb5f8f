/** What a circle has decided, and what its stand-ins propose, as sentences. */
import type { Decision, DeedInput } from '../../src/core/circle-calls.ts';
import type { AccountKey } from '../../src/core/ids.ts';
import { m } from '../paraglide/messages.js';
import { formatNumber } from './format.ts';
import { asRole, nameOf, namesOf, type Named } from './people-words.ts';

const STATE_WORDS: Record<Exclude<Decision['state'], 'holds'>, readonly [() => string, () => string]> = {
  void: [m.decision_void, m.decision_void_why],
  overruled: [m.decision_overruled, m.decision_overruled_why],
  idle: [m.decision_idle, m.decision_idle_why],
};

/** Why a decision doesn't hold, in a word and in a sentence; undefined where it does. */
export function stateWords(state: Decision['state']): { word: string; why: string } | undefined {
  if (state === 'holds') return undefined;
  const [word, why] = STATE_WORDS[state];
  return { word: word(), why: why() };
}

/** Who decided, at the beginning of a sentence. */
function author({ by }: Decision, me: AccountKey | undefined): string {
  if (by === null) return m.stand_ins();
  return by.account === me ? m.you_first() : nameOf(by, me);
}

export function decisionWords(decision: Decision, me: AccountKey | undefined): string {
  const { deed } = decision;
  const by = author(decision, me);
  const whom = (person: Named): string => nameOf(person, me);
  switch (deed.type) {
    case 'role':
      return m.decided_role({ by, name: whom(deed), role: asRole(deed.role) });
    case 'role-back':
      return m.decided_role_back({ by, name: whom(deed), role: asRole(deed.role) });
    case 'removed':
      return m.decided_removed({ by, name: whom(deed) });
    case 'restored':
      return m.decided_restored({ by, name: whom(deed) });
    case 'revoked':
      return m.decided_revoked({ by });
    case 'rules':
      return m.decided_rules({ by, number: formatNumber(deed.number) });
    case 'rules-back':
      return m.decided_rules_back({ by, number: formatNumber(deed.number) });
    case 'left':
      return m.decided_left({ name: deed.account === me ? m.you_first() : whom(deed) });
    case 'quorum':
      return m.decided_quorum({ by, names: namesOf(deed.accounts, me), k: formatNumber(deed.k) });
    case 'key':
      return m.decided_key({ by });
  }
}

/** What is proposed to the stand-ins. `find` tells who an account is. */
export function deedWords(deed: DeedInput, find: (account: AccountKey) => Named, me: AccountKey | undefined): string {
  switch (deed.type) {
    case 'organizer':
      return m.proposed_organizer({ name: nameOf(find(deed.account), me) });
    case 'remove':
      return deed.keep === 'all' ? m.proposed_remove({ name: nameOf(find(deed.account), me) }) : m.proposed_remove_all({ name: nameOf(find(deed.account), me) });
    case 'restore':
      return m.proposed_restore({ name: nameOf(find(deed.account), me) });
    case 'quorum':
      return m.proposed_quorum({ names: namesOf(deed.accounts.map(find), me), k: formatNumber(deed.k) });
  }
}
