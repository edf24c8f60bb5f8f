/** Account keys as people paste them: 64 digits of each, one per line or with commas or spaces between. */
import { CONTROL_LIMITS } from '../../src/core/circle/control-bodies.ts';
import { isId, type AccountKey } from '../../src/core/ids.ts';

/** Each once, in lower case; whether they are keys says `accountsWrong`. */
export function readAccounts(text: string): AccountKey[] {
  const parts = text.toLowerCase().split(/[\s,，、;；]+/).filter((part) => part !== '');
  return [...new Set(parts)] as AccountKey[];
}

/** What is wrong with them: one is no key, one is one's own, or they are too many beside one's own. */
export function accountsWrong(text: string, me: AccountKey | undefined): 'form' | 'own' | 'many' | undefined {
  const accounts = readAccounts(text);
  if (!accounts.every(isId)) return 'form';
  if (accounts.some((account) => account === me)) return 'own';
  return accounts.length > CONTROL_LIMITS.quorum - 1 ? 'many' : undefined;
}
