import { beforeEach, describe, expect, it } from 'vitest';
import { commitGroupKey } from '../../../../src/core/circle/group-key.ts';
import { loadSettings, saveSettings } from '../../../../src/core/circle/settings.ts';
import type { CircleId } from '../../../../src/core/ids.ts';
import { KIND } from '../../../../src/core/op/kinds.ts';
import { refTo } from '../../../../src/core/op/op.ts';
import { decodeFrame, type Frame } from '../../../../src/core/sync/frames.ts';
import { Attacker } from '../../../support/attacks/attacker.ts';
import { LogWriter, placeOf, runOf } from '../../../support/attacks/log-writer.ts';
import { readLog } from '../../../sim/log-book.ts';
import { bring, bundleOf, refusalOf } from '../../../support/bundles.ts';
import { makeLanes, type MemoryLane } from '../../../support/memory-lane.ts';
import { titlesOf } from '../../../support/reading.ts';
import { aListing, connect, digestOf, makePeer, seededRandom, type TestPeer } from '../../../support/test-peer.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { makePerson } from '../../../support/written-circle.ts';

let clock: VirtualClock;
let circle: CircleId;
let ada: TestPeer;
let ben: TestPeer;
let mal: TestPeer;
let lanes: Map<string, MemoryLane>;

const settingsOf = async (peer: TestPeer) => (await loadSettings(peer.store)).get(circle);
const keyOf = async (peer: TestPeer): Promise<string> => hex((await settingsOf(peer))?.groupKey ?? new Uint8Array());
const ringOf = async (peer: TestPeer): Promise<string[]> => [await keyOf(peer), ...((await settingsOf(peer))?.olderKeys ?? []).map(hex)];
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const framesOf = (lane: MemoryLane): Frame[] => lane.sent.map((bytes) => decodeFrame(bytes)).filter((frame) => frame !== undefined);
const rotations = async (peer: TestPeer): Promise<number> => (await peer.peer.run('listDecisions', { circle })).filter(({ deed }) => deed.type === 'key').length;

async function join(name: string, from: TestPeer): Promise<TestPeer> {
  const { link } = await from.peer.run('createInvitation', { circle });
  const peer = await makePeer(name, { clock });
  await peer.peer.run('joinCircle', { link });
  await meet(from, peer);
  return peer;
}

async function meet(a: TestPeer, b: TestPeer): Promise<void> {
  const pair = connect(a, b);
  lanes.set(a.keys.device + b.keys.device, pair.a);
  lanes.set(b.keys.device + a.keys.device, pair.b);
  await clock.pass(3_000);
}

async function part(a: TestPeer, b: TestPeer): Promise<void> {
  lanes.get(a.keys.device + b.keys.device)?.close();
  await clock.pass(100);
}

const sentBy = (a: TestPeer, b: TestPeer): Frame[] => framesOf(lanes.get(a.keys.device + b.keys.device)!);
const remove = (organizer: TestPeer, who: TestPeer, keep: 'all' | 'nothing' = 'all') => organizer.peer.run('removeMember', { circle, account: who.keys.account, keep });

async function found(isPublic = false): Promise<void> {
  clock = new VirtualClock();
  lanes = new Map();
  ada = await makePeer('ada', { clock });
  circle = (await ada.peer.run('createCircle', { name: 'Records', public: isPublic, relays: ['wss://r'] })).circle;
  ben = await join('ben', ada);
  mal = await join('mal', ada);
}

