/** Whole peers for tests: the real engine over memory, a virtual clock and a seeded random source. */
import { createHash } from 'node:crypto';
import { openPeer } from '../../src/core/engine.ts';
import type { CircleId } from '../../src/core/ids.ts';
import type { ListingInput } from '../../src/core/commands.ts';
import type { PeerFacade, PeerPorts } from '../../src/core/peer.ts';
import type { Blobs, Clock, Keys, Random, Store, Verifier } from '../../src/core/ports.ts';
import { MemoryBlobs } from '../../src/core/store/memory-blobs.ts';
import { MemoryStore } from '../../src/core/store/memory-store.ts';
import { createNodeKeys, type DeviceSecrets } from '../../src/node/crypto/node-keys.ts';
import { createIdentity } from '../../src/node/identity.ts';
import { sha256 } from '../../src/node/crypto/node-verifier.ts';
import { createPromptVerifier } from './prompt-verifier.ts';
import { makeLanes, type LanePair } from './memory-lane.ts';
import { VirtualClock } from './virtual-clock.ts';

/** Bytes that look random and are the same for the same seed. */
export function seededRandom(seed: string): Random {
  let count = 0;
  return {
    bytes(length) {
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length; at += 32) {
        bytes.set(createHash('sha256').update(`${seed}/${String(count++)}`).digest().subarray(0, length - at), at);
      }
      return bytes;
    },
  };
}

export interface TestPeer {
  name: string;
  peer: PeerFacade;
  keys: Keys;
  secrets: DeviceSecrets;
  store: Store;
  blobs: Blobs;
  ports: PeerPorts;
}

/** Key pairs are slow to make, and the same names meet again and again. */
const secretsOf = new Map<string, DeviceSecrets>();

/** What a peer of that name has for secrets, always the same; `account` makes it another device of that person's. */
export function makeSecrets(name: string, account = name): DeviceSecrets {
  const random = seededRandom(`secrets of ${name}`);
  const ownSeed = random.bytes(32);
  const accountSeed = account === name ? ownSeed : seededRandom(`secrets of ${account}`).bytes(32);
  const secrets = secretsOf.get(`${name}/${account}`) ?? createIdentity(name, accountSeed, random);
  secretsOf.set(`${name}/${account}`, secrets);
  return secrets;
}

export interface PeerOptions {
  clock: Clock;
  store?: Store;
  blobs?: Blobs;
  secrets?: DeviceSecrets;
  verifier?: Verifier;
  /** In place of those that `secrets` gives. */
  keys?: Keys;
  /** Unlike what is made from the name, this may go on where it was when the peer is opened again. */
  random?: Random;
  /** Ops of a document that is made anew in one go. */
  rebuildSlice?: number;
}

export async function makePeer(name: string, options: PeerOptions): Promise<TestPeer> {
  const random = options.random ?? seededRandom(name);
  const secrets = options.secrets ?? makeSecrets(name);
  const keys = options.keys ?? createNodeKeys(secrets, random);
  const store = options.store ?? new MemoryStore();
  const blobs = options.blobs ?? new MemoryBlobs(sha256);
  const ports = { store, blobs, clock: options.clock, random, verifier: options.verifier ?? createPromptVerifier(), keys, ...(options.rebuildSlice === undefined ? {} : { rebuildSlice: options.rebuildSlice }) };
  return { name, peer: await openPeer(ports, { name }), keys, secrets, store, blobs, ports };
}

/** Joins two peers by a lane in memory. */
export function connect(a: TestPeer, b: TestPeer, circle?: CircleId): LanePair {
  const lanes = makeLanes(circle);
  a.peer.connect(lanes.a);
  b.peer.connect(lanes.b);
  return lanes;
}

export const aListing = (title: string, more: Partial<ListingInput> = {}): ListingInput => ({ kind: 'swap', title, photos: [], ...more });

/** A founder and a newcomer who was let in, in step. */
export async function makeTwo(options: { isPublic?: boolean } = {}): Promise<{ clock: VirtualClock; ada: TestPeer; ben: TestPeer; circle: CircleId; lanes: LanePair }> {
  const clock = new VirtualClock();
  const ada = await makePeer('ada', { clock });
  const ben = await makePeer('ben', { clock });
  const { circle } = await ada.peer.run('createCircle', { name: 'Film cameras', public: options.isPublic ?? false, relays: [] });
  const { link } = await ada.peer.run('createInvitation', { circle });
  await ben.peer.run('joinCircle', { link });
  const lanes = connect(ada, ben);
  await clock.pass(5_000);
  return { clock, ada, ben, circle, lanes };
}

/** What a peer prints of a circle, to compare two of them. */
export async function digestOf(peer: TestPeer, circle: CircleId): Promise<{ ops: number; heads: string; state: string }> {
  return await peer.peer.run('digest', { circle });
}
