/**
 * A verifier that takes what the rules before it refuse (tweetnacl: S + L, keys of small order), so that a test sees
 * whether the rules are applied; and signatures that only such a verifier takes.
 */
import nacl from 'tweetnacl';
import type { Verifier } from '../../../src/core/ports.ts';
import { sha256 } from '../../../src/node/crypto/node-verifier.ts';

export const laxVerifier: Verifier = {
  sha256,
  verify: async (checks) => checks.map(({ publicKey, message, signature }) => nacl.sign.detached.verify(message, signature, publicKey)),
};

/** The neutral point: with it as key and as R, and S = 0, the equation holds for every message. */
export const ANYONES_KEY = Uint8Array.of(1, ...new Uint8Array(31));
export const ANYONES_SIGNATURE = Uint8Array.of(...ANYONES_KEY, ...new Uint8Array(32));

const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

/** The same signature with S + L in the place of S. */
export function addOrder(signature: Uint8Array): Uint8Array {
  let s = ORDER;
  for (let i = 0; i < 32; i++) s += BigInt(signature[32 + i] ?? 0) << BigInt(8 * i);
  return Uint8Array.from(signature, (byte, i) => (i < 32 ? byte : Number((s >> BigInt(8 * (i - 32))) & 0xffn)));
}
