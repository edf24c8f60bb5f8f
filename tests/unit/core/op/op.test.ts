import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToId, idToBytes, type CircleId, type DeviceKey, type OpId } from '../../../../src/core/ids.ts';
import { concatBytes, labelBytes, MalformedBytes } from '../../../../src/core/op/bytes.ts';
import { KIND } from '../../../../src/core/op/kinds.ts';
import { compareOps, decodeStored, encodeHeader, encodeStored, MAX_BODY, MAX_LAMPORT_STEP, MAX_REFS, MAX_STORED, NewerVersion, NO_OP, opMessage, placeAfter, refTo, signOp, type Content, type HashedOp, type Op, type Place } from '../../../../src/core/op/op.ts';
import { readHeaderPlace } from '../../../../src/core/sync/fork.ts';
import { createNodeVerifier, sha256 } from '../../../../src/node/crypto/node-verifier.ts';
import { anyOp, quickSignature } from '../../../support/arbitrary-ops.ts';

const id = <T extends CircleId | DeviceKey | OpId>(octet: string): T => octet.repeat(32) as T;
const place: Place = { circle: id('c1'), season: 0, device: id('d1'), seq: 7, prev: id('a7'), prevLamport: 100 };
const content: Content = { lamport: 101, refs: [], kind: KIND.listing, wall: 1_767_225_600_000, body: new Uint8Array(400).fill(1) };
const sign = (more: Partial<Content> = {}): HashedOp => signOp(place, { ...content, ...more }, quickSignature, sha256);
const ref = (n: number, device: DeviceKey = id('d2')): Content['refs'][number] => ({ device, seq: n, id: bytesToId<OpId>(sha256(Uint8Array.of(n))) });

/** What decoding makes of some bytes: the op, or why it is refused. */
function tryDecode(stored: Uint8Array, at: Place): Op | MalformedBytes | NewerVersion {
  try {
    return decodeStored(stored, at, sha256);
  } catch (error) {
    if (error instanceof MalformedBytes || error instanceof NewerVersion) return error;
    throw error;
  }
}

describe('an op', () => {
  it('is the same after encoding and decoding it at its place', () => {
    fc.assert(fc.property(anyOp(false), ({ place: at, op }) => void expect(decodeStored(encodeStored(op, at.prevLamport), at, sha256)).toEqual(op)));
  });

  it('with any one byte changed is refused, or is another op that has that form and no other', () => {
    fc.assert(
      fc.property(anyOp(false), fc.nat(), fc.integer({ min: 1, max: 255 }), ({ place: at, op }, where, flip) => {
        const stored = encodeStored(op, at.prevLamport);
        const i = where % stored.length;
        stored[i] = (stored[i] ?? 0) ^ flip;
        const found = tryDecode(stored, at);
        if (found instanceof Error) return;
        expect(found.id).not.toBe(op.id);
        expect(encodeStored(found, at.prevLamport)).toEqual(stored);
      }),
      { numRuns: 1_000 },
    );
  });

  it('cut short anywhere, or with more after it, is refused', () => {
    fc.assert(
      fc.property(anyOp(false), fc.uint8Array({ minLength: 1, maxLength: 4 }), ({ place: at, op }, more) => {
        const stored = encodeStored(op, at.prevLamport);
        for (let length = 0; length < stored.length; length++) expect(tryDecode(stored.subarray(0, length), at)).toBeInstanceOf(Error);
        expect(tryDecode(concatBytes(stored, more), at)).toBeInstanceOf(MalformedBytes);
      }),
      { numRuns: 20 },
    );
  });

  it('is never read from bytes that are not its form, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        const stored = concatBytes(Uint8Array.of(1), bytes);
        const found = tryDecode(stored, place);
        if (!(found instanceof Error)) expect(encodeStored(found, place.prevLamport)).toEqual(stored);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is another op at another place', () => {
    const op = sign();
    const stored = encodeStored(op, place.prevLamport);
    const others: Partial<Place>[] = [{ circle: id('c2') }, { season: 1 }, { device: id('d9') }, { seq: 8 }, { prev: id('a8') }, { prevLamport: 101 }];
    for (const other of others) expect(decodeStored(stored, { ...place, ...other }, sha256).id).not.toBe(op.id);
  });

  it('signs "huan/op/1" and the hash of its header, and its id covers the signature', async () => {
    await fc.assert(
      fc.asyncProperty(anyOp(true), async ({ place: at, op }) => {
        const headerHash = sha256(encodeHeader(at, op, sha256));
        expect(op.headerHash).toEqual(headerHash);
        expect(opMessage(headerHash)).toEqual(concatBytes(labelBytes('huan/op/1'), headerHash));
        expect(op.id).toBe(bytesToId(sha256(concatBytes(headerHash, op.signature))));
        expect(await createNodeVerifier().verify([{ publicKey: idToBytes(op.device), message: opMessage(headerHash), signature: op.signature }])).toEqual([true]);
      }),
      { numRuns: 10 },
    );
  });

  it('is followed by one that names it, so that no op before the last can be exchanged', () => {
    const first = sign();
    const resigned: HashedOp = { ...first, signature: first.signature.map((byte) => byte ^ 1) };
    const again = decodeStored(encodeStored(resigned, place.prevLamport), place, sha256);
    expect(again.headerHash).toEqual(first.headerHash);
    expect(again.id).not.toBe(first.id);
    const next = signOp(placeAfter(first, place.circle), { ...content, lamport: 102 }, quickSignature, sha256);
    const stored = encodeStored(next, 101);
    expect(next.prev).toBe(first.id);
    expect(decodeStored(stored, placeAfter(again, place.circle), sha256).id).not.toBe(next.id);
  });

  it('tells its place in its header', () => {
    fc.assert(
      fc.property(anyOp(false), ({ place: at, op }) => {
        const { circle, season, device, seq } = at;
        expect(readHeaderPlace(encodeHeader(at, op, sha256))).toMatchObject({ circle, season, device, seq });
      }),
    );
  });
});

