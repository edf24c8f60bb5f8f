/** Right bodies of every kind of op, and of a quorum's deeds: any value of each field, within its bounds. */
import { CONTROL_LIMITS, ROLES } from '../../../src/core/circle/control-bodies.ts';
import { KIND } from '../../../src/core/op/kinds.ts';
import { LISTING_KINDS, LISTING_LIMITS, LISTING_STATES } from '../../../src/core/market/listing.ts';
import type { FuzzRandom } from '../harness/fuzz-random.ts';

type Make = (random: FuzzRandom) => unknown;

const sometimes = <T>(random: FuzzRandom, make: () => T): T | undefined => (random.oneIn(2) ? make() : undefined);
const name = (random: FuzzRandom): string => random.text(60) || 'Ada';

const owner = (random: FuzzRandom) => ({ account: random.bytes(32), certificate: random.bytes(64), boxKey: random.bytes(32), person: name(random) });

export const makeJoinValue = (random: FuzzRandom) => ({ ...owner(random), device: random.bytes(32), proof: random.bytes(64) });

const rules = (random: FuzzRandom) => ({
  invite: random.pick(['member', 'organizer']),
  greet: random.pick(['member', 'organizer']),
  quota: { ops: random.whole(1_000_000), bytes: random.whole(2 ** 32) },
  clauses: sometimes(random, () => random.list(0, random.oneIn(20) ? CONTROL_LIMITS.clauses : 3, () => random.text(CONTROL_LIMITS.clause) || 'Be kind.')),
});

const quorum = (random: FuzzRandom) => {
  const accounts = random.list(1, CONTROL_LIMITS.quorum, () => random.bytes(32));
  return { accounts, k: 1 + random.below(accounts.length) };
};

const grant = (random: FuzzRandom) => ({ account: random.bytes(32), role: random.pick(ROLES) });

const cut = (random: FuzzRandom) => ({
  of: { t: random.pick(['account', 'grant', 'invite', 'rules']), id: random.bytes(32) },
  logs: random.list(0, random.oneIn(50) ? CONTROL_LIMITS.cutLogs : 4, () => [random.bytes(32), random.whole(), random.bytes(32)]),
  others: random.pick(['zero', 'open']),
  replaces: random.list(0, random.oneIn(50) ? CONTROL_LIMITS.replaces : 3, () => random.bytes(32)),
  reason: sometimes(random, () => random.text(CONTROL_LIMITS.reason) || 'Sold what was not theirs'),
});

const photo = (random: FuzzRandom) => ({
  hash: random.bytes(32),
  thumb: random.bytes(32),
  width: 1 + random.below(LISTING_LIMITS.photoSide),
  height: 1 + random.below(LISTING_LIMITS.photoSide),
  bytes: 1 + random.below(LISTING_LIMITS.photoBytes),
  thumbBytes: 1 + random.below(LISTING_LIMITS.thumbBytes),
});

const listing = (random: FuzzRandom) => ({
  kind: random.pick(LISTING_KINDS),
  title: `a${random.text(LISTING_LIMITS.title - 1)}`,
  text: sometimes(random, () => random.text(random.oneIn(50) ? LISTING_LIMITS.text : 200)),
  price: sometimes(random, () => ({ minor: random.whole(1e13), currency: random.pick(['EUR', 'JPY', 'KWD', 'ZZZ']) })),
  want: sometimes(random, () => random.text(LISTING_LIMITS.want)),
  area: sometimes(random, () => random.text(LISTING_LIMITS.area)),
  fields: sometimes(random, () => random.list(1, LISTING_LIMITS.fields, (i) => [`${i}${random.text(LISTING_LIMITS.fieldName - 2)}`, `x${random.text(LISTING_LIMITS.fieldValue - 1)}`])),
  photos: random.list(0, 3, () => photo(random)),
  until: random.whole(8.64e15),
});

/** By the kinds of ops that have a body. */
export const BODY_VALUES: ReadonlyMap<number, Make> = new Map<number, Make>([
  [KIND.genesis, (random) => ({ ...owner(random), name: name(random), public: random.oneIn(2), keyCommitment: random.bytes(32), rules: rules(random), quorum: quorum(random) })],
  [KIND.open, owner],
  [KIND.invite, (random) => ({ key: random.bytes(32), uses: random.whole(10_000), role: sometimes(random, () => random.pick(ROLES)) })],
  [KIND.admit, makeJoinValue],
  [KIND.grant, grant],
  [KIND.cut, cut],
  [KIND.rules, rules],
  [KIND.rotate, (random) => ({ commitment: random.bytes(32), ...(random.oneIn(2) ? { out: random.bytes(32) } : {}) })],
  [KIND.profile, (random) => ({ person: name(random) })],
  [KIND.listing, listing],
  [KIND.revise, listing],
  [KIND.state, (random) => ({ state: random.pick(LISTING_STATES) })],
]);

export const makeDeed: Make = (random) =>
  random.pick<() => unknown>([() => ({ t: 'grant', grant: grant(random) }), () => ({ t: 'cut', cut: cut(random) }), () => ({ t: 'quorum', quorum: quorum(random) })])();
