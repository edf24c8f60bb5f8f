/** Plain ops, over admitted logs, until nothing more is admitted. */
import { cutOfFact, cutsHold, inForce, isOf, type Cut, type Judged } from './cuts.ts';
import { chainTo, devicesHere, factAt, isAtOrBefore, type Here } from './here.ts';
import { limitIfAdmitted, readLog, type Log } from './limits.ts';
import { actAt, isGenesis, PLAIN, rankOf, rightOf } from './rank.ts';
import { grantedRights, type Decided } from './ranked.ts';
import type { Fact } from './world.ts';

export interface PlainlyDecided {
  /** With the plain ops that count. */
  readonly counting: readonly Fact[];
  readonly cuts: readonly Judged[];
  readonly admitted: ReadonlySet<string>;
  readonly limits: ReadonlyMap<string, number>;
  readonly logs: readonly Log[];
}

/** The least fixed point: admissions only add logs, and a log's own invitations and cuts of them come with it. */
export function decidePlain(here: Here, decided: Decided): PlainlyDecided {
  const logs = devicesHere(here).map((device) => readLog(here, decided, device));
  let found = decideOver(here, decided, logs, admittedBy(here, decided, logs, decided.counting));
  for (;;) {
    const admitted = admittedBy(here, decided, logs, found.counting);
    if (admitted.size === found.admitted.size) return found;
    found = decideOver(here, decided, logs, admitted);
  }
}

export const admission = (device: string, account: string): string => `${device}/${account}`;

/** "Admitted: the account is the founder's; or a counting grant names it; or a counting admit names device and account." */
function admittedBy(here: Here, decided: Decided, logs: readonly Log[], counting: readonly Fact[]): Set<string> {
  const granted = new Set(grantedRights(here, decided).map(({ account }) => account));
  const byGrant = logs.flatMap(({ device, account }) => (account !== undefined && granted.has(account) ? [admission(device, account)] : []));
  const byAdmit = counting.flatMap(({ says }) => (says.t === 'admit' ? [admission(says.device, says.account)] : []));
  if (byGrant.length > 1) here.note('admitted: by a grant');
  if (byAdmit.length > 0) here.note('admitted: by an admit');
  return new Set([...byGrant, ...byAdmit]);
}

function decideOver(here: Here, decided: Decided, logs: readonly Log[], admitted: ReadonlySet<string>): PlainlyDecided {
  const limits = new Map(
    logs.map((log) => {
      const isAdmitted = log.account !== undefined && admitted.has(admission(log.device, log.account));
      if (!isAdmitted) here.note('limit: not admitted');
      return [log.device, isAdmitted ? limitIfAdmitted(here, decided, log) : 0];
    }),
  );
  const within = logs
    .flatMap(({ chain, device }) => chain.filter(({ seq }) => seq < (limits.get(device) ?? 0)))
    .filter((fact) => rankOf(here, fact) === PLAIN);
  const invites = within.filter((fact) => fact.says.t === 'invite' && mayDo(here, decided, fact, 'invite'));
  const plainCuts = within.filter((fact) => cutsOwnInvitation(here, fact));
  const cuts = [...decided.cuts, ...judgePlainCuts(here, decided, plainCuts)];
  const invitations = [...decided.counting.filter(({ says }) => says.t === 'invite'), ...invites];
  const admits = within.filter((fact) => admitCounts(here, decided, inForce(cuts), invitations, fact));
  for (const fact of [...invites, ...plainCuts, ...admits]) here.note(`plain: ${fact.says.t}`);
  return { counting: [...decided.counting, ...invites, ...plainCuts, ...admits], cuts, admitted, limits, logs };
}

