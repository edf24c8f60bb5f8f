import nacl from 'tweetnacl';
import { describe, expect, it } from 'vitest';
import { idToBytes, type CircleId, type DeviceKey, type OpId } from '../../../../src/core/ids.ts';
import { readGenesis, readOwner } from '../../../../src/core/circle/genesis.ts';
import { inviteSchema } from '../../../../src/core/circle/invitation.ts';
import { joinChecks, joinSchema } from '../../../../src/core/circle/join.ts';
import { listingContentSchema } from '../../../../src/core/market/listing.ts';
import { decodeAs } from '../../../../src/core/op/body.ts';
import { decodeStored, encodeHeader, encodeStored, opMessage, signOp, type Content, type Op, type Place } from '../../../../src/core/op/op.ts';
import { createNodeVerifier, sha256 } from '../../../../src/node/crypto/node-verifier.ts';
import fixture from '../../../fixtures/ops-v1.json' with { type: 'json' };

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const vectors = fixture.ops.map((vector) => {
  const place: Place = { ...vector.place, circle: vector.place.circle as CircleId, device: vector.place.device as DeviceKey, prev: vector.place.prev as OpId };
  const refs = vector.content.refs.map(({ device, seq, id }) => ({ device: device as DeviceKey, seq, id: id as OpId }));
  const content: Content = { ...vector.content, refs, body: hex(vector.content.body) };
  return { ...vector, place, content };
});

/** An op of the fixture, decoded. */
function opNamed(name: string): Op {
  const vector = vectors.find((candidate) => candidate.name === name);
  if (vector === undefined) throw new Error(`no vector ${name}`);
  return decodeStored(hex(vector.stored), vector.place, sha256);
}

describe('the ops of version 1 that are kept for ever', () => {
  it.each(vectors)('$name: encodes and signs to the same bytes', ({ place, content, deviceSeed, header, stored, signature, id }) => {
    const { secretKey } = nacl.sign.keyPair.fromSeed(hex(deviceSeed));
    const op = signOp(place, content, (message) => nacl.sign.detached(message, secretKey), sha256);
    expect(toHex(encodeHeader(place, content, sha256))).toBe(header);
    expect(toHex(op.signature)).toBe(signature);
    expect(op.id).toBe(id);
    expect(toHex(encodeStored(op, place.prevLamport))).toBe(stored);
  });

  it.each(vectors)('$name: decodes to the same op, whose signature holds', async ({ place, content, header, stored, signature, id }) => {
    const op = decodeStored(hex(stored), place, sha256);
    expect(op).toMatchObject({ ...content, id, device: place.device, seq: place.seq, prev: place.prev });
    const check = { publicKey: idToBytes(place.device), message: opMessage(sha256(hex(header))), signature: hex(signature) };
    expect(await createNodeVerifier().verify([check])).toEqual([true]);
  });

  it('bodies mean what they meant', async () => {
    const genesis = opNamed('genesis');
    expect(readGenesis(genesis)).toMatchObject({ name: 'Film cameras 胶片相机', public: false, person: 'Ada', rules: { invite: 'member', greet: 'member' } });
    expect(readOwner(opNamed('open'))).toMatchObject({ person: 'Ben 本', device: opNamed('open').device });
    const invite = decodeAs(inviteSchema, opNamed('invite').body);
    const join = decodeAs(joinSchema, opNamed('admit').body);
    const checks = joinChecks(genesis.id as string as CircleId, join!, invite!.key);
    expect(await createNodeVerifier().verify(checks!)).toEqual([true, true]);
    expect(decodeAs(listingContentSchema, opNamed('listing with refs to its own and another log').body)).toMatchObject({ kind: 'swap', title: 'Olympus XA', area: 'Riverside' });
  });

  it('each chains to the one before it in its log', () => {
    const ids = new Map(vectors.map(({ place, id }) => [`${place.device}/${String(place.seq)}`, id]));
    for (const { place } of vectors.filter(({ place: { seq } }) => seq > 0)) expect(place.prev).toBe(ids.get(`${place.device}/${String(place.seq - 1)}`));
  });
});
