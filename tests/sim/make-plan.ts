/** A plan from a seed: who there is, how they are linked, and what happens when. All that is left to chance is decided here. */
import { LISTING_STATES } from '../../src/core/market/listing.ts';
import { ROLES } from '../../src/core/circle/control-bodies.ts';
import { TRICKS, type Action, type Deed, type Fault, type LinkPlan, type PeerPlan, type Plan, type Trick } from './actions.ts';
import { diceFor, pickAny, type Dice } from './chance.ts';
import { decide, pickStaff, share, type Staff } from './decisions.ts';

export interface Size {
  /** Peers, liars among them. */
  peers: number;
  /** Entries that are to be written, about. */
  ops: number;
  faults: number;
}

export const FULL: Size = { peers: 8, ops: 300, faults: 26 };
export const SMALL: Size = { peers: 5, ops: 60, faults: 7 };

/** Devices whose keys are made once per process: a run takes some of them. */
const KNOWN_DEVICES = 48;
const MINUTE = 60_000;
const DAY = 86_400_000;
/** When everybody has had time to be let in. */
const BEGIN = 9_000;
/** Between two moments in which things happen, on average. */
const PACE = 5_000;
/** Deeds and lies in one such moment. */
const BURST = 18;
/** What doesn't become an op: who isn't running, isn't in yet, or says what is so already. */
const WASTE = 1.2;
/** In which part of the run all entries are written that are to be, whatever was in the way. */
const CAUGHT_UP = 0.75;
/** After these a peer that sees through them talks to the liar no more. */
const BOLD: readonly Trick[] = ['forge', 'alter', 'reorder', 'leave-out', 'garbage', 'flood', 'false-answers', 'admit-falsely', 'silence'];

export function makePlan(seed: number, size: Size = FULL): Plan {
  const dice = diceFor('plan', seed);
  const count = size.peers + dice.below(3);
  const liars = pickLiars(dice, count);
  const copies = dice.below(3) === 0 ? 1 : 0;
  const peers = makePeers(dice, count);
  const links = makeLinks(dice, count, copies);
  const moments = Math.ceil((size.ops * WASTE) / BURST);
  const end = BEGIN + moments * PACE;
  // In some runs nobody decides anything, so that all that was saved must be seen.
  const staff = dice.below(4) > 0 ? pickStaff(dice, count, liars) : undefined;
  const make = (at: number, peer: number, what: Action['do']): Action => action(dice, at, peer, what);
  const decisions = staff === undefined ? [] : [...share(dice, staff, count, make), ...decide(dice, staff, { count, begin: BEGIN + 2 * PACE, end }, make)];
  const actions = [
    ...begin(dice, count, staff),
    ...live(dice, { count, moments, liars, governs: staff !== undefined }),
    ...decisions,
    ...catchUp(dice, { count, moments, ops: size.ops }),
    ...turns(dice, liars, end),
    ...failures(dice, { size, count, copies, end, liars }),
  ];
  actions.sort((a, b) => a.at - b.at);
  return { seed, peers, copies, links, actions };
}

/** A third, or now and then fewer; the founder seldom. */
function pickLiars(dice: Dice, count: number): number[] {
  const most = Math.floor(count / 3);
  const candidates = dice.shuffle(Array.from({ length: count - 1 }, (_, i) => i + 1));
  const liars = candidates.slice(0, dice.below(4) === 0 ? dice.below(most + 1) : most);
  if (liars.length > 0 && dice.below(8) === 0) liars[0] = 0;
  return liars;
}

function makePeers(dice: Dice, count: number): PeerPlan[] {
  const devices = dice.shuffle(Array.from({ length: KNOWN_DEVICES }, (_, i) => i)).slice(0, count);
  return devices.map((device, index) => {
    const name = `sim ${String(device)}`;
    // Now and then somebody's second device.
    const account = index > 1 && dice.below(8) === 0 ? `sim ${String(devices[dice.below(index)])}` : name;
    const skew = dice.below(10) === 0 ? Math.floor(dice.between(-3 * DAY, 3 * DAY)) : Math.floor(dice.between(-2 * MINUTE, 2 * MINUTE));
    return { name, account, skew };
  });
}

