/** Sample circles on whole peers: what is in them, that nobody else ever gets any of it, and that they go without a trace. */
import { decode } from 'cborg';
import { describe, expect, it } from 'vitest';
import type { BlobHash, CircleId } from '../../../../src/core/ids.ts';
import { LISTING_KINDS, shownState, type Photo } from '../../../../src/core/market/listing.ts';
import { planSample } from '../../../../src/core/sample/sample-plan.ts';
import { openPeer } from '../../../../src/core/engine.ts';
import { bundleOf, refusalOf } from '../../../support/bundles.ts';
import { aListing, connect, makePeer, makeTwo, type TestPeer } from '../../../support/test-peer.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { MemoryStore } from '../../../../src/core/store/memory-store.ts';
import { encodeCbor } from '../../../../src/core/op/body.ts';
import { decodeRecord } from '../../../../src/core/circle/journal.ts';
import { NO_OP } from '../../../../src/core/op/op.ts';
import type { Run } from '../../../../src/core/sync/gate.ts';
import { GatedCircle } from '../../../support/written-circle.ts';


const SEED = 7;

async function putPhoto({ peer }: TestPeer, name: string): Promise<Photo> {
  const [photo, thumb] = [new TextEncoder().encode(`photo ${name}`), new TextEncoder().encode(`thumb ${name}`)];
  return { ...(await peer.run('putPhoto', { photo, thumb })), width: 4, height: 3, bytes: photo.length, thumbBytes: thumb.length };
}

async function makeSample(owner: TestPeer, language: 'en' | 'zh-CN' = 'en'): Promise<{ circle: CircleId; photos: Photo[][] }> {
  const photos: Photo[][] = [];
  for (const { pictures } of planSample(SEED, language).listings) photos.push(await Promise.all(pictures.map(({ seed }) => putPhoto(owner, seed))));
  return { ...(await owner.peer.run('createSampleCircle', { language, seed: SEED, photos })), photos };
}

const listingsOf = async ({ peer }: TestPeer, circle: CircleId) => (await peer.run('listListings', { circle, limit: 1_000 })).listings;

describe.each(['en', 'zh-CN'] as const)('a sample circle in %s', (language) => {
  it('has eight people, this one beside them, and things of all kinds and states', async () => {
    const clock = new VirtualClock();
    const ada = await makePeer('ada', { clock });
    const { circle } = await makeSample(ada, language);
    const members = await ada.peer.run('listMembers', { circle });
    expect(members).toHaveLength(9);
    expect(members.at(-1)).toMatchObject({ name: 'ada', role: 'member' });
    const listings = await listingsOf(ada, circle);
    expect(listings.length).toBeGreaterThanOrEqual(36);
    expect(new Set(listings.map(({ kind }) => kind))).toEqual(new Set(LISTING_KINDS));
    expect(new Set(listings.map((listing) => shownState(listing, clock.now())))).toEqual(new Set(['open', 'reserved', 'closed']));
    expect(listings.some(({ until }) => until < clock.now() + 4 * 86_400_000)).toBe(true);
    expect(Math.max(...listings.map(({ photos }) => photos.length))).toBe(3);
    expect(listings.filter(({ photos }) => photos.length === 0).length).toBeGreaterThan(0);
    expect(new Set(listings.flatMap(({ price }) => price?.currency ?? []))).toEqual(new Set([language === 'en' ? 'GBP' : 'CNY']));
    expect(Math.max(...listings.map(({ postedAt }) => postedAt))).toBeLessThan(clock.now());
    expect(ada.peer.circles()).toMatchObject([{ circle, sample: true, membership: 'member', unsent: 0, photosMissing: 0 }]);
  });

  it('says the same for the same seed, and something else for another', async () => {
    expect(planSample(SEED, language)).toEqual(planSample(SEED, language));
    expect(planSample(SEED + 1, language)).not.toEqual(planSample(SEED, language));
  });
});

describe('a sample circle', () => {
  it('has equal contents on two devices, and is another circle on each', async () => {
    const clock = new VirtualClock();
    const [ada, ben] = [await makePeer('ada', { clock }), await makePeer('ben', { clock })];
    const [first, second] = [await makeSample(ada), await makeSample(ben)];
    expect(second.circle).not.toBe(first.circle);
    const words = async (peer: TestPeer, circle: CircleId) => (await listingsOf(peer, circle)).map((listing) => ({ ...listing, id: undefined }));
    expect(await words(ben, second.circle)).toEqual(await words(ada, first.circle));
  });

  it('is there once, however often it is asked for', async () => {
    const ada = await makePeer('ada', { clock: new VirtualClock() });
    const asked = { language: 'en', seed: SEED, photos: [] } as const;
    const [first, second] = await Promise.all([ada.peer.run('createSampleCircle', { ...asked, photos: [] }), ada.peer.run('createSampleCircle', { ...asked, seed: 8, photos: [] })]);
    expect(second).toEqual(first);
    expect(ada.peer.circles()).toHaveLength(1);
  });

  it('is for trying out: one posts, changes, reserves and closes in it, and finds it again after a restart', async () => {
    const ada = await makePeer('ada', { clock: new VirtualClock() });
    const { circle } = await makeSample(ada);
    const { listing } = await ada.peer.run('postListing', { circle, listing: aListing('A lamp') });
    await ada.peer.run('reviseListing', { circle, id: listing, listing: aListing('A red lamp') });
    await ada.peer.run('setListingState', { circle, id: listing, state: 'reserved' });
    await ada.peer.run('setListingState', { circle, id: listing, state: 'closed' });
    const before = await ada.peer.run('digest', { circle });
    await ada.peer.close();
    const again = await openPeer(ada.ports, { name: 'ada' });
    expect(await again.run('digest', { circle })).toEqual(before);
    expect(again.circles()).toMatchObject([{ circle, sample: true }]);
    expect((await again.run('findListings', { prefix: listing }))[0]?.listing).toMatchObject({ title: 'A red lamp', state: 'closed' });
    await expect(again.run('setListingState', { circle, id: (await again.run('listListings', { circle, limit: 1, state: 'open' })).listings[0]!.id, state: 'closed' })).rejects.toMatchObject({ type: 'not-owner' });
  });
});

