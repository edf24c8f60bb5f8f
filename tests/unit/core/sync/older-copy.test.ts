import { describe, expect, it } from 'vitest';
import { copyStore, isInStep, openAgain, opsOf, titlesOf } from '../../../support/reading.ts';
import { aListing, connect, digestOf, makePeer, makeSecrets, makeTwo } from '../../../support/test-peer.ts';

/** Ben's home was copied; then ben went on and ada has what he wrote; then the copy is opened in his place. */
async function openOlderCopy(): Promise<Awaited<ReturnType<typeof makeTwo>> & { copy: Awaited<ReturnType<typeof openAgain>> }> {
  const two = await makeTwo();
  const { clock, ben, circle, lanes } = two;
  const store = await copyStore(ben.store);
  for (const title of ['one', 'two', 'three']) await ben.peer.run('postListing', { circle, listing: aListing(title) });
  await clock.pass(2_000);
  lanes.b.close();
  await clock.pass(1_000);
  await ben.peer.close();
  return { ...two, copy: await openAgain(ben, clock, store) };
}

describe('an older copy of a device', () => {
  it('that meets somebody who has more of its log stops writing, and says why', async () => {
    const { clock, ada, circle, copy } = await openOlderCopy();
    connect(ada, copy);
    await clock.pass(3_000);
    expect(copy.peer.circles()[0]).toMatchObject({ problem: 'older-copy', membership: 'member' });
    await expect(copy.peer.run('postListing', { circle, listing: aListing('four') })).rejects.toMatchObject({ type: 'older-copy' });
    expect(titlesOf(copy, circle)).toEqual([]);
    expect(titlesOf(ada, circle)).toEqual(['one', 'three', 'two']);
    expect(ada.peer.circles()[0]).toMatchObject({ forks: 0, problem: undefined });
  });

  it('still takes what others write, and is not cut off', async () => {
    const { clock, ada, circle, copy } = await openOlderCopy();
    connect(ada, copy);
    await clock.pass(3_000);
    await ada.peer.run('postListing', { circle, listing: aListing('from ada') });
    await clock.pass(3_000);
    expect(titlesOf(copy, circle)).toEqual(['from ada']);
    expect(ada.peer.circles()[0]?.peers).toHaveLength(1);
  });

  it('does not forget it when it is opened again', async () => {
    const { clock, ada, circle, copy } = await openOlderCopy();
    connect(ada, copy);
    await clock.pass(3_000);
    await copy.peer.close();
    const again = await openAgain(copy);
    expect(again.peer.circles()[0]?.problem).toBe('older-copy');
    await expect(again.peer.run('postListing', { circle, listing: aListing('four') })).rejects.toMatchObject({ type: 'older-copy' });
  });

  it('that wrote before it met anybody has forked its log, which both see and agree on', async () => {
    const { clock, ada, circle, copy } = await openOlderCopy();
    const before = opsOf(copy, circle, copy.keys.device).length;
    await copy.peer.run('postListing', { circle, listing: aListing('instead') });
    connect(ada, copy);
    await clock.pass(10_000);
    for (const peer of [ada, copy]) {
      expect(peer.peer.circles()[0]?.forks).toBe(1);
      expect(opsOf(peer, circle, copy.keys.device)).toHaveLength(before);
    }
    expect(await digestOf(copy, circle)).toEqual(await digestOf(ada, circle));
    expect(isInStep(ada, circle, copy)).toBe(true);
    await expect(copy.peer.run('postListing', { circle, listing: aListing('more') })).rejects.toMatchObject({ type: 'older-copy' });
  });

  it('goes on as a new device that the others let in by themselves, and says again what it said in vain', async () => {
    const { clock, ada, circle, copy } = await openOlderCopy();
    await copy.peer.run('postListing', { circle, listing: aListing('instead') });
    await copy.peer.run('postListing', { circle, listing: aListing('as well') });
    const closed = await copy.peer.run('postListing', { circle, listing: aListing('gone meanwhile') });
    await copy.peer.run('setListingState', { circle, id: closed.listing, state: 'closed' });
    connect(ada, copy);
    await clock.pass(10_000);
    await copy.peer.leaveBehind();
    await copy.peer.close();
    const renewed = await makePeer('ben', { clock, store: copy.store, blobs: copy.blobs, secrets: makeSecrets('ben, renewed', 'ben') });
    expect(renewed.keys.account).toBe(copy.keys.account);
    expect(renewed.peer.circles()[0]).toMatchObject({ membership: 'waiting', problem: undefined });
    connect(ada, renewed);
    await clock.pass(10_000);
    expect(renewed.peer.circles()[0]).toMatchObject({ membership: 'member', problem: undefined });
    expect(titlesOf(ada, circle)).toEqual(['as well', 'instead']);
    expect(await digestOf(renewed, circle)).toEqual(await digestOf(ada, circle));
    const members = await ada.peer.run('listMembers', { circle });
    expect(members.map(({ name, status, devices }) => [name, status, devices.length])).toEqual([['ada', 'member', 1], ['ben', 'member', 2]]);
    const again = await openAgain(renewed, clock);
    expect(titlesOf(again, circle)).toEqual(['as well', 'instead']);
  });
});
