/** What people of a random history do, well meant and not: one function per kind of deed. */
import { anyone, anyRules, chance, devicesOf, grantsTo, isOpen, memberRight, newId, openDevice, organizerRight, pickFrom, placeOf, someoneWith, spoilt, write, type Story } from './story.ts';
import type { Act, Fact, Place, Role, Target, Withdrawal } from './world.ts';

export const ORGANIZER: readonly Role[] = ['organizer'];

export const post = (story: Story): void => void write(story, anyone(story).device, { t: 'other' });

/** Someone new, or a further device: an invitation, an admission under it, the log. */
export function join(story: Story): void {
  const invitation = chance(story, 0.5) ? invite(story) : (pickFrom(story, story.facts.filter(({ says }) => says.t === 'invite')) ?? invite(story));
  admitSomeone(story, invitation);
}

export function invite(story: Story): Fact {
  const organizer = chance(story, 0.35) ? someoneWith(story, ORGANIZER) : undefined;
  if (organizer !== undefined) return write(story, organizer.device, { t: 'invite', right: organizerRight(story, organizer.account) });
  const { account, device } = anyone(story);
  return write(story, device, { t: 'invite', right: memberRight(story, account) });
}

function admitSomeone(story: Story, invitation: Fact): void {
  const newcomers = story.accounts.filter((account) => !isOpen(story, account));
  const account = pickFrom(story, newcomers.length > 0 && chance(story, 0.8) ? newcomers : story.accounts) ?? 'p1';
  const again = pickFrom(story, devicesOf(story, account));
  const device = again !== undefined && (chance(story, 0.4) || devicesOf(story, account).length > 2) ? again : openDevice(story, account);
  const proven = !chance(story, 0.06);
  const organizer = chance(story, 0.3) ? someoneWith(story, ORGANIZER) : undefined;
  if (organizer !== undefined) {
    const named = chance(story, 0.5) ? { invitation: placeOf(invitation) } : {};
    write(story, organizer.device, { t: 'admit', right: organizerRight(story, organizer.account), account, device, proven, ...named });
    return;
  }
  const greeter = anyone(story);
  const place = spoilt(story, placeOf(invitation), () => pickFrom(story, story.facts.map(placeOf)));
  write(story, greeter.device, { t: 'admit', right: memberRight(story, greeter.account), account, device, proven, ...(place === undefined ? {} : { invitation: place }) });
}

export function grant(story: Story, role: Role): void {
  const giver = someoneWith(story, ORGANIZER);
  const account = pickFrom(story, story.accounts.slice(1));
  if (giver === undefined || account === undefined) return;
  if (!isOpen(story, account)) openDevice(story, account);
  write(story, giver.device, { t: 'grant', right: organizerRight(story, giver.account), account, role });
}

export function setRules(story: Story): void {
  const giver = someoneWith(story, ORGANIZER);
  if (giver !== undefined) write(story, giver.device, { t: 'rules', right: organizerRight(story, giver.account), rules: anyRules(story) });
}

export function rotate(story: Story): void {
  const giver = someoneWith(story, ORGANIZER);
  if (giver !== undefined) write(story, giver.device, { t: 'rotate', right: organizerRight(story, giver.account) });
}

export function leave(story: Story): void {
  const { device } = anyone(story);
  write(story, device, { t: 'leave' });
  if (chance(story, 0.4)) write(story, device, { t: 'other' });
}

/** Whose logs a cut is likely to name. */
function devicesMeant(story: Story, of: Target): string[] {
  const grantFact = story.facts.find(({ id }) => id === of.id)?.says;
  const deed = story.acts.find(({ id }) => id === of.id)?.deed;
  if (of.t === 'account') return devicesOf(story, of.id);
  if (of.t === 'grant' && of.id === story.circle) return devicesOf(story, story.founder.account);
  if (grantFact?.t === 'grant') return devicesOf(story, grantFact.account);
  if (deed?.t === 'grant') return devicesOf(story, deed.account);
  const users = story.facts.filter(({ says }) => (says.t === 'admit' && says.invitation?.id === of.id) || ('right' in says && says.right?.id === of.id));
  return [...new Set(users.map(({ device }) => device))];
}

/** A position in a log: its end, somewhere before, on a side branch, or one that nobody has. */
function anyPosition(story: Story, device: string): Place[] {
  const ops = story.facts.filter((fact) => fact.device === device);
  const tips = ops.filter(({ id }) => !ops.some(({ prev }) => prev === id));
  const roll = story.dice.roll();
  const head = story.heads.get(device) ?? tips[0];
  if (head === undefined || roll < 0.08) return [];
  if (roll < 0.16) return [{ device, seq: story.dice.below(head.seq + 4), id: newId(story, 'nowhere') }];
  const fact = roll < 0.45 ? (pickFrom(story, tips) ?? head) : roll < 0.65 ? (pickFrom(story, ops) ?? head) : head;
  return [placeOf(fact)];
}

export function anyWithdrawal(story: Story, of: Target): Withdrawal {
  const meant = devicesMeant(story, of);
  const stray = chance(story, 0.03) ? [anyone(story).device] : [];
  const cuts = [...story.facts, ...story.acts].filter((one) => ('says' in one ? one.says.t === 'cut' : one.deed.t === 'cut'));
  const same = cuts.filter((one) => targetOf(one)?.id === of.id).map(({ id }) => id);
  const earlier = chance(story, 0.85) ? same : cuts.map(({ id }) => id);
  const replaces = chance(story, 0.5) ? [] : chance(story, 0.5) ? earlier : story.dice.shuffle(earlier).slice(0, 1);
  return { of, logs: [...new Set([...meant, ...stray])].flatMap((device) => anyPosition(story, device)), others: chance(story, 0.5) ? 'zero' : 'open', replaces };
}