describe('nobody else', () => {
  it('gets a session, a room, an invitation or a file of a sample circle', async () => {
    const ada = await makePeer('ada', { clock: new VirtualClock() });
    const { circle } = await makeSample(ada);
    await expect(ada.peer.run('createInvitation', { circle })).rejects.toMatchObject({ type: 'sample-circle' });
    await expect(ada.peer.run('setRelays', { circle, relays: ['ws://relay.example'] })).rejects.toMatchObject({ type: 'sample-circle' });
    expect(() => ada.peer.exportBundle(circle)).toThrow('This is a sample circle');
    expect(ada.peer.rooms()).toEqual([]);
  });

  it('gets a room of it, even if it had a relay', async () => {
    const ada = await makePeer('ada', { clock: new VirtualClock() });
    const { circle } = await makeSample(ada);
    const name = `circle/${circle}`;
    await ada.peer.close();
    const settings = decode((await ada.store.get(name)) ?? new Uint8Array()) as Record<string, unknown>;
    await ada.store.put(name, encodeCbor({ ...settings, relays: ['ws://relay.example'] }));
    const again = await openPeer(ada.ports, { name: 'ada' });
    expect(again.circles()).toMatchObject([{ circle, relays: ['ws://relay.example'] }]);
    expect(again.rooms()).toEqual([]);
  });

  it('puts anything into it by a file, even of its own making', async () => {
    const clock = new VirtualClock();
    const ada = await makePeer('ada', { clock });
    const { circle } = await makeSample(ada);
    const name = `circle/${circle}`;
    const records = await (await ada.store.journal(name)).read();
    const twin = await makePeer('ada', { clock, secrets: ada.secrets, store: await storeWith(name, withoutMark((await ada.store.get(name)) ?? new Uint8Array()), records) });
    const bundle = await bundleOf(twin, circle);
    expect(bundle.length).toBeGreaterThan(10_000);
    expect(await refusalOf(ada, bundle)).toBe('foreign-bundle');
  });

  // Somebody who has the group key and all that was written so far.
  it.each([
    { what: 'is told anything of it, whatever they know', marked: true, told: [] as string[] },
    { what: 'would be kept from a real one like this', marked: false, told: ['Only here'] },
  ])('$what', async ({ marked, told }) => {
    const clock = new VirtualClock();
    const ada = await makePeer('ada', { clock });
    const { circle } = await makeSample(ada);
    const name = `circle/${circle}`;
    await ada.peer.close();
    const journal = await ada.store.journal(name);
    const records = await journal.read();
    const unmarked = withoutMark((await ada.store.get(name)) ?? new Uint8Array());
    const spy = await makePeer('spy', { clock, store: await storeWith(name, unmarked, records) });
    if (!marked) await ada.store.put(name, unmarked);
    const again = { ...ada, peer: await openPeer(ada.ports, { name: 'ada' }) };
    connect(again, spy);
    await clock.pass(10_000);
    await again.peer.run('postListing', { circle, listing: aListing('Only here') });
    await clock.pass(10_000);
    expect((await listingsOf(spy, circle)).map(({ title }) => title).filter((title) => title === 'Only here')).toEqual(told);
    expect(again.peer.circles()[0]?.peers.length).toBe(told.length);
  });

  it('is disturbed by it: a real circle beside it syncs as ever', async () => {
    const { clock, ada, ben, circle } = await makeTwo();
    const sample = await makeSample(ada);
    await ada.peer.run('postListing', { circle, listing: aListing('A lamp') });
    await clock.pass(5_000);
    expect((await listingsOf(ben, circle)).map(({ title }) => title)).toEqual(['A lamp']);
    expect(ben.peer.circles().map((status) => status.circle)).toEqual([circle]);
    expect((await ben.peer.run('findListings', { prefix: (await listingsOf(ada, sample.circle))[0]!.id })).length).toBe(0);
  });
});

