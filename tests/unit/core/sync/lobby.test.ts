import { describe, expect, it } from 'vitest';
import { decodeLink, encodeLink, invitationKey } from '../../../../src/core/circle/invitation.ts';
import { makeJoin } from '../../../../src/core/circle/join.ts';
import { loadSettings } from '../../../../src/core/circle/settings.ts';
import { bytesToId, idToBytes, type CircleId } from '../../../../src/core/ids.ts';
import { decodeFrame, type Frame, type FrameOf } from '../../../../src/core/sync/frames.ts';
import type { TaggedCircle } from '../../../../src/core/sync/handshake.ts';
import { Attacker } from '../../../support/attacks/attacker.ts';
import { makeLanes, type MemoryLane } from '../../../support/memory-lane.ts';
import { titlesOf } from '../../../support/reading.ts';
import { aListing, connect, digestOf, makePeer, seededRandom, type TestPeer } from '../../../support/test-peer.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { makePerson } from '../../../support/written-circle.ts';

interface Founded {
  clock: VirtualClock;
  ada: TestPeer;
  circle: CircleId;
  link: string;
}

async function found(options: { uses?: number; isPublic?: boolean } = {}): Promise<Founded> {
  const clock = new VirtualClock();
  const ada = await makePeer('ada', { clock });
  const { circle } = await ada.peer.run('createCircle', { name: 'Records', public: options.isPublic ?? false, relays: [] });
  const { link } = await ada.peer.run('createInvitation', { circle, ...(options.uses === undefined ? {} : { uses: options.uses }) });
  return { clock, ada, circle, link };
}

async function newcomer(name: string, { clock, link }: { clock: VirtualClock; link: string }): Promise<TestPeer> {
  const peer = await makePeer(name, { clock });
  await peer.peer.run('joinCircle', { link });
  return peer;
}

const membershipOf = (peer: TestPeer): string | undefined => peer.peer.circles()[0]?.membership;
const framesOf = (lane: MemoryLane): Frame[] => lane.sent.map((bytes) => decodeFrame(bytes)).filter((frame) => frame !== undefined);
const sentOf = <T extends Frame['t']>(lane: MemoryLane, t: T): FrameOf<T>[] => framesOf(lane).filter((frame): frame is FrameOf<T> => frame.t === t);

/** Somebody on the other end of a new lane to a peer, who plays that role in these circles. */
function face(peer: TestPeer, name: string, circles: TaggedCircle[]): { attacker: Attacker; lane: MemoryLane } {
  const lanes = makeLanes();
  const attacker = new Attacker(lanes.b, { keys: makePerson(name).keys, random: seededRandom(name), circles });
  peer.peer.connect(lanes.a);
  return { attacker, lane: lanes.a };
}

