/**
 * The engine: all circles of one device, its sessions, and the commands that change them. See peer.ts for what it
 * promises. Knows no network and no disk but through its ports.
 */
import { pageListings, summarizeCircle } from './circle/circle-reader.ts';
import { foundCircle } from './circle/founding.ts';
import { lobbyRoom, memberRoom } from './circle/group-key.ts';
import { encodeRecord } from './circle/journal.ts';
import { decodeLink, encodeLink, invitationKey, type Invitation } from './circle/invitation.ts';
import { MemberCircle } from './circle/member-circle.ts';
import { OpenCircle } from './circle/open-circle.ts';
import { PendingJoins } from './circle/pending-joins.ts';
import { peopleHandlers, type PeopleCommand } from './circle/people-commands.ts';
import { loadSettings, removeSettings, saveSettings, type CircleSettings } from './circle/settings.ts';
import { MOST_FOUND, type CircleStatus, type ImportResult, type Params, type Results, type Room } from './commands.ts';
import { CommandFailure } from './failure.ts';
import type { CircleId, InvitationId, ListingId } from './ids.ts';
import { makeListingContent } from './market/listing-content.ts';
import type { Listing, Photo } from './market/listing.ts';
import { KIND } from './op/kinds.ts';
import type { Ref } from './op/op.ts';
import type { OpenDocument, PeerCommand, PeerFacade, PeerPorts } from './peer.ts';
import type { Lane } from './ports.ts';
import { planSample } from './sample/sample-plan.ts';
import { eraseSample } from './sample/remove-sample.ts';
import { writeSample } from './sample/write-sample.ts';
import { exportBundle, type BundleExport } from './sync/bundle-export.ts';
import { importBundle } from './sync/bundle-import.ts';
import { Connections } from './sync/connections.ts';
import { Mutex } from './sync/mutex.ts';
import { stateDigest } from './view-digest.ts';

/** Whose rooms windows are in: who missed more keys than that is met in the lobby. */
const ROOM_KEYS = 2;

export interface EngineOptions {
  /** What this person is called in circles made or joined from here. */
  name: string;
}

type Handlers = { [K in PeerCommand]: (params: Params<K>) => Promise<Results[K]> };

/** Opens all circles of this device. */
export async function openPeer(ports: PeerPorts, options: EngineOptions): Promise<PeerFacade> {
  const engine = new Engine(ports, options);
  await engine.open();
  return engine;
}

class Engine implements PeerFacade {
  readonly #ports: PeerPorts;
  readonly #options: EngineOptions;
  readonly #circles = new Map<CircleId, MemberCircle>();
  readonly #connections: Connections;
  readonly #documentListeners = new Set<(circle: CircleId) => void>();
  readonly #statusListeners = new Set<() => void>();
  /** One at a time: there is at most one sample circle. */
  readonly #sampling = new Mutex();
  readonly #handlers: Handlers;

  constructor(ports: PeerPorts, options: EngineOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#connections = new Connections(ports, () => this.#shared(), () => this.#statusChanged());
    this.#handlers = { ...this.#ownHandlers, ...peopleHandlers((id) => this.#circle(id).open, ports) };
  }