/** By a rules version that lets members, or by a greeter's or moderator's grant: "counts, and its holding cut holds the op". */
function mayDo(here: Here, decided: Decided, fact: Fact, what: 'invite' | 'greet'): boolean {
  const right = rightOf(fact);
  if (right === undefined) return false;
  const version = decided.counting.find(({ id }) => id === right.id && (isGenesis(here, right) || factAt(here, right) !== undefined));
  if (version?.says.t === 'genesis' || version?.says.t === 'rules') {
    if (version.says.rules[what] !== 'member') {
      here.note(`plain, void: the rules let only organizers ${what}`);
      return false;
    }
    return isHeld(here, decided, 'rules', right.id, fact);
  }
  if (version === undefined && actAt(here, right) === undefined) here.note('plain, void: its right does not count');
  const place = actAt(here, right)?.id ?? factAt(here, right)?.id;
  const author = chainTo(here, fact)[0]?.says;
  const granted = grantedRights(here, decided).find(({ id }) => id === place);
  if (granted === undefined || author === undefined || !('account' in author) || granted.account !== author.account) return false;
  if (granted.role !== 'greeter' && granted.role !== 'moderator') return false;
  here.note(`plain: ${what} as ${granted.role}`);
  return isHeld(here, decided, 'grant', right.id, fact);
}

function isHeld(here: Here, decided: Decided, t: 'rules' | 'grant', id: string, fact: Fact): boolean {
  const holds = cutsHold(here, inForce(decided.cuts).filter((cut) => isOf(cut, t, id)), fact);
  here.note(holds ? `plain: by ${t}` : `plain, void: its ${t} is cut`);
  return holds;
}

/** "`of` is an invite of the same log (same chain, earlier), and that is its right." */
function cutsOwnInvitation(here: Here, fact: Fact): boolean {
  if (fact.says.t !== 'cut' || fact.says.of.t !== 'invite' || fact.says.right?.id !== fact.says.of.id) return false;
  const invite = factAt(here, fact.says.right);
  const own = invite !== undefined && invite.says.t === 'invite' && invite.id !== fact.id && isAtOrBefore(here, invite, fact);
  if (!own) here.note("plain, void: a cut of another's invitation");
  return own;
}

/** "Replaced by ranked cuts and by other cuts of that log." */
function judgePlainCuts(here: Here, decided: Decided, plainCuts: readonly Fact[]): Judged[] {
  const cuts = plainCuts.flatMap((fact) => cutOfFact(here, fact, PLAIN));
  const ranked = decided.cuts.filter(({ fate }) => fate !== 'dead').map(({ cut }) => cut);
  const names = (voices: readonly Cut[], cut: Cut): boolean => voices.some((voice) => voice.replaces.includes(cut.id));
  return cuts.map((cut) => {
    const byRanked = names(ranked, cut);
    const byOwn = names(cuts.filter((other) => other.device === cut.device && other.id !== cut.id), cut);
    if (byRanked) here.note('plain cut: replaced by a ranked one');
    if (byOwn) here.note('plain cut: replaced by one of its log');
    return { cut, fate: byRanked || byOwn ? 'replaced' : 'in-force' };
  });
}

/** The right to greet, the proofs, an invitation that counts, and its holding cut. */
function admitCounts(here: Here, decided: Decided, cuts: readonly Cut[], invitations: readonly Fact[], fact: Fact): boolean {
  if (fact.says.t !== 'admit' || !mayDo(here, decided, fact, 'greet')) return false;
  const { invitation, proven } = fact.says;
  if (!proven) here.note('plain, void: an admit without proof');
  const named = invitation === undefined ? undefined : factAt(here, invitation);
  const counts = named !== undefined && invitations.some(({ id }) => id === named.id);
  if (!counts) here.note('plain, void: its invitation does not count');
  if (!proven || !counts) return false;
  const ofIt = cuts.filter((cut) => isOf(cut, 'invite', named.id));
  const holds = cutsHold(here, ofIt, fact);
  if (!holds) here.note(ofIt.some(({ rank }) => rank !== PLAIN) ? 'plain, void: its invitation is cut by an organizer' : 'plain, void: its invitation is cut by its own author');
  return holds;
}
