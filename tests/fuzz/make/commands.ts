/** Right parameters of every command, and right messages of a window: any value of each field. */
import { KEEPS } from '../../../src/core/circle-calls.ts';
import { ROLES } from '../../../src/core/circle/control-bodies.ts';
import type { CommandName } from '../../../src/core/commands.ts';
import { LISTING_KINDS, LISTING_STATES, SHOWN_STATES } from '../../../src/core/market/listing.ts';
import { SAMPLE_LANGUAGES } from '../../../src/core/sample/sample-languages.ts';
import type { FuzzRandom } from '../harness/fuzz-random.ts';
import { makeWebp } from './pictures.ts';

type Make = (random: FuzzRandom) => Record<string, unknown>;

const id = (random: FuzzRandom): string => Buffer.from(random.bytes(32)).toString('hex');
const some = <T>(random: FuzzRandom, make: () => T): T | undefined => (random.oneIn(2) ? make() : undefined);
const text = (random: FuzzRandom, most: number): string => `a${random.text(most - 2)}b`;
const relay = (random: FuzzRandom): string => `${random.oneIn(6) ? ' ' : ''}wss://relay${random.below(9)}.example`;
const circle = (random: FuzzRandom): { circle: string } => ({ circle: id(random) });
/** Few, so that a command may meet what one before it left. */
const draftKey = (random: FuzzRandom): string => random.pick(['compose', 'compose-1', id(random)]);
const transfer = (random: FuzzRandom): { transfer: number } => ({ transfer: random.oneIn(3) ? random.whole() : 1 + random.below(3) });
const photo = (random: FuzzRandom) => ({ hash: id(random), thumb: id(random), width: random.whole(1_600), height: 1 + random.below(1_600), bytes: random.whole(), thumbBytes: random.below(131_072) });

const listing = (random: FuzzRandom) => ({
  kind: random.pick(LISTING_KINDS),
  title: random.text(130),
  text: some(random, () => random.text(300)),
  price: some(random, () => ({ minor: random.whole(), currency: random.pick(['EUR', 'eur', 'XYZ']) })),
  want: some(random, () => random.text(90)),
  area: some(random, () => random.text(90)),
  fields: some(random, () => random.list(0, 13, () => [random.text(20), random.text(20)])),
  photos: random.list(0, 3, () => photo(random)),
  until: some(random, () => random.whole()),
});

const deed = (random: FuzzRandom) =>
  random.pick<() => unknown>([
    () => ({ type: 'organizer', account: id(random) }),
    () => ({ type: 'remove', account: id(random), keep: random.pick(KEEPS), reason: some(random, () => text(random, 60)) }),
    () => ({ type: 'restore', account: id(random), branch: some(random, () => ({ device: id(random), id: id(random) })) }),
    () => ({ type: 'quorum', accounts: random.list(1, 7, () => id(random)), k: 1 + random.below(7) }),
  ])();