describe('the gate of another device', () => {
  it('takes no single op of a sample circle: its people signed nothing', async () => {
    const ada = await makePeer('ada', { clock: new VirtualClock() });
    const { circle } = await makeSample(ada);
    const journal = await ada.store.journal(`circle/${circle}`);
    const runs: Run[] = [];
    for (const record of (await journal.read()).map(decodeRecord)) if (record?.type === 'ops') runs.push({ device: record.device, from: record.from, prev: NO_OP, ops: record.ops });
    expect(runs.length).toBeGreaterThan(8);
    const gated = await new GatedCircle(circle).takeAll(runs);
    expect(gated.ops.logs.count()).toBe(0);
  });
});

describe('removing a sample circle', () => {
  it('leaves no trace of it in the store or among the photos', async () => {
    const ada = await makePeer('ada', { clock: new VirtualClock() });
    const { circle, photos } = await makeSample(ada);
    const [own, dropped, drafted] = [await putPhoto(ada, 'own'), await putPhoto(ada, 'dropped'), await putPhoto(ada, 'drafted')];
    const { listing } = await ada.peer.run('postListing', { circle, listing: aListing('A lamp', { photos: [own, dropped] }) });
    await ada.peer.run('reviseListing', { circle, id: listing, listing: aListing('A lamp', { photos: [own] }) });
    await ada.store.put(`draft/new-${circle}`, new TextEncoder().encode(JSON.stringify({ photos: [drafted] })));
    await ada.peer.run('removeSampleCircle', { circle });
    expect(ada.peer.circles()).toEqual([]);
    expect(await ada.store.names('')).toEqual([]);
    expect(await ada.store.journals()).toEqual([]);
    for (const hash of hashesOf([...photos.flat(), own, dropped, drafted])) expect(await ada.blobs.has(hash)).toBe(false);
  });

  it('leaves alone what another circle, or a draft for one, has too', async () => {
    const ada = await makePeer('ada', { clock: new VirtualClock() });
    const { circle } = await ada.peer.run('createCircle', { name: 'Real', public: false, relays: [] });
    const { circle: sample, photos } = await makeSample(ada);
    const [posted, drafted] = [photos.flat()[0]!, photos.flat()[1]!];
    await ada.peer.run('postListing', { circle, listing: aListing('A lamp', { photos: [posted] }) });
    await ada.store.put(`draft/new-${circle}`, new TextEncoder().encode(JSON.stringify({ photos: [drafted] })));
    const before = await ada.peer.run('digest', { circle });
    await ada.peer.run('removeSampleCircle', { circle: sample });
    for (const hash of hashesOf([posted, drafted])) expect(await ada.blobs.has(hash)).toBe(true);
    expect(await ada.store.get(`draft/new-${circle}`)).toBeDefined();
    expect(await ada.peer.run('digest', { circle })).toEqual(before);
    expect(ada.peer.circles().map((status) => status.circle)).toEqual([circle]);
  });

  it('is finished at the next start where it was interrupted', async () => {
    const ada = await makePeer('ada', { clock: new VirtualClock() });
    const { circle, photos } = await makeSample(ada);
    const blobs = { ...ada.blobs, has: (hash: BlobHash) => ada.blobs.has(hash), remove: () => Promise.reject(new Error('the plug was pulled')) };
    await ada.peer.close();
    const pulled = await openPeer({ ...ada.ports, blobs: { ...blobs, get: (hash) => ada.blobs.get(hash), put: (bytes) => ada.blobs.put(bytes) } }, { name: 'ada' });
    await expect(pulled.run('removeSampleCircle', { circle })).rejects.toThrow('the plug was pulled');
    expect(pulled.circles()).toEqual([]);
    await pulled.close();
    const again = await openPeer(ada.ports, { name: 'ada' });
    expect(again.circles()).toEqual([]);
    expect(await ada.store.names('')).toEqual([]);
    expect(await ada.store.journals()).toEqual([]);
    for (const hash of hashesOf(photos.flat())) expect(await ada.blobs.has(hash)).toBe(false);
  });

  it('is refused for a real circle', async () => {
    const ada = await makePeer('ada', { clock: new VirtualClock() });
    const { circle } = await ada.peer.run('createCircle', { name: 'Real', public: false, relays: [] });
    await expect(ada.peer.run('removeSampleCircle', { circle })).rejects.toMatchObject({ type: 'unknown-circle' });
    expect(ada.peer.circles()).toHaveLength(1);
  });
});

function withoutMark(settings: Uint8Array): Uint8Array {
  const { sample: _, ...rest } = decode(settings) as Record<string, unknown>;
  return encodeCbor(rest);
}

async function storeWith(name: string, settings: Uint8Array, records: readonly Uint8Array[]): Promise<MemoryStore> {
  const store = new MemoryStore();
  const journal = await store.journal(name);
  await journal.read();
  await journal.append(records, true);
  await journal.close();
  await store.put(name, settings);
  return store;
}

function hashesOf(photos: readonly Photo[]): BlobHash[] {
  return photos.flatMap(({ hash, thumb }) => [hash, thumb]);
}
