import { beforeEach, describe, expect, it } from 'vitest';
import type { CircleId } from '../../../../src/core/ids.ts';
import { openAgain, titlesOf } from '../../../support/reading.ts';
import { aListing, connect, digestOf, makePeer, type TestPeer } from '../../../support/test-peer.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

let clock: VirtualClock;
let circle: CircleId;
let ada: TestPeer;
let ben: TestPeer;
let cleo: TestPeer;
let dora: TestPeer;

/** Ada founded; the others are members, and all are connected with her. */
beforeEach(async () => {
  clock = new VirtualClock();
  [ada, ben, cleo, dora] = (await Promise.all(['ada', 'ben', 'cleo', 'dora'].map((name) => makePeer(name, { clock })))) as [TestPeer, TestPeer, TestPeer, TestPeer];
  ({ circle } = await ada.peer.run('createCircle', { name: 'Film cameras', public: false, relays: [], friends: [ben.keys.account, cleo.keys.account] }));
  const { link } = await ada.peer.run('createInvitation', { circle });
  for (const one of [ben, cleo, dora]) {
    await one.peer.run('joinCircle', { link });
    connect(ada, one);
  }
  await clock.pass(8_000);
});

const settle = (): Promise<void> => clock.pass(8_000);
const everyone = (): TestPeer[] => [ada, ben, cleo, dora];
const standings = async (peer: TestPeer): Promise<string[]> => (await peer.peer.run('listMembers', { circle })).map(({ name, role, status }) => `${name}: ${status === 'member' ? role : status}`);
const agree = async (...peers: TestPeer[]): Promise<void> => {
  const [first, ...others] = await Promise.all(peers.map((peer) => digestOf(peer, circle)));
  for (const other of others) expect(other).toEqual(first);
};

describe('roles', () => {
  it('are given and taken back by an organizer, and everyone sees it', async () => {
    await ada.peer.run('setRole', { circle, account: ben.keys.account, role: 'organizer' });
    await settle();
    for (const peer of everyone()) expect(await standings(peer)).toEqual(['ada: founder', 'ben: organizer', 'cleo: member', 'dora: member']);
    await ben.peer.run('setRole', { circle, account: dora.keys.account, role: 'moderator' });
    await settle();
    expect(await standings(cleo)).toContain('dora: moderator');
    await ada.peer.run('setRole', { circle, account: ben.keys.account, role: 'member' });
    await settle();
    expect(await standings(cleo)).toEqual(['ada: founder', 'ben: member', 'cleo: member', 'dora: moderator']);
    await expect(ben.peer.run('setRole', { circle, account: dora.keys.account, role: 'member' })).rejects.toMatchObject({ type: 'not-allowed' });
    await agree(...everyone());
  });

  it('are not given by members, nor changed by equals', async () => {
    await expect(cleo.peer.run('setRole', { circle, account: dora.keys.account, role: 'organizer' })).rejects.toMatchObject({ type: 'not-allowed' });
    for (const one of [ben, cleo]) await ada.peer.run('setRole', { circle, account: one.keys.account, role: 'organizer' });
    await settle();
    await expect(ben.peer.run('removeMember', { circle, account: cleo.keys.account, keep: 'all' })).rejects.toMatchObject({ type: 'not-allowed' });
    await expect(ben.peer.run('setRole', { circle, account: ada.keys.account, role: 'member' })).rejects.toMatchObject({ type: 'not-allowed' });
  });

  it('come with an invitation that names one', async () => {
    const emil = await makePeer('emil', { clock });
    const { link } = await ada.peer.run('createInvitation', { circle, role: 'greeter' });
    await emil.peer.run('joinCircle', { link });
    connect(ben, emil);
    await settle();
    expect(await standings(ben)).toContain('emil: greeter');
    expect((await ada.peer.run('listInvitations', { circle })).find(({ role }) => role === 'greeter')?.used.map(({ name }) => name)).toEqual(['emil']);
  });
});

