/** Opens the engine on a home's folder, as a host does, without its windows. */
import { join } from 'node:path';
import { openPeer } from '../../src/core/engine.ts';
import type { PeerFacade } from '../../src/core/peer.ts';
import { nodeClock } from '../../src/node/crypto/node-clock.ts';
import { createNodeKeys } from '../../src/node/crypto/node-keys.ts';
import { nodeRandom } from '../../src/node/crypto/node-random.ts';
import { createNodeVerifier, sha256 } from '../../src/node/crypto/node-verifier.ts';
import { readIdentity } from '../../src/node/identity.ts';
import { openFileBlobs } from '../../src/node/store/file-blobs.ts';
import { openFileStore } from '../../src/node/store/file-store.ts';
import { nodeDisk } from '../../src/node/store/node-disk.ts';
import { makeTcpLane } from './tcp-lane.ts';

export async function openHomePeer(folder: string): Promise<{ peer: PeerFacade; makeTcpLane: typeof makeTcpLane }> {
  const identity = await readIdentity(nodeDisk, folder);
  if (identity === undefined) throw new Error(`no account in ${folder}`);
  const store = await openFileStore({ disk: nodeDisk, folder: join(folder, 'data'), random: nodeRandom, onDamage: () => undefined });
  const blobs = await openFileBlobs({ disk: nodeDisk, folder: join(folder, 'blobs'), sha256 });
  const ports = { store, blobs, clock: nodeClock, random: nodeRandom, verifier: createNodeVerifier(), keys: createNodeKeys(identity, nodeRandom) };
  return { peer: await openPeer(ports, { name: identity.name }), makeTcpLane };
}
