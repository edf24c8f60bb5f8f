/**
 * Acts of the quorum: what it does, numbered and chained, and who of it signed. They live beside the ops, in no log, and travel as
 * fork proofs do. An act's id doesn't cover its signatures, so that nobody chooses between two acts by how he signs.
 *   content = CBOR {c: circle, n: number, p: prev, d: deed, w: the proposer's clock, in ms since 1970};  id = SHA-256("huan/act/1" || content)
 *   signature = Ed25519(device, "huan/act-signature/1" || id), beside the account's certificate of that device
 * Always: what is here holds; a proposal that too few signed counts for nothing, and is kept only from who is of the quorum.
 */
import * as v from 'valibot';
import { bytesToId, idToBytes, type AccountKey, type ActId, type CircleId, type DeviceKey, type OpId } from '../ids.ts';
import type { Act } from '../authority/evidence.ts';
import { readCut } from '../authority/facts.ts';
import { bytesOf, bytesUpTo, decodeAs, encodeCbor, wholeUpTo } from '../op/body.ts';
import { concatBytes, labelBytes } from '../op/bytes.ts';
import { isSoundPoint, isSoundSignature } from '../op/signature-rules.ts';
import type { Keys, SignatureCheck, Verifier } from '../ports.ts';
import { deedSchema, type Deed } from './control-bodies.ts';
import { certificateCheck } from './join.ts';

export const ACT_LIMITS = { content: 32_768, signatures: 16, acts: 1_000, /** Of one number and one signer, that nothing came of yet. */ proposals: 4 } as const;

const contentSchema = v.object({ c: bytesOf(32), n: v.pipe(wholeUpTo(1_000_000), v.minValue(1)), p: bytesOf(32), d: deedSchema, w: wholeUpTo(8.64e15) });

const signatureSchema = v.object({ account: bytesOf(32), device: bytesOf(32), boxKey: bytesOf(32), certificate: bytesOf(64), signature: bytesOf(64) });
type ActSignature = v.InferOutput<typeof signatureSchema>;

export const signedActSchema = v.object({ content: bytesUpTo(ACT_LIMITS.content), signatures: v.pipe(v.array(signatureSchema), v.minLength(1), v.maxLength(ACT_LIMITS.signatures)) });
export type SignedAct = v.InferOutput<typeof signedActSchema>;

/** What an act says, whoever signed it. */
export interface ActContent {
  id: ActId;
  number: number;
  prev: string;
  deed: Deed;
  wall: number;
}

/** How many of a quorum have to sign, if nothing else was said: more than half. */
export function quorumOf(accounts: readonly AccountKey[]): number {
  return Math.floor(accounts.length / 2) + 1;
}

export function encodeAct(circle: CircleId, { number, prev, deed, wall }: Omit<ActContent, 'id'>): Uint8Array {
  return encodeCbor({ c: idToBytes(circle), n: number, p: idToBytes(prev as ActId), d: deed, w: wall });
}

/** Undefined for what is no act of that circle. */
export function readAct(content: Uint8Array, circle: CircleId, sha256: (bytes: Uint8Array) => Uint8Array): ActContent | undefined {
  const body = decodeAs(contentSchema, content);
  if (body === undefined || bytesToId<CircleId>(body.c) !== circle) return undefined;
  return { id: bytesToId<ActId>(sha256(concatBytes(labelBytes('huan/act/1'), content))), number: body.n, prev: bytesToId<ActId>(body.p), deed: body.d, wall: body.w };
}

export function signAct(id: ActId, keys: Keys): ActSignature {
  return {
    account: idToBytes(keys.account),
    device: idToBytes(keys.device),
    boxKey: keys.boxKey,
    certificate: keys.certificate,
    signature: keys.sign(actMessage(id)),
  };
}

/** Those signatures that hold, one of each account. */
export async function checkSignatures(id: ActId, signatures: readonly ActSignature[], verifier: Verifier): Promise<ActSignature[]> {
  const held: ActSignature[] = [];
  for (const each of signatures) {
    const checks = checksOf(id, each);
    const isNew = held.every(({ account }) => bytesToId<AccountKey>(account) !== bytesToId<AccountKey>(each.account));
    if (isNew && checks !== undefined && (await verifier.verify(checks)).every(Boolean)) held.push(each);
  }
  return held;
}

function checksOf(id: ActId, { account, device, boxKey, certificate, signature }: ActSignature): SignatureCheck[] | undefined {
  const certified = certificateCheck(account, device, boxKey, certificate);
  if (certified === undefined || !isSoundPoint(device) || !isSoundSignature(signature)) return undefined;
  return [certified, { publicKey: device, message: actMessage(id), signature }];
}

function actMessage(id: ActId): Uint8Array {
  return concatBytes(labelBytes('huan/act-signature/1'), idToBytes(id));
}

/** An act as authority takes it. */
export function toEvidence({ id, number, prev, deed }: Omit<ActContent, 'wall'>, signatures: readonly ActSignature[]): Act {
  const signers = new Set(signatures.map(({ account }) => bytesToId<AccountKey>(account)));
  if (deed.t === 'cut') return { id, number, prev, deed: { t: 'cut', cut: readCut(deed.cut) }, signers };
  if (deed.t === 'quorum') return { id, number, prev, deed, signers };
  return { id, number, prev, deed: { t: 'grant', account: bytesToId<AccountKey>(deed.grant.account), role: deed.grant.role }, signers };
}

/** By which an op names what an act gives: no device has zeros as its key. */
export function actRef({ id, number }: { id: ActId; number: number }): { device: DeviceKey; seq: number; id: OpId } {
  return { device: '0'.repeat(64) as DeviceKey, seq: number, id: id as string as OpId };
}
