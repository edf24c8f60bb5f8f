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

const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

function toNumber(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function toBytes(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}

/** The neutral point: with it as key, the equation S·B = R + h·A is S·B = R, whatever the message. */
export const ANYONES_KEY = Uint8Array.of(1, ...new Uint8Array(31));
export const ANYONES_SIGNATURE = (() => {
  const seed = new Uint8Array(32).fill(6);
  const scalar = nacl.hash(seed).slice(0, 32);
  scalar[0] = (scalar[0] ?? 0) & 248;
  scalar[31] = ((scalar[31] ?? 0) & 127) | 64;
  return Uint8Array.of(...nacl.sign.keyPair.fromSeed(seed).publicKey, ...toBytes(toNumber(scalar) % ORDER));
})();

/** The same signature with S + L in the place of S. */
export function addOrder(signature: Uint8Array): Uint8Array {
  return Uint8Array.of(...signature.subarray(0, 32), ...toBytes(toNumber(signature.subarray(32)) + ORDER));
}
