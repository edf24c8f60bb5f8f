/** Ops: their stored form, headers outside their place, bodies of every kind, and the CBOR under them. */
import { decode } from 'cborg';
import { cutSchema, deedSchema, grantSchema, rotateSchema, rulesSchema } from '../../../src/core/circle/control-bodies.ts';
import { genesisSchema, openSchema, personName } from '../../../src/core/circle/genesis.ts';
import { inviteSchema } from '../../../src/core/circle/invitation.ts';
import { joinSchema } from '../../../src/core/circle/join.ts';
import { bytesToId, type CircleId, type DeviceKey, type OpId } from '../../../src/core/ids.ts';
import { LISTING_STATES, listingContentSchema } from '../../../src/core/market/listing.ts';
import { readListing } from '../../../src/core/market/read-listing.ts';
import { decodeAs, decodeCbor, encodeCbor } from '../../../src/core/op/body.ts';
import { concatBytes, equalBytes, MalformedBytes } from '../../../src/core/op/bytes.ts';
import { decodeStrictCbor } from '../../../src/core/op/cbor-decoder.ts';
import { KIND } from '../../../src/core/op/kinds.ts';
import { decodeKnown, decodeStored, encodeHeader, encodeStored, firstPlace, NewerVersion, NO_CIRCLE, NO_OP, type Place } from '../../../src/core/op/op.ts';
import { readHeaderPlace } from '../../../src/core/sync/fork.ts';
import { sha256 } from '../../../src/node/crypto/node-verifier.ts';
import * as v from 'valibot';
import type { FuzzRandom } from '../harness/fuzz-random.ts';
import { assertBounded, assertHolds, assertSame, attempt, type FuzzTarget } from '../harness/target.ts';
import { alterSometimes } from '../make/alter-bytes.ts';
import { densest, writeAltered } from '../make/alter-tree.ts';
import { BODY_VALUES, makeDeed } from '../make/bodies.ts';
import { bytesOf, leb128, makeHeader, makeStored } from '../make/stored-ops.ts';

const anId = <T extends CircleId | DeviceKey | OpId>(byte: number): T => bytesToId<T>(new Uint8Array(32).fill(byte));

/** An op is decoded at its place, which isn't foreign: at the beginning of a log, inside, and at the last numbers there are. */
const PLACES: readonly [Place, ...Place[]] = [
  firstPlace(NO_CIRCLE, 0, anId<DeviceKey>(1)),
  firstPlace(anId<CircleId>(7), 0, anId<DeviceKey>(2)),
  { circle: anId<CircleId>(7), season: 3, device: anId<DeviceKey>(2), seq: 300, prev: anId<OpId>(9), prevLamport: 12_345 },
  { circle: anId<CircleId>(7), season: 0, device: anId<DeviceKey>(3), seq: Number.MAX_SAFE_INTEGER - 1, prev: anId<OpId>(9), prevLamport: Number.MAX_SAFE_INTEGER - 2 ** 32 },
];

const KINDS: readonly [number, ...number[]] = [...(Object.values(KIND) as [number]), 9, 63, 1_000_000];

/** A body, which an op needn't have in form: small, right, altered, or as large as it may be and larger. */
function makeBody(random: FuzzRandom, kind: number): Uint8Array {
  if (random.oneIn(300)) return random.bytes(random.pick([32_767, 32_768, 32_769, 34_100]));
  const value = BODY_VALUES.get(kind);
  return value === undefined || random.oneIn(4) ? random.bytes(random.below(40)) : writeAltered(random, value(random), makeDeed(random));
}

const isDocumented = (error: unknown): boolean => error instanceof MalformedBytes || error instanceof NewerVersion;

const storedOp: FuzzTarget = {
  name: 'op-stored',
  covers: 'ops in their stored form, at four places: decodeStored, decodeKnown; what is taken encodes to the same bytes',
  make(random) {
    const at = random.below(PLACES.length);
    const kind = random.pick(KINDS);
    const stored = makeStored(random, PLACES[at] ?? PLACES[0], kind, makeBody(random, kind));
    return concatBytes(Uint8Array.of(at), alterSometimes(random, stored, 6));
  },
  take(input) {
    const place = PLACES[input[0] ?? 0] ?? PLACES[0];
    const stored = input.subarray(1);
    const read = attempt(() => decodeStored(stored, place, sha256), isDocumented);
    const known = attempt(() => decodeKnown(stored, place, NO_OP), isDocumented);
    assertHolds('refusal' in read === 'refusal' in known, 'a known op is read as any other');
    if ('refusal' in read) return false;
    const op = read.value;
    assertHolds(equalBytes(encodeStored(op, place.prevLamport), stored), 'a stored op encodes to the same bytes');
    assertBounded([op.refs, op.body], stored.length, 6);
    const header = encodeHeader(place, op, sha256);
    const { circle, season, device, seq, prev } = place;
    assertSame(readHeaderPlace(header), { circle, season, device, seq, prev }, 'a header names the place of its op');
    return true;
  },
};

