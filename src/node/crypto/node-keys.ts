/**
 * This device's secret keys behind the Keys port: Ed25519 by node:crypto, boxes (X25519, XSalsa20-Poly1305) by tweetnacl.
 * Holds always: no secret leaves this closure.
 */
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import nacl from 'tweetnacl';
import { bytesToId, type AccountKey, type DeviceKey } from '../../core/ids.ts';
import type { Keys, Random } from '../../core/ports.ts';

/** What a home keeps of a device. */
export interface DeviceSecrets {
  /** Ed25519 seed (32 bytes). */
  deviceSeed: Uint8Array;
  /** X25519 secret key (32 bytes). */
  boxSecret: Uint8Array;
  /** The account's public key, and its signature over the device and its box key. */
  account: AccountKey;
  certificate: Uint8Array;
}

const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const X25519_PKCS8_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');

export function createNodeKeys(secrets: DeviceSecrets, random: Random): Keys {
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, secrets.deviceSeed]), format: 'der', type: 'pkcs8' });
  const boxSecret = secrets.boxSecret.slice();
  return {
    account: secrets.account,
    device: deviceKeyOf(secrets.deviceSeed),
    boxKey: boxKeyOf(secrets.boxSecret),
    certificate: secrets.certificate.slice(),
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
    seal(message, recipientBoxKey) {
      const nonce = random.bytes(nacl.box.nonceLength);
      const box = nacl.box(message, nonce, recipientBoxKey, boxSecret);
      const sealed = new Uint8Array(nonce.length + box.length);
      sealed.set(nonce);
      sealed.set(box, nonce.length);
      return sealed;
    },
    open(sealed, senderBoxKey) {
      if (senderBoxKey.length !== nacl.box.publicKeyLength || sealed.length < nacl.box.nonceLength + nacl.box.overheadLength) return undefined;
      const nonce = sealed.subarray(0, nacl.box.nonceLength);
      return nacl.box.open(sealed.subarray(nacl.box.nonceLength), nonce, senderBoxKey, boxSecret) ?? undefined;
    },
  };
}

/** The device that an Ed25519 seed gives. */
export function deviceKeyOf(deviceSeed: Uint8Array): DeviceKey {
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, deviceSeed]), format: 'der', type: 'pkcs8' });
  return bytesToId<DeviceKey>(new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32)));
}

/** The X25519 public key of a secret one. Not by tweetnacl, which takes 20 ms for the first one: a host asks for it as it starts. */
export function boxKeyOf(boxSecret: Uint8Array): Uint8Array {
  const privateKey = createPrivateKey({ key: Buffer.concat([X25519_PKCS8_PREFIX, boxSecret]), format: 'der', type: 'pkcs8' });
  return new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32));
}
