/** Opens the engine on a home's folder, as a host does, without its windows. */
import { join } from 'node:path';
import { openPeer } from '../../../src/core/engine.ts';
import type { PeerFacade } from '../../../src/core/peer.ts';
import { nodeClock } from '../../../src/node/crypto/node-clock.ts';
import { createNodeKeys } from '../../../src/node/crypto/node-keys.ts';
import { nodeRandom } from '../../../src/node/crypto/node-random.ts';
import { createNodeVerifier, sha256 } from '../../../src/node/crypto/node-verifier.ts';
import { readIdentity } from '../../../src/node/identity.ts';
import { openFileBlobs } from '../../../src/node/store/file-blobs.ts';
import { openFileStore } from '../../../src/node/store/file-store.ts';
import { nodeDisk } from '../../../src/node/store/node-disk.ts';

export async function openHomePeer(folder: string): Promise<PeerFacade> {
  const identity = await readIdentity(nodeDisk, folder);
  if (identity === undefined) throw new Error(`no account in ${folder}`);
  const store = await openFileStore({ disk: nodeDisk, folder: join(folder, 'data'), random: nodeRandom, onDamage: () => undefined });
  const blobs = await openFileBlobs({ disk: nodeDisk, folder: join(folder, 'blobs'), sha256 });
  const ports = { store, blobs, clock: nodeClock, random: nodeRandom, verifier: createNodeVerifier(), keys: createNodeKeys(identity, nodeRandom) };
  return await openPeer(ports, { name: identity.name });
}

/** Resolves once `holds` does; asked whenever the engine has something new to tell. */
export function until(peer: PeerFacade, holds: () => boolean): Promise<void> {
  return new Promise((done) => {
    if (holds()) {
      done();
      return;
    }
    const stop = peer.onStatus(() => {
      if (!holds()) return;
      stop();
      done();
    });
  });
}
