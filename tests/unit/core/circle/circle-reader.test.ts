import { encode } from 'cborg';
import { describe, expect, it } from 'vitest';
import { MOST_FOUND, type Params } from '../../../../src/core/commands.ts';
import type { CircleId, ListingId } from '../../../../src/core/ids.ts';
import { renewalOf } from '../../../../src/core/market/listing-content.ts';
import { LISTING_DAYS, LISTING_LIMITS } from '../../../../src/core/market/listing.ts';
import { aListing, makePeer, makeTwo, type TestPeer } from '../../../support/test-peer.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const DAY = 86_400_000;

async function titles({ peer }: TestPeer, circle: CircleId, query: Partial<Params<'listListings'>> = {}): Promise<string[]> {
  const { listings } = await peer.run('listListings', { circle, limit: 100, ...query });
  return listings.map(({ title }) => title);
}

async function founder(): Promise<{ ada: TestPeer; circle: CircleId; clock: VirtualClock }> {
  const clock = new VirtualClock();
  const ada = await makePeer('ada', { clock });
  const { circle } = await ada.peer.run('createCircle', { name: 'Film cameras', public: false, relays: [] });
  return { ada, circle, clock };
}

describe('circles and their members', () => {
  it('are told with roles, as founder and newcomer see them', async () => {
    const { ada, ben, circle } = await makeTwo();
    await ada.peer.run('postListing', { circle, listing: aListing('Olympus XA') });
    expect(await ada.peer.run('listCircles', {})).toEqual([{ circle, name: 'Film cameras', public: false, members: 2, listings: 1, role: 'founder' }]);
    expect(await ben.peer.run('listCircles', {})).toMatchObject([{ circle, members: 2, role: 'member' }]);
    const members = await ben.peer.run('listMembers', { circle });
    expect(members).toMatchObject([
      { account: ada.keys.account, name: 'ada', role: 'founder', rank: 0, status: 'member', devices: [ada.keys.device], admittedBy: null, may: { remove: false, restore: false, roles: [] } },
      { account: ben.keys.account, name: 'ben', role: 'member', rank: null, status: 'member', devices: [ben.keys.device], admittedBy: { account: ada.keys.account, name: 'ada' } },
    ]);
    const asFounder = await ada.peer.run('listMembers', { circle });
    expect(asFounder.map(({ may }) => may)).toEqual([{ remove: false, restore: false, roles: [] }, { remove: true, restore: false, roles: ['organizer', 'moderator', 'greeter', 'inspector'] }]);
    const nobody = { remove: false, restore: false, roles: [] };
    expect(asFounder.map((member) => ({ ...member, may: nobody }))).toEqual(members);
  });

  it('a circle that one waits to be let into says so, by the name in its link', async () => {
    const { ada, circle, clock } = await founder();
    const { link } = await ada.peer.run('createInvitation', { circle });
    const ben = await makePeer('ben', { clock });
    await ben.peer.run('joinCircle', { link });
    expect(await ben.peer.run('listCircles', {})).toEqual([{ circle, name: 'Film cameras', public: false, members: 0, listings: 0, role: 'waiting' }]);
    expect(await ben.peer.run('listMembers', { circle })).toEqual([]);
    expect(await titles(ben, circle)).toEqual([]);
  });
});