  readonly #ownHandlers: Omit<Handlers, PeopleCommand> = {
    createCircle: (params) => this.#createCircle(params),
    createSampleCircle: (params) => this.#sampling.run(() => this.#createSample(params)),
    removeSampleCircle: (params) => this.#sampling.run(() => this.#removeSample(params)),
    createInvitation: (params) => this.#createInvitation(params),
    joinCircle: (params) => this.#joinCircle(params),
    leaveWaiting: (params) => this.#leaveWaiting(params),
    setRelays: async ({ circle, relays }) => {
      await this.#sharedCircle(circle).setRelays(relays);
      return null;
    },
    postListing: (params) => this.#postListing(params),
    reviseListing: (params) => this.#reviseListing(params),
    setListingState: (params) => this.#setListingState(params),
    putPhoto: async ({ photo, thumb }) => ({ hash: await this.#ports.blobs.put(photo), thumb: await this.#ports.blobs.put(thumb) }),
    getBlob: (params) => this.#getBlob(params),
    digest: async ({ circle }) => this.#digest(this.#circle(circle)),
    listCircles: async () => [...this.#circles.values()].map((circle) => summarizeCircle(circle, this.#ports.keys.account, this.#ports.clock.now())),
    listListings: async (params) => pageListings(this.#circle(params.circle).open.ops.view.listings.values(), params, this.#ports.keys.account, this.#ports.clock.now()),
    findListings: async ({ prefix }) => this.#findListings(prefix),
  };

  async open(): Promise<void> {
    const removed: CircleId[] = [];
    for (const [circle, settings] of await loadSettings(this.#ports.store)) {
      if (settings.sample === 'removed') removed.push(circle);
      else await this.#openCircle(circle, settings);
    }
    for (const circle of removed) await this.#erase(await this.#openOps(circle));
  }

  run<K extends PeerCommand>(command: K, params: Params<K>): Promise<Results[K]> {
    return this.#handlers[command](params);
  }

  circles(): CircleStatus[] {
    return [...this.#circles.values()].map((circle) => circle.status(this.#connections.peersOf(circle), this.#connections.problemOf(circle.circle)));
  }

  rooms(): Room[] {
    const rooms: Room[] = [];
    for (const circle of this.#shared()) {
      if (circle.relays.length === 0) continue;
      for (const key of circle.keyring.ring.slice(0, ROOM_KEYS)) rooms.push(memberRoom(circle.circle, key, [...circle.relays]));
      rooms.push(lobbyRoom(circle.circle, [...circle.relays]));
    }
    return rooms;
  }

  document(circle: CircleId): OpenDocument | undefined {
    const open = this.#circles.get(circle)?.open;
    return open === undefined ? undefined : { name: open.documentName, doc: open.ops.doc };
  }

  onDocument(listener: (circle: CircleId) => void): () => void {
    this.#documentListeners.add(listener);
    return () => this.#documentListeners.delete(listener);
  }

  onStatus(listener: () => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  connect(lane: Lane): void {
    this.#connections.connect(lane);
  }

  exportBundle(circle: CircleId, options = { photos: true }): BundleExport {
    return exportBundle(this.#sharedCircle(circle), this.#ports, options);
  }

  importBundle(open: () => AsyncIterable<Uint8Array>): Promise<ImportResult> {
    return importBundle(open, this.#shared(), this.#ports);
  }

  async leaveBehind(): Promise<number> {
    let again = 0;
    for (const circle of this.#circles.values()) again += await circle.leaveBehind();
    return again;
  }

  async close(): Promise<void> {
    this.#connections.close();
    const circles = [...this.#circles.values()];
    this.#circles.clear();
    // One whose disk fails leaves none of the others open.
    const failed = (await Promise.allSettled(circles.map((circle) => circle.close()))).find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  async #createCircle({ name, public: isPublic, relays, friends }: Params<'createCircle'>): Promise<Results['createCircle']> {
    const { circle, stored, groupKey } = foundCircle(this.#ports, name.trim(), isPublic, this.#options.name, { friends: friends ?? [] });
    const settings: CircleSettings = { name: name.trim(), relays, groupKey, confirmed: 0 };
    const open = await this.#openOps(circle);
    await open.found(stored);
    await saveSettings(this.#ports.store, circle, settings);
    await this.#keep(open, settings);
    return { circle };
  }

  async #createSample({ language, seed, photos }: Params<'createSampleCircle'>): Promise<Results['createSampleCircle']> {
    const known = [...this.#circles.values()].find(({ sample }) => sample);
    if (known !== undefined) return { circle: known.circle };
    for (const some of photos) await this.#requirePhotos(some);
    const plan = planSample(seed, language);
    const { keys, clock } = this.#ports;
    const guest = { account: keys.account, device: keys.device, certificate: keys.certificate, boxKey: keys.boxKey, person: this.#options.name };
    const { circle, groupKey, records } = writeSample({ plan, seed, photos, now: clock.now(), guest }, this.#ports);
    const journal = await this.#ports.store.journal(journalName(circle));
    await journal.read();
    await journal.append(records.map(encodeRecord), true);
    await journal.close();
    const settings: CircleSettings = { name: plan.name, relays: [], groupKey, confirmed: 0, sample: 'here' };
    await saveSettings(this.#ports.store, circle, settings);
    await this.#openCircle(circle, settings);
    await this.#circle(circle).settle();
    return { circle };
  }

  async #removeSample({ circle: id }: Params<'removeSampleCircle'>): Promise<null> {
    const circle = this.#circle(id);
    if (!circle.sample) throw new CommandFailure('unknown-circle', 'There is no such sample circle on this computer.');
    await circle.markRemoved();
    this.#circles.delete(id);
    this.#statusChanged();
    await this.#erase(circle.open);
    return null;
  }

  #erase(sample: OpenCircle): Promise<void> {
    return eraseSample(sample, journalName(sample.circle), this.#circles.values(), this.#ports);
  }

  async #createInvitation({ circle: id, uses, role }: Params<'createInvitation'>): Promise<Results['createInvitation']> {
    const circle = this.#sharedCircle(id);
    const secret = this.#ports.random.bytes(32);
    const op = await circle.invite(invitationKey(secret), uses ?? 0, role ?? 'member');
    const { view } = circle.open.ops;
    const invitation: Invitation = { circle: id, secret, circleName: view.name, from: this.#options.name, relays: [...circle.relays] };
    if (view.public && circle.groupKey !== undefined) invitation.readKey = circle.groupKey;
    return { invitation: op.id as string as InvitationId, link: encodeLink(invitation) };
  }

  async #joinCircle({ link }: Params<'joinCircle'>): Promise<Results['joinCircle']> {
    const { circle: id, secret, circleName, relays, readKey } = decodeLink(link);
    const known = this.#circles.get(id);
    if (known !== undefined && !known.waiting) return { circle: id, status: 'joined' };
    if (known !== undefined) {
      // Also who lost what let them in: with the log that is here, for to lose that would be to fork it.
      await known.askAgain(secret, relays, readKey);
      this.#connections.restart(id);
      return { circle: id, status: 'waiting' };
    }
    const settings: CircleSettings = { name: circleName, relays, secret, confirmed: 0 };
    if (readKey !== undefined) settings.groupKey = readKey;
    await saveSettings(this.#ports.store, id, settings);
    await this.#openCircle(id, settings);
    this.#connections.restart(id);
    return { circle: id, status: 'waiting' };
  }

  /** Gives up asking to be let in. */
  async #leaveWaiting({ circle: id }: Params<'leaveWaiting'>): Promise<null> {
    const circle = this.#circle(id);
    if (!circle.waiting || circle.open.ownLog !== undefined) throw new CommandFailure('bad-state', 'You are a member of this circle already.');
    this.#circles.delete(id);
    this.#connections.restart(id);
    await circle.close();
    await removeSettings(this.#ports.store, id);
    await PendingJoins.remove(this.#ports.store, id);
    await this.#ports.store.removeJournal(journalName(id));
    this.#statusChanged();
    return null;
  }

  async #postListing({ circle: id, listing }: Params<'postListing'>): Promise<Results['postListing']> {
    const content = makeListingContent(listing, this.#ports.clock.now());
    await this.#requirePhotos(listing.photos);
    const op = await this.#circle(id).open.say({ kind: KIND.listing, refs: [], body: content });
    return { listing: op.id as string as ListingId, op: op.id };
  }

  async #reviseListing({ circle: id, id: listingId, listing }: Params<'reviseListing'>): Promise<Results['reviseListing']> {
    const circle = this.#circle(id);
    const current = this.#ownListing(circle, listingId);
    const content = makeListingContent({ until: current.until, ...listing }, this.#ports.clock.now());
    const before = new Set(current.photos.map(({ hash }) => hash));
    await this.#requirePhotos(listing.photos.filter(({ hash }) => !before.has(hash)));
    const op = await circle.open.say({ kind: KIND.revise, refs: [this.#listingRef(circle, listingId)], body: content });
    return { op: op.id };
  }

  async #setListingState({ circle: id, id: listingId, state }: Params<'setListingState'>): Promise<Results['setListingState']> {
    const circle = this.#circle(id);
    if (this.#ownListing(circle, listingId).state === state) throw new CommandFailure('bad-state', 'The listing is in that state already.');
    const op = await circle.open.say({ kind: KIND.state, refs: [this.#listingRef(circle, listingId)], body: { state } });
    return { op: op.id, state };
  }

  async #getBlob({ circle, hash }: Params<'getBlob'>): Promise<Uint8Array | null> {
    const bytes = await this.#ports.blobs.get(hash);
    if (bytes !== undefined) return bytes;
    const wanting = circle === undefined ? [...this.#circles.values()] : [this.#circle(circle)];
    for (const { photos } of wanting) photos.ask(hash);
    this.#connections.fetchPhotos();
    return null;
  }

  #digest(circle: MemberCircle): Results['digest'] {
    const { logs, view } = circle.open.ops;
    return { ops: logs.count(), heads: logs.digest(), state: stateDigest(view, (bytes) => this.#ports.verifier.sha256(bytes)) };
  }

  #findListings(prefix: string): Results['findListings'] {
    const found: Results['findListings'] = [];
    for (const { circle, open } of this.#circles.values()) {
      for (const listing of open.ops.view.listings.values()) {
        if (!listing.id.startsWith(prefix)) continue;
        found.push({ circle, listing });
        if (found.length === MOST_FOUND) return found;
      }
    }
    return found;
  }

  /** A photo that isn't on this disk can't be promised to others. */
  async #requirePhotos(photos: readonly Photo[]): Promise<void> {
    for (const { hash, thumb } of photos) {
      const here = (await this.#ports.blobs.has(hash)) && (await this.#ports.blobs.has(thumb));
      if (!here) throw new CommandFailure('bad-photo', 'A photo of this listing is not on this computer. Add it again.', 'photos');
    }
  }

  #ownListing(circle: MemberCircle, id: ListingId): Listing {
    const listing = circle.open.ops.view.listings.get(id);
    if (listing === undefined) throw new CommandFailure('unknown-listing', 'There is no such listing in this circle.');
    if (listing.owner !== this.#ports.keys.account) throw new CommandFailure('not-owner', 'Only the person who posted a listing can change it.');
    return listing;
  }

  #listingRef(circle: MemberCircle, id: ListingId): Ref {
    const ref = circle.open.ops.view.listingRef(id);
    if (ref === undefined) throw new CommandFailure('unknown-listing', 'There is no such listing in this circle.');
    return ref;
  }

  #circle(id: CircleId): MemberCircle {
    const circle = this.#circles.get(id);
    if (circle === undefined) throw new CommandFailure('unknown-circle', 'There is no such circle on this computer.');
    return circle;
  }

  /** What others may learn of: never a sample circle. */
  #shared(): MemberCircle[] {
    return [...this.#circles.values()].filter(({ sample }) => !sample);
  }

  #sharedCircle(id: CircleId): MemberCircle {
    const circle = this.#circle(id);
    if (circle.sample) throw new CommandFailure('sample-circle', 'This is a sample circle: it is of this computer alone, and can’t be shared.');
    return circle;
  }

  async #openCircle(id: CircleId, settings: CircleSettings): Promise<void> {
    const open = await this.#openOps(id);
    const isNewDevice = settings.groupKey !== undefined && settings.secret === undefined && settings.sample === undefined && open.membership === 'waiting' && open.ops.logs.founder !== undefined;
    await this.#keep(open, isNewDevice ? { ...settings, secret: this.#ports.random.bytes(32) } : settings);
  }

  async #openOps(id: CircleId): Promise<OpenCircle> {
    const journal = await this.#ports.store.journal(journalName(id));
    try {
      return await OpenCircle.open(id, { ...this.#ports, journal, person: this.#options.name });
    } catch (error) {
      // So that it can be tried again.
      await journal.close();
      throw error;
    }
  }

  async #keep(open: OpenCircle, settings: CircleSettings): Promise<void> {
    const joins = await PendingJoins.load(this.#ports.store, open.circle);
    const circle = new MemberCircle(open, settings, joins, {
      ...this.#ports,
      person: this.#options.name,
      changed: () => this.#statusChanged(),
      wanted: () => this.#connections.fetchPhotos(),
      letIn: (id) => this.#connections.leaveLobby(id),
    });
    this.#circles.set(open.circle, circle);
    open.onChange((change) => {
      if (change.type !== 'side-set') for (const listener of this.#documentListeners) listener(open.circle);
    });
    this.#statusChanged();
  }

  #statusChanged(): void {
    for (const listener of this.#statusListeners) listener();
  }
}

function journalName(circle: CircleId): string {
  return `circle/${circle}`;
}
