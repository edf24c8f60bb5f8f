import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CircleId } from '../../../../src/core/ids.ts';
import { LISTING_STATES, type Listing } from '../../../../src/core/market/listing.ts';
import { CircleView } from '../../../../src/core/view.ts';
import type { LanePair } from '../../../support/memory-lane.ts';
import { documentBytes, isInStep, openAgain, opsOf } from '../../../support/reading.ts';
import { aListing, connect, digestOf, makePeer, type TestPeer } from '../../../support/test-peer.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const PAIRS = [[0, 1], [0, 2], [1, 2]] as const;

interface Writing {
  type: 'post' | 'revise' | 'state';
  who: number;
  which: number;
  word: number;
}

/** What happens next; a value, so that a failure prints what led to it. */
type Step =
  | Writing
  | { type: 'invite'; who: number }
  | { type: 'connect' | 'disconnect'; pair: number }
  | { type: 'wait'; ms: number };

const who = fc.nat(2);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constantFrom('post' as const, 'revise' as const, 'state' as const), who, which: fc.nat(20), word: fc.nat(99) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('invite' as const), who }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('connect' as const, 'disconnect' as const), pair: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('wait' as const), ms: fc.constantFrom(0, 30, 60, 500, 3_000) }) },
);

class Party {
  readonly clock = new VirtualClock();
  readonly peers: TestPeer[] = [];
  circle = '' as CircleId;
  readonly #lanes = new Map<number, LanePair>();

  static async meet(): Promise<Party> {
    const party = new Party();
    for (const name of ['ada', 'ben', 'cleo']) party.peers.push(await makePeer(name, { clock: party.clock }));
    const [ada, ben, cleo] = party.peers as [TestPeer, TestPeer, TestPeer];
    party.circle = (await ada.peer.run('createCircle', { name: 'Records', public: false, relays: [] })).circle;
    const { link } = await ada.peer.run('createInvitation', { circle: party.circle });
    for (const peer of [ben, cleo]) await peer.peer.run('joinCircle', { link });
    for (const pair of [0, 1]) party.connect(pair);
    await party.clock.pass(3_000);
    for (const pair of [0, 1]) await party.disconnect(pair);
    return party;
  }

  async run(step: Step): Promise<void> {
    if ('word' in step) await this.#write(step);
    else if (step.type === 'invite') await this.peers[step.who]!.peer.run('createInvitation', { circle: this.circle });
    else if (step.type === 'wait') await this.clock.pass(step.ms);
    else if (step.type === 'connect') this.connect(step.pair);
    else await this.disconnect(step.pair);
  }

  connect(pair: number): void {
    const [a, b] = PAIRS[pair]!;
    if (!this.#lanes.has(pair)) this.#lanes.set(pair, connect(this.peers[a]!, this.peers[b]!));
  }

  async disconnect(pair: number): Promise<void> {
    this.#lanes.get(pair)?.a.close();
    this.#lanes.delete(pair);
    await this.clock.pass(1);
  }

  async #write({ type, who: by, which, word }: Writing): Promise<void> {
    const { circle } = this;
    const { peer } = this.peers[by]!;
    const title = `word ${String(word)}`;
    const own = this.#ownListings(by);
    const listing = own[which % Math.max(1, own.length)];
    const state = LISTING_STATES[word % 4]!;
    if (type === 'post' || listing === undefined) await peer.run('postListing', { circle, listing: aListing(title) });
    else if (type === 'revise') await peer.run('reviseListing', { circle, id: listing.id, listing: aListing(title, { kind: 'give' }) });
    else if (listing.state !== state) await peer.run('setListingState', { circle, id: listing.id, state });
  }

  #ownListings(by: number): Listing[] {
    const view = new CircleView(this.circle);
    view.apply(opsOf(this.peers[by]!, this.circle));
    return [...view.listings.values()].filter(({ owner }) => owner === this.peers[by]!.keys.account);
  }
}

describe('three peers who write, meet and part at random', () => {
  it('hold the same in the end, byte by byte, and the same as what they open again from their disks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 30 }), async (steps) => {
        const party = await Party.meet();
        for (const step of steps) await party.run(step);
        for (const pair of [0, 1, 2]) party.connect(pair);
        await party.clock.pass(5_000);
        const { peers, circle } = party;
        const digest = await digestOf(peers[0]!, circle);
        const bytes = documentBytes(peers[0]!, circle);
        for (const peer of peers) {
          expect(await digestOf(peer, circle)).toEqual(digest);
          expect(documentBytes(peer, circle)).toBe(bytes);
          expect(peer.peer.circles()[0]).toMatchObject({ unsent: 0, forks: 0, problem: undefined });
          const again = await openAgain(peer);
          expect(await digestOf(again, circle)).toEqual(digest);
          expect(documentBytes(again, circle)).toBe(bytes);
        }
        for (const [a, b] of PAIRS) expect(isInStep(peers[a]!, circle, peers[b]!) && isInStep(peers[b]!, circle, peers[a]!)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});