describe('a newcomer', () => {
  it('keeps no false group key from who lets it in, and is let in by somebody honest afterwards', async () => {
    const founded = await found();
    const { clock, ada, circle } = founded;
    const ben = await newcomer('ben', founded);
    const { attacker, lane } = face(ben, 'mal', [{ circle, waiting: false }]);
    await clock.pass(1_000);
    const [join] = sentOf(lane, 'join');
    expect(join?.j.device).toEqual(idToBytes(ben.keys.device));
    const { keys } = makePerson('mal');
    for (const falseKey of [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2), new Uint8Array(31)]) {
      attacker.send({ t: 'welcome', c: idToBytes(circle), k: keys.seal(falseKey, ben.keys.boxKey), b: keys.boxKey });
    }
    attacker.send({ t: 'welcome', c: idToBytes(circle), k: new Uint8Array(80), b: keys.boxKey });
    await clock.pass(1_000);
    expect(membershipOf(ben)).toBe('waiting');
    expect((await loadSettings(ben.store)).get(circle)?.groupKey).toBeUndefined();
    connect(ada, ben);
    await clock.pass(5_000);
    expect(membershipOf(ben)).toBe('member');
    const [key, adasKey] = [(await loadSettings(ben.store)).get(circle)?.groupKey, (await loadSettings(ada.store)).get(circle)?.groupKey];
    expect(key).toEqual(adasKey);
    expect((await loadSettings(ben.store)).get(circle)?.secret).toBeUndefined();
  });

  it('and another one let nobody in, and neither learns who the other is', async () => {
    const founded = await found();
    const [ben, cleo] = [await newcomer('ben', founded), await newcomer('cleo', founded)];
    const lanes = connect(ben, cleo);
    await founded.clock.pass(3_000);
    expect([membershipOf(ben), membershipOf(cleo)]).toEqual(['waiting', 'waiting']);
    expect(lanes.a.isOpen).toBe(false);
    expect([...framesOf(lanes.a), ...framesOf(lanes.b)].filter(({ t }) => t === 'auth' || t === 'join')).toEqual([]);
  });

  it('is refused and told why, where the invitation was for one and another account used it', async () => {
    const founded = await found({ uses: 1 });
    const { clock, ada } = founded;
    const ben = await newcomer('ben', founded);
    connect(ada, ben);
    await clock.pass(3_000);
    expect(membershipOf(ben)).toBe('member');
    const cleo = await newcomer('cleo', founded);
    const lanes = connect(ada, cleo);
    await clock.pass(3_000);
    expect(membershipOf(cleo)).toBe('waiting');
    expect(sentOf(lanes.a, 'wait').map(({ r }) => r)).toContain('used-up');
    expect(cleo.peer.circles()[0]?.notYet).toBe('used-up');
    expect(ben.peer.circles()[0]?.notYet).toBeUndefined();
    expect(sentOf(lanes.a, 'welcome')).toEqual([]);
    expect(ada.peer.circles()[0]?.members).toBe(2);
  });

  it('is not let in beside another who comes at the same time with a link for one', async () => {
    const founded = await found({ uses: 1 });
    const { clock, ada } = founded;
    const [ben, cleo] = [await newcomer('ben', founded), await newcomer('cleo', founded)];
    connect(ada, ben);
    connect(ada, cleo);
    await clock.pass(3_000);
    expect([membershipOf(ben), membershipOf(cleo)].sort()).toEqual(['member', 'waiting']);
  });

  it('with an invitation that is not known yet waits, and is let in once it is', async () => {
    const founded = await found();
    const { clock, ada, circle } = founded;
    const ben = await newcomer('ben', founded);
    const first = connect(ada, ben);
    await clock.pass(3_000);
    first.a.close();
    await clock.pass(1_000);
    const { link } = await ben.peer.run('createInvitation', { circle });
    const cleo = await newcomer('cleo', { clock, link });
    const lanes = connect(ada, cleo);
    await clock.pass(3_000);
    expect(membershipOf(cleo)).toBe('waiting');
    expect(sentOf(lanes.a, 'wait').map(({ r }) => r)).toContain('unknown-invitation');
    connect(ada, ben);
    await clock.pass(20_000);
    expect(membershipOf(cleo)).toBe('member');
    expect(await digestOf(cleo, circle)).toEqual(await digestOf(ada, circle));
  });

  it('whose link carries another secret is not let in', async () => {
    const { clock, ada, circle } = await found();
    const zoe = makePerson('zoe');
    const { attacker } = face(ada, 'zoe', [{ circle, waiting: true }]);
    await clock.pass(1_000);
    const secret = new Uint8Array(32).fill(5);
    attacker.send({ t: 'join', c: idToBytes(circle), i: invitationKey(secret), j: makeJoin(circle, secret, zoe.owner) });
    await clock.pass(1_000);
    expect(attacker.received.filter(({ t }) => t === 'wait' || t === 'welcome')).toEqual([{ t: 'wait', c: idToBytes(circle), r: 'unknown-invitation' }]);
    expect(attacker.received.filter(({ t }) => t === 'state' || t === 'live')).toEqual([]);
    expect(ada.peer.circles()[0]?.members).toBe(1);
  });

  it('with the right invitation and a false proof is not let in', async () => {
    const { clock, ada, circle, link } = await found();
    const zoe = makePerson('zoe');
    const { attacker } = face(ada, 'zoe', [{ circle, waiting: true }]);
    await clock.pass(1_000);
    const join = makeJoin(circle, new Uint8Array(32).fill(5), zoe.owner);
    attacker.send({ t: 'join', c: idToBytes(circle), i: invitationKey(decodeLink(link).secret), j: join });
    await clock.pass(1_000);
    expect(attacker.received.some(({ t }) => t === 'welcome')).toBe(false);
    expect((await digestOf(ada, circle)).ops).toBe(2);
  });

  it('reads a public circle before it is let in', async () => {
    const founded = await found({ isPublic: true });
    const { clock, ada, circle } = founded;
    await ada.peer.run('postListing', { circle, listing: aListing('Lamp') });
    const ben = await newcomer('ben', founded);
    connect(ada, ben);
    await clock.pass(3_000);
    const { link } = await ben.peer.run('createInvitation', { circle });
    const dora = await makePeer('dora', { clock });
    const unknown = decodeLink(link);
    expect(unknown.readKey).toBeDefined();
    await dora.peer.run('joinCircle', { link: encodeLink({ ...unknown, secret: new Uint8Array(32).fill(8) }) });
    connect(ada, dora);
    await clock.pass(3_000);
    expect(membershipOf(dora)).toBe('waiting');
    expect(titlesOf(dora, circle)).toEqual(['Lamp']);
    await expect(dora.peer.run('postListing', { circle, listing: aListing('Mine') })).rejects.toMatchObject({ type: 'not-member' });
    await dora.peer.run('joinCircle', { link });
    connect(ada, dora);
    await clock.pass(3_000);
    expect(membershipOf(dora)).toBe('member');
  });
});

