/** Which of the quorum's acts are valid: layer -1. */
import { compareIds, type Here } from './here.ts';
import type { Act, Quorum } from './world.ts';

/** "number 1 has the circle's id as prev ... Valid successors of one act: the lower id", until no act follows. */
export function validActs(here: Here): Act[] {
  const { world, note } = here;
  const genesis = here.byId.get(world.circle);
  if (genesis?.says.t !== 'genesis') return [];
  const valid: Act[] = [];
  let quorum: Quorum = genesis.says.quorum;
  for (;;) {
    const prev = valid.at(-1)?.id ?? world.circle;
    const successors = world.acts.filter((act) => act.number === valid.length + 1 && act.prev === prev);
    const signed = successors.filter((act) => isSigned(act, quorum)).sort((a, b) => compareIds(a.id, b.id));
    if (successors.length > signed.length) note('acts: too few signatures');
    if (signed.length > 1) note('acts: the lower id of rivals');
    const next = signed[0];
    if (next === undefined) return valid;
    note(`acts: valid ${next.deed.t}`);
    if (valid.some(({ deed }) => deed.t === 'quorum')) note('acts: under a changed quorum');
    valid.push(next);
    if (next.deed.t === 'quorum') quorum = next.deed;
  }
}

/** "Signed by k different accounts of the quorum that holds at that number." */
const isSigned = (act: Act, quorum: Quorum): boolean => new Set(act.signers.filter((account) => quorum.accounts.includes(account))).size >= quorum.k;
