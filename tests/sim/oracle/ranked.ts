/** The ranked ops, rank by rank, and what becomes of each rank's cuts. */
import { cutOfAct, cutOfFact, cutsHold, inForce, isOf, type Cut, type Judged } from './cuts.ts';
import { forkHolds, reachOf } from './fork-rule.ts';
import { accountOf, chainTo, falseSeq, forkSeq, type Here } from './here.ts';
import { validActs } from './quorum.ts';
import { actAt, isGenesis, PLAIN, rankOf, rightOf } from './rank.ts';
import type { Act, Fact, Role } from './world.ts';

/** What is decided up to some rank. */
export interface Decided {
  readonly acts: readonly Act[];
  /** Genesis and the ranked ops that count. */
  readonly counting: readonly Fact[];
  readonly cuts: readonly Judged[];
}

/** "For r = 0, 1, ...", after the quorum's acts and genesis, which count anyway. */
export function decideRanked(here: Here): Decided {
  const acts = validActs(here);
  const genesis = here.byId.get(here.world.circle);
  let decided: Decided = { acts, counting: genesis === undefined ? [] : [genesis], cuts: [] };
  decided = { ...decided, cuts: judgeCuts(here, decided, acts.flatMap(cutOfAct)) };
  const ranks = here.facts.map((fact) => ({ fact, rank: rankOf(here, fact) }));
  const highest = Math.max(-1, ...ranks.map(({ rank }) => rank).filter((rank) => rank !== PLAIN));
  for (let rank = 0; rank <= highest; rank++) {
    const below = decided;
    const ofRank = ranks.filter((one) => one.rank === rank).map(({ fact }) => fact);
    const counting = ofRank.filter((fact) => countsAt(here, below, fact, rank));
    for (const fact of counting) here.note(rank < 3 ? `ranked: ${fact.says.t} at rank ${rank}` : 'ranked: at rank 3 or more');
    decided = { ...below, counting: [...below.counting, ...counting] };
    const cuts = counting.flatMap((fact) => cutOfFact(here, fact, rank));
    decided = { ...decided, cuts: [...below.cuts, ...judgeCuts(here, decided, cuts)] };
  }
  return decided;
}

/** "An op of rank r counts iff ..." */
function countsAt(here: Here, decided: Decided, fact: Fact, rank: number): boolean {
  const reasons: [string, boolean][] = [
    ['signed falsely', fact.seq >= falseSeq(here, fact.device)],
    ['after a leave', chainTo(here, fact).some(({ id, says }) => says.t === 'leave' && id !== fact.id)],
    ['its right does not count', !rightCounts(here, decided, fact)],
    ['cut with its account', !cutsHold(here, ofAccount(below(decided, rank), accountOf(here, fact)), fact)],
    ['cut with its grant', !cutsHold(here, below(decided, rank).filter((cut) => isOf(cut, 'grant', rightOf(fact)?.id ?? '')), fact)],
    ['beyond a fork', !holdsInFork(here, decided, fact, rank)],
    ['without proof', fact.says.t === 'admit' && !fact.says.proven],
  ];
  for (const [reason] of reasons.filter(([, met]) => met)) here.note(`ranked, void: ${reason}`);
  return reasons.every(([, met]) => !met);
}

/** The cuts in force of ranks below this one. */
const below = (decided: Decided, rank: number): Cut[] => inForce(decided.cuts).filter((cut) => cut.rank < rank);
export const ofAccount = (cuts: readonly Cut[], account: string): Cut[] => cuts.filter((cut) => isOf(cut, 'account', account));

/** "Its right counts (genesis always; a grant op must count itself; an act must be valid)." */
function rightCounts(here: Here, decided: Decided, fact: Fact): boolean {
  const right = rightOf(fact);
  if (right === undefined) return false;
  if (isGenesis(here, right)) return true;
  const act = actAt(here, right);
  return act === undefined ? decided.counting.some(({ id }) => id === right.id) : decided.acts.includes(act);
}

