/**
 * Forks: two ops of one device with one seq, each signed, prove that the device wrote two histories. A proof needs no
 * trust in who brought it. Proofs travel beside the ops (the side set), the one with the lowest seq per device.
 */
import * as v from 'valibot';
import { bytesToId, idToBytes, type CircleId, type DeviceKey, type OpId } from '../ids.ts';
import { bytesOf, bytesUpTo } from '../op/body.ts';
import { ByteReader, concatBytes, MalformedBytes } from '../op/bytes.ts';
import { MAX_REFS, OP_VERSION, opMessage } from '../op/op.ts';
import { isSoundPoint, isSoundSignature } from '../op/signature-rules.ts';
import type { Verifier } from '../ports.ts';

const MAX_HEADER = 200 + MAX_REFS * 72;

/** An op outside its place: its whole header and signature. */
export const signedHeaderSchema = v.object({ header: bytesUpTo(MAX_HEADER), signature: bytesOf(64) });
export type SignedHeader = v.InferOutput<typeof signedHeaderSchema>;

export const forkProofSchema = v.object({ a: signedHeaderSchema, b: signedHeaderSchema });
export type ForkProof = v.InferOutput<typeof forkProofSchema>;

/** Where an op stands, read from its header. */
export interface HeaderPlace {
  circle: CircleId;
  season: number;
  device: DeviceKey;
  seq: number;
  prev: OpId;
}

/** The place that a header names, or undefined if the bytes don't begin like a header. */
export function readHeaderPlace(header: Uint8Array): HeaderPlace | undefined {
  try {
    const reader = new ByteReader(header);
    if (reader.integer() !== OP_VERSION) return undefined;
    const circle = bytesToId<CircleId>(reader.raw(32));
    const season = reader.integer();
    const device = bytesToId<DeviceKey>(reader.raw(32));
    const seq = reader.integer();
    return { circle, season, device, seq, prev: bytesToId<OpId>(reader.raw(32)) };
  } catch (error) {
    if (error instanceof MalformedBytes) return undefined;
    throw error;
  }
}

/** The author's clock as a header has it; undefined if the bytes aren't a header. */
export function readHeaderWall(header: Uint8Array): number | undefined {
  try {
    const reader = new ByteReader(header);
    reader.integer();
    reader.raw(32);
    reader.integer();
    reader.raw(32);
    reader.integer();
    reader.raw(32);
    reader.integer();
    for (let refs = Math.min(reader.integer(), MAX_REFS); refs > 0; refs--) {
      reader.raw(32);
      reader.integer();
      reader.raw(32);
    }
    reader.integer();
    return reader.integer();
  } catch (error) {
    if (error instanceof MalformedBytes) return undefined;
    throw error;
  }
}

/**
 * The fork that a proof shows, or undefined if it shows none: both headers name the same place in this circle, differ,
 * and hold. Two signatures over the same header are two ops as well, for the id covers the signature.
 */
export async function checkForkProof(proof: ForkProof, circle: CircleId, season: number, verifier: Verifier): Promise<HeaderPlace | undefined> {
  const a = readHeaderPlace(proof.a.header);
  const b = readHeaderPlace(proof.b.header);
  if (a === undefined || b === undefined) return undefined;
  if (a.circle !== circle || a.season !== season) return undefined;
  if (a.circle !== b.circle || a.season !== b.season || a.device !== b.device || a.seq !== b.seq) return undefined;
  const checks = [proof.a, proof.b].map(({ header, signature }) => ({ publicKey: idToBytes(a.device), message: opMessage(verifier.sha256(header)), signature }));
  const [first, second] = [proof.a, proof.b].map(({ header, signature }) => bytesToId(verifier.sha256(concatBytes(verifier.sha256(header), signature))));
  if (first === second || checks.some((check) => !isSoundPoint(check.publicKey) || !isSoundSignature(check.signature))) return undefined;
  return (await verifier.verify(checks)).every(Boolean) ? a : undefined;
}