/** A ring, so that all can reach all, and some more. */
function makeLinks(dice: Dice, count: number, copies: number): LinkPlan[] {
  const links: LinkPlan[] = [];
  const link = (a: number, b: number): void => {
    if (a === b || links.some((one) => (one.a === a && one.b === b) || (one.a === b && one.b === a))) return;
    const slow = dice.below(8) === 0;
    links.push({ a, b, delay: slow ? 200 + dice.below(1_500) : 5 + dice.below(80), jitter: dice.below(slow ? 500 : 60) });
  };
  for (let i = 0; i < count; i++) link(i, (i + 1) % count);
  for (let i = 0; i < Math.floor(count / 2); i++) link(dice.below(count), dice.below(count));
  for (let i = 0; i < copies; i++) for (let n = 0; n < 2; n++) link(count + i, dice.below(count));
  return links;
}

function action(dice: Dice, at: number, peer: number, what: Action['do']): Action {
  return { at: Math.floor(at), peer, seed: dice.below(2 ** 31), do: what };
}

/** Somebody founds the circle and invites; most come in at once, some later. */
function begin(dice: Dice, count: number, staff: Staff | undefined): Action[] {
  const friends = staff === undefined || staff.friends.length === 0 ? {} : { friends: [...staff.friends] };
  const actions = [action(dice, 0, 0, { type: 'found', ...friends }), action(dice, 100, 0, { type: 'invite', uses: 0 })];
  for (let peer = 1; peer < count; peer++) {
    // Not those beside the founder: who comes later may need them to get in.
    const isLate = peer > 1 && peer < count - 1 && dice.below(5) === 0;
    const at = isLate ? BEGIN + dice.below(40_000) : 300 + dice.below(1_500);
    actions.push(action(dice, at, peer, { type: 'join', link: dice.below(4) }));
    // A link that is used up, or whose maker isn't known yet, isn't the last.
    actions.push(action(dice, at + 30_000, peer, { type: 'join', link: 0 }));
  }
  return actions;
}

function live(dice: Dice, { count, moments, liars, governs }: { count: number; moments: number; liars: readonly number[]; governs: boolean }): Action[] {
  const actions: Action[] = [];
  for (let moment = 0; moment < moments; moment++) {
    const at = BEGIN + (moment + dice.roll()) * PACE;
    const who = dice.shuffle(Array.from({ length: count }, (_, i) => i)).slice(0, 2 + dice.below(3));
    // People write in one go, mostly; what is due at the same time is one batch.
    const scattered = dice.below(4) === 0;
    const times = who.map(() => dice.below(300));
    for (let i = 0; i < BURST; i++) {
      const one = dice.below(who.length);
      const peer = who[one] ?? 0;
      const what = liars.includes(peer) && dice.below(3) > 0 ? makeLie(dice, count) : makeDeed(dice, count, governs);
      actions.push(action(dice, at + (scattered ? dice.below(300) : (times[one] ?? 0)), peer, what));
    }
    for (const liar of liars) if (dice.below(2) === 0) actions.push(action(dice, at + dice.below(2_000), liar, makeLie(dice, count)));
  }
  return actions;
}

/** Whatever is in the way of those who write, entries become as many as there are to be, and some more at the very end. */
function catchUp(dice: Dice, { count, moments, ops }: { count: number; moments: number; ops: number }): Action[] {
  return Array.from({ length: moments + 4 }, (_, i) => {
    const due = Math.min(1, (i + 1) / (CAUGHT_UP * moments));
    return action(dice, BEGIN + (i + 1) * PACE, dice.below(count), { type: 'catch-up', ops: Math.ceil(due * ops), ...(i < moments ? {} : { sure: true }) });
  });
}

function makeLie(dice: Dice, count: number): Action['do'] {
  const trick = dice.pick(TRICKS);
  // Who is seen through can lie no more: mostly they are careful.
  const careful = BOLD.includes(trick) && dice.below(2) > 0 ? 'write' : trick;
  const to = dice.shuffle(Array.from({ length: count }, (_, i) => i)).slice(0, 1 + dice.below(count));
  return { type: 'lie', trick: careful, to, count: 1 + dice.below(4) };
}

