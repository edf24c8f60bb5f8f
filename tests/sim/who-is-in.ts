/**
 * Who is in, as those say who know most. Somebody whose greeter was removed may go on believing to be in: others hear them and tell them nothing, so
 * two of them can't be asked to agree with the rest.
 */
import { accessOf } from '../../src/core/sync/access.ts';
import { openCircleOf } from './circle-watch.ts';
import type { SimPeer } from './sim-peer.ts';
import type { World } from './world.ts';

/** Those who are in, and the one of them whom the others are compared with: of whom the most others know that they are in. */
export function whoIsIn(world: World): { first: SimPeer | undefined; members: SimPeer[] } {
  const believers = world.honest.filter(({ isMember }) => isMember);
  const known = (peer: SimPeer): SimPeer[] => believers.filter((other) => other === peer || serves(peer, other));
  const knowing = (peer: SimPeer): number => believers.filter((other) => other === peer || serves(other, peer)).length;
  const candidates = believers.filter((peer) => peer.running?.peer.circles()[0]?.problem !== 'older-copy');
  const [first] = candidates.toSorted((a, b) => knowing(b) - knowing(a) || a.index - b.index);
  const members = first === undefined ? [] : known(first);
  world.counter.note('believe to be in, and are not', believers.length - members.length);
  return { first, members };
}

function serves(peer: SimPeer, other: SimPeer): boolean {
  const open = peer.running === undefined || peer.circle === undefined ? undefined : openCircleOf(peer.running, peer.circle);
  return open !== undefined && accessOf(open.authority, other.device, open.ops.admissions.genesis?.public === true) === 'serve';
}