function holdsInFork(here: Here, decided: Decided, fact: Fact, rank: number): boolean {
  const from = forkSeq(here, fact.device);
  return forkHolds(here, from, reachOf(here, inForce(decided.cuts), fact.device, from, rank), fact);
}

export interface GrantedRight {
  readonly id: string;
  readonly account: string;
  readonly role: Role;
  /** `PLAIN` for all but organizers. */
  readonly rank: number;
}

/** Every right that an account holds by genesis, a valid act or a grant that counts. */
export function grantedRights(here: Here, { acts, counting }: Pick<Decided, 'acts' | 'counting'>): GrantedRight[] {
  const { circle, founder } = here.world;
  const byActs = acts.flatMap(({ id, deed }) => (deed.t === 'grant' ? [{ id, account: deed.account, role: deed.role, rank: deed.role === 'organizer' ? 0 : PLAIN }] : []));
  const byOps = counting.flatMap((fact) =>
    fact.says.t === 'grant' ? [{ id: fact.id, account: fact.says.account, role: fact.says.role, rank: fact.says.role === 'organizer' ? rankOf(here, fact) + 1 : PLAIN }] : [],
  );
  return [{ id: circle, account: founder.account, role: 'organizer', rank: 0 }, ...byActs, ...byOps];
}

/** "Withdrawn if a cut in force of a lower rank, with others zero, is of it or of its holder's account." */
export function isWithdrawn(here: Here, cuts: readonly Cut[], right: GrantedRight): boolean {
  const zero = cuts.filter((cut) => cut.rank < right.rank && cut.others === 'zero');
  const withIt = zero.some((cut) => isOf(cut, 'grant', right.id));
  const withAccount = zero.some((cut) => isOf(cut, 'account', right.account));
  if (withIt) here.note('right: withdrawn itself');
  if (withAccount) here.note('right: withdrawn with its account');
  return withIt || withAccount;
}

/** Of one rank's counting cuts: dead, then replaced, else in force. */
function judgeCuts(here: Here, decided: Decided, cuts: readonly Cut[]): Judged[] {
  const earlier = decided.cuts;
  const live = cuts.filter((cut) => !isDead(here, decided, inForce(earlier), cut));
  const voices = [...earlier.filter(({ fate }) => fate !== 'dead').map(({ cut }) => cut), ...live];
  return cuts.map((cut) => {
    if (!live.includes(cut)) return { cut, fate: 'dead' };
    const replacing = voices.filter((voice) => voice.id !== cut.id && voice.replaces.includes(cut.id));
    if (replacing.length === 0) return { cut, fate: 'in-force' };
    here.note(replacing.some((voice) => voice.rank < cut.rank) ? 'cut: replaced by a senior' : 'cut: replaced by an equal');
    if (replacing.every((voice) => voices.some((other) => other.replaces.includes(voice.id)))) here.note('cut: replaced by what is replaced');
    return { cut, fate: 'replaced' };
  });
}

/** "Dead if that account holds a counting organizer right of rank <= r that is not withdrawn, or is the cut's author's." */
function isDead(here: Here, decided: Decided, cutsBelow: readonly Cut[], cut: Cut): boolean {
  if (cut.of.t !== 'account') return false;
  const { id } = cut.of;
  const own = id === cut.author;
  const rights = grantedRights(here, decided).filter((right) => right.account === id && right.rank <= cut.rank);
  const standing = rights.filter((right) => !isWithdrawn(here, cutsBelow, right));
  if (own) here.note('cut: dead, of its own author');
  if (standing.length > 0 && !own) here.note(standing.some(({ rank }) => rank < cut.rank) ? 'cut: dead, of a senior' : 'cut: dead, of an equal');
  if (rights.length > 0 && standing.length === 0) here.note('cut: live, since the right is withdrawn');
  return own || standing.length > 0;
}
