/** Second histories, and what others do about them, in a random history. */
import { anyTarget, anyWithdrawal, ORGANIZER, targetOf } from './deeds.ts';
import { chance, devicesOf, grantsTo, newId, openDevice, organizerRight, pickFrom, placeOf, someoneWith, write, type Story } from './story.ts';
import type { Says } from './world.ts';

/** The founder, or another organizer, puts right what happened to an account: old logs named, all earlier cuts replaced. */
export function settle(story: Story): void {
  const senior = chance(story, 0.6) ? { account: story.founder.account, device: story.founder.device } : someoneWith(story, ORGANIZER);
  const of = anyTarget(story, 'account');
  if (senior === undefined || of === undefined || of.id === senior.account) return;
  const replaces = story.facts.filter((fact) => targetOf(fact)?.id === of.id).map(({ id }) => id);
  write(story, senior.device, { t: 'cut', right: organizerRight(story, senior.account), ...anyWithdrawal(story, of), others: 'open', replaces });
  if (!chance(story, 0.5)) return;
  const device = openDevice(story, of.id);
  write(story, senior.device, { t: 'admit', right: organizerRight(story, senior.account), account: of.id, device, proven: true });
}

export function fork(story: Story): void {
  const device = pickFrom(story, [...story.owners.keys()].filter((one) => (story.heads.get(one)?.seq ?? 0) > 0));
  const base = pickFrom(story, story.facts.filter((fact) => fact.device === device && story.facts.some(({ prev }) => prev === fact.id)));
  const account = device === undefined ? undefined : story.owners.get(device);
  if (device === undefined || account === undefined || base === undefined) return;
  story.forks.push({ device, seq: base.seq + (chance(story, 0.9) ? 1 : story.dice.below(2)) || 1 });
  if (chance(story, 0.1)) return;
  if (chance(story, 0.06) && device !== story.founder.device) return void forkAtOpZero(story, device);
  let tip = base;
  for (let ops = 1 + story.dice.below(3); ops > 0; ops--) tip = write(story, device, onBranch(story, account), tip);
  if (chance(story, 0.4)) story.heads.set(device, tip);
}

/** A log that begins twice, for two accounts. */
function forkAtOpZero(story: Story, device: string): void {
  const account = pickFrom(story, story.accounts.slice(1)) ?? 'p1';
  story.forks.push({ device, seq: 0 });
  const first = write(story, device, { t: 'open', account }, null);
  write(story, device, onBranch(story, account), first);
}

function onBranch(story: Story, account: string): Says {
  const right = organizerRight(story, account);
  const to = pickFrom(story, story.accounts) ?? account;
  const roll = story.dice.roll();
  if (right === undefined || roll < 0.3) return { t: 'other' };
  if (roll < 0.6) return { t: 'grant', right, account: to, role: 'organizer' };
  if (roll < 0.8) return { t: 'cut', right, ...anyWithdrawal(story, { t: 'account', id: to }) };
  return { t: 'invite', right };
}


/** The founder names where a forked log ends, and someone of a lower rank more of the same branch. */
export function settleInTurn(story: Story): void {
  const device = pickFrom(story, story.forks.map((one) => one.device).filter((one) => one !== story.founder.device));
  const account = device === undefined ? undefined : story.owners.get(device);
  const junior = pickFrom(story, [...story.owners].filter(([, owner]) => owner !== account && owner !== story.founder.account));
  if (device === undefined || account === undefined || junior === undefined) return fork(story);
  const from = Math.min(...story.forks.filter((one) => one.device === device).map(({ seq }) => seq));
  const pin = pickFrom(story, story.facts.filter((fact) => fact.device === device && fact.seq >= from));
  if (pin === undefined) return;
  const next = pickFrom(story, story.facts.filter(({ prev }) => prev === pin.id)) ?? write(story, device, { t: 'other' }, pin);
  const of = { t: 'account', id: account } as const;
  const founderRight = { device: story.founder.device, seq: 0, id: story.circle };
  write(story, story.founder.device, { t: 'cut', right: founderRight, of, logs: [placeOf(pin)], others: 'open', replaces: [] });
  const right = placeOf(write(story, story.founder.device, { t: 'grant', right: founderRight, account: junior[1], role: 'organizer' }));
  write(story, junior[0], { t: 'cut', right, of, logs: [placeOf(next)], others: 'open', replaces: [] });
}

/** Two organizers, of whatever ranks, each name where a forked log ends: on one branch or on two. */
export function settleFork(story: Story): void {
  const device = pickFrom(story, story.forks)?.device;
  const account = device === undefined ? undefined : story.owners.get(device);
  if (device === undefined || account === undefined) return fork(story);
  const from = Math.min(...story.forks.filter((one) => one.device === device).map(({ seq }) => seq));
  const beyond = story.facts.filter((fact) => fact.device === device && fact.seq >= from);
  for (let settling = 1 + story.dice.below(3); settling > 0; settling--) {
    const organizer = someoneWith(story, ORGANIZER);
    const position = pickFrom(story, beyond);
    if (organizer === undefined || organizer.account === account || position === undefined) continue;
    const place = chance(story, 0.85) ? placeOf(position) : { device, seq: position.seq, id: newId(story, 'nowhere') };
    const others = devicesOf(story, account).filter((one) => one !== device).flatMap((one) => story.heads.get(one) ?? []).map(placeOf);
    const withdrawal = { logs: [place, ...(chance(story, 0.5) ? others : [])], others: chance(story, 0.8) ? 'open' : 'zero', replaces: [] } as const;
    const grant = pickFrom(story, grantsTo(story, account, ORGANIZER));
    const of = chance(story, 0.15) && grant !== undefined ? ({ t: 'grant', id: grant.id } as const) : ({ t: 'account', id: account } as const);
    write(story, organizer.device, { t: 'cut', right: organizerRight(story, organizer.account), of, ...withdrawal });
  }
}
