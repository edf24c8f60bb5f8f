/** Ranks: a matter of what is written, not of what counts. */
import { accountOf, factAt, type Here } from './here.ts';
import { ACT_DEVICE, type Act, type Fact, type Place } from './world.ts';

/** The rank of what isn't ranked: above all others. */
export const PLAIN = Number.POSITIVE_INFINITY;

export const rightOf = ({ says }: Fact): Place | undefined => ('right' in says ? says.right : undefined);

/** The act that a place names. */
export const actAt = (here: Here, place: Place): Act | undefined =>
  place.device === ACT_DEVICE ? here.world.acts.find((act) => act.id === place.id && act.number === place.seq) : undefined;

/** Whether a place names genesis: the founder's right, and for others the first rules version. */
export const isGenesis = ({ world }: Here, place: Place): boolean => place.id === world.circle && place.device === world.founder.device && place.seq === 0;

/** "Organizer rights and rank": of an op's author by the right that it names; `PLAIN` if that is no organizer right of his. */
export function rankOf(here: Here, fact: Fact): number {
  const right = rightOf(fact);
  if (right === undefined) return PLAIN;
  const author = accountOf(here, fact);
  if (isGenesis(here, right)) return author === here.world.founder.account ? 0 : PLAIN;
  const act = actAt(here, right);
  if (act !== undefined) return act.deed.t === 'grant' && act.deed.role === 'organizer' && act.deed.account === author ? 0 : PLAIN;
  const grant = factAt(here, right);
  if (grant?.says.t !== 'grant' || grant.says.role !== 'organizer' || grant.says.account !== author) return PLAIN;
  return rankOf(here, grant) + 1;
}
