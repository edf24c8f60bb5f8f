/**
 * What a circle decides in a run: the founder shares the work early, and from then on organizers, and now and then the quorum,
 * give and take back roles, links, rules and people, mostly so that it succeeds. What makes many fall silent comes late.
 */
import { ROLES } from '../../src/core/circle/control-bodies.ts';
import type { Action, Deed } from './actions.ts';
import { pickAny, type Dice } from './chance.ts';

/** Who may decide, by number. */
export interface Staff {
  organizers: readonly [number, ...number[]];
  /** Beside the founder; none where the founder alone is the quorum. */
  friends: readonly number[];
}

/** When a decision falls, and in which part of the run (0 to 1). */
interface Moment {
  at: number;
  part: number;
}

/** From this part of the run on what stops many may be decided. */
const LATE = 0.7;
/** How long others take to hear of a decision, mostly. */
const HEARD = 4_000;

/** Mostly honest ones: a liar writes no decisions once it has turned. */
export function pickStaff(dice: Dice, count: number, liars: readonly number[]): Staff {
  const others = dice.shuffle(Array.from({ length: count - 1 }, (_, i) => i + 1));
  const honest = others.filter((peer) => !liars.includes(peer));
  const [first = 1, ...more] = dice.below(3) === 0 ? others : honest;
  return { organizers: [first, ...more.slice(0, 1 + dice.below(2))], friends: dice.below(2) === 0 ? [] : dice.shuffle(honest).slice(0, 2 + dice.below(2)) };
}

type Make = (at: number, peer: number, what: Action['do']) => Action;

/** What the founder gives out once people are in, and once more for who came later. */
export function share(dice: Dice, { organizers }: Staff, count: number, make: Make): Action[] {
  const helpers = [1 + dice.below(count - 1), 1 + dice.below(count - 1)].filter((who) => !organizers.includes(who));
  const given: Deed[] = [...organizers.map((who): Deed => ({ type: 'set-role', who, role: 'organizer' })), ...helpers.map((who, i): Deed => ({ type: 'set-role', who, role: i === 0 ? 'greeter' : 'moderator' }))];
  return [6_000, 14_000].flatMap((from) => given.map((what, i) => make(from + 400 * i + dice.below(400), 0, what)));
}

/** Decisions all through the run, from `begin` to `end`. */
export function decide(dice: Dice, staff: Staff, { count, begin, end }: { count: number; begin: number; end: number }, make: Make): Action[] {
  const actions: Action[] = [];
  const most = 6 + dice.below(5);
  for (let i = 0; i < most; i++) {
    const part = (i + dice.roll()) / most;
    actions.push(...dice.pick(TURNS)(dice, staff, count, { at: begin + part * (end - begin), part }, make));
  }
  // Nobody leaves before there is something that stays.
  if (dice.below(3) === 0) actions.push(make(begin + dice.between(LATE, 1) * (end - begin), 1 + dice.below(count - 1), { type: 'leave' }));
  return actions;
}

type Turn = (dice: Dice, staff: Staff, count: number, moment: Moment, make: Make) => Action[];

/** An organizer, or the founder. */
function pickSenior(dice: Dice, { organizers }: Staff): number {
  return dice.below(3) === 0 ? 0 : dice.pick(organizers);
}

/** Anybody but the founder; an organizer now and then. */
function pickOther(dice: Dice, { organizers }: Staff, count: number): number {
  const plain = Array.from({ length: count - 1 }, (_, i) => i + 1).filter((who) => !organizers.includes(who));
  return (dice.below(4) === 0 ? undefined : pickAny(dice, plain)) ?? dice.pick(organizers);
}

/** Somebody is removed, and taken in again, but for some late in the run. */
const removeAndRestore: Turn = (dice, staff, count, { at, part }, make) => {
  const who = pickOther(dice, staff, count);
  const by = staff.organizers.includes(who) ? 0 : pickSenior(dice, staff);
  const actions = [make(at, by, { type: 'remove', who, keep: dice.pick(['all', 'nothing']) })];
  if (part < LATE || dice.below(3) > 0) actions.push(make(at + HEARD + dice.below(8_000), dice.below(3) === 0 ? 0 : by, { type: 'restore', who }));
  return actions;
};

