/**
 * The product's authority, fed with an oracle's world: in any order in which logs can come, op by op, or all at once. Ids become hex of their
 * letters, which keeps their order.
 */
import { Authority } from '../../../src/core/authority/authority.ts';
import type { Chain } from '../../../src/core/authority/evidence.ts';
import type { Cut as ProductCut, Fact as ProductFact, FactOf, Says as ProductSays } from '../../../src/core/authority/facts.ts';
import { bytesToId, type AccountKey, type ActId, type CircleId, type DeviceKey, type OpId } from '../../../src/core/ids.ts';
import type { Join } from '../../../src/core/circle/join.ts';
import { compareVerdicts } from '../oracle/compare.ts';
import { judge } from '../oracle/decide-by-brute-force.ts';
import { ACT_DEVICE, type Act, type Fact, type Place, type Verdict, type Withdrawal, type World } from '../oracle/world.ts';
import { differingAnswers } from './answers.ts';
import { clip, comparable, readVerdict } from './read-verdict.ts';

const bytesOf = (name: string): Uint8Array => new TextEncoder().encode(name);
export const toId = <T extends string>(name: string): T => bytesToId<OpId>(bytesOf(name)) as string as T;
export const fromId = (id: string): string => new TextDecoder().decode(Uint8Array.from(id.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16)));

/** A branch that grows as a log does. */
class GrowingChain implements Chain {
  readonly device: DeviceKey;
  readonly account: AccountKey;
  readonly ids: OpId[] = [];
  readonly facts: ProductFact[] = [];
  leaveAt: number | undefined;
  readonly #ends: number[] = [];

  constructor(device: DeviceKey, account: AccountKey) {
    this.device = device;
    this.account = account;
  }

  bytesBelow(count: number): number {
    return this.#ends[count - 1] ?? 0;
  }

  append(op: Fact): ProductFact | undefined {
    this.ids.push(toId(op.id));
    this.#ends.push((this.#ends.at(-1) ?? 0) + op.bytes);
    const says = saysOf(op);
    if (says === undefined) return undefined;
    if (says.kind === 'leave') this.leaveAt ??= op.seq;
    const fact = { id: toId<OpId>(op.id), device: this.device, account: this.account, seq: op.seq, lamport: op.lamport, wall: 0, right: rightOf(op), says };
    this.facts.push(fact);
    return fact;
  }
}

function rightOf({ says }: Fact): string | undefined {
  return 'right' in says && says.right !== undefined ? toId(says.right.id) : undefined;
}

function cutOf({ of, logs, others, replaces }: Withdrawal): ProductCut {
  return { of: { t: of.t, id: toId(of.id) }, logs: new Map(logs.map(({ device, seq, id }) => [toId<DeviceKey>(device), { seq, id: toId<OpId>(id) }])), others, replaces: replaces.map((id) => toId(id)), reason: undefined };
}

const NO_BYTES = new Uint8Array();

function saysOf({ says }: Fact): ProductSays | undefined {
  switch (says.t) {
    case 'genesis': {
      const quorum = { accounts: says.quorum.accounts.map(bytesOf), k: says.quorum.k };
      const body = { account: bytesOf(says.account), certificate: NO_BYTES, boxKey: NO_BYTES, person: '', name: '', public: false, keyCommitment: NO_BYTES, rules: { ...says.rules, clauses: [] }, quorum };
      return { kind: 'genesis', body };
    }
    case 'invite':
      return { kind: 'invite', key: NO_BYTES, uses: 0, role: 'member' };
    case 'admit': {
      const join: Join = { account: bytesOf(says.account), device: bytesOf(says.device), certificate: NO_BYTES, boxKey: NO_BYTES, person: '', proof: NO_BYTES };
      return { kind: 'admit', account: toId(says.account), device: toId(says.device), invitation: says.invitation === undefined ? undefined : toId(says.invitation.id), join };
    }
    case 'grant':
      return { kind: 'grant', account: toId(says.account), role: says.role };
    case 'cut':
      return { kind: 'cut', cut: cutOf(says) };
    case 'rules':
      return { kind: 'rules', body: { ...says.rules, clauses: [] } };
    case 'rotate':
      return { kind: 'rotate', commitment: NO_BYTES };
    case 'leave':
      return { kind: 'leave' };
    default:
      return undefined;
  }
}