describe('listings', () => {
  it('come newest first, by words, kind, state and owner', async () => {
    const { clock, ada, ben, circle } = await makeTwo();
    const { listing: first } = await ada.peer.run('postListing', { circle, listing: aListing('Café table', { kind: 'give', until: clock.now() + DAY }) });
    await clock.pass(1_000);
    const { listing: second } = await ada.peer.run('postListing', { circle, listing: aListing('Olympus XA', { want: 'a light meter' }) });
    await clock.pass(1_000);
    await ben.peer.run('postListing', { circle, listing: aListing('Light stand') });
    await clock.pass(1_000);
    expect(await titles(ada, circle)).toEqual(['Light stand', 'Olympus XA', 'Café table']);
    expect(await titles(ada, circle, { query: 'LIGHT' })).toEqual(['Light stand', 'Olympus XA']);
    expect(await titles(ada, circle, { query: 'cafe table' })).toEqual(['Café table']);
    expect(await titles(ada, circle, { kind: 'give' })).toEqual(['Café table']);
    expect(await titles(ada, circle, { mine: true })).toEqual(['Olympus XA', 'Café table']);
    expect(await titles(ben, circle, { mine: true })).toEqual(['Light stand']);
    await ada.peer.run('setListingState', { circle, id: second, state: 'reserved' });
    expect(await titles(ada, circle, { state: 'reserved' })).toEqual(['Olympus XA']);
    await clock.pass(2 * DAY);
    expect(await titles(ada, circle, { state: 'expired' })).toEqual(['Café table']);
    expect(await titles(ada, circle, { state: 'open' })).toEqual(['Light stand']);
    expect(await ada.peer.run('findListings', { prefix: first.slice(0, 6) })).toMatchObject([{ circle, listing: { id: first, title: 'Café table' } }]);
  });

  it('come page by page, each of them once, also while others are revised and posted', async () => {
    const { ada, circle, clock } = await founder();
    const ids: ListingId[] = [];
    for (let i = 0; i < 25; i++) ids.push((await ada.peer.run('postListing', { circle, listing: aListing(`thing ${i}`) })).listing);
    await clock.pass(1_000);
    const seen: ListingId[] = [];
    let after: Params<'listListings'>['after'];
    // Three pages of ten hold them all.
    for (let page = 0; page < 4; page++) {
      const { listings, next } = await ada.peer.run('listListings', after === undefined ? { circle, limit: 10 } : { circle, limit: 10, after });
      seen.push(...listings.map(({ id }) => id));
      if (next === undefined) break;
      after = next;
      await ada.peer.run('reviseListing', { circle, id: ids[3]!, listing: aListing('thing 3, again') });
      await ada.peer.run('postListing', { circle, listing: aListing('newer') });
    }
    expect(seen).toHaveLength(25);
    expect(new Set(seen)).toEqual(new Set(ids));
  });

  it('of the greatest length may be posted many at once, come in pages of one message, and are there after a restart', async () => {
    const { ada, circle, clock } = await founder();
    const long = aListing('换'.repeat(LISTING_LIMITS.title), { text: '换'.repeat(LISTING_LIMITS.text), want: '环'.repeat(LISTING_LIMITS.want) });
    await Promise.all(Array.from({ length: 200 }, () => ada.peer.run('postListing', { circle, listing: long })));
    const page = await ada.peer.run('listListings', { circle, limit: 1_000 });
    expect(page.listings.length).toBeGreaterThan(10);
    expect(page.next).toBeDefined();
    expect(encode(page).length).toBeLessThan(2_097_152);

    await ada.peer.close();
    const again = await makePeer('ada', { clock, store: ada.store, secrets: ada.secrets });
    expect((await again.peer.run('listCircles', {}))[0]?.listings).toBe(200);
  });

  it('are found by a prefix in every circle, a few of them where it is short', async () => {
    const { ada, circle } = await founder();
    await Promise.all(Array.from({ length: 40 }, (_, i) => ada.peer.run('postListing', { circle, listing: aListing(`thing ${i}`) })));
    const { listings } = await ada.peer.run('listListings', { circle, limit: 1 });
    expect(await ada.peer.run('findListings', { prefix: listings[0]!.id })).toHaveLength(1);
    expect(await ada.peer.run('findListings', { prefix: '' })).toHaveLength(MOST_FOUND);
    expect(await ada.peer.run('findListings', { prefix: 'x' })).toEqual([]);
  });

  it('renewed, have the same content and another 90 days', async () => {
    const { ada, circle, clock } = await founder();
    const content = { text: 'with flash', want: 'a meter', area: 'Riverside', price: { minor: 1_250, currency: 'EUR' }, until: clock.now() + DAY };
    const { listing: id } = await ada.peer.run('postListing', { circle, listing: aListing('Olympus XA', content) });
    await clock.pass(10 * DAY);
    const [before] = (await ada.peer.run('listListings', { circle, limit: 1 })).listings;
    await ada.peer.run('reviseListing', { circle, id, listing: renewalOf(before!, clock.now()) });
    const [after] = (await ada.peer.run('listListings', { circle, limit: 1 })).listings;
    expect(after).toEqual({ ...before, until: clock.now() + LISTING_DAYS * DAY, revisedAt: clock.now(), revisions: 1 });
  });
});