const giveRole: Turn = (dice, staff, count, { at }, make) => {
  const [who, by] = [pickOther(dice, staff, count), pickSenior(dice, staff)];
  const actions = [make(at, by, { type: 'set-role', who, role: dice.pick(ROLES) })];
  if (dice.below(2) === 0) actions.push(make(at + HEARD + dice.below(8_000), dice.below(3) === 0 ? 0 : by, { type: 'set-role', who, role: dice.pick(['member', 'organizer']) }));
  return actions;
};

/** An organizer makes another one, who removes somebody; then the first takes that back. */
const cascade: Turn = (dice, staff, count, { at }, make) => {
  const by = pickSenior(dice, staff);
  const [second, third] = [pickOther(dice, staff, count), pickOther(dice, staff, count)];
  return [
    make(at, by, { type: 'set-role', who: second, role: 'organizer' }),
    make(at + HEARD, second, { type: 'remove', who: third, keep: dice.pick(['all', 'nothing']) }),
    make(at + 2 * HEARD, dice.below(2) === 0 ? by : 0, dice.below(2) === 0 ? { type: 'set-role', who: second, role: 'member' } : { type: 'restore', who: third }),
  ];
};

/** Two organizers remove each other: equals can't, but one whom the other has made may not know yet. */
const duel: Turn = (dice, staff, _, { at }, make) => {
  const [a, b] = dice.shuffle([0, ...staff.organizers]);
  if (a === undefined || b === undefined) return [];
  const keep = dice.pick(['all', 'nothing'] as const);
  return [
    make(at, a, { type: 'remove', who: b, keep }),
    make(at, b, { type: 'remove', who: a, keep }),
    make(at + HEARD + dice.below(4_000), 0, { type: 'restore', who: a === 0 ? b : a }),
    make(at + HEARD + dice.below(4_000), 0, { type: 'restore', who: b === 0 ? a : b }),
  ];
};

const newRules: Turn = (dice, staff, _, { at, part }, make) => {
  const by = pickSenior(dice, staff);
  const rules = (ops: number): Deed => ({ type: 'set-rules', invite: dice.pick(['member', 'member', 'organizer']), greet: dice.pick(['member', 'member', 'organizer']), ops });
  const actions = [make(at, by, rules(part > LATE && dice.below(3) === 0 ? 20 : dice.pick([200, 5_000, 5_000])))];
  if (dice.below(2) === 0) actions.push(make(at + HEARD + dice.below(6_000), by, rules(5_000)));
  return actions;
};

const inviteAndRevoke: Turn = (dice, staff, count, { at }, make) => {
  const by = pickSenior(dice, staff);
  const inviter = dice.below(2) === 0 ? by : dice.below(count);
  return [make(at, inviter, { type: 'invite', uses: dice.below(3) }), make(at + HEARD, dice.below(3) === 0 ? inviter : by, { type: 'revoke', which: -1 - dice.below(2) })];
};

/** The quorum: one proposes, the others sign once they have heard of it. */
const act: Turn = (dice, staff, count, { at, part }, make) => {
  const [by, ...others] = dice.shuffle([0, ...staff.friends]);
  if (by === undefined) return [];
  const who = part < LATE ? pickOther(dice, staff, count) : dice.below(count);
  const what = dice.pick(['organizer', 'organizer', 'remove', 'restore', 'quorum'] as const);
  const actions = [make(at, by, { type: 'propose', what, who })];
  for (const other of others) actions.push(make(at + HEARD + dice.below(3_000), other, { type: 'sign', which: -1 }));
  if (what === 'remove' && part < LATE) {
    actions.push(make(at + 3 * HEARD, by, { type: 'propose', what: 'restore', who }));
    for (const other of others) actions.push(make(at + 4 * HEARD + dice.below(3_000), other, { type: 'sign', which: -1 }));
  }
  return actions;
};

const TURNS: readonly [Turn, ...Turn[]] = [removeAndRestore, removeAndRestore, giveRole, giveRole, cascade, duel, newRules, inviteAndRevoke, act, act, act];
