/**
 * The host of one home with its window on loopback, as `huan start` has it, that tells when what happened: `FOLDER TARGET`. Says
 * its address; then, of the first WebRTC lane that its window brings, when it was there and when the view had TARGET ops, with
 * the bytes that had come in by then.
 */
import { fileURLToPath } from 'node:url';
import { openPeer } from '../../../src/core/engine.ts';
import type { PeerFacade } from '../../../src/core/peer.ts';
import { nodeClock } from '../../../src/node/crypto/node-clock.ts';
import { nodeRandom } from '../../../src/node/crypto/node-random.ts';
import { createNodeVerifier } from '../../../src/node/crypto/node-verifier.ts';
import { openHome } from '../../../src/node/home.ts';
import { startHost } from '../../../src/node/host/host.ts';
import { startLoopback } from '../../../src/node/loopback/loopback.ts';
import { nodeDisk } from '../../../src/node/store/node-disk.ts';
import { countLane } from './counted-lane.ts';
import { until } from './home-peer.ts';
import { now, say, takeCommands } from './talk.ts';

const [folder = '', target = '0'] = process.argv.slice(2);
const windowFolder = fileURLToPath(new URL('../../../dist/window', import.meta.url));

/** Times by this process's clock, in ms since 1970. */
export interface WindowArrival {
  laneAt: number;
  allAt: number;
  bytesIn: number;
}

function watch(peer: PeerFacade): PeerFacade {
  const bytes = { in: 0, out: 0 };
  const connect = peer.connect.bind(peer);
  let laneAt: number | undefined;
  peer.connect = (lane) => {
    laneAt ??= now();
    connect(countLane(lane, bytes));
  };
  void until(peer, () => laneAt !== undefined && (peer.circles()[0]?.ops ?? 0) >= Number(target)).then(() => {
    say({ laneAt: laneAt ?? Number.NaN, allAt: now(), bytesIn: bytes.in } satisfies WindowArrival);
  });
  return peer;
}

const home = await openHome(folder);
const host = await startHost({
  folder: home.folder,
  disk: nodeDisk,
  clock: nodeClock,
  random: nodeRandom,
  verifier: createNodeVerifier(),
  openPeer: async (ports, options) => watch(await openPeer(ports, options)),
  version: 'bench',
  onDamage: () => undefined,
  onBug: (error) => void process.stderr.write(`${String(error)}\n`),
});
const { address } = await startLoopback({ port: 0, windowFolder, clock: nodeClock, random: nodeRandom, attach: (pipe) => host.attach(pipe) });
takeCommands({});
say({ address });
