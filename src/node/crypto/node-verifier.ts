/**
 * SHA-256 and Ed25519 verification by node:crypto. Trusts that callers refused non-canonical keys and signatures
 * (core/op/signature-rules): what OpenSSL and BoringSSL say about those may differ.
 */
import * as crypto from 'node:crypto';
import type { SignatureCheck, Verifier } from '../../core/ports.ts';

/** A key object costs as much to make as a third of a check, and a circle's ops come from few devices. */
const MOST_KEYS = 8_192;
/** Checks between two turns of the event loop: some 6 ms of work, so that lanes and windows are still served. */
const CHECKS_PER_TURN = 64;
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** A verifier with its own key cache. */
export function createNodeVerifier(): Verifier {
  const keys = new Map<string, crypto.KeyObject>();

  const keyOf = (publicKey: Uint8Array): crypto.KeyObject => {
    const name = Buffer.from(publicKey).toString('latin1');
    const known = keys.get(name);
    if (known) return known;
    const key = crypto.createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' });
    if (keys.size >= MOST_KEYS) for (const oldest of keys.keys()) {
      keys.delete(oldest);
      break;
    }
    keys.set(name, key);
    return key;
  };

  const check = ({ publicKey, message, signature }: SignatureCheck): boolean => {
    if (publicKey.length !== 32 || signature.length !== 64) return false;
    try {
      return crypto.verify(null, message, keyOf(publicKey), signature);
    } catch {
      // Some builds refuse a key that is no point of the curve already when it is made: no signature of it is right.
      return false;
    }
  };

  return {
    sha256,
    async verify(checks) {
      const answers: boolean[] = [];
      for (const item of checks) {
        if (answers.length > 0 && answers.length % CHECKS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
        answers.push(check(item));
      }
      return answers;
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
