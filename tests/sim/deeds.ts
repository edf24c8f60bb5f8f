/** What people do in a run, by the commands of the engine. A failure that a person would be told is an outcome like any other. */
import type { DeedInput } from '../../src/core/circle-calls.ts';
import type { AccountKey, ActId, CircleId, InvitationId, ListingId, OpId } from '../../src/core/ids.ts';
import type { PeerFacade } from '../../src/core/peer.ts';
import type { Photo } from '../../src/core/market/listing.ts';
import { bring, bundleOf } from '../support/bundles.ts';
import { aListing, type TestPeer } from '../support/test-peer.ts';
import type { Deed } from './actions.ts';
import { diceFor, pickAt, randomFor } from './chance.ts';
import type { SimPeer } from './sim-peer.ts';
import type { KnownLink } from './tricks.ts';

/** What a deed sees and changes of the world. */
export interface Surroundings {
  circle: CircleId | undefined;
  links: (KnownLink & { invitation: InvitationId })[];
  acts: ActId[];
  /** Of the people of the run, by number. */
  accounts: readonly AccountKey[];
  peer(index: number): SimPeer | undefined;
  /** Listings that this peer posted. */
  posted(peer: SimPeer): ListingId[];
  changed(index: number): void;
}

/** What came of a deed: the op that was said to be saved, if it wrote one; or that there was nothing to do it to. */
export type Done = OpId | 'no op' | 'nothing';

/** What one peer does by itself. */
export type OwnDeed = Exclude<Deed, { type: 'catch-up' }>;

/** Carries a deed out. Rejects as the engine does. */
export async function doDeed(world: Surroundings, peer: SimPeer, running: TestPeer, deed: OwnDeed, seed: number): Promise<Done> {
  const { peer: engine } = running;
  if (deed.type === 'found') {
    const friends = deed.friends?.flatMap((index) => pickAt(world.accounts, index) ?? []);
    world.circle = (await engine.run('createCircle', { name: 'Records', public: seed % 4 === 0, relays: [], ...(friends === undefined ? {} : { friends }) })).circle;
    peer.circle = world.circle;
    world.changed(peer.index);
    return world.circle as string as OpId;
  }
  if (deed.type === 'join') {
    const link = pickAt(world.links, deed.link);
    if (link === undefined) return 'nothing';
    peer.circle = (await engine.run('joinCircle', { link: link.link })).circle;
    world.changed(peer.index);
    return 'no op';
  }
  const { circle } = peer;
  if (circle === undefined) return 'nothing';
  if (deed.type === 'carry') {
    const other = world.peer(deed.to)?.running;
    const file = await bundleOf(running, circle, { photos: deed.photos });
    if (other !== undefined) await bring(other, file);
    return 'no op';
  }
  return await write(world, peer, engine, circle, deed, seed);
}

async function write(world: Surroundings, peer: SimPeer, engine: PeerFacade, circle: CircleId, deed: Exclude<OwnDeed, { type: 'found' | 'join' | 'carry' }>, seed: number): Promise<Done> {
  if (deed.type === 'post') {
    const photos: Photo[] = [];
    for (let i = 0; i < deed.photos; i++) photos.push(await putPhoto(engine, seed, i));
    const { listing, op } = await engine.run('postListing', { circle, listing: aListing(deed.title, { photos }) });
    world.posted(peer).push(listing);
    return op;
  }
  if (deed.type === 'revise' || deed.type === 'state') {
    const id = pickAt(world.posted(peer), deed.which);
    if (id === undefined) return 'nothing';
    if (deed.type === 'state') return (await engine.run('setListingState', { circle, id, state: deed.state })).op;
    return (await engine.run('reviseListing', { circle, id, listing: aListing(deed.title, { kind: 'give' }) })).op;
  }
  if (deed.type === 'invite') {
    const { link, invitation } = await engine.run('createInvitation', { circle, ...(deed.uses > 0 ? { uses: deed.uses } : {}), ...(deed.role === undefined ? {} : { role: deed.role }) });
    const op = invitation as string as OpId;
    world.links.push({ link, invitation, op, device: peer.device });
    return op;
  }
  return await govern(world, engine, circle, deed);
}

type Governing = Exclude<OwnDeed, { type: 'found' | 'join' | 'carry' | 'post' | 'revise' | 'state' | 'invite' }>;

async function govern(world: Surroundings, engine: PeerFacade, circle: CircleId, deed: Governing): Promise<Done> {
  if (deed.type === 'leave') return (await engine.run('leaveCircle', { circle })).op;
  if (deed.type === 'set-rules') {
    const rules = { invite: deed.invite, greet: deed.greet, quota: { ops: deed.ops, bytes: 2 ** 26 }, clauses: ['Be kind.'] };
    return (await engine.run('setRules', { circle, rules })).op;
  }
  if (deed.type === 'revoke') {
    const link = pickAt(world.links, deed.which);
    return link === undefined ? 'nothing' : (await engine.run('revokeInvitation', { circle, invitation: link.invitation })).op;
  }
  if (deed.type === 'sign') {
    const act = pickAt(world.acts, deed.which);
    if (act === undefined) return 'nothing';
    await engine.run('signAct', { circle, act });
    return 'no op';
  }
  const account = pickAt(world.accounts, deed.who);
  if (account === undefined) return 'nothing';
  if (deed.type === 'set-role') return (await engine.run('setRole', { circle, account, role: deed.role })).op;
  if (deed.type === 'remove') return (await engine.run('removeMember', { circle, account, keep: deed.keep })).op;
  if (deed.type === 'restore') return (await engine.run('restoreMember', { circle, account })).op;
  world.acts.push((await engine.run('proposeAct', { circle, deed: deedOf(world, deed.what, account) })).act);
  return 'no op';
}

function deedOf(world: Surroundings, what: DeedInput['type'], account: AccountKey): DeedInput {
  if (what === 'remove') return { type: what, account, keep: 'all' };
  if (what === 'quorum') return { type: what, accounts: [...new Set([account, ...world.accounts.slice(0, 2)])], k: 2 };
  return { type: what, account };
}

async function putPhoto(engine: PeerFacade, seed: number, which: number): Promise<Photo> {
  const [bytes, thumbBytes] = [200 + diceFor('photo', seed, which).below(3_000), 60];
  const random = randomFor('photo', seed, which);
  const put = await engine.run('putPhoto', { photo: random.bytes(bytes), thumb: random.bytes(thumbBytes) });
  return { ...put, width: 640, height: 480, bytes, thumbBytes };
}
