/**
 * What a person was told is saved: it is on their disk, and shown, or the oracle says why it isn't. Of no home anything else is allowed: also a home
 * that was copied, the copy, and after decisions. Only what was saved after the backup that was put back may be gone, and nobody may know of it.
 */
import type { OpId } from '../../src/core/ids.ts';
import { shownOf, type Judged } from './ask-oracle.ts';
import { openCircleOf } from './circle-watch.ts';
import { readHeld, type Held } from './held.ts';
import { readLog } from './log-book.ts';
import type { Saved, SimPeer } from './sim-peer.ts';
import type { World } from './world.ts';

/** `judged` has the verdict on what each of those who were asked holds; `common` the one that all share who are in step. */
export async function checkSaved(world: World, judged: ReadonlyMap<SimPeer, Judged>, common: Judged): Promise<void> {
  for (const peer of world.honest) {
    const { circle } = world;
    if (circle === undefined || peer.circle !== circle || peer.saved.length === 0) continue;
    const held = judged.get(peer)?.held ?? (await readHeld(circle, await peer.peekJournal(), world.verifier));
    const shown = shownBy(world, peer);
    for (const saved of peer.saved) checkOne(world, peer, saved, { held, shown, common });
  }
}

/** What its own log shows, where it runs and is in. */
function shownBy({ circle }: World, { running, device, isMember }: SimPeer): ReadonlySet<string> | undefined {
  if (running === undefined || circle === undefined || !isMember || openCircleOf(running, circle)?.olderCopy === true) return undefined;
  return new Set(readLog(running, circle, device).map(({ op }) => op.id));
}

function checkOne(world: World, peer: SimPeer, { op: id, what, mayBeGone }: Saved, { held, shown, common }: { held: Held; shown: ReadonlySet<string> | undefined; common: Judged }): void {
  world.counter.note('saved: asked about');
  const op = held.ops.get(id)?.op;
  if (op === undefined) {
    if (mayBeGone !== true) world.violate(`peer ${String(peer.index)} has no longer on its disk what was saved: ${what} ${id.slice(0, 8)}`);
    else world.counter.note('saved: gone with a backup');
    return;
  }
  if (shown?.has(id) === true) return world.counter.note('saved: shown');
  const ids: readonly OpId[] = shownOf(common, op.device);
  if (ids[op.seq] === id) {
    // It counts: whoever is in, and in step, shows it.
    if (shown !== undefined) world.violate(`peer ${String(peer.index)} doesn't show what was saved and counts: ${what} ${id.slice(0, 8)}`);
    return world.counter.note('saved: shown by others');
  }
  if (common.held.ops.has(id) || op.seq >= (common.verdict.limits.get(op.device) ?? 0) || ids[op.seq] !== undefined) return world.counter.note(`saved: ${reasonOf(common, op.device, op.seq)}`);
  // Nobody else has it, and nothing ends that log: it was not sent. Of a home that was put away nobody could be told.
  if (peer.running === undefined || peer.isWaiting) return world.counter.note('saved: on a home that was put away');
  world.violate(`peer ${String(peer.index)} lost what was saved, and no rule says so: ${what} ${id.slice(0, 8)}`);
}

function reasonOf({ verdict, held }: Judged, device: string, seq: number): string {
  const fork = [...held.forks].find(([one]) => (one as string) === device)?.[1];
  return fork !== undefined && seq >= fork ? 'forked' : seq >= (verdict.limits.get(device) ?? 0) ? 'beyond the limit' : 'on another branch';
}
