/**
 * Core makes the key pairs of invitations by tweetnacl, which takes 4 ms for what node:crypto does in 0.05: a fifth of a run. Here
 * both calls are answered by node:crypto, and what two devices share, which costs a box 1 ms, is made once. The algorithms leave no
 * choice, so the bytes are the same (sim.test.ts holds them equal).
 */
import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import nacl from 'tweetnacl';

const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const slow = { fromSeed: nacl.sign.keyPair.fromSeed, detached: nacl.sign.detached, box: nacl.box };

const privateKeys = new Map<string, KeyObject>();
const sharedKeys = new Map<string, Uint8Array>();

function privateKeyOf(seed: Uint8Array): KeyObject {
  const name = Buffer.from(seed).toString('latin1');
  const known = privateKeys.get(name) ?? createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  privateKeys.set(name, known);
  return known;
}

function quickPair(seed: Uint8Array): nacl.SignKeyPair {
  const publicKey = new Uint8Array(createPublicKey(privateKeyOf(seed)).export({ format: 'der', type: 'spki' }).subarray(-32));
  return { publicKey, secretKey: Uint8Array.of(...seed, ...publicKey) };
}

/** Devices are the same in all runs of a process, and so is what two of them share. */
function sharedKeyOf(theirs: Uint8Array, own: Uint8Array): Uint8Array {
  const name = Buffer.concat([theirs, own]).toString('latin1');
  const known = sharedKeys.get(name) ?? slow.box.before(theirs, own);
  sharedKeys.set(name, known);
  return known;
}

const quickOpen = (box: Uint8Array, nonce: Uint8Array, theirs: Uint8Array, own: Uint8Array): Uint8Array | null => slow.box.open.after(box, nonce, sharedKeyOf(theirs, own));
const quickBox: typeof nacl.box = Object.assign((message: Uint8Array, nonce: Uint8Array, theirs: Uint8Array, own: Uint8Array) => slow.box.after(message, nonce, sharedKeyOf(theirs, own)), slow.box, { open: Object.assign(quickOpen, slow.box.open) });

function quickSignature(message: Uint8Array, secretKey: Uint8Array): Uint8Array {
  return new Uint8Array(sign(null, message, privateKeyOf(secretKey.subarray(0, 32))));
}

/** Puts node:crypto in the place of tweetnacl's signing and boxes, in this process. */
export function useQuickKeys(): void {
  nacl.box = quickBox;
  nacl.sign.keyPair.fromSeed = quickPair;
  // The verifying half stays as it is.
  nacl.sign.detached = Object.assign(quickSignature, { verify: slow.detached.verify });
}

/** The key pair, a signature, a box and what is in it, both ways. */
export function bothWays(seed: Uint8Array, message: Uint8Array): [slow: (Uint8Array | null)[], quick: (Uint8Array | null)[]] {
  const [a, b] = [slow.fromSeed(seed), quickPair(seed)];
  const [own, other] = [slow.box.keyPair.fromSecretKey(seed), slow.box.keyPair.fromSecretKey(a.publicKey)];
  const nonce = seed.subarray(0, slow.box.nonceLength);
  const box = slow.box(message, nonce, other.publicKey, own.secretKey);
  const wrong = Uint8Array.of(...box.subarray(0, -1), (box.at(-1) ?? 0) ^ 1);
  return [
    [a.publicKey, a.secretKey, slow.detached(message, a.secretKey), box, slow.box.open(box, nonce, own.publicKey, other.secretKey), slow.box.open(wrong, nonce, own.publicKey, other.secretKey)],
    [b.publicKey, b.secretKey, quickSignature(message, b.secretKey), quickBox(message, nonce, other.publicKey, own.secretKey), quickBox.open(box, nonce, own.publicKey, other.secretKey), quickBox.open(wrong, nonce, own.publicKey, other.secretKey)],
  ];
}