describe('a removal', () => {
  it('keeps what was said before, ends what comes after, and is told first', async () => {
    await dora.peer.run('postListing', { circle, listing: aListing('Enlarger') });
    await settle();
    expect(await ada.peer.run('previewRemoval', { circle, account: dora.keys.account, keep: 'all' })).toEqual({ listings: 0, invitations: 0, members: [], decisions: 0 });
    expect(await ada.peer.run('previewRemoval', { circle, account: dora.keys.account, keep: 'nothing' })).toMatchObject({ listings: 1 });
    await ada.peer.run('removeMember', { circle, account: dora.keys.account, keep: 'all', reason: 'Sold fakes.' });
    await settle();
    for (const peer of everyone()) expect(await standings(peer)).toContain('dora: removed');
    for (const peer of everyone()) expect(titlesOf(peer, circle)).toEqual(['Enlarger']);
    expect(dora.peer.circles()[0]).toMatchObject({ membership: 'removed' });
    await expect(dora.peer.run('postListing', { circle, listing: aListing('More') })).rejects.toMatchObject({ type: 'removed' });
    expect((await ben.peer.run('listDecisions', { circle })).find(({ deed }) => deed.type === 'removed')).toMatchObject({ by: { name: 'ada' }, deed: { name: 'dora' }, reason: 'Sold fakes.', state: 'holds' });
    await agree(ada, ben, cleo);
  });

  it('that takes everything back hides it everywhere, and can be undone', async () => {
    await dora.peer.run('postListing', { circle, listing: aListing('Enlarger') });
    await settle();
    await ada.peer.run('removeMember', { circle, account: dora.keys.account, keep: 'nothing' });
    await settle();
    for (const peer of [ada, ben, cleo]) expect(titlesOf(peer, circle)).toEqual([]);
    await agree(ada, ben, cleo);
    expect(titlesOf(await openAgain(ben, clock), circle)).toEqual([]);
    await ada.peer.run('restoreMember', { circle, account: dora.keys.account });
    await settle();
    for (const peer of everyone()) expect(titlesOf(peer, circle)).toEqual(['Enlarger']);
    await dora.peer.run('postListing', { circle, listing: aListing('Tripod') });
    await settle();
    expect(titlesOf(ben, circle)).toEqual(['Enlarger', 'Tripod']);
    await agree(...everyone());
  });

  it('takes along whom they let in, unless it keeps what was said', async () => {
    const emil = await makePeer('emil', { clock });
    const { link } = await dora.peer.run('createInvitation', { circle });
    await emil.peer.run('joinCircle', { link });
    connect(dora, emil);
    await settle();
    expect(await standings(ada)).toContain('emil: member');
    expect(await ada.peer.run('previewRemoval', { circle, account: dora.keys.account, keep: 'nothing' })).toMatchObject({ invitations: 1, members: [{ name: 'emil' }] });
    await ada.peer.run('removeMember', { circle, account: dora.keys.account, keep: 'nothing' });
    await settle();
    expect((await standings(ada)).filter((line) => line.startsWith('emil') && line.endsWith('member'))).toEqual([]);
    await agree(ada, ben, cleo);
  });
});

describe('invitations', () => {
  it('are revoked by who made them, and let nobody in from then on', async () => {
    const { invitation, link } = await cleo.peer.run('createInvitation', { circle });
    await settle();
    await expect(dora.peer.run('revokeInvitation', { circle, invitation })).rejects.toMatchObject({ type: 'not-allowed' });
    await cleo.peer.run('revokeInvitation', { circle, invitation });
    await settle();
    expect((await ben.peer.run('listInvitations', { circle })).find((each) => each.invitation === invitation)?.state).toBe('revoked');
    const emil = await makePeer('emil', { clock });
    await emil.peer.run('joinCircle', { link });
    connect(ben, emil);
    await settle();
    expect(emil.peer.circles()[0]).toMatchObject({ membership: 'waiting', notYet: 'revoked' });
  });
});