describe('after a removal', () => {
  beforeEach(() => found());

  it('there is another key, on disk at those who stay, and not at who was removed', async () => {
    const first = await keyOf(ada);
    await remove(ada, mal);
    await clock.pass(2_000);
    expect(await rotations(ben)).toBe(1);
    expect(await keyOf(ada)).not.toBe(first);
    expect(await ringOf(ben)).toEqual(await ringOf(ada));
    expect(await ringOf(ben)).toEqual([await keyOf(ada), first]);
    expect(await ringOf(mal)).toEqual([first]);
    expect(mal.peer.circles()[0]).toMatchObject({ membership: 'removed' });
  });

  it('windows are in the rooms of the newest two keys and in the lobby', async () => {
    const before = ada.peer.rooms().map(({ topic }) => topic);
    await remove(ada, mal);
    await clock.pass(2_000);
    const after = ada.peer.rooms().map(({ topic }) => topic);
    expect(after).toHaveLength(3);
    for (const topic of before) expect(after).toContain(topic);
    expect(ben.peer.rooms().map(({ topic }) => topic)).toEqual(after);
    await remove(ada, ben);
    await clock.pass(2_000);
    expect(ada.peer.rooms()).toHaveLength(3);
    expect(ada.peer.rooms().map(({ topic }) => topic)).not.toContain(before[0]);
  });

  it('who was removed is told so once, and given nothing that came since', async () => {
    await part(ada, mal);
    await remove(ada, mal);
    await ada.peer.run('postListing', { circle, listing: aListing('Secret') });
    await meet(ada, mal);
    await clock.pass(60_000);
    const sent = sentBy(ada, mal).filter(({ t }) => !['hello', 'tags', 'auth'].includes(t));
    expect(sent.filter(({ t }) => t === 'out')).toEqual([{ t: 'out', c: expect.anything(), r: 'removed', a: [] }]);
    expect(sent.filter(({ t }) => t === 'part' || t === 'state')).toEqual([]);
    expect(titlesOf(mal, circle)).toEqual([]);
    expect(mal.peer.circles()[0]).toMatchObject({ membership: 'removed' });
  });

  it('without the cut at hand the window says that somebody says so, until somebody is in sync', async () => {
    await part(ada, mal);
    await ada.peer.run('postListing', { circle, listing: aListing('Before') });
    await remove(ada, mal);
    await meet(ada, mal);
    expect(mal.peer.circles()[0]).toMatchObject({ membership: 'member', problem: 'refused' });
    expect(titlesOf(mal, circle)).toEqual([]);
    await ada.peer.run('restoreMember', { circle, account: mal.keys.account });
    await clock.pass(60_000);
    expect(mal.peer.circles()[0]).toMatchObject({ membership: 'member', problem: undefined });
    expect(titlesOf(mal, circle)).toEqual(['Before']);
    expect(await keyOf(mal)).toBe(await keyOf(ada));
  });

  it('what who was removed said after it is not taken', async () => {
    await part(ada, mal);
    await mal.peer.run('postListing', { circle, listing: aListing('Late') });
    await remove(ada, mal);
    await meet(ada, mal);
    await clock.pass(10_000);
    expect(titlesOf(ada, circle)).toEqual([]);
    expect((await digestOf(ada, circle)).ops).toBeLessThan((await digestOf(mal, circle)).ops + 3);
  });

  it('nobody gives them the new key, whatever they ask', async () => {
    await part(ada, mal);
    const settings = await settingsOf(mal);
    await remove(ada, mal);
    await clock.pass(2_000);
    const commitment = commitGroupKey((await settingsOf(ada))!.groupKey!);
    for (const name of ['mal', 'somebody who was given the old key']) {
      const pair = makeLanes();
      const keys = name === 'mal' ? mal.keys : makePerson(name).keys;
      const attacker = new Attacker(pair.b, { keys, random: seededRandom(name), circles: [{ circle, groupKey: settings?.groupKey, waiting: false }] });
      ben.peer.connect(pair.a);
      await clock.pass(1_000);
      const c = Buffer.from(circle, 'hex');
      for (const [i, q] of ([{ q: 'key', c, h: commitment }, { q: 'heads', c }, { q: 'acts', c }, { q: 'forks', c }] as const).entries()) attacker.send({ t: 'ask', i, q });
      await clock.pass(2_000);
      // Who is known by nobody may be an honest newcomer: it is told of forks, of which there are none here, and nothing else.
      const parts = attacker.received.filter((frame) => frame.t === 'part');
      expect(attacker.received.filter(({ t }) => t === 'none')).toHaveLength(name === 'mal' ? 4 : 3);
      expect(parts.map(({ b }) => hex(b))).toEqual(name === 'mal' ? [] : ['80']);
      expect(attacker.received.flatMap((frame) => (frame.t === 'state' ? [frame.n, frame.k?.length, ...frame.h] : []))).toEqual(name === 'mal' ? [] : new Array(34).fill(0));
    }
  });

  it('who was away during two removals is met under the key that it has, and catches up', async () => {
    const cleo = await join('cleo', ada);
    await part(ada, ben);
    await remove(ada, mal);
    await clock.pass(1_000);
    await remove(ada, cleo);
    await clock.pass(1_000);
    await ada.peer.run('postListing', { circle, listing: aListing('News') });
    expect(await keyOf(ben)).not.toBe(await keyOf(ada));
    await meet(ben, ada);
    expect(titlesOf(ben, circle)).toEqual(['News']);
    expect(await ringOf(ben)).toEqual(await ringOf(ada));
    expect(await ringOf(ben)).toHaveLength(3);
  });

  it('who comes new gets the newest key, and meets who was away meanwhile', async () => {
    await part(ada, ben);
    await remove(ada, mal);
    await clock.pass(1_000);
    const cleo = await join('cleo', ada);
    expect(cleo.peer.circles()[0]?.membership).toBe('member');
    expect(await keyOf(cleo)).toBe(await keyOf(ada));
    await meet(cleo, ben);
    expect(await digestOf(ben, circle)).toEqual(await digestOf(cleo, circle));
    expect(await keyOf(ben)).toBe(await keyOf(ada));
  });

  it('who was let in by somebody that had not heard of it brings its own admission', async () => {
    await part(ada, ben);
    const cleo = await join('cleo', ben);
    await part(ben, cleo);
    await remove(ada, mal);
    await clock.pass(1_000);
    await meet(ada, cleo);
    expect(await digestOf(cleo, circle)).toEqual(await digestOf(ada, circle));
    expect(await keyOf(cleo)).toBe(await keyOf(ada));
  });

  it('a home that is opened again has its keys, and one with a single key opens as before', async () => {
    await remove(ada, mal);
    await clock.pass(1_000);
    const before = await ringOf(ada);
    await ada.peer.close();
    const again = await makePeer('ada', { clock, store: ada.store });
    expect(await ringOf(again)).toEqual(before);
    await ben.peer.run('postListing', { circle, listing: aListing('Still here') });
    await meet(again, ben);
    expect(titlesOf(again, circle)).toEqual(['Still here']);
    const old = await settingsOf(mal);
    await mal.peer.close();
    await saveSettings(mal.store, circle, { name: 'Records', relays: [], groupKey: old!.groupKey!, confirmed: 0 });
    expect((await makePeer('mal', { clock, store: mal.store })).peer.circles()).toHaveLength(1);
  });
});

