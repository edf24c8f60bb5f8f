/**
 * A join: what a newcomer brings to the lobby. It proves that its device holds the invitation's secret and that the
 * account stands behind the device. Not an op: it becomes part of one when somebody lets the device in.
 */
import * as v from 'valibot';
import nacl from 'tweetnacl';
import { idToBytes, type CircleId } from '../ids.ts';
import { bytesOf } from '../op/body.ts';
import { concatBytes, labelBytes } from '../op/bytes.ts';
import { isSoundPoint, isSoundSignature } from '../op/signature-rules.ts';
import type { SignatureCheck } from '../ports.ts';
import { certificateMessage } from './account.ts';
import { personName, type LogOwner } from './genesis.ts';

/** The fields of a join; also the body of the `admit` op that takes it up. */
export const joinSchema = v.object({
  account: bytesOf(32),
  device: bytesOf(32),
  certificate: bytesOf(64),
  boxKey: bytesOf(32),
  person: personName,
  /** The invitation key's signature over circle, device and account. */
  proof: bytesOf(64),
});

export type Join = v.InferOutput<typeof joinSchema>;

export function makeJoin(circle: CircleId, secret: Uint8Array, owner: LogOwner): Join {
  const pair = nacl.sign.keyPair.fromSeed(secret);
  const proof = nacl.sign.detached(joinMessage(circle, idToBytes(owner.device), idToBytes(owner.account)), pair.secretKey);
  return { account: idToBytes(owner.account), device: idToBytes(owner.device), certificate: owner.certificate, boxKey: owner.boxKey, person: owner.person, proof };
}

/** The two signatures on which a join stands, or undefined where one is refused before any verifier runs. */
export function joinChecks(circle: CircleId, join: Join, invitation: Uint8Array): SignatureCheck[] | undefined {
  const certificate = certificateCheck(join.account, join.device, join.boxKey, join.certificate);
  const proof = proofCheck(circle, join, invitation);
  return certificate === undefined || proof === undefined ? undefined : [certificate, proof];
}

/** The check of the invitation key's signature, or undefined where it is refused before any verifier runs. */
export function proofCheck(circle: CircleId, join: Join, invitation: Uint8Array): SignatureCheck | undefined {
  if (!isSoundPoint(invitation) || !isSoundSignature(join.proof)) return undefined;
  return { publicKey: invitation, message: joinMessage(circle, join.device, join.account), signature: join.proof };
}

/** The check of an account's certificate for a device, or undefined where it is refused before any verifier runs. */
export function certificateCheck(account: Uint8Array, device: Uint8Array, boxKey: Uint8Array, certificate: Uint8Array): SignatureCheck | undefined {
  if (!isSoundPoint(account) || !isSoundPoint(device) || !isSoundSignature(certificate)) return undefined;
  return { publicKey: account, message: certificateMessage(device, boxKey), signature: certificate };
}

/** What the invitation key signs: "huan/join/1" || circle || device || account. */
export function joinMessage(circle: CircleId, device: Uint8Array, account: Uint8Array): Uint8Array {
  return concatBytes(labelBytes('huan/join/1'), idToBytes(circle), device, account);
}
