import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommandFailure } from '../../../src/core/failure.ts';
import type { CircleId, ListingId } from '../../../src/core/ids.ts';
import { StoreError } from '../../../src/core/ports.ts';
import { sha256 } from '../../../src/node/crypto/node-verifier.ts';
import { openFileBlobs } from '../../../src/node/store/file-blobs.ts';
import { openFileStore } from '../../../src/node/store/file-store.ts';
import { SimDisk } from '../../support/sim-disk.ts';
import { aListing, makePeer, makeSecrets, seededRandom, type TestPeer } from '../../support/test-peer.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

/** Numbers from 0 to below 1, the same for the same seed. */
function numbersOf(seed: string): () => number {
  const random = seededRandom(seed);
  return () => new DataView(random.bytes(4).buffer).getUint32(0) / 2 ** 32;
}

async function openOn(disk: SimDisk, secrets: TestPeer['secrets']): Promise<TestPeer> {
  const random = seededRandom('store');
  const store = await openFileStore({ disk, folder: '/home', random, onDamage: () => undefined });
  const blobs = await openFileBlobs({ disk, folder: '/home/blobs', sha256 });
  return await makePeer('ada', { clock: new VirtualClock(), store, blobs, secrets });
}

/** What the person was told is saved. */
interface Saved {
  circle?: CircleId;
  listings: ListingId[];
}

/** Founds a circle and posts until the disk is gone; remembers what was said to be saved. */
async function live(disk: SimDisk, secrets: TestPeer['secrets'], posts: number): Promise<Saved> {
  const saved: Saved = { listings: [] };
  try {
    const { peer } = await openOn(disk, secrets);
    const { circle } = await peer.run('createCircle', { name: 'Records', public: false, relays: [] });
    saved.circle = circle;
    for (let i = 0; i < posts; i++) saved.listings.push((await peer.run('postListing', { circle, listing: aListing(`Record ${String(i)}`) })).listing);
  } catch (error) {
    if (!(error instanceof StoreError) && !(error instanceof CommandFailure)) throw error;
  }
  return saved;
}

describe('what was said to be saved', () => {
  const secrets = makeSecrets('ada');

  it('is there after a power cut at any call to the disk', async () => {
    const whole = new SimDisk(numbersOf('count'));
    await live(whole, secrets, 6);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: whole.calls }), fc.string(), async (call, seed) => {
        const disk = new SimDisk(numbersOf(seed));
        disk.failAt = { call, code: 'power' };
        const saved = await live(disk, secrets, 6);
        const { peer } = await openOn(disk.crash(), secrets);
        if (saved.circle === undefined) return;
        const circle = saved.circle;
        expect(peer.circles().map((status) => status.circle)).toEqual([circle]);
        // Everything that was said to be saved, and at most the one whose answer the power cut swallowed.
        const { ops } = await peer.run('digest', { circle });
        expect(ops).toBeGreaterThanOrEqual(1 + saved.listings.length);
        expect(ops).toBeLessThanOrEqual(2 + saved.listings.length);
        for (const id of saved.listings) await peer.run('setListingState', { circle, id, state: 'closed' });
      }),
      { numRuns: 120 },
    );
  });

  it('is not said of what a full disk refused, and the circle goes on when there is room again', async () => {
    const disk = new SimDisk(numbersOf('full'));
    const { peer } = await openOn(disk, secrets);
    const { circle } = await peer.run('createCircle', { name: 'Records', public: false, relays: [] });
    await peer.run('postListing', { circle, listing: aListing('The first') });
    disk.capacity = 0;
    await expect(peer.run('postListing', { circle, listing: aListing('The second') })).rejects.toMatchObject({ type: 'disk-full' });
    expect((await peer.run('digest', { circle })).ops).toBe(2);
    disk.capacity = Number.POSITIVE_INFINITY;
    await peer.run('postListing', { circle, listing: aListing('The third') });
    const { peer: again } = await openOn(disk.crash(), secrets);
    expect(await again.run('digest', { circle })).toEqual(await peer.run('digest', { circle }));
    expect((await again.run('digest', { circle })).ops).toBe(3);
  });
});
