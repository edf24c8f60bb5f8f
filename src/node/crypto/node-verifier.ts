/**
 * SHA-256 and Ed25519 verification by node:crypto. Trusts that callers refused non-canonical keys and signatures
 * (core/op/signature-rules): what OpenSSL and BoringSSL say about those may differ.
 */
import * as crypto from 'node:crypto';
import type { SignatureCheck, Verifier } from '../../core/ports.ts';

/** A key object costs as much to make as a third of a check, and a circle's ops come from few devices. */
const MOST_KEYS = 8_192;
/** More checks than this go to the thread pool, where they run side by side while lanes and windows are served. */
const CHECKS_AT_ONCE = 2;

/** A verifier with its own key cache. */
export function createNodeVerifier(): Verifier {
  const keys = new Map<string, crypto.KeyObject>();

  const keyOf = (publicKey: Uint8Array): crypto.KeyObject => {
    const name = Buffer.from(publicKey).toString('latin1');
    const known = keys.get(name);
    if (known) return known;
    // As JWK: OpenSSL 3 takes half as long again for a key in DER.
    const key = crypto.createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') }, format: 'jwk' });
    if (keys.size >= MOST_KEYS) for (const oldest of keys.keys()) {
      keys.delete(oldest);
      break;
    }
    keys.set(name, key);
    return key;
  };

  /** Some builds refuse a key that is no point of the curve already when it is made: no signature of it is right. */
  const attempt = <T>(check: () => T): T | false => {
    try {
      return check();
    } catch {
      return false;
    }
  };

  const check = ({ publicKey, message, signature }: SignatureCheck): boolean => {
    if (publicKey.length !== 32 || signature.length !== 64) return false;
    return attempt(() => crypto.verify(null, message, keyOf(publicKey), signature));
  };

  const checkAside = ({ publicKey, message, signature }: SignatureCheck): boolean | Promise<boolean> => {
    if (publicKey.length !== 32 || signature.length !== 64) return false;
    return attempt(() => {
      const key = keyOf(publicKey);
      return new Promise<boolean>((answer) => {
        crypto.verify(null, message, key, signature, (error, holds) => answer(error === null && holds));
      });
    });
  };

  return {
    sha256,
    async verify(checks) {
      return checks.length <= CHECKS_AT_ONCE ? checks.map(check) : await Promise.all(checks.map(checkAside));
    },
  };
}

/**
 * SHA-256 (32 bytes): by the one-shot call of Node 20.12 and later where it is there. Its answer is taken as text, one
 * character per byte: for short inputs that is more than twice as fast as asking for a buffer.
 */
export const sha256: (bytes: Uint8Array) => Uint8Array =
  typeof crypto.hash === 'function'
    ? (bytes) => {
        const text = crypto.hash('sha256', bytes, 'binary');
        const hash = new Uint8Array(32);
        for (let i = 0; i < 32; i++) hash[i] = text.charCodeAt(i);
        return hash;
      }
    : (bytes) => new Uint8Array(crypto.createHash('sha256').update(bytes).digest());
