/** Small worlds, written by hand: devices are named by who holds them, and ids by their place (`f1`, on a second branch `f1b`). */
import { ACT_DEVICE, type Act, type Deed, type Fact, type Place, type Quorum, type Role, type Rules, type Says, type Target, type Withdrawal, type World } from './world.ts';

const OPEN_RULES: Rules = { invite: 'member', greet: 'member', quota: { ops: 1000, bytes: 1_000_000 } };
const FOUNDER = { account: 'F', device: 'f' };
/** Genesis: the founder's right, and the first rules. */
export const GENESIS: Place = { device: 'f', seq: 0, id: 'f0' };

export const account = (id: string): Target => ({ t: 'account', id });
export const the = (t: Target['t'], { id }: Place): Target => ({ t, id });

export interface Teller {
  add(device: string, says: Says, lamport?: number): Place;
  open(device: string, account: string): Place;
  /** So many posts; the last one's place. */
  post(device: string, times?: number): Place;
  grant(device: string, right: Place, account: string, role?: Role): Place;
  invite(device: string, right: Place): Place;
  admit(device: string, right: Place, account: string, newDevice: string, invitation?: Place, proven?: boolean): Place;
  cut(device: string, right: Place, of: Target, withdrawal?: Partial<Withdrawal>): Place;
  setRules(device: string, right: Place, rules: Partial<Rules>): Place;
  act(deed: Deed, signers: string[], more?: Partial<Act>): Place;
  /** A proven fork at this place; what the device writes from now on is the second branch. */
  fork(place: Place): void;
  signFalsely(device: string, seq: number): void;
  world(): World;
}

/** One whom the founder made an organizer: the right. */
export function organizer(story: Teller, device: string, name: string, by: { device: string; right: Place } = { device: 'f', right: GENESIS }): Place {
  story.open(device, name);
  return story.grant(by.device, by.right, name);
}

/** One whom the founder let in. */
export function member(story: Teller, device: string, name: string): Place {
  story.open(device, name);
  return story.admit('f', GENESIS, name, device);
}

export function tell(rules: Partial<Rules> = {}, quorum: Quorum = { accounts: ['F'], k: 1 }): Teller {
  const facts: Fact[] = [];
  const forks: World['forks'][number][] = [];
  const falsely: World['falsely'][number][] = [];
  const acts: Act[] = [];
  const heads = new Map<string, Fact>();
  const branches = new Map<string, string>();
  const add: Teller['add'] = (device, says, lamport) => {
    const prev = heads.get(device);
    const seq = (prev?.seq ?? -1) + 1;
    const id = `${device}${seq}${branches.get(device) ?? ''}`;
    const fact: Fact = { id, device, seq, prev: prev?.id ?? null, lamport: lamport ?? (prev?.lamport ?? 0) + 1, bytes: 100, says };
    facts.push(fact);
    heads.set(device, fact);
    return { device, seq, id };
  };
  add('f', { t: 'genesis', account: 'F', rules: { ...OPEN_RULES, ...rules }, quorum });
  return {
    add,
    open: (device, name) => add(device, { t: 'open', account: name }),
    post(device, times = 1) {
      for (let more = times; more > 1; more--) add(device, { t: 'other' });
      return add(device, { t: 'other' });
    },
    grant: (device, right, name, role = 'organizer') => add(device, { t: 'grant', right, account: name, role }),
    invite: (device, right) => add(device, { t: 'invite', right }),
    admit: (device, right, name, newDevice, invitation, proven = true) =>
      add(device, { t: 'admit', right, account: name, device: newDevice, proven, ...(invitation === undefined ? {} : { invitation }) }),
    cut: (device, right, of, withdrawal = {}) => add(device, { t: 'cut', right, of, logs: [], others: 'zero', replaces: [], ...withdrawal }),
    setRules: (device, right, changed) => add(device, { t: 'rules', right, rules: { ...OPEN_RULES, ...changed } }),
    act(deed, signers, more = {}) {
      const number = more.number ?? acts.length + 1;
      const made: Act = { id: `act${number}`, prev: acts.at(-1)?.id ?? 'f0', deed, signers, ...more, number };
      acts.push(made);
      return { device: ACT_DEVICE, seq: number, id: made.id };
    },
    fork({ device, seq, id }) {
      const before = facts.find((fact) => fact.id === facts.find((one) => one.id === id)?.prev);
      if (before === undefined) throw new Error(`nothing before ${id}`);
      heads.set(device, before);
      branches.set(device, 'b');
      forks.push({ device, seq });
    },
    signFalsely: (device, seq) => void falsely.push({ device, seq }),
    world: () => ({ circle: 'f0', founder: FOUNDER, facts, forks, falsely, acts }),
  };
}