function actOf({ id, number, prev, deed, signers }: Act): Parameters<Authority['addAct']>[0] {
  const to = { id: toId<ActId>(id), number, prev: toId<string>(prev), signers: new Set(signers.map((account) => toId<AccountKey>(account))) };
  if (deed.t === 'grant') return { ...to, deed: { t: 'grant', account: toId(deed.account), role: deed.role } };
  if (deed.t === 'quorum') return { ...to, deed: { t: 'quorum', quorum: { accounts: deed.accounts.map(bytesOf), k: deed.k } } };
  return { ...to, deed: { t: 'cut', cut: cutOf(deed) } };
}

/** The same world with refs that say where the op stands that their id names: the product goes by the id alone. */
export function withRightPlaces(world: World): World {
  const places = new Map<string, Place>(world.facts.map(({ id, device, seq }) => [id, { id, device, seq }]));
  for (const { id, number } of world.acts) places.set(id, { id, device: ACT_DEVICE, seq: number });
  const right = (place: Place | undefined): Place | undefined => (place === undefined ? undefined : (places.get(place.id) ?? place));
  return {
    ...world,
    facts: world.facts.map((fact): Fact => {
      const { says } = fact;
      if (says.t === 'admit' && says.invitation !== undefined) return { ...fact, says: { ...says, right: right(says.right), invitation: places.get(says.invitation.id) ?? says.invitation } };
      return 'right' in says ? { ...fact, says: { ...says, right: right(says.right) } } : fact;
    }),
  };
}

/** Feeds a world, and answers for it. */
export class ProductWorld {
  readonly authority: Authority;
  readonly #world: World;
  readonly #chains = new Map<string, GrowingChain[]>();
  readonly #waiting = new Map<string, Fact[]>();
  readonly #here = new Set<string>();

  constructor(world: World) {
    this.#world = world;
    this.authority = new Authority(toId<CircleId>(world.circle));
  }

  /** All in the world's own order, decided once at the end. */
  static whole(world: World): ProductWorld {
    const fed = new ProductWorld(world);
    for (const { device, seq } of world.forks) fed.authority.addFork(toId(device), seq);
    for (const { device, seq } of world.falsely) fed.authority.addFalsely(toId(device), seq);
    for (const act of world.acts) fed.authority.addAct(actOf(act));
    for (const fact of world.facts) fed.take(fact);
    return fed;
  }

  /** In a given order, asked for a verdict after each step; a fork is told before its second branch comes, as in the product. */
  static stepByStep(world: World, order: readonly Fact[], onStep: (fed: ProductWorld, step: number) => void): ProductWorld {
    const fed = new ProductWorld(world);
    const steps = order.map((fact) => () => fed.take(fact));
    const side = [
      ...world.falsely.map(({ device, seq }) => () => fed.authority.addFalsely(toId<DeviceKey>(device), seq)),
      ...world.acts.map((each) => () => fed.authority.addAct(actOf(each))),
      ...world.forks.map(({ device, seq }) => () => fed.authority.addFork(toId<DeviceKey>(device), seq)),
    ];
    // Spread evenly: what is known beside the ops comes in between.
    const every = Math.max(1, Math.floor(steps.length / (side.length + 1)));
    for (const [i, step] of steps.entries()) {
      step();
      if (i % every === every - 1) side.shift()?.();
      void fed.authority.plain;
      onStep(fed, i);
    }
    for (const step of side) step();
    return fed;
  }

  /** One op, once the one before it is here. */
  take(fact: Fact): void {
    if (fact.prev !== null && !this.#here.has(fact.prev)) {
      this.#waiting.set(fact.prev, [...(this.#waiting.get(fact.prev) ?? []), fact]);
      return;
    }
    this.#append(fact);
    this.#here.add(fact.id);
    const waiting = this.#waiting.get(fact.id) ?? [];
    this.#waiting.delete(fact.id);
    for (const next of waiting) this.take(next);
  }

