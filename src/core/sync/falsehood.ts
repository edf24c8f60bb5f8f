/**
 * Falsehoods: an op whose signature doesn't hold, followed in its log by ops of which the last is signed rightly. The chain covers signatures, so the
 * author himself vouched for the false one; nobody else can have made it. A proof needs no trust in who brought it; it ends the log from the false op on
 * at everyone, also at those who were shown another branch.
 */
import * as v from 'valibot';
import { bytesToId, idToBytes, type CircleId, type OpId } from '../ids.ts';
import { concatBytes } from '../op/bytes.ts';
import { opMessage } from '../op/op.ts';
import { isSoundPoint, isSoundSignature } from '../op/signature-rules.ts';
import type { SignatureCheck, Verifier } from '../ports.ts';
import { readHeaderPlace, signedHeaderSchema, type HeaderPlace, type SignedHeader } from './fork.ts';

/** Ops of one run between two signatures that the gate checks at once: no proof is longer. */
export const CHECKED_EVERY = 256;

export const falsehoodSchema = v.object({ ops: v.pipe(v.array(signedHeaderSchema), v.minLength(2), v.maxLength(2 * CHECKED_EVERY)) });
export type Falsehood = v.InferOutput<typeof falsehoodSchema>;

/** Where the false op stands, or undefined if the proof shows none: the headers follow on each other, the first is signed falsely, the last rightly. */
export async function checkFalsehood({ ops }: Falsehood, circle: CircleId, season: number, verifier: Verifier): Promise<HeaderPlace | undefined> {
  const places = ops.map(({ header }) => readHeaderPlace(header));
  const [first] = places;
  const [falsely, rightly] = [ops[0], ops.at(-1)];
  if (first === undefined || falsely === undefined || rightly === undefined) return undefined;
  for (const [i, place] of places.entries()) {
    const before = ops[i - 1];
    if (place === undefined || place.circle !== circle || place.season !== season || place.device !== first.device || place.seq !== first.seq + i) return undefined;
    if (before !== undefined && place.prev !== idOf(before, verifier)) return undefined;
  }
  const holds = async (op: SignedHeader): Promise<boolean> => {
    const check = checkOf(op, idToBytes(first.device), verifier);
    return check !== undefined && (await verifier.verify([check])).every(Boolean);
  };
  return (await holds(rightly)) && !(await holds(falsely)) ? first : undefined;
}

function checkOf({ header, signature }: SignedHeader, publicKey: Uint8Array, verifier: Verifier): SignatureCheck | undefined {
  if (!isSoundPoint(publicKey) || !isSoundSignature(signature)) return undefined;
  return { publicKey, message: opMessage(verifier.sha256(header)), signature };
}

function idOf({ header, signature }: SignedHeader, verifier: Verifier): OpId {
  return bytesToId<OpId>(verifier.sha256(concatBytes(verifier.sha256(header), signature)));
}
