/** Three homes that never have a lane: what they exchange as files, in any order and as often as they like, is enough. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommandFailure } from '../../../../src/core/failure.ts';
import type { CircleId } from '../../../../src/core/ids.ts';
import { bring, bundleOf } from '../../../support/bundles.ts';
import { documentBytes, openAgain, titlesOf } from '../../../support/reading.ts';
import { aListing, digestOf, makePeer, type TestPeer } from '../../../support/test-peer.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

/** What happens next; a value, so that a failure prints what led to it. */
type Step =
  | { type: 'post'; who: number; word: number }
  | { type: 'invite'; who: number }
  /** Saves a file; it lies about until somebody opens it. */
  | { type: 'save'; who: number }
  /** Opens one of the files that lie about, also one's own, also again. */
  | { type: 'open'; who: number; which: number }
  | { type: 'restart'; who: number };

const who = fc.nat(2);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('post' as const), who, word: fc.nat(99) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('invite' as const), who }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('save' as const), who }) },
  { weight: 8, arbitrary: fc.record({ type: fc.constant('open' as const), who, which: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('restart' as const), who }) },
);

class FileParty {
  readonly clock = new VirtualClock();
  peers: TestPeer[] = [];
  readonly files: Uint8Array[] = [];
  circle = '' as CircleId;
  /** What should not have happened. */
  readonly surprises: unknown[] = [];

  /** A founder, and two who have the link and nothing else. */
  static async meet(): Promise<FileParty> {
    const party = new FileParty();
    for (const name of ['ada', 'ben', 'cleo']) party.peers.push(await makePeer(name, { clock: party.clock }));
    const [ada, ben, cleo] = party.peers as [TestPeer, TestPeer, TestPeer];
    party.circle = (await ada.peer.run('createCircle', { name: 'Records', public: false, relays: [] })).circle;
    const { link } = await ada.peer.run('createInvitation', { circle: party.circle });
    for (const peer of [ben, cleo]) await peer.peer.run('joinCircle', { link });
    return party;
  }

  async run(step: Step): Promise<void> {
    const { circle } = this;
    const peer = this.peers[step.who]!;
    const isIn = peer.peer.circles()[0]?.membership === 'member';
    if (step.type === 'save') this.files.push(await bundleOf(peer, circle));
    else if (step.type === 'open') await this.#open(peer, step.which);
    else if (step.type === 'restart') this.peers[step.who] = await this.#restart(peer);
    else if (step.type === 'post' && isIn) await peer.peer.run('postListing', { circle, listing: aListing(`${peer.name} ${String(step.word)}`) });
    else if (step.type === 'invite' && isIn) await peer.peer.run('createInvitation', { circle });
  }

  /** Everyone's newest file goes to everyone, until nothing is new in any. */
  async exchangeAll(): Promise<void> {
    for (let news = true; news; ) {
      news = false;
      for (const from of this.peers) {
        const file = await bundleOf(from, this.circle);
        for (const to of this.peers) {
          const { added, letIn } = await this.#bring(to, file);
          news ||= added > 0 || letIn > 0;
        }
      }
    }
  }

  async #open(peer: TestPeer, which: number): Promise<void> {
    const file = this.files[which % Math.max(1, this.files.length)];
    if (file !== undefined) await this.#bring(peer, file);
  }

  /** A file from before one was let in says so, and changes nothing. */
  async #bring(peer: TestPeer, file: Uint8Array): Promise<{ added: number; letIn: number }> {
    const before = JSON.stringify(peer.peer.circles());
    try {
      const result = await bring(peer, file);
      if (result.refused > 0) this.surprises.push(result);
      return result;
    } catch (error) {
      if (!(error instanceof CommandFailure) || error.type !== 'sealed-bundle') throw error;
      if (JSON.stringify(peer.peer.circles()) !== before) this.surprises.push(peer.peer.circles());
      return { added: 0, letIn: 0 };
    }
  }

  async #restart(peer: TestPeer): Promise<TestPeer> {
    await peer.peer.close();
    return await openAgain(peer, this.clock);
  }
}

describe('three homes that only exchange files', () => {
  it('print the same digest, whatever was saved, opened and opened again in which order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 40 }), async (steps) => {
        const party = await FileParty.meet();
        for (const step of steps) await party.run(step);
        await party.exchangeAll();
        expect(party.surprises).toEqual([]);
        const { peers, circle, files } = party;
        const digest = await digestOf(peers[0]!, circle);
        for (const peer of peers) {
          expect(peer.peer.circles()[0]).toMatchObject({ membership: 'member', members: 3, forks: 0, problem: undefined });
          for (const file of files) expect(await bring(peer, file)).toMatchObject({ added: 0, letIn: 0, refused: 0 });
          expect(await digestOf(peer, circle)).toEqual(digest);
          expect(titlesOf(peer, circle)).toEqual(titlesOf(peers[0]!, circle));
          expect(documentBytes(peer, circle)).toBe(documentBytes(peers[0]!, circle));
        }
      }),
      { numRuns: 20 },
    );
  });
});
