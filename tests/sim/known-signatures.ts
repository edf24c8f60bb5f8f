/**
 * The real verifier, which remembers what it has said: in a run every peer checks the same signatures, and an answer depends on
 * nothing else. One check costs as much as a hundred frames. What an honest device signs in this process holds by itself, but for some
 * that are checked all the same; what a liar signs is always checked.
 */
import { idToBytes } from '../../src/core/ids.ts';
import type { Keys, SignatureCheck, Verifier } from '../../src/core/ports.ts';
import { createPromptVerifier } from '../support/prompt-verifier.ts';

/** Of so many signatures of a device, one is checked like any other. */
const CHECKED_EVERY = 16;

export interface KnowingVerifier extends Verifier {
  /** The same keys, of which the verifier knows what they sign. */
  follow(keys: Keys): Keys;
}

export function createKnowingVerifier(): KnowingVerifier {
  const verifier = createPromptVerifier();
  const known = new Map<string, boolean>();
  return {
    sha256: (bytes) => verifier.sha256(bytes),
    async verify(checks) {
      const answers: boolean[] = [];
      for (const check of checks) {
        const name = nameOf(check);
        const answer = known.get(name) ?? (await verifier.verify([check]))[0] === true;
        known.set(name, answer);
        answers.push(answer);
      }
      return answers;
    },
    follow(keys) {
      let count = 0;
      const publicKey = idToBytes(keys.device);
      return {
        ...keys,
        sign(message) {
          const signature = keys.sign(message);
          if (count++ % CHECKED_EVERY > 0) known.set(nameOf({ publicKey, message, signature }), true);
          return signature;
        },
      };
    },
  };
}

function nameOf({ publicKey, message, signature }: SignatureCheck): string {
  return `${latin1(publicKey)}${latin1(signature)}${latin1(message)}`;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