const PARAMS: Readonly<Record<CommandName, Make>> = {
  createAccount: (random) => ({ name: text(random, 60) }),
  restoreAccount: (random) => ({ name: text(random, 60), phrase: random.text(500) }),
  renewDevice: (random) => ({ phrase: random.text(500) }),
  createCircle: (random) => ({ name: text(random, 60), public: random.oneIn(2), relays: random.list(0, 8, () => relay(random)), friends: some(random, () => random.list(0, 6, () => id(random))) }),
  createSampleCircle: (random) => ({ language: random.pick(SAMPLE_LANGUAGES), seed: random.whole(2 ** 31), photos: random.list(0, 4, () => random.list(0, 2, () => photo(random))) }),
  removeSampleCircle: circle,
  createInvitation: (random) => ({ ...circle(random), uses: some(random, () => 1 + random.below(10_000)), role: some(random, () => random.pick(ROLES)) }),
  joinCircle: (random) => ({ link: `huan://join/${random.text(200)}` }),
  leaveWaiting: circle,
  leaveCircle: circle,
  setRole: (random) => ({ ...circle(random), account: id(random), role: random.pick(ROLES) }),
  previewRemoval: (random) => ({ ...circle(random), account: id(random), keep: random.pick(KEEPS) }),
  removeMember: (random) => ({ ...circle(random), account: id(random), keep: random.pick(KEEPS), reason: some(random, () => text(random, 500)) }),
  restoreMember: (random) => ({ ...circle(random), account: id(random), branch: some(random, () => ({ device: id(random), id: id(random) })) }),
  revokeInvitation: (random) => ({ ...circle(random), invitation: id(random), reason: some(random, () => text(random, 500)) }),
  listInvitations: circle,
  setRules: (random) => ({
    ...circle(random),
    rules: {
      invite: random.pick(['member', 'organizer']),
      greet: random.pick(['member', 'organizer']),
      quota: { ops: 1 + random.whole(999_999), bytes: 1 + random.whole(2 ** 32 - 1) },
      clauses: random.list(0, 4, () => text(random, 600)),
    },
  }),
  listRules: circle,
  listDecisions: circle,
  quorum: circle,
  proposeAct: (random) => ({ ...circle(random), deed: deed(random) }),
  signAct: (random) => ({ ...circle(random), act: id(random) }),
  listForks: circle,
  setRelays: (random) => ({ ...circle(random), relays: random.list(0, 8, () => relay(random)) }),
  postListing: (random) => ({ ...circle(random), listing: listing(random) }),
  reviseListing: (random) => ({ ...circle(random), id: id(random), listing: listing(random) }),
  setListingState: (random) => ({ ...circle(random), id: id(random), state: random.pick(LISTING_STATES) }),
  putPhoto: (random) => ({ photo: makeWebp(random), thumb: makeWebp(random) }),
  getBlob: (random) => ({ circle: some(random, () => id(random)), hash: id(random) }),
  putDraft: (random) => ({ key: draftKey(random), draft: random.text(400) }),
  getDraft: (random) => ({ key: draftKey(random) }),
  removeDraft: (random) => ({ key: draftKey(random) }),
  digest: circle,
  listCircles: () => ({}),
  listMembers: circle,
  listListings: (random) => ({
    ...circle(random),
    query: some(random, () => random.text(200)),
    kind: some(random, () => random.pick(LISTING_KINDS)),
    state: some(random, () => random.pick(SHOWN_STATES)),
    mine: some(random, () => random.oneIn(2)),
    limit: 1 + random.below(1_000),
    after: some(random, () => ({ postedAt: random.whole(), id: id(random) })),
  }),
  findListings: (random) => ({ prefix: id(random).slice(0, 6 + random.below(59)) }),
  exportBegin: (random) => ({ ...circle(random), photos: random.oneIn(2) }),
  exportNext: transfer,
  importBegin: () => ({}),
  importChunk: (random) => ({ ...transfer(random), chunk: random.bytes(random.below(300)) }),
  importEnd: transfer,
  cancelTransfer: transfer,
  status: () => ({}),
};

const COMMANDS = Object.keys(PARAMS) as [CommandName, ...CommandName[]];

export function makeCall(random: FuzzRandom): Record<string, unknown> {
  const command = random.pick(COMMANDS);
  return { type: 'call', id: random.whole(), command: random.oneIn(40) ? random.pick(['', 'constructor', '__proto__', 'toString', 'status ']) : command, params: PARAMS[command](random) };
}

const lane = (random: FuzzRandom): { lane: number } => ({ lane: random.below(4) });

/** A window's state vector: as Yjs writes it, or nearly. */
const stateVector = (random: FuzzRandom): Uint8Array | null => (random.oneIn(3) ? null : random.oneIn(3) ? random.bytes(random.below(30)) : Uint8Array.of(2, 1, random.below(128), 2, random.below(128)));

const MESSAGES: readonly [Make, ...Make[]] = [
  makeCall,
  makeCall,
  makeCall,
  (random) => ({ type: 'watch', ...circle(random), document: some(random, () => random.text(40)) ?? null, stateVector: stateVector(random) }),
  (random) => ({ type: 'unwatch', ...circle(random) }),
  (random) => ({ type: 'carrier', able: random.oneIn(2) }),
  (random) => ({ type: 'lane-open', ...lane(random), ...circle(random), initiator: random.oneIn(2), binding: random.bytes(16 + random.below(49)) }),
  (random) => ({ type: 'lane-frame', ...lane(random), frame: random.bytes(random.below(90)) }),
  (random) => ({ type: 'lane-ack', ...lane(random) }),
  (random) => ({ type: 'lane-close', ...lane(random) }),
];

export const makeMessage: Make = (random) => random.pick(MESSAGES)(random);
