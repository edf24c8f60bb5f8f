/** A history in the making: who writes where, and what can be named. It knows nothing of what counts. */
import type { Dice } from '../../../src/core/sample/seeded.ts';
import { ACT_DEVICE, type Act, type Fact, type Place, type Role, type Rules, type Says, type World } from './world.ts';

export interface Story {
  readonly dice: Dice;
  readonly circle: string;
  readonly founder: World['founder'];
  readonly accounts: readonly string[];
  readonly facts: Fact[];
  readonly forks: { device: string; seq: number }[];
  readonly falsely: { device: string; seq: number }[];
  readonly acts: Act[];
  /** Whose each device is, and where it writes on. */
  readonly owners: Map<string, string>;
  readonly heads: Map<string, Fact>;
  now: number;
  count: number;
}

export const chance = (story: Story, of: number): boolean => story.dice.roll() < of;
export const pickFrom = <T>(story: Story, from: readonly T[]): T | undefined => from[story.dice.below(from.length)];

/** Ids whose order says nothing about when they were made. */
export const newId = (story: Story, what: string): string => `${story.dice.below(4096).toString(16).padStart(3, '0')}-${what}-${(story.count += 1)}`;

export const placeOf = ({ device, seq, id }: Fact): Place => ({ device, seq, id });
const placeOfAct = ({ id, number }: Act): Place => ({ device: ACT_DEVICE, seq: number, id });

export function startStory(dice: Dice): Story {
  const people = 3 + dice.below(7);
  const accounts = Array.from({ length: people }, (_, i) => `p${i}`);
  const circle = `circle-${dice.below(4096)}`;
  const founder = { account: 'p0', device: 'p0.0' };
  const n = Math.min(people, 1 + dice.below(7));
  const quorum = { accounts: accounts.slice(0, n), k: dice.roll() < 0.7 ? Math.floor(n / 2) + 1 : 1 };
  const story: Story = { dice, circle, founder, accounts, facts: [], forks: [], falsely: [], acts: [], owners: new Map(), heads: new Map(), now: 1, count: 0 };
  const genesis: Fact = { id: circle, device: founder.device, seq: 0, prev: null, lamport: 1, bytes: 300, says: { t: 'genesis', account: 'p0', rules: anyRules(story), quorum } };
  story.facts.push(genesis);
  story.heads.set(founder.device, genesis);
  story.owners.set(founder.device, 'p0');
  return story;
}

export function anyRules({ dice }: Story): Rules {
  const level = (): Rules['invite'] => (dice.roll() < 0.75 ? 'member' : 'organizer');
  return { invite: level(), greet: level(), quota: { ops: dice.roll() < 0.8 ? 1000 : 4 + dice.below(12), bytes: dice.roll() < 0.8 ? 100_000 : 1_000 + dice.below(4_000) } };
}

/** The next op of a device, or of a branch that begins after `after`; null: of one that begins anew. */
export function write(story: Story, device: string, says: Says, after: Fact | null = story.heads.get(device) ?? null): Fact {
  const { dice } = story;
  story.now += 1;
  const lamport = Math.max((after?.lamport ?? 0) + 1, story.now - dice.below(6) + (dice.roll() < 0.02 ? 40 : 0));
  const fact: Fact = { id: newId(story, says.t), device, seq: (after?.seq ?? -1) + 1, prev: after?.id ?? null, lamport, bytes: 200 + dice.below(400), says };
  story.facts.push(fact);
  if (after === (story.heads.get(device) ?? null)) story.heads.set(device, fact);
  return fact;
}

/** A device with its op 0; whether it is ever admitted is another matter. */
export function openDevice(story: Story, account: string): string {
  const device = `${account}.${[...story.owners.values()].filter((owner) => owner === account).length}`;
  story.owners.set(device, account);
  write(story, device, { t: 'open', account });
  return device;
}

export const devicesOf = (story: Story, account: string): string[] => [...story.owners].filter(([, owner]) => owner === account).map(([device]) => device);
export const isOpen = (story: Story, account: string): boolean => devicesOf(story, account).length > 0;

/** Every grant that was ever written to an account, with its place. */
export function grantsTo(story: Story, account: string, roles: readonly Role[]): Place[] {
  const byOps = story.facts.filter(({ says }) => says.t === 'grant' && says.account === account && roles.includes(says.role)).map(placeOf);
  const byActs = story.acts.filter(({ deed }) => deed.t === 'grant' && deed.account === account && roles.includes(deed.role)).map(placeOfAct);
  const byGenesis = account === story.founder.account && roles.includes('organizer') ? [{ device: story.founder.device, seq: 0, id: story.circle }] : [];
  return [...byGenesis, ...byActs, ...byOps];
}

/** Someone who holds one of these roles, as far as what was written goes, and a device of theirs. */
export function someoneWith(story: Story, roles: readonly Role[]): { account: string; device: string } | undefined {
  const account = pickFrom(story, story.accounts.filter((one) => isOpen(story, one) && grantsTo(story, one, roles).length > 0));
  const device = account === undefined ? undefined : pickFrom(story, devicesOf(story, account));
  return account === undefined || device === undefined ? undefined : { account, device };
}

export function anyone(story: Story): { account: string; device: string } {
  const [device, account] = pickFrom(story, [...story.owners]) ?? [story.founder.device, story.founder.account];
  return { account, device };
}

/** Mostly one's own right; now and then another's, one that isn't here, or one misplaced. */
export function organizerRight(story: Story, account: string): Place | undefined {
  const own = pickFrom(story, grantsTo(story, account, ['organizer']));
  return spoilt(story, own, () => pickFrom(story, story.accounts.flatMap((other) => grantsTo(story, other, ['organizer']))));
}

export function spoilt(story: Story, right: Place | undefined, other: () => Place | undefined): Place | undefined {
  const roll = story.dice.roll();
  if (roll < 0.02) return other();
  if (roll < 0.03) return { device: anyone(story).device, seq: story.dice.below(5), id: newId(story, 'nowhere') };
  if (roll < 0.035 && right !== undefined) return { ...right, seq: right.seq + 1 };
  return roll < 0.04 ? undefined : right;
}

/** A rules version, genesis among them, or a greeter's or moderator's grant. */
export function memberRight(story: Story, account: string): Place | undefined {
  const versions = story.facts.filter(({ says }) => says.t === 'rules' || says.t === 'genesis').map(placeOf);
  const latest = versions.at(-1);
  const version = chance(story, 0.6) ? latest : pickFrom(story, versions);
  const byRole = pickFrom(story, grantsTo(story, account, ['greeter', 'moderator']));
  const right = byRole !== undefined && chance(story, 0.7) ? byRole : version;
  return spoilt(story, right, () => pickFrom(story, story.accounts.flatMap((other) => grantsTo(story, other, ['greeter', 'moderator', 'member']))));
}

export const finish = ({ circle, founder, facts, forks, falsely, acts }: Story): World => ({ circle, founder, facts, forks, falsely, acts });