describe('rules', () => {
  it('have versions that stay, and stricter ones end what the old ones gave', async () => {
    const [first] = await ada.peer.run('listRules', { circle });
    expect(first).toMatchObject({ number: 1, current: true, invite: 'member', clauses: [], mayChange: true });
    await ada.peer.run('setRules', { circle, rules: { invite: 'organizer', greet: 'member', quota: first?.quota ?? { ops: 1, bytes: 1 }, clauses: ['No fakes.', 'Be kind.'] } });
    await settle();
    for (const peer of everyone()) {
      const versions = await peer.peer.run('listRules', { circle });
      expect(versions.map(({ number, current, invite }) => [number, current, invite])).toEqual([[1, false, 'member'], [2, true, 'organizer']]);
      expect(versions[1]?.clauses).toEqual(['No fakes.', 'Be kind.']);
    }
    await expect(dora.peer.run('createInvitation', { circle })).rejects.toMatchObject({ type: 'not-allowed' });
    await expect(dora.peer.run('setRules', { circle, rules: { invite: 'member', greet: 'member', quota: { ops: 9, bytes: 9 }, clauses: [] } })).rejects.toMatchObject({ type: 'not-allowed' });
    await agree(...everyone());
  });
});

describe('leaving', () => {
  it('ends one\'s own log, and nothing else', async () => {
    await dora.peer.run('postListing', { circle, listing: aListing('Enlarger') });
    await dora.peer.run('leaveCircle', { circle });
    await settle();
    for (const peer of everyone()) expect(await standings(peer)).toContain('dora: left');
    expect(dora.peer.circles()[0]).toMatchObject({ membership: 'left' });
    await expect(dora.peer.run('postListing', { circle, listing: aListing('More') })).rejects.toMatchObject({ type: 'removed' });
    expect(titlesOf(ben, circle)).toEqual(['Enlarger']);
  });
});

describe('the quorum', () => {
  it('goes on without the founder: two of three make an organizer, who removes and lets in', async () => {
    await ada.peer.close();
    connect(ben, cleo);
    connect(cleo, dora);
    const { act, done } = await ben.peer.run('proposeAct', { circle, deed: { type: 'organizer', account: ben.keys.account } });
    expect(done).toBe(false);
    await settle();
    expect((await cleo.peer.run('quorum', { circle })).proposals).toMatchObject([{ act, deed: { type: 'organizer' }, signed: [{ name: 'ben' }], maySign: true }]);
    expect(await standings(dora)).toContain('ben: member');
    await expect(dora.peer.run('signAct', { circle, act })).rejects.toMatchObject({ type: 'not-allowed' });
    expect(await cleo.peer.run('signAct', { circle, act })).toEqual({ act, done: true });
    await settle();
    for (const peer of [ben, cleo, dora]) expect(await standings(peer)).toContain('ben: organizer');
    const { link } = await ben.peer.run('createInvitation', { circle });
    const emil = await makePeer('emil', { clock });
    await emil.peer.run('joinCircle', { link });
    connect(dora, emil);
    // Who is told to wait asks again after a while.
    await clock.pass(40_000);
    await ben.peer.run('removeMember', { circle, account: dora.keys.account, keep: 'all' });
    await settle();
    expect(await standings(cleo)).toEqual(['ada: founder', 'ben: organizer', 'cleo: member', 'dora: removed', 'emil: member']);
    const again = await openAgain(cleo, clock);
    expect(await standings(again)).toEqual(await standings(cleo));
  });

  it('removes a founder, whose word ends there', async () => {
    connect(ben, cleo);
    const { act } = await ben.peer.run('proposeAct', { circle, deed: { type: 'remove', account: ada.keys.account, keep: 'all', reason: 'Gone bad.' } });
    await settle();
    await cleo.peer.run('signAct', { circle, act });
    await settle();
    for (const peer of everyone()) expect(await standings(peer)).toContain('ada: removed');
    await expect(ada.peer.run('removeMember', { circle, account: dora.keys.account, keep: 'all' })).rejects.toMatchObject({ type: 'not-allowed' });
    expect((await dora.peer.run('listDecisions', { circle }))[0]).toMatchObject({ by: null, deed: { type: 'removed', name: 'ada' }, reason: 'Gone bad.' });
  });
});
