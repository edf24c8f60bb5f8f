/**
 * The typed contract between a window (or the command line) and a host: calls with one answer each, and messages that
 * either side pushes. The same CBOR bytes go over a loopback WebSocket and over a MessagePort.
 * A host checks every call against its schema; a window is trusted with nothing but what its person may do.
 */
import * as v from 'valibot';
import { CONTROL_LIMITS, ROLES, type Role } from './circle/control-bodies.ts';
import { deedInput, id, KEEPS, reason, rulesInput, type Decision, type ForkSummary, type InvitationSummary, type MemberSummary, type QuorumSummary, type RemovalPreview, type RulesVersion } from './circle-calls.ts';
import type { AccountKey, ActId, BlobHash, CircleId, DeviceKey, InvitationId, ListingId, OpId } from './ids.ts';
import { LISTING_KINDS, LISTING_LIMITS, LISTING_STATES, SHOWN_STATES, type Listing, type ListingState, type Photo } from './market/listing.ts';
import { SAMPLE_LANGUAGES } from './sample/sample-languages.ts';

export const CONTRACT_VERSION = 1;

const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(60));
const relay = v.pipe(v.string(), v.trim(), v.maxLength(300), v.regex(/^wss?:\/\/[^\s]+$/));

const bytesUpTo = (most: number) => v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= most);

const photo = v.object({ hash: id<BlobHash>(), thumb: id<BlobHash>(), width: v.number(), height: v.number(), bytes: v.number(), thumbBytes: v.number() });

const photosOfListings: v.GenericSchema<unknown, Photo[][]> = v.pipe(v.array(v.pipe(v.array(photo), v.maxLength(LISTING_LIMITS.photos))), v.maxLength(200));

/** What a person fills in. Everything is checked again by market/listing before it is signed. */
const listingInput = v.object({
  kind: v.picklist(LISTING_KINDS),
  title: v.string(),
  text: v.optional(v.string()),
  price: v.optional(v.object({ minor: v.number(), currency: v.string() })),
  want: v.optional(v.string()),
  area: v.optional(v.string()),
  fields: v.optional(v.pipe(v.array(v.tuple([v.string(), v.string()])), v.maxLength(1_000))),
  photos: v.array(photo),
  /** Milliseconds since 1970; 90 days from now where it is left out. */
  until: v.optional(v.number()),
});
export type ListingInput = v.InferOutput<typeof listingInput>;

const nothing = v.object({});

