/** Stories told by whole peers: a plan written by hand, played by the simulator from its seed, healed, and held to all that must hold after any run. */
import type { AccountKey, CircleId } from '../../../src/core/ids.ts';
import type { MemberSummary } from '../../../src/core/circle-calls.ts';
import { titlesOf } from '../../support/reading.ts';
import type { TestPeer } from '../../support/test-peer.ts';
import type { Action, LinkPlan, Plan } from '../actions.ts';
import { watchCircles } from '../circle-watch.ts';
import { watchGates } from '../gate-watch.ts';
import { lookAt } from '../invariants.ts';
import { useQuickKeys } from '../quick-keys.ts';
import type { SimPeer } from '../sim-peer.ts';
import { World } from '../world.ts';

export interface Story {
  seed: number;
  /** Each of an account of its own. */
  peers: number;
  copies?: number;
  /** Who is linked; the first ones if it is a number, and everybody to them. */
  links: number | readonly (readonly [number, number])[];
  /** When (ms), who, what. */
  actions: readonly (readonly [number, number, Action['do']])[];
}

export class Told {
  readonly world: World;
  readonly circle: CircleId;

  constructor(world: World) {
    if (world.circle === undefined) throw new Error('a story begins with a circle');
    this.world = world;
    this.circle = world.circle;
  }

  peer(index: number): SimPeer {
    const peer = this.world.peers[index];
    if (peer === undefined) throw new Error(`there is no peer ${String(index)}`);
    return peer;
  }

  running(index: number): TestPeer {
    const { running } = this.peer(index);
    if (running === undefined) throw new Error(`peer ${String(index)} doesn't run`);
    return running;
  }

  account(index: number): AccountKey {
    return this.peer(index).secrets.account;
  }

  /** How people stand, by number, as that peer shows it. */
  async standings(by: number): Promise<(MemberSummary['status'] | undefined)[]> {
    const members = await this.running(by).peer.run('listMembers', { circle: this.circle });
    return this.world.plan.peers.map((_, index) => members.find(({ account }) => account === this.account(index))?.status);
  }

  titles(by: number): string[] {
    return titlesOf(this.running(by), this.circle);
  }

  problem(of: number): string | undefined {
    return this.running(of).peer.circles()[0]?.problem;
  }

  /** What doesn't hold of all that must: asked of every member, of the oracle and of who was never there. */
  async violations(): Promise<string[]> {
    await lookAt(this.world);
    return this.world.violations;
  }
}

/** Plays it up to where all is healed and quiet. `meanwhile` may look on after that many ms. */
export async function play(story: Story, meanwhile?: { at: number; look: (told: Told) => void }): Promise<Told> {
  useQuickKeys();
  watchCircles();
  const world = new World(planOf(story));
  watchGates(world.counter);
  if (meanwhile !== undefined) world.clock.after(meanwhile.at, () => meanwhile.look(new Told(world)));
  await world.run();
  return new Told(world);
}

function planOf({ seed, peers, copies = 0, links, actions }: Story): Plan {
  const all = Array.from({ length: peers }, (_, i) => i);
  const pairs = typeof links === 'number' ? all.flatMap((a) => all.filter((b) => b < a && b < links).map((b) => [a, b] as const)) : links;
  return {
    seed,
    peers: all.map((i) => ({ name: `story ${String(i)}`, account: `story ${String(i)}`, skew: 0 })),
    copies,
    links: pairs.map(([a, b]): LinkPlan => ({ a, b, delay: 10, jitter: 20 })),
    actions: [...actions].sort(([a], [b]) => a - b).map(([at, peer, what], i) => ({ at, peer, seed: seed * 1_000 + i, do: what })),
  };
}
