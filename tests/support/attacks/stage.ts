/**
 * The stage of every attack: ada founded the circle; ben and mal were let in, honestly. Then mal's device is in the
 * attacker's hands: its keys, its log and the group key. Ada and ben stay connected and go on as honest devices.
 */
import type { CircleId, DeviceKey, OpId } from '../../../src/core/ids.ts';
import { loadSettings } from '../../../src/core/circle/settings.ts';
import type { Store, Verifier } from '../../../src/core/ports.ts';
import { decodeHeads, type Frame } from '../../../src/core/sync/frames.ts';
import { connect, digestOf, makePeer, seededRandom, type TestPeer } from '../test-peer.ts';
import { makeLanes, type LanePair } from '../memory-lane.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { DocumentReader } from '../../../src/core/sync/document.ts';
import { sha256 } from '../../../src/node/crypto/node-verifier.ts';
import { Attacker, type Persona } from './attacker.ts';
import { LogWriter, placeOf } from './log-writer.ts';

export interface Stage {
  clock: VirtualClock;
  circle: CircleId;
  ada: TestPeer;
  ben: TestPeer;
  mal: TestPeer;
  /** Between ada and ben. */
  lanes: LanePair;
  groupKey: Uint8Array;
  /** Mal's own log, at its end. */
  log: LogWriter;
  invitation: { link: string; id: OpId };
  /** Heads that ada told mal when the attack began. */
  heads: Map<DeviceKey, { seq: number; id: OpId }>;
  /** A session from mal to a peer, as a member unless told otherwise. */
  attack(peer: TestPeer, change?: Partial<Persona> & { signAuth?: Attacker['signAuth'] }): Promise<Attacker>;
}

/** What ada has instead of the ordinary. */
export interface StageOptions {
  verifier?: Verifier;
  store?: Store;
}

export async function setStage(options: StageOptions = {}): Promise<Stage> {
  const clock = new VirtualClock();
  const ada = await makePeer('ada', { clock, ...options });
  const ben = await makePeer('ben', { clock });
  const mal = await makePeer('mal', { clock });
  const { circle } = await ada.peer.run('createCircle', { name: 'Records', public: false, relays: [] });
  const { link, invitation } = await ada.peer.run('createInvitation', { circle });
  for (const peer of [ben, mal]) await peer.peer.run('joinCircle', { link });
  const lanes = connect(ada, ben);
  const toMal = connect(ada, mal);
  await clock.pass(5_000);
  toMal.a.close();
  await clock.pass(1_000);
  const settings = (await loadSettings(mal.store)).get(circle);
  if (settings?.groupKey === undefined) throw new Error('mal was not let in');
  await mal.peer.close();

  const { groupKey } = settings;
  let count = 0;
  const attack: Stage['attack'] = async (peer, change = {}) => {
    const pair = makeLanes();
    const persona = { keys: mal.keys, random: seededRandom(`attack ${String(count++)}`), circles: [{ circle, groupKey, waiting: false }], ...change };
    const attacker = new Attacker(pair.b, persona);
    if (change.signAuth !== undefined) attacker.signAuth = change.signAuth;
    peer.peer.connect(pair.a);
    await clock.pass(1_000);
    return attacker;
  };
  const heads = await askHeads(await attack(ada), circle, clock);
  const own = heads.get(mal.keys.device);
  if (own === undefined) throw new Error('mal has no log');
  // The lamport of mal's op 0 is not told in heads; it follows the admit that it names.
  const log = new LogWriter(placeOf(circle, mal.keys.device, own.seq + 1, own.id, lamportOf(ada, circle, mal.keys.device, own.seq)), (message) => mal.keys.sign(message));
  return { clock, circle, ada, ben, mal, lanes, groupKey, log, invitation: { link, id: invitation as string as OpId }, heads, attack };
}

async function askHeads(attacker: Attacker, circle: CircleId, clock: VirtualClock): Promise<Map<DeviceKey, { seq: number; id: OpId }>> {
  attacker.send({ t: 'ask', i: 0, q: { q: 'heads', c: Uint8Array.from(Buffer.from(circle, 'hex')) } });
  await clock.pass(500);
  const parts = attacker.received.filter((frame): frame is Extract<Frame, { t: 'part' }> => frame.t === 'part');
  const heads = decodeHeads(Buffer.concat(parts.map((part) => part.b))) ?? [];
  attacker.lane.close();
  await clock.pass(500);
  return new Map(heads.map(({ device, seq, id }) => [device, { seq, id }]));
}

function lamportOf(peer: TestPeer, circle: CircleId, device: DeviceKey, seq: number): number {
  const doc = peer.peer.document(circle)?.doc;
  if (doc === undefined) throw new Error('no document');
  const reader = new DocumentReader(doc, circle, sha256);
  const op = reader.next(10_000).find((candidate) => candidate.device === device && candidate.seq === seq);
  reader.destroy();
  if (op === undefined) throw new Error('no such op');
  return op.lamport;
}

/** What an attack came to. */
export interface Outcome {
  /** Why the session was ended, if it was. */
  refusal: string | undefined;
  /** Whether mal's device is refused from now on. */
  cutOff: boolean;
  /** Ops that ada holds more than before. */
  added: number;
  /** Whether ada and ben agree and are still connected. */
  othersAgree: boolean;
  /** Whether ada, opened again from her store, shows the same. */
  sameAfterReopening: boolean;
  forks: number;
  /** Photos that ada lacks. */
  photosMissing: number;
}

/** Lets things settle, has ben post one more listing, and looks at what became of everybody. */
export async function outcomeOf(stage: Stage, before: { ops: number }, attacker: Attacker): Promise<Outcome> {
  const { clock, ada, ben, circle } = stage;
  await clock.pass(3_000);
  await ben.peer.run('postListing', { circle, listing: { kind: 'give', title: 'Still here', photos: [] } });
  await clock.pass(3_000);
  const [a, b] = [await digestOf(ada, circle), await digestOf(ben, circle)];
  const { refusal } = attacker;
  const again = await stage.attack(ada);
  const reopened = await makePeer('ada', { clock: new VirtualClock(clock.now()), store: ada.store, blobs: ada.blobs, secrets: ada.secrets });
  const c = await digestOf(reopened, circle);
  const connected = ada.peer.circles()[0]?.peers.some(({ device, inSync }) => device === ben.keys.device && inSync) ?? false;
  return {
    refusal,
    cutOff: again.refusal === 'cut-off',
    added: a.ops - before.ops - 1,
    othersAgree: connected && a.heads === b.heads && a.state === b.state,
    sameAfterReopening: c.heads === a.heads && c.state === a.state,
    forks: ada.peer.circles()[0]?.forks ?? 0,
    photosMissing: ada.peer.circles()[0]?.photosMissing ?? 0,
  };
}
