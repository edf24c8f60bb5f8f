/** A branch that was chosen, and is longer than an answer: fetched in as many as it takes, from whoever has it, also after one of them went away. */
import { describe, expect, it } from 'vitest';
import type { CircleId } from '../../../../src/core/ids.ts';
import { copyStore, isInStep, openAgain, opsOf, titlesOf } from '../../../support/reading.ts';
import { aListing, connect, digestOf, makePeer, makeTwo, type TestPeer } from '../../../support/test-peer.ts';
import type { VirtualClock } from '../../../support/virtual-clock.ts';

const MIB = 2 ** 20;
const LISTINGS = 420;
/** More than an answer, together more than three. */
const TEXT = 'x'.repeat(7_900);

interface Forked {
  clock: VirtualClock;
  circle: CircleId;
  /** Have the long branch of ben's log. */
  ada: TestPeer;
  dora: TestPeer;
  /** Has the other one. */
  cleo: TestPeer;
  ben: TestPeer;
}

/** Ben's home was copied, and both copies wrote; ada chooses what the copy wrote. `short`: how much the other one did. */
async function makeForked(short: number): Promise<Forked> {
  const { clock, ada, ben, circle, lanes } = await makeTwo();
  const [cleo, dora] = await Promise.all(['cleo', 'dora'].map((name) => makePeer(name, { clock })));
  if (cleo === undefined || dora === undefined) throw new Error('there are two');
  for (const peer of [cleo, dora]) {
    const { link } = await ada.peer.run('createInvitation', { circle });
    await peer.peer.run('joinCircle', { link });
    const pair = connect(ada, peer);
    await clock.pass(5_000);
    pair.a.close();
  }
  lanes.a.close();
  await clock.pass(1_000);
  const copy = await openAgain(ben, clock, await copyStore(ben.store));
  await Promise.all(Array.from({ length: LISTINGS }, (_, i) => copy.peer.run('postListing', { circle, listing: aListing(`long ${i}`, { text: TEXT }) })));
  for (let i = 0; i < short; i++) await ben.peer.run('postListing', { circle, listing: aListing(`short ${i}`) });
  const meet = async (a: TestPeer, b: TestPeer): Promise<void> => {
    const pair = connect(a, b);
    await clock.pass(20_000);
    pair.a.close();
    await clock.pass(1_000);
  };
  await meet(copy, ada);
  await meet(ben, cleo);
  await meet(ada, dora);
  await meet(ada, cleo);
  expect(ada.peer.circles()[0]?.forks).toBe(1);
  const [fork] = await ada.peer.run('listForks', { circle });
  const chosen = fork?.branches.find(({ ops }) => ops === LISTINGS);
  if (fork === undefined || chosen === undefined) throw new Error(`no such branch: ${JSON.stringify(fork)}`);
  await ada.peer.run('restoreMember', { circle, account: fork.account, branch: { device: fork.device, id: chosen.id } });
  await meet(ada, dora);
  return { clock, circle, ada, dora, cleo, ben };
}

const longOnes = (peer: TestPeer, circle: CircleId): number => titlesOf(peer, circle).filter((title) => title.startsWith('long')).length;

describe('a chosen branch of more than three answers', () => {
  it.each([1, LISTINGS + 1])('is fetched whole by who has %i ops of the other one', async (short) => {
    const { clock, circle, ada, cleo, ben } = await makeForked(short);
    const before = opsOf(cleo, circle, ben.keys.device).length;
    connect(ada, cleo);
    await clock.pass(30_000);
    expect(opsOf(cleo, circle, ben.keys.device)).toHaveLength(before + LISTINGS);
    expect(longOnes(cleo, circle)).toBe(LISTINGS);
    expect(await digestOf(cleo, circle)).toEqual(await digestOf(ada, circle));
    expect(isInStep(cleo, circle, ada)).toBe(true);
    const again = await openAgain(cleo, clock);
    expect(await digestOf(again, circle)).toEqual(await digestOf(ada, circle));
  });

  it('is gone on with where it was cut off, with another who has it', async () => {
    const { clock, circle, ada, dora, cleo } = await makeForked(1);
    const first = connect(ada, cleo);
    let sent = 0;
    first.a.tap = (frame) => {
      sent += frame.length;
      if (sent < 2.5 * MIB) return [frame];
      first.a.close();
      return [];
    };
    await clock.pass(30_000);
    expect({ sent: sent > 2.4 * MIB, long: longOnes(cleo, circle) }).toEqual({ sent: true, long: 0 });
    const second = connect(dora, cleo);
    await clock.pass(30_000);
    expect(longOnes(cleo, circle)).toBe(LISTINGS);
    expect(await digestOf(cleo, circle)).toEqual(await digestOf(dora, circle));
    expect(second.a.sent.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(1.7 * MIB);
  });

  it('is fetched from the fork again after a restart in the middle', async () => {
    const { clock, circle, ada, cleo } = await makeForked(1);
    const first = connect(ada, cleo);
    let sent = 0;
    first.a.tap = (frame) => {
      sent += frame.length;
      if (sent >= 2.5 * MIB) first.a.close();
      return sent < 2.5 * MIB ? [frame] : [];
    };
    await clock.pass(30_000);
    await cleo.peer.close();
    const again = await openAgain(cleo, clock);
    expect(longOnes(again, circle)).toBe(0);
    connect(ada, again);
    await clock.pass(30_000);
    expect(longOnes(again, circle)).toBe(LISTINGS);
    expect(await digestOf(again, circle)).toEqual(await digestOf(ada, circle));
  });
});