  #append(fact: Fact): void {
    const chains = this.#chains.get(fact.device) ?? [];
    this.#chains.set(fact.device, chains);
    const at = fact.prev === null ? undefined : chains.find((chain) => chain.ids.at(-1) === toId(fact.prev ?? ''));
    const isProven = fact.says.t !== 'admit' || fact.says.proven;
    if (fact.says.t === 'admit') this.authority.evidence.uncertified.add(toId(fact.id));
    if (at !== undefined) {
      const added = at.append(fact);
      if (added !== undefined) this.authority.addFacts([added], at);
      this.authority.grew(at);
    } else {
      if (chains.length > 0) this.#proveFork(fact);
      chains.push(this.#begin(fact));
    }
    const added = this.authority.evidence.facts.get(toId(fact.id));
    if (added?.says.kind === 'admit') this.authority.prove(added as FactOf<'admit'>, { certificate: isProven, invitation: true });
  }

  #proveFork({ device }: Fact): void {
    for (const fork of this.#world.forks) if (fork.device === device) this.authority.addFork(toId(device), fork.seq);
    // Somebody asks before the branch itself is here.
    void this.authority.plain;
  }

  /** A log's first branch, or another one with what it shares with those that are here. */
  #begin(fact: Fact): GrowingChain {
    const before: Fact[] = [];
    for (let prev = fact.prev; prev !== null; ) {
      const op = this.#world.facts.find(({ id }) => id === prev);
      if (op === undefined) throw new Error('an op whose chain is not here');
      before.unshift(op);
      prev = op.prev;
    }
    const first = before[0] ?? fact;
    const account = first.says.t === 'genesis' || first.says.t === 'open' ? first.says.account : 'nobody';
    const chain = new GrowingChain(toId(fact.device), toId(account));
    for (const op of [...before, fact]) chain.append(op);
    this.authority.addChain(chain);
    return chain;
  }

  /** What is said now, or what an authority says that decides all of it at once. */
  verdict(authority = this.authority): Verdict {
    const { circle, acts, facts } = this.#world;
    return readVerdict(authority, { circle, acts, facts: facts.filter(({ id }) => this.#here.has(id)) }, { to: toId, from: fromId });
  }

  /** What the gate would have room for of ops that follow on what is here of a log. */
  roomFor(facts: readonly Fact[]): ReturnType<Authority['roomFor']> {
    const device = facts[0]?.device ?? '';
    const here = this.#chains.get(device)?.[0];
    const first = facts[0]?.says;
    const chain = new GrowingChain(toId(device), here?.account ?? toId(first?.t === 'open' ? first.account : ''));
    const ops = facts.map((op) => ({ op: { seq: op.seq, id: toId<OpId>(op.id) }, bytes: op.bytes, fact: chain.append(op) }));
    const length = here?.ids.length ?? 0;
    return this.authority.roomFor(chain.device, chain.account, ops, { ops: length, bytes: here?.bytesBelow(length) ?? 0 });
  }

  /** What the same evidence comes to when it is decided at once. */
  decidedAnew(): Authority {
    return new Authority(toId<CircleId>(this.#world.circle), this.authority.evidence);
  }
}

/** What the product says otherwise than the oracle, of all at once. Limits beyond what is here are the same: nobody has those ops. */
export function fromOracle(world: World, oracle: Verdict = judge(world, undefined, 'proposed')): string[] {
  const product = ProductWorld.whole(world).verdict();
  return compareVerdicts(comparable(oracle, product), comparable(product, oracle), ['the oracle', 'the product']);
}

/** How often on the way it is looked whether all is as if it had been decided at once. */
const LOOKS = 8;

/** What it says otherwise when ops come one by one in that order: on the way, and at the end. */
export function fromSteps(world: World, order: readonly Fact[]): string[] {
  const onTheWay: string[] = [];
  const names = ['all at once', 'on the way'] as const;
  const every = Math.max(1, Math.floor(order.length / LOOKS));
  const fed = ProductWorld.stepByStep(world, order, (one, step) => {
    if (step % every === every - 1 && onTheWay.length === 0) onTheWay.push(...compareVerdicts(clip(one.verdict(one.decidedAnew())), clip(one.verdict()), names), ...differingAnswers(one.decidedAnew(), one.authority, names));
  });
  if (onTheWay.length > 0) return onTheWay;
  const whole = ProductWorld.whole(world);
  return [...compareVerdicts(clip(whole.verdict()), clip(fed.verdict()), names), ...differingAnswers(whole.authority, fed.authority, names)];
}