const header: FuzzTarget = {
  name: 'op-header',
  covers: 'headers of ops outside their place: readHeaderPlace; what is read encodes to the same first bytes',
  make: (random) => alterSometimes(random, makeHeader(random, random.pick(PLACES), random.pick(KINDS)), 2),
  take(input) {
    const place = readHeaderPlace(input);
    if (place === undefined) return false;
    const again = concatBytes(leb128(1), bytesOf(place.circle), leb128(place.season), bytesOf(place.device), leb128(place.seq));
    assertHolds(equalBytes(again, input.subarray(0, again.length)), 'the place in a header encodes to the same bytes');
    return true;
  },
};

const BODIES: readonly (readonly [schema: v.GenericSchema, make: (random: FuzzRandom) => unknown])[] = [
  ...[
    [KIND.genesis, genesisSchema] as const,
    [KIND.open, openSchema] as const,
    [KIND.invite, inviteSchema] as const,
    [KIND.admit, joinSchema] as const,
    [KIND.grant, grantSchema] as const,
    [KIND.cut, cutSchema] as const,
    [KIND.rules, rulesSchema] as const,
    [KIND.rotate, rotateSchema] as const,
    [KIND.profile, v.object({ person: personName })] as const,
    [KIND.listing, listingContentSchema] as const,
    [KIND.state, v.object({ state: v.picklist(LISTING_STATES) })] as const,
  ].map(([kind, schema]) => [schema, BODY_VALUES.get(kind) ?? makeDeed] as const),
  [deedSchema, makeDeed],
];

const body: FuzzTarget = {
  name: 'op-body',
  covers: 'bodies of all kinds of ops (genesis, open, invite, admit, grant, cut, rules, rotate, profile, listing, state) and a quorum’s deeds: strict CBOR and schema; a listing is read by the quick look as by the schema',
  make(random) {
    const at = random.below(BODIES.length);
    const make = BODIES[at]?.[1] ?? makeDeed;
    const other = random.any(BODIES)?.[1] ?? makeDeed;
    return concatBytes(Uint8Array.of(at), writeAltered(random, make(random), other(random)));
  },
  take(input) {
    const schema = BODIES[input[0] ?? 0]?.[0] ?? deedSchema;
    const bytes = input.subarray(1);
    const value = decodeAs(schema, bytes);
    if (schema === listingContentSchema) assertSame(readListing(bytes), value, 'the quick look reads what the schema reads');
    if (value === undefined) return false;
    assertBounded(value, bytes.length);
    assertSame(decodeAs(schema, encodeCbor(value)), value, 'a body that is encoded again is the same');
    return true;
  },
};

const STRICT = { strict: true, allowIndefinite: false, allowUndefined: false, allowInfinity: false, allowNaN: false, allowBigInt: false, rejectDuplicateMapKeys: true } as const;

/** Another decoder's word; undefined where it takes nothing, or mended a text. */
function readByAnother(bytes: Uint8Array): { value: unknown } | undefined {
  try {
    return { value: decode(bytes, STRICT) };
  } catch {
    // It throws errors of several sorts, and runs out of stack where values are nested deeply.
    return undefined;
  }
}

function makeValue(random: FuzzRandom, depth: number): unknown {
  switch (random.below(depth > 4 ? 5 : 8)) {
    case 0:
      return random.whole();
    case 1:
      return random.pick([-1, -24, -25, -(2 ** 40), -Number.MIN_VALUE, 0.1, 1e300, -1.5, Number.MIN_SAFE_INTEGER]);
    case 2:
      return random.pick([true, false, null]);
    case 3:
      return random.text(60);
    case 4:
      return random.bytes(random.below(90));
    case 5:
      return random.list(0, 5, () => makeValue(random, depth + 1));
    default:
      return Object.fromEntries(random.list(0, 5, (i) => [`${random.text(28)}${i}`, makeValue(random, depth + 1)]));
  }
}

function countValues(value: unknown): number {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return 1;
  const inner: unknown[] = Object.values(value);
  return inner.reduce((count: number, one) => count + countValues(one), Array.isArray(value) ? 1 : 1 + inner.length);
}

const cbor: FuzzTarget = {
  name: 'cbor',
  covers: 'the strict CBOR decoder, beside another one (cborg in its strictest mode): what it takes the other takes, and reads the same',
  make: (random) => (random.oneIn(2_000) ? densest(random).bytes : writeAltered(random, makeValue(random, 0), makeDeed(random))),
  take(input) {
    const read = attempt(() => decodeStrictCbor(input), (error) => error instanceof MalformedBytes);
    if ('refusal' in read) {
      assertSame(decodeCbor(input), undefined, 'what is refused inside is undefined outside');
      return false;
    }
    const { value } = read;
    assertBounded(value, input.length, 2);
    assertHolds(countValues(value) <= 4_096 + input.length / 8, 'there are no more keys and values than the bytes allow');
    assertSame(readByAnother(input), { value }, 'another decoder reads the same');
    assertSame(decodeStrictCbor(encodeCbor(value)), value, 'a value that is encoded again is the same');
    return true;
  },
};

export const opTargets: readonly FuzzTarget[] = [cbor, storedOp, header, body];
