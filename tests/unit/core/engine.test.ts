import { describe, expect, it } from 'vitest';
import { StoreError, type Journal } from '../../../src/core/ports.ts';
import { MemoryStore } from '../../../src/core/store/memory-store.ts';
import { aListing, connect, digestOf, makePeer, makeTwo } from '../../support/test-peer.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

describe('two people in a circle', () => {
  it('a newcomer with a link is let in by the founder and both see the same', async () => {
    const { ada, ben, circle } = await makeTwo();
    expect(ben.peer.circles()[0]).toMatchObject({ membership: 'member', name: 'Film cameras', members: 2 });
    expect(await digestOf(ben, circle)).toEqual(await digestOf(ada, circle));
    expect(ada.peer.circles()[0]?.peers).toMatchObject([{ name: 'ben', inSync: true }]);
  });

  it('a listing posted by one is seen by the other while they are connected', async () => {
    const { clock, ada, ben, circle } = await makeTwo();
    await ada.peer.run('postListing', { circle, listing: aListing('Olympus XA') });
    await clock.pass(1_000);
    expect(await digestOf(ben, circle)).toEqual(await digestOf(ada, circle));
    expect((await digestOf(ben, circle)).ops).toBe(5);
  });

  it('both post and edit while apart, and agree when they meet again', async () => {
    const { clock, ada, ben, circle, lanes } = await makeTwo();
    const { listing } = await ada.peer.run('postListing', { circle, listing: aListing('Olympus XA') });
    await clock.pass(1_000);
    lanes.a.close();
    await clock.pass(1_000);
    expect(ada.peer.circles()[0]?.peers).toEqual([]);
    for (let i = 0; i < 20; i++) await ada.peer.run('postListing', { circle, listing: aListing(`ada ${String(i)}`) });
    for (let i = 0; i < 20; i++) await ben.peer.run('postListing', { circle, listing: aListing(`ben ${String(i)}`) });
    await ada.peer.run('reviseListing', { circle, id: listing, listing: aListing('Olympus XA with flash') });
    await ada.peer.run('setListingState', { circle, id: listing, state: 'reserved' });
    expect(ada.peer.circles()[0]?.unsent).toBe(22);
    connect(ada, ben);
    await clock.pass(5_000);
    expect(await digestOf(ben, circle)).toEqual(await digestOf(ada, circle));
    expect(ada.peer.circles()[0]).toMatchObject({ unsent: 0, peers: [{ inSync: true }] });
  });

  it('a third who was invited by a newcomer is let in by anyone, and a fourth learns it all from the third', async () => {
    const { clock, ada, ben, circle } = await makeTwo();
    const { link } = await ben.peer.run('createInvitation', { circle });
    await clock.pass(1_000);
    const cleo = await makePeer('cleo', { clock });
    await cleo.peer.run('joinCircle', { link });
    connect(cleo, ada);
    await clock.pass(5_000);
    expect(cleo.peer.circles()[0]).toMatchObject({ membership: 'member', members: 3 });
    const dora = await makePeer('dora', { clock });
    await dora.peer.run('joinCircle', { link });
    connect(dora, cleo);
    await clock.pass(5_000);
    for (const peer of [ada, ben, cleo]) expect(await digestOf(peer, circle)).toEqual(await digestOf(dora, circle));
    expect(dora.peer.circles()[0]?.members).toBe(4);
  });

  it('photos travel by hash, thumbnails too, and only when a listing names them', async () => {
    const { clock, ada, ben, circle } = await makeTwo();
    const photo = crypto.getRandomValues(new Uint8Array(65_536));
    const { hash, thumb } = await ada.peer.run('putPhoto', { photo, thumb: new Uint8Array([1, 2, 3]) });
    await ada.peer.run('postListing', { circle, listing: aListing('Leica', { photos: [{ hash, thumb, width: 10, height: 10, bytes: photo.length, thumbBytes: 3 }] }) });
    await clock.pass(3_000);
    expect(await ben.peer.run('getBlob', { circle, hash })).toEqual(photo);
    expect(await ben.peer.run('getBlob', { circle, hash: thumb })).toEqual(new Uint8Array([1, 2, 3]));
    expect(ben.peer.circles()[0]?.photosMissing).toBe(0);
  });

  it('what was said to be saved is there after opening again, and the two documents have equal bytes', async () => {
    const { ada, ben, circle, clock } = await makeTwo();
    for (let i = 0; i < 30; i++) await ben.peer.run('postListing', { circle, listing: aListing(`ben ${String(i)}`) });
    await clock.pass(2_000);
    const before = await digestOf(ben, circle);
    await ben.peer.close();
    const again = await makePeer('ben', { clock: new VirtualClock(clock.now()), store: ben.store, blobs: ben.blobs, secrets: ben.secrets });
    expect(await digestOf(again, circle)).toEqual(before);
    expect(await digestOf(ada, circle)).toEqual(before);
    const { encodeStateAsUpdate } = await import('yjs');
    const bytes = [again, ada].map((peer) => peer.peer.document(circle)?.doc).map((doc) => doc && encodeStateAsUpdate(doc));
    expect(bytes[0]).toEqual(bytes[1]);
  });

  it('a public circle is read by whoever has the link, also before being let in', async () => {
    const { ada, ben, circle } = await makeTwo({ isPublic: true });
    expect(ben.peer.circles()[0]).toMatchObject({ membership: 'member', public: true });
    expect(await digestOf(ben, circle)).toEqual(await digestOf(ada, circle));
  });
});

/** Counts what it closed, and fails at the first. */
class FailingAtClose extends MemoryStore {
  closed = 0;

  override async journal(name: string): Promise<Journal> {
    const inner = await super.journal(name);
    return {
      read: () => inner.read(),
      append: (records, durable) => inner.append(records, durable),
      rewrite: (records) => inner.rewrite(records),
      close: async () => {
        if (++this.closed === 1) throw new StoreError('disk-full', 'the disk');
        await inner.close();
      },
    };
  }
}

describe('an engine that is closed', () => {
  it('leaves no circle open where the disk fails at one of them, and says that it failed', async () => {
    const store = new FailingAtClose();
    const ada = await makePeer('ada', { clock: new VirtualClock(), store });
    for (const name of ['Cameras', 'Records', 'Hanfu']) await ada.peer.run('createCircle', { name, public: false, relays: [] });
    await expect(ada.peer.close()).rejects.toThrow('the disk');
    expect(store.closed).toBe(3);
  });
});