/** Bytes of a bundle in one call. */
export const BUNDLE_CHUNK = 1_048_576;
const transfer = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** Parameters of every command. */
export const commandSchemas = {
  createAccount: v.object({ name }),
  restoreAccount: v.object({ name, phrase: v.pipe(v.string(), v.maxLength(500)) }),
  /** Goes on as a new device of the same person, where this home turned out to be a copy; the twelve words certify it. */
  renewDevice: v.object({ phrase: v.pipe(v.string(), v.maxLength(500)) }),
  createCircle: v.object({
    name,
    public: v.boolean(),
    relays: v.pipe(v.array(relay), v.maxLength(8)),
    /** Accounts that make up the quorum together with the founder's; k is the larger half. */
    friends: v.optional(v.pipe(v.array(id<AccountKey>()), v.maxLength(CONTROL_LIMITS.quorum - 1))),
  }),
  /**
   * A circle to try things out in, of this device alone. There is at most one: where it is there already, that one is the
   * answer. `photos` are those of the listings that `planSample` gives for that seed and language, in their order, put before.
   */
  createSampleCircle: v.object({
    language: v.picklist(SAMPLE_LANGUAGES),
    seed: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31)),
    photos: photosOfListings,
  }),
  /** Takes the sample circle away, with everything in it. There is no way back. */
  removeSampleCircle: v.object({ circle: id<CircleId>() }),
  /** With a role other than member, this device gives it to those who come by the invitation, once they are in. */
  createInvitation: v.object({ circle: id<CircleId>(), uses: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000))), role: v.optional(v.picklist(ROLES)) }),
  joinCircle: v.object({ link: v.pipe(v.string(), v.maxLength(4_000)) }),
  leaveWaiting: v.object({ circle: id<CircleId>() }),
  /** Ends this device's log. The circle stays here to be read. */
  leaveCircle: v.object({ circle: id<CircleId>() }),
  /** `member` takes every other role back. */
  setRole: v.object({ circle: id<CircleId>(), account: id<AccountKey>(), role: v.picklist(ROLES) }),
  /** What `removeMember` would take back. Changes nothing. */
  previewRemoval: v.object({ circle: id<CircleId>(), account: id<AccountKey>(), keep: v.picklist(KEEPS) }),
  removeMember: v.object({ circle: id<CircleId>(), account: id<AccountKey>(), keep: v.picklist(KEEPS), reason: v.optional(reason) }),
  /** Takes back what ended a member's logs: a removal, or, by the choice of a branch, a fork. */
  restoreMember: v.object({ circle: id<CircleId>(), account: id<AccountKey>(), branch: v.optional(v.object({ device: id<DeviceKey>(), id: id<OpId>() })) }),
  revokeInvitation: v.object({ circle: id<CircleId>(), invitation: id<InvitationId>(), reason: v.optional(reason) }),
  listInvitations: v.object({ circle: id<CircleId>() }),
  setRules: v.object({ circle: id<CircleId>(), rules: rulesInput }),
  listRules: v.object({ circle: id<CircleId>() }),
  /** Grants, withdrawals, rules and acts of the quorum, the newest first. */
  listDecisions: v.object({ circle: id<CircleId>() }),
  quorum: v.object({ circle: id<CircleId>() }),
  /** Proposes what the quorum shall do, and signs it. */
  proposeAct: v.object({ circle: id<CircleId>(), deed: deedInput }),
  signAct: v.object({ circle: id<CircleId>(), act: id<ActId>() }),
  /** Both branches of logs that were written twice, for a person to choose from. */
  listForks: v.object({ circle: id<CircleId>() }),
  setRelays: v.object({ circle: id<CircleId>(), relays: v.pipe(v.array(relay), v.maxLength(8)) }),
  postListing: v.object({ circle: id<CircleId>(), listing: listingInput }),
  reviseListing: v.object({ circle: id<CircleId>(), id: id<ListingId>(), listing: listingInput }),
  setListingState: v.object({ circle: id<CircleId>(), id: id<ListingId>(), state: v.picklist(LISTING_STATES) }),
  putPhoto: v.object({ photo: bytesUpTo(LISTING_LIMITS.photoBytes), thumb: bytesUpTo(LISTING_LIMITS.thumbBytes) }),
  getBlob: v.object({ circle: v.optional(id<CircleId>()), hash: id<BlobHash>() }),
  putDraft: v.object({ key: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,140}$/)), draft: v.pipe(v.string(), v.maxLength(40_000)) }),
  getDraft: v.object({ key: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,140}$/)) }),
  removeDraft: v.object({ key: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,140}$/)) }),
  digest: v.object({ circle: id<CircleId>() }),
  listCircles: nothing,
  listMembers: v.object({ circle: id<CircleId>() }),
  listListings: v.object({
    circle: id<CircleId>(),
    /** Words that must all be there. */
    query: v.optional(v.pipe(v.string(), v.maxLength(200))),
    kind: v.optional(v.picklist(LISTING_KINDS)),
    state: v.optional(v.picklist(SHOWN_STATES)),
    mine: v.optional(v.boolean()),
    /** The most that one answer may hold; it may hold fewer. */
    limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000)),
    /** `next` of the page before. */
    after: v.optional(v.object({ postedAt: v.number(), id: id<ListingId>() })),
  }),
  /** By the first digits of their ids, in all circles. */
  findListings: v.object({ prefix: v.pipe(v.string(), v.regex(/^[0-9a-f]{6,64}$/)) }),
  /** A bundle is read by `exportNext` until it is done; a transfer in which nothing happens for minutes is given up. */
  exportBegin: v.object({ circle: id<CircleId>(), photos: v.boolean() }),
  exportNext: v.object({ transfer }),
  importBegin: nothing,
  /** The file's bytes, in order, one call after the other, then `importEnd`; and all of it once more. */
  importChunk: v.object({ transfer, chunk: bytesUpTo(BUNDLE_CHUNK) }),
  importEnd: v.object({ transfer }),
  cancelTransfer: v.object({ transfer }),
  status: nothing,
} as const;

export type CommandName = keyof typeof commandSchemas;
export type Params<K extends CommandName> = v.InferOutput<(typeof commandSchemas)[K]>;