describe('whoever decides it', () => {
  beforeEach(() => found());

  it('a leave has an organizer make another key, and who left is given nothing', async () => {
    const first = await keyOf(ada);
    await mal.peer.run('leaveCircle', { circle });
    await clock.pass(40_000);
    expect(await rotations(ada)).toBe(1);
    expect([await keyOf(ben), await keyOf(mal)]).toEqual([await keyOf(ada), first]);
    await ada.peer.run('postListing', { circle, listing: aListing('After') });
    await clock.pass(2_000);
    expect(titlesOf(mal, circle)).toEqual([]);
    expect(mal.peer.circles()[0]).toMatchObject({ membership: 'left' });
  });

  it('two organizers at once: one key is current, both are kept, and none of those removed has it', async () => {
    const cleo = await join('cleo', ada);
    await ada.peer.run('setRole', { circle, account: ben.keys.account, role: 'organizer' });
    await clock.pass(3_000);
    for (const other of [ben, mal, cleo]) await part(ada, other);
    await Promise.all([remove(ada, mal), remove(ben, cleo)]);
    await clock.pass(1_000);
    expect(await keyOf(ada)).not.toBe(await keyOf(ben));
    await meet(ada, ben);
    await clock.pass(60_000);
    expect(await ringOf(ada)).toEqual(await ringOf(ben));
    // One of each, and one that leaves out both.
    expect(await ringOf(ada)).toHaveLength(4);
    for (const out of [mal, cleo]) {
      await meet(ada, out);
      expect(await ringOf(out)).not.toContain(await keyOf(ada));
    }
  });

  it('the organizer who never gives out the key that he made locks nobody out', async () => {
    await ada.peer.run('setRole', { circle, account: ben.keys.account, role: 'organizer' });
    await clock.pass(3_000);
    const cleo = await join('cleo', ada);
    const ring = await ringOf(ben);
    const log = readLog(ada, circle, ben.keys.device);
    const grant = readLog(ada, circle, ada.keys.device).findLast(({ op }) => op.kind === KIND.grant)!.op;
    await part(ada, ben);
    // The device falls into other hands, which say a commitment to a key that nobody ever sees.
    const pair = makeLanes();
    const bad = new Attacker(pair.b, { keys: ben.keys, random: seededRandom('bad'), circles: [{ circle, groupKey: (await settingsOf(ben))!.groupKey, waiting: false }] });
    ada.peer.connect(pair.a);
    await clock.pass(1_000);
    const last = log.at(-1)!.op;
    const writer = new LogWriter(placeOf(circle, ben.keys.device, log.length, last.id, last.lamport), (message) => ben.keys.sign(message));
    bad.live(circle, runOf(writer.write({ kind: KIND.rotate, wall: clock.now(), lamport: last.lamport + 50, refs: [refTo(grant)], body: { commitment: new Uint8Array(32).fill(7) } })));
    await clock.pass(2_000);
    expect(await rotations(cleo)).toBe(1);
    await cleo.peer.run('postListing', { circle, listing: aListing('On we go') });
    await part(ada, cleo);
    await meet(ada, cleo);
    expect(titlesOf(ada, circle)).toEqual(['On we go']);
    await clock.pass(200_000);
    expect(await keyOf(cleo)).toBe(await keyOf(ada));
    expect(ring).not.toContain(await keyOf(ada));
  });
});

