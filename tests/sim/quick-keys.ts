/**
 * Core makes the key pairs of invitations by tweetnacl, which takes 4 ms for what node:crypto does in 0.05: a fifth of a run. Here
 * both calls are answered by node:crypto; Ed25519 leaves no choice, so the bytes are the same (sim.test.ts holds them equal).
 */
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import nacl from 'tweetnacl';

const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const slow = { fromSeed: nacl.sign.keyPair.fromSeed, detached: nacl.sign.detached };

function privateKeyOf(seed: Uint8Array): ReturnType<typeof createPrivateKey> {
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
}

function quickPair(seed: Uint8Array): nacl.SignKeyPair {
  const publicKey = new Uint8Array(createPublicKey(privateKeyOf(seed)).export({ format: 'der', type: 'spki' }).subarray(-32));
  return { publicKey, secretKey: Uint8Array.of(...seed, ...publicKey) };
}

function quickSignature(message: Uint8Array, secretKey: Uint8Array): Uint8Array {
  return new Uint8Array(sign(null, message, privateKeyOf(secretKey.subarray(0, 32))));
}

/** Puts node:crypto in the place of tweetnacl's signing, in this process. */
export function useQuickKeys(): void {
  nacl.sign.keyPair.fromSeed = quickPair;
  // The verifying half stays as it is.
  nacl.sign.detached = Object.assign(quickSignature, { verify: slow.detached.verify });
}

/** The key pair and a signature, both ways. */
export function bothWays(seed: Uint8Array, message: Uint8Array): [slow: Uint8Array[], quick: Uint8Array[]] {
  const [a, b] = [slow.fromSeed(seed), quickPair(seed)];
  return [
    [a.publicKey, a.secretKey, slow.detached(message, a.secretKey)],
    [b.publicKey, b.secretKey, quickSignature(message, b.secretKey)],
  ];
}