/** Answers of every command. An answer to a command that writes comes only when it is on disk. */
export interface Results {
  createAccount: { account: AccountKey; device: DeviceKey; name: string; phrase: string };
  restoreAccount: { account: AccountKey; device: DeviceKey; name: string };
  /** `again`: how many listings and changes that were said in vain will be said again, once others have let the new device in. */
  renewDevice: { account: AccountKey; device: DeviceKey; name: string; again: number };
  createCircle: { circle: CircleId };
  createSampleCircle: { circle: CircleId };
  removeSampleCircle: null;
  createInvitation: { invitation: InvitationId; link: string };
  joinCircle: { circle: CircleId; status: 'joined' | 'waiting' };
  leaveWaiting: null;
  leaveCircle: { op: OpId };
  /** The last of the ops that it took. */
  setRole: { op: OpId };
  previewRemoval: RemovalPreview;
  removeMember: { op: OpId };
  restoreMember: { op: OpId };
  revokeInvitation: { op: OpId };
  listInvitations: InvitationSummary[];
  setRules: { op: OpId };
  listRules: RulesVersion[];
  listDecisions: Decision[];
  quorum: QuorumSummary;
  proposeAct: { act: ActId; done: boolean };
  signAct: { act: ActId; done: boolean };
  listForks: ForkSummary[];
  setRelays: null;
  postListing: { listing: ListingId; op: OpId };
  reviseListing: { op: OpId };
  setListingState: { op: OpId; state: ListingState };
  putPhoto: { hash: BlobHash; thumb: BlobHash };
  /** Null while it isn't here; asking makes it the next one to be fetched. */
  getBlob: Uint8Array | null;
  putDraft: null;
  getDraft: string | null;
  removeDraft: null;
  /** Two devices with equal op sets print the same `heads` and `state`. */
  digest: { ops: number; heads: string; state: string };
  listCircles: CircleSummary[];
  listMembers: MemberSummary[];
  listListings: ListingPage;
  /** At most `MOST_FOUND`. */
  findListings: { circle: CircleId; listing: Listing }[];
  /** What there is to be written; of a circle that one waits for, only who asks. */
  exportBegin: { transfer: number; ops: number; blobs: number };
  /** `ops` and `blobs` are those written so far; `done` says that these bytes are the last. */
  exportNext: { bytes: Uint8Array; done: boolean; ops: number; blobs: number };
  importBegin: { transfer: number };
  importChunk: null;
  /** Null after the first time: the file is whole, and nothing of it was taken yet. */
  importEnd: ImportResult | null;
  cancelTransfer: null;
  status: HostStatus;
}

/** What a bundle brought. */
export interface ImportResult {
  circle: CircleId;
  /** What this device is in that circle now. */
  membership: 'member' | 'waiting';
  /** Ops that are new here, that were here before, and that may not be kept. */
  added: number;
  known: number;
  refused: number;
  /** How many of the refused were not understood here, because a newer Huan wrote them, or one of those that they came with. */
  newer: number;
  /** Photos and thumbnails that are new here. */
  blobs: number;
  /** Devices that were let in because of it, and devices whose asking was kept until it can be answered. */
  letIn: number;
  asking: number;
}

/** A closed list of why a command was not carried out. The window has words for each. */
export type CommandErrorType =
  | 'bad-input' // a field is out of bounds; `field` names it
  | 'no-account'
  | 'account-exists'
  | 'bad-phrase'
  | 'bad-link' // broken, altered, or made by something else
  | 'newer-link' // made by a newer Huan
  | 'unknown-circle'
  | 'unknown-listing'
  | 'not-owner'
  | 'not-member' // still waiting to be let in
  | 'bad-state' // the listing can't go from its state to that one
  | 'bad-photo'
  | 'quota' // the circle's rules allow no more
  | 'sample-circle' // that would share a circle which is of this device alone
  | 'unknown-member'
  | 'unknown-invitation'
  | 'not-allowed' // the circle's rules don't give that right to this person
  | 'removed' // this person was removed from the circle, or left it
  | 'older-copy' // this home is an older copy of itself; writing would fork its log
  | 'bad-bundle' // damaged, altered, or not a bundle
  | 'newer-bundle' // made by a newer Huan
  | 'foreign-bundle' // of a circle that is not on this computer
  | 'sealed-bundle' // made before this device was let in
  | 'unknown-transfer' // given up, or never begun
  | 'disk-full'
  | 'read-only'
  | 'storage-failed'
  | 'internal';

export interface CommandError {
  type: CommandErrorType;
  message: string;
  field?: string | undefined;
}

