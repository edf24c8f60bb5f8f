/** A host on a simulated disk, with windows in memory. */
import type { PeerFacade } from '../../../../src/core/peer.ts';
import type { Clock } from '../../../../src/core/ports.ts';
import { nodeRandom } from '../../../../src/node/crypto/node-random.ts';
import { createNodeVerifier } from '../../../../src/node/crypto/node-verifier.ts';
import { startHost, type Host } from '../../../../src/node/host/host.ts';
import { FakePeer } from '../../../support/fake-peer.ts';
import { SimDisk } from '../../../support/sim-disk.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { makePipes, WindowClient } from '../../../support/window-client.ts';

export interface HostUnderTest {
  host: Host;
  disk: SimDisk;
  clock: VirtualClock;
  peer: FakePeer;
  bugs: unknown[];
  /** Attaches a window. */
  window(): WindowClient & { hostEnd: { buffered: number } };
}

export interface HostParts {
  disk?: SimDisk;
  openPeer?: () => Promise<PeerFacade>;
}

export async function makeHost(parts: HostParts = {}): Promise<HostUnderTest> {
  const disk = parts.disk ?? new SimDisk(() => 0);
  const clock = new VirtualClock();
  const peer = new FakePeer();
  const bugs: unknown[] = [];
  await disk.makeFolder('/home');
  const host = await startHost({
    folder: '/home',
    disk,
    clock: clock satisfies Clock,
    random: nodeRandom,
    verifier: createNodeVerifier(),
    openPeer: parts.openPeer ?? (async () => peer),
    version: '1.2.3',
    onDamage: () => undefined,
    onBug: (error) => bugs.push(error),
  });
  const window = () => {
    const { host: hostEnd, window: windowEnd } = makePipes();
    host.attach(hostEnd);
    return Object.assign(new WindowClient(windowEnd), { hostEnd });
  };
  return { host, disk, clock, peer, bugs, window };
}
