import { describe, expect, it } from 'vitest';
import { StoreError } from '../../../../src/core/ports.ts';
import { runOf } from '../../../support/attacks/log-writer.ts';
import { setStage } from '../../../support/attacks/stage.ts';
import { FullStore } from '../../../support/full-store.ts';
import { isInStep, openAgain, opsOf, titlesOf } from '../../../support/reading.ts';
import { aListing, connect, digestOf, makePeer, type TestPeer } from '../../../support/test-peer.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import type { CircleId } from '../../../../src/core/ids.ts';

/** Ada, and ben whose disk can be full. */
async function makeFullTwo(): Promise<{ clock: VirtualClock; ada: TestPeer; ben: TestPeer; store: FullStore; circle: CircleId; link: string }> {
  const clock = new VirtualClock();
  const store = new FullStore();
  const ada = await makePeer('ada', { clock });
  const ben = await makePeer('ben', { clock, store });
  const { circle } = await ada.peer.run('createCircle', { name: 'Records', public: false, relays: [] });
  const { link } = await ada.peer.run('createInvitation', { circle });
  return { clock, ada, ben, store, circle, link };
}

async function joined(): Promise<Awaited<ReturnType<typeof makeFullTwo>>> {
  const two = await makeFullTwo();
  await two.ben.peer.run('joinCircle', { link: two.link });
  connect(two.ada, two.ben);
  await two.clock.pass(5_000);
  return two;
}

describe('a full disk', () => {
  it('takes nothing that others send, and the session goes on once there is space', async () => {
    const { clock, ada, ben, store, circle } = await joined();
    store.full = true;
    await ada.peer.run('postListing', { circle, listing: aListing('one') });
    await clock.pass(3_000);
    expect(store.refused).toBeGreaterThan(0);
    expect(titlesOf(ben, circle)).toEqual([]);
    expect(titlesOf(await openAgain(ben), circle)).toEqual([]);
    expect(ada.peer.circles()[0]?.peers).toHaveLength(1);
    store.full = false;
    await ada.peer.run('postListing', { circle, listing: aListing('two') });
    await clock.pass(3_000);
    expect(titlesOf(ben, circle)).toEqual(['one', 'two']);
    expect(isInStep(ben, circle, ada)).toBe(true);
    expect(titlesOf(await openAgain(ben), circle)).toEqual(['one', 'two']);
  });

  it('is tried again after a while, though nobody says anything new', async () => {
    const { clock, ada, ben, store, circle } = await joined();
    store.full = true;
    await ada.peer.run('postListing', { circle, listing: aListing('one') });
    await clock.pass(3_000);
    store.full = false;
    await clock.pass(60_000);
    expect(titlesOf(ben, circle)).toEqual(['one']);
    expect(isInStep(ben, circle, ada)).toBe(true);
  });

  it('is told to who says something, and nothing of it is shown, sent or there afterwards', async () => {
    const { clock, ada, ben, store, circle } = await joined();
    const before = await digestOf(ben, circle);
    store.full = true;
    const failed = ben.peer.run('postListing', { circle, listing: aListing('lost') });
    await expect(failed).rejects.toBeInstanceOf(StoreError);
    await expect(failed).rejects.toMatchObject({ type: 'disk-full' });
    expect(await digestOf(ben, circle)).toEqual(before);
    expect(titlesOf(ben, circle)).toEqual([]);
    store.full = false;
    await clock.pass(3_000);
    expect(titlesOf(ada, circle)).toEqual([]);
    await ben.peer.run('postListing', { circle, listing: aListing('kept') });
    await clock.pass(3_000);
    expect(titlesOf(ada, circle)).toEqual(['kept']);
    expect(titlesOf(await openAgain(ben), circle)).toEqual(['kept']);
  });

  it('while somebody is let in only puts it off', async () => {
    const { clock, ada, ben, store, circle, link } = await makeFullTwo();
    await ben.peer.run('joinCircle', { link });
    store.full = true;
    const lanes = connect(ada, ben);
    await clock.pass(5_000);
    expect(ben.peer.circles()[0]?.membership).toBe('waiting');
    store.full = false;
    await clock.pass(60_000);
    lanes.a.close();
    await clock.pass(1_000);
    connect(ada, ben);
    await clock.pass(5_000);
    expect(ben.peer.circles()[0]?.membership).toBe('member');
    expect(await digestOf(ben, circle)).toEqual(await digestOf(ada, circle));
  });

  it('while the group key is handed over keeps it on offer until there is space', async () => {
    const { clock, ada, ben, store, circle, link } = await makeFullTwo();
    await ben.peer.run('joinCircle', { link });
    store.fullForValues = true;
    connect(ada, ben);
    await clock.pass(5_000);
    expect(store.refused).toBeGreaterThan(0);
    expect(ben.peer.circles()[0]).toMatchObject({ membership: 'waiting', members: 2 });
    store.fullForValues = false;
    await ada.peer.run('postListing', { circle, listing: aListing('one') });
    await clock.pass(5_000);
    expect(ben.peer.circles()[0]?.membership).toBe('member');
    expect((await openAgain(ben)).peer.circles()[0]?.membership).toBe('member');
  });

  it('refuses to found a circle, to invite and to join, in one kind of words', async () => {
    const { ada, ben, store, link } = await makeFullTwo();
    store.full = true;
    await expect(ben.peer.run('createCircle', { name: 'Lamps', public: false, relays: [] })).rejects.toMatchObject({ type: 'disk-full' });
    await expect(ben.peer.run('joinCircle', { link })).rejects.toMatchObject({ type: 'disk-full' });
    expect(ben.peer.circles()).toEqual([]);
    expect(ada.peer.circles()).toHaveLength(1);
  });

  it('does not keep a fork or a false signature from being seen', async () => {
    const store = new FullStore();
    const stage = await setStage({ store });
    const { ada, ben, circle, mal, clock } = stage;
    const start = stage.log.place.seq;
    const other = stage.log.branch();
    const attacker = await stage.attack(ada);
    attacker.live(circle, runOf(stage.log.write({ body: { person: 'left' } })));
    await clock.pass(2_000);
    store.full = true;
    attacker.live(circle, runOf(other.write({ body: { person: 'right' } })));
    await clock.pass(3_000);
    for (const peer of [ada, ben]) {
      expect(peer.peer.circles()[0]?.forks).toBe(1);
      expect(opsOf(peer, circle, mal.keys.device)).toHaveLength(start);
    }
    expect(isInStep(ada, circle, ben)).toBe(true);
  });
});
