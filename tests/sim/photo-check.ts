/** Photos that a member's listings name, that it lacks and that somebody has with whom it is linked: after a while there must be none. */
import type { BlobHash, CircleId } from '../../src/core/ids.ts';
import type { TestPeer } from '../support/test-peer.ts';
import { openCircleOf } from './circle-watch.ts';
import type { SimPeer } from './sim-peer.ts';
import type { World } from './world.ts';

/** In which somebody who said no is asked again, and what is fetched comes. */
const PATIENCE = 120_000;

export async function checkPhotos(world: World, circle: CircleId, members: readonly SimPeer[]): Promise<void> {
  if ((await findLate(circle, members)).length === 0) return;
  world.counter.note('photos: waited for');
  await world.clock.pass(PATIENCE);
  for (const { peer, from, hash } of await findLate(circle, members)) world.violate(`peer ${String(peer.index)} lacks a photo that peer ${String(from.index)} has: ${hash.slice(0, 8)}`);
}

interface Late {
  peer: SimPeer;
  from: SimPeer;
  hash: BlobHash;
}

async function findLate(circle: CircleId, members: readonly SimPeer[]): Promise<Late[]> {
  const late: Late[] = [];
  for (const peer of members) {
    const { running } = peer;
    const status = running?.peer.circles().find((one) => one.circle === circle);
    if (running === undefined || status === undefined) continue;
    const linked = members.filter((other) => other !== peer && other.running !== undefined && status.peers.some(({ device }) => device === other.device));
    for (const hash of namedBy(running, circle)) {
      if (await running.blobs.has(hash)) continue;
      for (const from of linked) if (from.running !== undefined && namedBy(from.running, circle).has(hash) && (await from.running.blobs.has(hash))) late.push({ peer, from, hash });
    }
  }
  return late;
}

/** What the listings name that it shows now. */
function namedBy(peer: TestPeer, circle: CircleId): Set<BlobHash> {
  const listings = openCircleOf(peer, circle)?.ops.view.listings.values() ?? [];
  return new Set([...listings].flatMap(({ photos }) => photos.flatMap(({ hash, thumb }) => [hash, thumb])));
}
