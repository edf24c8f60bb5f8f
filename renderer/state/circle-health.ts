/** How a circle is doing, in one word: the first that holds, from what needs the person to what needs nobody. */
import type { CircleStatus } from '../../src/core/commands.ts';

export type CircleHealth = 'problem' | 'out' | 'waiting' | 'syncing' | 'in-sync' | 'connected' | 'offline' | 'alone';

export function circleHealth(status: CircleStatus): CircleHealth {
  if (status.membership === 'removed' || status.membership === 'left') return 'out';
  if (status.problem !== undefined && !isBesides(status)) return 'problem';
  // Also while waiting: who lets one in may have written a lot before, and all of it comes first.
  if (status.receiving !== undefined && status.receiving.have < status.receiving.of) return 'syncing';
  if (status.membership === 'waiting') return 'waiting';
  if (status.sample === true) return 'alone';
  if (status.peers.length === 0) return 'offline';
  return status.peers.every((peer) => peer.inSync) ? 'in-sync' : 'connected';
}

/** A device of another version stands in nobody's way while others are connected: then it is told besides. */
export function isBesides({ problem, peers }: CircleStatus): boolean {
  return (problem === 'other-side-newer' || problem === 'other-side-older') && peers.length > 0;
}