describe('a stranger', () => {
  it('learns nothing: neither a device, nor a circle, nor who is there', async () => {
    const { clock, ada, circle } = await found();
    const { attacker, lane } = face(ada, 'mal', [{ circle: 'ee'.repeat(32) as CircleId, groupKey: new Uint8Array(32).fill(1), waiting: false }]);
    await clock.pass(3_000);
    expect(attacker.refusal).toBe('no-common-circle');
    expect(lane.isOpen).toBe(false);
    expect(framesOf(lane).map(({ t }) => t)).toEqual(['hello', 'tags', 'refuse']);
    const said = Buffer.concat(lane.sent).toString('hex');
    for (const secret of [circle, ada.keys.device, ada.keys.account]) expect(said).not.toContain(secret);
  });

  it('who has no tag of anybody\'s can copy one side\'s, and it fits nothing', async () => {
    const { clock, ada } = await found();
    const lanes = makeLanes();
    lanes.b.onClose(() => undefined);
    lanes.b.onFrame((bytes) => void lanes.b.send(bytes));
    ada.peer.connect(lanes.a);
    await clock.pass(3_000);
    expect(framesOf(lanes.a).map(({ t }) => t)).toEqual(['hello', 'tags', 'refuse']);
  });

  it('sees as many tags from who is in one circle as from who is in three', async () => {
    const counts = [];
    for (const circles of [1, 3]) {
      const clock = new VirtualClock();
      const ada = await makePeer('ada', { clock });
      for (let i = 0; i < circles; i++) await ada.peer.run('createCircle', { name: `Circle ${String(i)}`, public: false, relays: [] });
      const { lane } = face(ada, 'mal', []);
      await clock.pass(1_000);
      counts.push(sentOf(lane, 'tags')[0]?.tags.length);
    }
    expect(counts).toEqual([8, 8]);
  });

  it('who sends garbage before saying who it is, is shown out, and nobody is remembered for it', async () => {
    const founded = await found();
    const { clock, ada } = founded;
    for (const garbage of [Uint8Array.of(0xff, 0), new Uint8Array(70_000), new Uint8Array()]) {
      const lanes = makeLanes();
      lanes.b.onClose(() => undefined);
      ada.peer.connect(lanes.a);
      void lanes.b.send(garbage);
      await clock.pass(500);
      expect(lanes.a.isOpen).toBe(false);
      expect(sentOf(lanes.a, 'refuse').map(({ r }) => r)).toEqual(['protocol']);
    }
    const ben = await newcomer('ben', founded);
    connect(ada, ben);
    await clock.pass(3_000);
    expect(membershipOf(ben)).toBe('member');
  });

  it('who says nothing is shown out after a while', async () => {
    const { clock, ada } = await found();
    const lanes = makeLanes();
    lanes.b.onClose(() => undefined);
    ada.peer.connect(lanes.a);
    await clock.pass(19_000);
    expect(lanes.a.isOpen).toBe(true);
    await clock.pass(2_000);
    expect(lanes.a.isOpen).toBe(false);
  });
});

describe('somebody in between', () => {
  it('whose two lanes have two bindings brings no two members together', async () => {
    const founded = await found();
    const { clock, ada } = founded;
    const ben = await newcomer('ben', founded);
    const first = connect(ada, ben);
    await clock.pass(3_000);
    first.a.close();
    await clock.pass(1_000);
    const [toAda, toBen] = [makeLanes(), makeLanes()];
    for (const lane of [toAda.b, toBen.a]) lane.onClose(() => undefined);
    toAda.b.onFrame((bytes) => void toBen.a.send(bytes));
    toBen.a.onFrame((bytes) => void toAda.b.send(bytes));
    ada.peer.connect(toAda.a);
    ben.peer.connect(toBen.b);
    await clock.pass(3_000);
    for (const lane of [toAda.a, toBen.b]) {
      expect(framesOf(lane).map(({ t }) => t).filter((t) => t === 'auth')).toEqual([]);
      expect(lane.isOpen).toBe(false);
    }
    expect(ada.peer.circles()[0]?.peers).toEqual([]);
  });

  it('who recorded a session gets nowhere with the other side\'s signature in another', async () => {
    const founded = await found();
    const { clock, ada, circle } = founded;
    const ben = await newcomer('ben', founded);
    const lanes = connect(ada, ben);
    await clock.pass(3_000);
    const [auth] = sentOf(lanes.b, 'auth');
    lanes.a.close();
    await clock.pass(1_000);
    const groupKey = (await loadSettings(ben.store)).get(circle)?.groupKey;
    const again = makeLanes();
    const attacker = new Attacker(again.b, { keys: { ...ben.keys }, random: seededRandom('mal'), circles: [{ circle, groupKey, waiting: false }] });
    attacker.signAuth = () => auth!.s;
    ada.peer.connect(again.a);
    await clock.pass(3_000);
    expect(bytesToId(auth!.d)).toBe(ben.keys.device);
    expect(attacker.refusal).toBe('not-authentic');
    connect(ada, ben);
    await clock.pass(3_000);
    expect(ada.peer.circles()[0]?.peers).toMatchObject([{ name: 'ben', inSync: true }]);
  });
});
