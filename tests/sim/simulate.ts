/** One plan, from beginning to end: what came of it. */
import { isFault, type Plan } from './actions.ts';
import { watchCircles } from './circle-watch.ts';
import { watchGates } from './gate-watch.ts';
import { lookAt } from './invariants.ts';
import { useQuickKeys } from './quick-keys.ts';
import { World } from './world.ts';

export interface Outcome {
  seed: number;
  violations: string[];
  /** Of every frame and answer, in order: the same for the same plan. */
  trace: string;
  digest: string;
  peers: number;
  ops: number;
  faults: number;
  frames: number;
  counts: [string, number][];
}

export async function simulate(plan: Plan): Promise<Outcome> {
  useQuickKeys();
  const world = new World(plan);
  watchGates(world.counter);
  watchCircles();
  const stray = (reason: unknown): void => world.violate(`something failed that nobody waited for: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`);
  process.on('unhandledRejection', stray);
  try {
    await world.run();
    const { ops, digest } = await lookAt(world);
    // Whoever let something fall has done so by now.
    await world.clock.pass(1_000);
    const counts = world.counter.entries();
    const faults = counts.filter(([name]) => name.startsWith('fault ')).reduce((sum, [, count]) => sum + count, 0);
    return { seed: plan.seed, violations: world.violations, trace: world.trace, digest, peers: world.peers.length, ops, faults, frames: world.network.frames, counts };
  } catch (error) {
    world.violate(`the run ended: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return { seed: plan.seed, violations: world.violations, trace: world.trace, digest: '', peers: plan.peers.length, ops: 0, faults: plan.actions.filter((action) => isFault(action.do)).length, frames: world.network.frames, counts: world.counter.entries() };
  } finally {
    process.off('unhandledRejection', stray);
  }
}