describe('what an op costs beside its body', () => {
  it('is less than 100 bytes without a ref', () => {
    expect(encodeStored(sign(), place.prevLamport).length).toBeLessThan(500);
  });

  it('is a good 30 bytes more for a ref to its own log, and 65 for one to another', () => {
    const none = encodeStored(sign(), place.prevLamport).length;
    expect(encodeStored(sign({ refs: [ref(5, place.device)] }), place.prevLamport).length - none).toBe(34);
    expect(encodeStored(sign({ refs: [ref(5)] }), place.prevLamport).length - none).toBe(66);
  });

  it('is within its bound even where every field is as large as can be', () => {
    const refs = Array.from({ length: MAX_REFS }, (_, n) => ({ ...ref(n), seq: Number.MAX_SAFE_INTEGER }));
    const op = sign({ refs, lamport: place.prevLamport + MAX_LAMPORT_STEP, kind: Number.MAX_SAFE_INTEGER, wall: 8.64e15, body: new Uint8Array(MAX_BODY) });
    expect(encodeStored(op, place.prevLamport).length).toBeLessThanOrEqual(MAX_STORED);
  });
});

describe('bounds of an op', () => {
  const tooMany = Array.from({ length: MAX_REFS + 1 }, (_, n) => ref(n));
  it.each<[string, Partial<Content>, string]>([
    ['a body over 32 KiB', { body: new Uint8Array(MAX_BODY + 1) }, 'body'],
    ['17 refs', { refs: tooMany }, 'refs'],
    ['one op named twice', { refs: [ref(1), ref(2), ref(1)] }, 'twice'],
    ['a lamport that is not above the one before', { lamport: 100 }, 'lamport'],
    ['a lamport more than 2^32 above the one before', { lamport: 101 + MAX_LAMPORT_STEP }, 'lamport'],
    ['a time beyond the last date', { wall: 8.64e15 + 1 }, 'time'],
  ])('%s is refused, by who would sign it and by who would read it', (_, more, word) => {
    expect(() => sign(more)).toThrow(word);
    const unsigned: Op = { ...sign(), ...more };
    if (unsigned.lamport <= place.prevLamport) return;
    expect(tryDecode(encodeStored(unsigned, place.prevLamport), place)).toBeInstanceOf(MalformedBytes);
  });

  it('the largest of each is taken', () => {
    for (const more of [{ body: new Uint8Array(MAX_BODY) }, { refs: tooMany.slice(1) }, { lamport: 100 + MAX_LAMPORT_STEP }, { wall: 8.64e15 }]) {
      expect(tryDecode(encodeStored(sign(more), place.prevLamport), place)).toEqual(sign(more));
    }
  });

  it('a lamport beyond what a number holds exactly is refused', () => {
    const late = { ...place, prevLamport: Number.MAX_SAFE_INTEGER - 3 };
    const op = signOp(late, { ...content, lamport: Number.MAX_SAFE_INTEGER }, quickSignature, sha256);
    const stored = encodeStored(op, late.prevLamport);
    expect(stored[1]).toBe(2);
    stored[1] = 3;
    expect(tryDecode(stored, late)).toBeInstanceOf(MalformedBytes);
  });

  it('a ref to its own log in the long form is refused', () => {
    const stored = encodeStored({ ...sign({ refs: [ref(5)] }), device: place.device }, place.prevLamport);
    stored.set(idToBytes(place.device), 4);
    expect(stored[3]).toBe(1);
    expect(tryDecode(stored, place)).toBeInstanceOf(MalformedBytes);
    stored[3] = 2;
    expect(tryDecode(stored, place)).toBeInstanceOf(MalformedBytes);
  });

  it('version 0 is malformed, and a higher one is told apart as newer', () => {
    const stored = encodeStored(sign(), place.prevLamport);
    stored[0] = 0;
    expect(tryDecode(stored, place)).toBeInstanceOf(MalformedBytes);
    stored[0] = 2;
    expect(tryDecode(stored, place)).toMatchObject({ version: 2 });
  });
});

describe('the order of ops', () => {
  it('is by lamport, then by id', () => {
    const ops = [{ lamport: 2, id: id<OpId>('0a') }, { lamport: 1, id: id<OpId>('ff') }, { lamport: 2, id: id<OpId>('0b') }];
    expect([...ops].sort(compareOps)).toEqual([ops[1], ops[0], ops[2]]);
    expect(compareOps(ops[0]!, { ...ops[0]! })).toBe(0);
  });

  it('a ref names log, place and id; the first op of a log has none before it', () => {
    const op = sign();
    expect(refTo(op)).toEqual({ device: op.device, seq: 7, id: op.id });
    expect(NO_OP).toBe('0'.repeat(64));
  });
});