describe('a file', () => {
  beforeEach(() => found());

  it('sealed under the new key brings it to a member who missed it, and is refused in words to who was removed', async () => {
    for (const other of [ben, mal]) await part(ada, other);
    await remove(ada, mal);
    await clock.pass(1_000);
    await ada.peer.run('postListing', { circle, listing: aListing('By hand') });
    const file = await bundleOf(ada, circle);
    await bring(ben, file);
    expect(titlesOf(ben, circle)).toEqual(['By hand']);
    expect(await keyOf(ben)).toBe(await keyOf(ada));
    expect(await refusalOf(mal, file)).toBe('sealed-bundle');
    expect(titlesOf(mal, circle)).toEqual([]);
  });

  it('sealed under an older key is opened by who has that still', async () => {
    await part(ada, ben);
    await ben.peer.run('postListing', { circle, listing: aListing('Older') });
    const file = await bundleOf(ben, circle);
    await remove(ada, mal);
    await clock.pass(1_000);
    await bring(ada, file);
    expect(titlesOf(ada, circle)).toEqual(['Older']);
  });
});

it('in a public circle nothing is made anew: its key is in its links', async () => {
  await found(true);
  const first = await keyOf(ada);
  await remove(ada, mal);
  await clock.pass(60_000);
  expect(await rotations(ada)).toBe(0);
  expect(await keyOf(ada)).toBe(first);
});
