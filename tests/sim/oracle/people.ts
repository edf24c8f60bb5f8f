/** What people see: who stands how, which roles, and which rules apply. */
import { holdingCut, inForce, isOf } from './cuts.ts';
import { compareIds, falseSeq, forkSeq, type Here } from './here.ts';
import { admission, type PlainlyDecided } from './plain.ts';
import { PLAIN } from './rank.ts';
import { grantedRights, isWithdrawn, ofAccount, type Decided } from './ranked.ts';
import type { Role, Standing } from './world.ts';

/**
 * "A member if a log of it has no end by a cut, fork, falsehood or leave; else removed if a cut of it with others zero is in
 * force; else left if it left; else stopped": of everyone whose admission counts. A log that an admit names needs no op yet;
 * any other needs one that counts, since otherwise nothing of it is kept.
 * Only a leave within the log's limit counts: one beyond it is hidden, and not everyone has it.
 */
export function findStandings(here: Here, decided: Decided, plain: PlainlyDecided): Map<string, Standing> {
  const accounts = new Set([...grantedRights(here, decided).map(({ account }) => account), ...[...plain.admitted].map(accountIn)]);
  return new Map([...accounts].map((account) => [account, standingOf(here, plain, account)]));
}

const accountIn = (admitted: string): string => admitted.slice(admitted.indexOf('/') + 1);

function standingOf(here: Here, plain: PlainlyDecided, account: string): Standing {
  const byAdmit = plain.counting.flatMap(({ says }) => (says.t === 'admit' ? [admission(says.device, says.account)] : []));
  const devices = [...plain.admitted]
    .filter((admitted) => accountIn(admitted) === account)
    .map((admitted) => admitted.slice(0, admitted.indexOf('/')))
    .filter((device) => byAdmit.includes(admission(device, account)) || (plain.limits.get(device) ?? 0) > 0);
  const cuts = ofAccount(inForce(plain.cuts), account);
  const left = devices.filter((device) => hasLeft(plain, device, account));
  const open = devices.filter(
    (device) =>
      holdingCut(here, cuts, device) === undefined &&
      forkSeq(here, device) === PLAIN &&
      falseSeq(here, device) === PLAIN &&
      !left.includes(device),
  );
  const standing = open.length > 0 ? 'member' : cuts.some(({ others }) => others === 'zero') ? 'removed' : left.length > 0 ? 'left' : 'stopped';
  here.note(`standing: ${standing}`);
  return standing;
}

const hasLeft = (plain: PlainlyDecided, device: string, account: string): boolean =>
  plain.logs.some(
    (log) => log.device === device && log.account === account && log.chain.some(({ seq, says }) => says.t === 'leave' && seq < (plain.limits.get(device) ?? 0)),
  );

/** By grants that count and aren't withdrawn; the founder is an organizer. */
export function findRoles(here: Here, decided: Decided): Map<string, Set<Role>> {
  const roles = new Map<string, Set<Role>>();
  for (const right of grantedRights(here, decided)) {
    if (isWithdrawn(here, inForce(decided.cuts), right)) continue;
    roles.set(right.account, new Set([...(roles.get(right.account) ?? []), right.role]));
  }
  return roles;
}

/** "The counting version with the highest (lamport, id)." */
export function findCurrentRules(here: Here, decided: Decided): string {
  const versions = decided.counting.filter(({ says }) => says.t === 'genesis' || says.t === 'rules');
  versions.sort((a, b) => b.lamport - a.lamport || compareIds(b.id, a.id));
  const [current] = versions;
  if (current !== undefined && current.id !== here.world.circle) here.note('rules: a later version applies');
  if (current !== undefined && inForce(decided.cuts).some((cut) => isOf(cut, 'rules', current.id))) here.note('rules: a cut version applies');
  return current?.id ?? here.world.circle;
}