/** How a circle is doing, as the host knows it. */
export interface CircleStatus {
  circle: CircleId;
  /** From the link until genesis is here. */
  name: string;
  public: boolean;
  /** `waiting`: not let in yet. */
  membership: 'member' | 'waiting' | 'removed' | 'left';
  relays: string[];
  ops: number;
  members: number;
  /** Own ops that no other device has confirmed yet: "3 changes wait for a connection". */
  unsent: number;
  /** Devices with which a session is open now. */
  peers: PeerStatus[];
  /** Ops known to exist at connected peers and not yet here, and how many of them have come: "412 of 10,000". */
  receiving?: { have: number; of: number } | undefined;
  /** When the digests last agreed with someone, and with whom. */
  inSync?: { at: number; with: string } | undefined;
  /** Photos that listings name and that are not here. */
  photosMissing: number;
  forks: number;
  problem?: 'other-side-newer' | 'other-side-older' | 'older-copy' | 'refused' | undefined;
  /** Why the last member who was asked to let this device in didn't; undefined while none was asked. */
  notYet?: WaitReason | undefined;
  /** How much of what was said here in vain will be said again, once this device is in. */
  again?: number | undefined;
  /** A sample circle: of this device alone. */
  sample?: boolean | undefined;
}

/** Why someone who asks to be let in has to wait: said by the member who was asked. */
export const WAIT_REASONS = ['unknown-invitation', 'used-up', 'not-allowed', 'busy', 'revoked', 'removed'] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

export interface PeerStatus {
  device: DeviceKey;
  name: string;
  lane: 'memory' | 'webrtc';
  inSync: boolean;
}

export interface HostStatus {
  version: string;
  identity: { account: AccountKey; device: DeviceKey; name: string } | null;
  circles: CircleStatus[];
  /** The store's last failure; null once a write went well again. */
  storage: 'disk-full' | 'read-only' | 'storage-failed' | null;
}

/** A circle in few words. */
export interface CircleSummary {
  circle: CircleId;
  name: string;
  public: boolean;
  members: number;
  /** In every state, without those that are held back because their time is ahead of this clock. */
  listings: number;
  /** This device's account in it; `waiting`: not let in yet. */
  role: 'founder' | Role | 'waiting' | 'removed' | 'left';
  /** A sample circle: of this device alone. */
  sample?: boolean | undefined;
}

/** Listings, newest first; `next` is there while more follow. */
export interface ListingPage {
  listings: Listing[];
  next?: { postedAt: number; id: ListingId } | undefined;
}

/** How many listings are found by a prefix: enough to see that it isn't unique. */
export const MOST_FOUND = 8;

/** A room at a signalling server in which a window should be, on behalf of its host. */
export interface Room {
  circle: CircleId;
  /** Topic that hides which circle it is. */
  topic: string;
  /** Encrypts signalling, so that the relay can't read it. */
  password: string;
  relays: string[];
}

/** Window to host. */
export type WindowMessage =
  | { type: 'call'; id: number; command: CommandName; params: unknown }
  /** Feeds this circle's document from that state vector on. */
  | { type: 'watch'; circle: CircleId; document: string | null; stateVector: Uint8Array | null }
  | { type: 'unwatch'; circle: CircleId }
  /** Whether this window can carry WebRTC lanes. One window at a time is asked to. */
  | { type: 'carrier'; able: boolean }
  /** `peer` names the connection for this window only, `binding` is the same on both ends. */
  | { type: 'lane-open'; lane: number; circle: CircleId; initiator: boolean; binding: Uint8Array }
  | { type: 'lane-frame'; lane: number; frame: Uint8Array }
  /** The window's channel has taken one more frame. */
  | { type: 'lane-ack'; lane: number }
  | { type: 'lane-close'; lane: number };

/** Host to window. */
export type HostMessage =
  | { type: 'welcome'; contract: number; status: HostStatus }
  | { type: 'reply'; id: number; result: unknown }
  | { type: 'refusal'; id: number; error: CommandError }
  | { type: 'status'; status: HostStatus }
  /**
   * A plain Yjs update of the circle's document. `document` changes when the host rebuilt it: then `reset` is true,
   * the update is whole, and the window starts a new replica. `complete` is false while more follows at once.
   */
  | { type: 'replica'; circle: CircleId; document: string; reset: boolean; complete: boolean; update: Uint8Array }
  /** The rooms to be in from now on (none where this window isn't the carrier). */
  | { type: 'rooms'; rooms: Room[] }
  | { type: 'lane-frame'; lane: number; frame: Uint8Array }
  /** Close the connection; `forget` means: don't connect to that peer again. */
  | { type: 'lane-close'; lane: number; forget: boolean };

/** How many frames a host may have under way to a window's channel on one lane before it waits for `lane-ack`. */
export const LANE_WINDOW = 16;

/** The one pipe between a window and a host. Messages are CBOR, at most 4 MiB. */
export interface Pipe {
  send(bytes: Uint8Array): void;
  /** Bytes that were sent and not yet taken by the other side, as far as it can be known. */
  readonly buffered: number;
  onMessage(receive: (bytes: Uint8Array) => void): void;
  onClose(closed: () => void): void;
  close(): void;
}