export const targetOf = (one: Fact | Act): Target | undefined => ('says' in one ? (one.says.t === 'cut' ? one.says.of : undefined) : one.deed.t === 'cut' ? one.deed.of : undefined);

/** Someone or something to cut: those who have had a cut already, and forked ones, more often. */
export function anyTarget(story: Story, t: Target['t']): Target | undefined {
  const ids: Record<Target['t'], readonly string[]> = {
    account: story.accounts.filter((account) => isOpen(story, account)),
    grant: [...story.facts.filter(({ says }) => says.t === 'grant').map(({ id }) => id), ...story.acts.filter(({ deed }) => deed.t === 'grant').map(({ id }) => id), story.circle],
    invite: story.facts.filter(({ says }) => says.t === 'invite').map(({ id }) => id),
    rules: story.facts.filter(({ says }) => says.t === 'rules' || says.t === 'genesis').map(({ id }) => id),
  };
  const before = story.facts.flatMap((fact) => (targetOf(fact)?.t === t ? [targetOf(fact)?.id] : []));
  const forked = t === 'account' ? story.forks.map(({ device }) => story.owners.get(device)) : [];
  const favoured = [...before, ...forked].filter((id) => id !== undefined);
  const id = favoured.length > 0 && chance(story, 0.5) ? pickFrom(story, favoured) : pickFrom(story, ids[t]);
  return id === undefined ? undefined : { t, id };
}

export function cut(story: Story, t: Target['t']): void {
  const cutter = someoneWith(story, ORGANIZER);
  const of = anyTarget(story, t);
  if (cutter === undefined || of === undefined) return;
  write(story, cutter.device, { t: 'cut', right: organizerRight(story, cutter.account), ...anyWithdrawal(story, of) });
}

/** A senior demotes someone, whom an equal then may cut; or the other way round, when that doesn't help. */
export function demoteAndCut(story: Story): void {
  const meant = someoneWith(story, ORGANIZER);
  const senior = { account: story.founder.account, device: story.founder.device };
  const equal = someoneWith(story, ORGANIZER);
  const demoted = meant === undefined ? undefined : pickFrom(story, grantsTo(story, meant.account, ORGANIZER));
  if (meant === undefined || equal === undefined || demoted === undefined || meant.account === senior.account) return;
  write(story, senior.device, { t: 'cut', right: organizerRight(story, senior.account), ...anyWithdrawal(story, { t: 'grant', id: demoted.id }), others: 'zero' });
  write(story, equal.device, { t: 'cut', right: organizerRight(story, equal.account), ...anyWithdrawal(story, { t: 'account', id: meant.account }) });
}

/** A cut, what takes its place, and what takes the place of that. */
export function replaceInTurn(story: Story): void {
  const of = anyTarget(story, chance(story, 0.5) ? 'account' : 'invite');
  if (of === undefined) return;
  let last: string | undefined;
  for (let turns = 3; turns > 0; turns--) {
    const cutter = someoneWith(story, ORGANIZER);
    if (cutter === undefined) return;
    const replaces = last === undefined ? [] : [last];
    last = write(story, cutter.device, { t: 'cut', right: organizerRight(story, cutter.account), ...anyWithdrawal(story, of), replaces }).id;
  }
}

/** A moderator or greeter lets someone in, and is later cut. */
export function actInRole(story: Story): void {
  const someone = someoneWith(story, ['greeter', 'moderator']);
  const right = someone === undefined ? undefined : pickFrom(story, grantsTo(story, someone.account, ['greeter', 'moderator']));
  if (someone === undefined || right === undefined) return;
  const { device } = someone;
  const invitation = write(story, device, { t: 'invite', right });
  const account = pickFrom(story, story.accounts) ?? 'p1';
  write(story, device, { t: 'admit', right, invitation: placeOf(invitation), account, device: openDevice(story, account), proven: true });
  const senior = someoneWith(story, ORGANIZER);
  if (senior !== undefined && chance(story, 0.4)) write(story, senior.device, { t: 'cut', right: organizerRight(story, senior.account), ...anyWithdrawal(story, { t: 'grant', id: right.id }) });
}

/** Two organizers remove each other. */
export function duel(story: Story): void {
  const one = someoneWith(story, ORGANIZER);
  const two = someoneWith(story, ORGANIZER);
  if (one === undefined || two === undefined || one.account === two.account) return;
  const against = (account: string): Withdrawal => ({ ...anyWithdrawal(story, { t: 'account', id: account }), others: 'zero' });
  write(story, one.device, { t: 'cut', right: organizerRight(story, one.account), ...against(two.account) });
  write(story, two.device, { t: 'cut', right: organizerRight(story, two.account), ...against(one.account) });
}

/** One's own invitation, withdrawn by whoever made it; sometimes again, in place of the first time. */
export function cutOwnInvitation(story: Story): void {
  const invitation = pickFrom(story, story.facts.filter(({ says }) => says.t === 'invite'));
  if (invitation === undefined) return;
  const device = chance(story, 0.93) ? invitation.device : anyone(story).device;
  const withdrawal = anyWithdrawal(story, { t: 'invite', id: invitation.id });
  const wholly = chance(story, 0.4) ? ({ logs: [], others: 'zero' } as const) : {};
  write(story, device, { t: 'cut', right: placeOf(invitation), ...withdrawal, ...wholly });
}

/** More often by someone who signs two histories as well. */
export function signFalsely(story: Story): void {
  const device = (chance(story, 0.6) ? pickFrom(story, story.forks)?.device : undefined) ?? anyone(story).device;
  const head = story.heads.get(device);
  if (head !== undefined && head.seq > 0) story.falsely.push({ device, seq: 1 + story.dice.below(head.seq + 1) });
}