function makeDeed(dice: Dice, count: number, governs: boolean): Deed {
  const which = dice.below(20);
  const title = `thing ${String(dice.below(10_000))}`;
  const roll = dice.below(100);
  if (roll < 55) return { type: 'post', title, photos: dice.below(12) === 0 ? 1 + dice.below(2) : 0 };
  if (roll < 68) return { type: 'revise', which, title };
  if (roll < 77) return { type: 'state', which, state: dice.pick(LISTING_STATES) };
  if (roll < 81) return { type: 'invite', uses: dice.below(3), ...(governs && dice.below(4) === 0 ? { role: dice.pick(ROLES) } : {}) };
  if (roll < 84) return { type: 'carry', to: dice.below(count), photos: dice.below(2) === 0 };
  if (roll < 92) return { type: 'post', title, photos: 0 };
  return governs ? makeDecision(dice, count, which) : { type: 'post', title, photos: 0 };
}

/** Whoever it is tries, also who may not. */
function makeDecision(dice: Dice, count: number, which: number): Deed {
  const who = dice.below(count);
  const roll = dice.below(100);
  if (roll < 40) return { type: 'set-role', who, role: dice.pick(ROLES) };
  if (roll < 55) return { type: 'remove', who, keep: dice.pick(['all', 'nothing']) };
  if (roll < 67) return { type: 'restore', who };
  if (roll < 77) return { type: 'revoke', which };
  if (roll < 84) return { type: 'set-rules', invite: dice.pick(['member', 'member', 'organizer']), greet: dice.pick(['member', 'member', 'organizer']), ops: dice.pick([200, 5_000]) };
  if (roll < 94) return { type: 'propose', what: dice.pick(['organizer', 'remove', 'restore', 'quorum']), who };
  return { type: 'sign', which };
}

/** Liars are honest until they turn; a founder, who can undo everything, does so late. */
function turns(dice: Dice, liars: readonly number[], end: number): Action[] {
  const due = (peer: number): number[] => (peer === 0 ? [CAUGHT_UP * end, 0.85 * end] : [11_000, 20_000, 40_000, 70_000]);
  return liars.flatMap((peer) => due(peer).map((at) => action(dice, at + dice.below(9_000), peer, { type: 'turn' })));
}

function failures(dice: Dice, { size, count, copies, end, liars }: { size: Size; count: number; copies: number; end: number; liars: readonly number[] }): Action[] {
  const actions: Action[] = [];
  // What a liar runs is not the product, and breaks for nobody.
  const honest = Array.from({ length: count }, (_, i) => i).filter((peer) => !liars.includes(peer));
  for (let i = 0; i < size.faults; i++) {
    const at = BEGIN + dice.roll() * (end - BEGIN);
    const peer = (dice.below(6) === 0 ? undefined : pickAny(dice, honest)) ?? dice.below(count);
    actions.push(action(dice, at, peer, makeFault(dice, count)));
  }
  for (let i = 0; i < copies; i++) actions.push(action(dice, dice.between(BEGIN, end), dice.below(count), { type: 'copy-home', as: count + i }));
  if (dice.below(6) === 0) {
    const peer = dice.below(count);
    const at = dice.between(BEGIN, end);
    actions.push(action(dice, at, peer, { type: 'keep-backup' }), action(dice, at + 20_000, peer, { type: 'restore-backup' }));
  }
  return actions;
}

function makeFault(dice: Dice, count: number): Fault {
  const long = 500 + dice.below(25_000);
  const other = dice.below(count);
  const roll = dice.below(100);
  const short = 500 + dice.below(9_000);
  if (roll < 14) return { type: 'crash', for: short };
  if (roll < 34) return { type: 'crash-at-write', calls: 1 + dice.below(30), for: short };
  if (roll < 42) return { type: 'restart', for: short };
  if (roll < 50) return { type: 'sleep', for: 2 * long };
  if (roll < 56) return { type: 'disk-full', for: long };
  if (roll < 62) return { type: 'disk-error', calls: 1 + dice.below(20) };
  if (roll < 66) return { type: 'read-only', for: long };
  if (roll < 74) return { type: 'cut', with: other, for: 2 * long };
  if (roll < 80) return { type: 'stall', with: other, for: long };
  if (roll < 84) return { type: 'second-lane', with: other };
  if (roll < 93) return { type: 'partition', side: dice.shuffle(Array.from({ length: count }, (_, i) => i)).slice(0, 1 + dice.below(count - 1)), for: 2 * long };
  return { type: 'skew', by: Math.floor(dice.between(-20 * MINUTE, 20 * MINUTE)) };
}
