/** What a quorum does in a random history. */
import { anyWithdrawal, ORGANIZER } from './deeds.ts';
import { chance, grantsTo, newId, pickFrom, type Story } from './story.ts';
import type { Act, Deed, Quorum, Target } from './world.ts';

/** The next act of the quorum, now and then with a rival, or with too few signatures. */
export function act(story: Story): void {
  const quorum = currentQuorum(story);
  const last = validSoFar(story).at(-1);
  const number = (last?.number ?? 0) + 1;
  for (let rivals = chance(story, 0.2) ? 2 : 1; rivals > 0; rivals--) {
    const few = chance(story, 0.1) ? -1 : 0;
    const signers = story.dice.shuffle(quorum.accounts).slice(0, quorum.k + few);
    story.acts.push({ id: newId(story, 'act'), number: chance(story, 0.97) ? number : number + 1, prev: last?.id ?? story.circle, deed: anyDeed(story), signers: few < 0 ? [...signers, ...signers] : signers });
  }
}

function anyDeed(story: Story): Deed {
  const account = pickFrom(story, story.accounts) ?? story.founder.account;
  const roll = story.dice.roll();
  if (roll < 0.4) return { t: 'grant', account, role: 'organizer' };
  if (roll < 0.5) return { t: 'grant', account, role: 'greeter' };
  if (roll < 0.7) {
    const accounts = story.dice.shuffle(story.accounts).slice(0, 1 + story.dice.below(4));
    return { t: 'quorum', accounts, k: 1 + story.dice.below(accounts.length) };
  }
  const grants = grantsTo(story, account, ORGANIZER);
  const of: Target = roll < 0.8 && grants.length > 0 ? { t: 'grant', id: grants[0]?.id ?? story.circle } : { t: 'account', id: roll < 0.85 ? story.founder.account : account };
  return { t: 'cut', ...anyWithdrawal(story, of) };
}

/** As an honest signer sees it: who signs next, and after what. */
function validSoFar(story: Story): Act[] {
  const chain: Act[] = [];
  for (;;) {
    const { accounts, k } = quorumAfter(story, chain);
    const prev = chain.at(-1)?.id ?? story.circle;
    const next = story.acts
      .filter((one) => one.number === chain.length + 1 && one.prev === prev && new Set(one.signers.filter((signer) => accounts.includes(signer))).size >= k)
      .sort((a, b) => (a.id < b.id ? -1 : 1))[0];
    if (next === undefined) return chain;
    chain.push(next);
  }
}

function quorumAfter(story: Story, chain: readonly Act[]): Quorum {
  const changed = chain.findLast(({ deed }) => deed.t === 'quorum')?.deed;
  const genesis = story.facts[0]?.says;
  if (changed?.t === 'quorum') return changed;
  return genesis?.t === 'genesis' ? genesis.quorum : { accounts: [], k: 1 };
}

const currentQuorum = (story: Story): Quorum => quorumAfter(story, validSoFar(story));
