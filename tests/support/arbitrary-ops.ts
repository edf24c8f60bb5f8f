/** Random ops for fast-check: every field over its whole range, signed by a real key. */
import * as fc from 'fast-check';
import nacl from 'tweetnacl';
import { bytesToId, type CircleId, type DeviceKey, type Id, type OpId } from '../../src/core/ids.ts';
import { MAX_LAMPORT_STEP, MAX_REFS, NO_OP, signOp, type Content, type HashedOp, type Place } from '../../src/core/op/op.ts';
import { deviceKeyOf } from '../../src/node/crypto/node-keys.ts';
import { sha256 } from '../../src/node/crypto/node-verifier.ts';

const MAX_WALL = 8.64e15;

export const anyId = <T extends Id>(): fc.Arbitrary<T> => fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => bytesToId<T>(bytes));

/** Small numbers often, and each up to `max` sometimes. */
const anyWhole = (max: number): fc.Arbitrary<number> => fc.oneof(fc.nat(300), fc.maxSafeNat().map((n) => n % (max + 1)), fc.constant(max));

/** A writer of ops: its key, and how it signs. Few, so that keys are made once. */
const writers = Array.from({ length: 4 }, (_, i) => {
  const seed = new Uint8Array(32).fill(i + 1);
  const { secretKey } = nacl.sign.keyPair.fromSeed(seed);
  return { device: deviceKeyOf(seed), sign: (message: Uint8Array) => nacl.sign.detached(message, secretKey) };
});

/** How an op's signature is made where its truth does not matter: quick, and a function of what is signed. */
export const quickSignature = (message: Uint8Array): Uint8Array => Uint8Array.of(...sha256(message), ...sha256(sha256(message)));

const anyPlace: fc.Arbitrary<Place> = fc
  .record({
    circle: anyId<CircleId>(),
    season: anyWhole(Number.MAX_SAFE_INTEGER),
    device: fc.constantFrom(...writers.map(({ device }) => device)),
    seq: anyWhole(Number.MAX_SAFE_INTEGER),
    prev: anyId<OpId>(),
    prevLamport: anyWhole(Number.MAX_SAFE_INTEGER - MAX_LAMPORT_STEP),
  })
  .map((place) => (place.seq === 0 ? { ...place, prev: NO_OP, prevLamport: 0 } : place));

function contentAt(place: Place): fc.Arbitrary<Content> {
  const device = fc.oneof(fc.constant(place.device), anyId<DeviceKey>());
  return fc.record({
    lamport: anyWhole(MAX_LAMPORT_STEP - 1).map((step) => place.prevLamport + 1 + step),
    refs: fc.uniqueArray(fc.record({ device, seq: anyWhole(Number.MAX_SAFE_INTEGER), id: anyId<OpId>() }), { maxLength: MAX_REFS, selector: ({ id }) => id }),
    kind: anyWhole(Number.MAX_SAFE_INTEGER),
    wall: anyWhole(MAX_WALL),
    body: fc.uint8Array({ maxLength: 600 }),
  });
}

/** An op at its place; `truly` signs it with its device's key, which takes some milliseconds. */
export function anyOp(truly: boolean): fc.Arbitrary<{ place: Place; op: HashedOp }> {
  return anyPlace.chain((place) =>
    contentAt(place).map((content) => {
      const writer = writers.find(({ device }) => device === place.device);
      return { place, op: signOp(place, content, truly && writer !== undefined ? writer.sign : quickSignature, sha256) };
    }),
  );
}
