/**
 * The real verifier, one check at a time, so that it answers within the turn: a virtual clock can't wait for the thread pool,
 * and what comes after what must not depend on how busy the machine is.
 */
import type { Verifier } from '../../src/core/ports.ts';
import { createNodeVerifier } from '../../src/node/crypto/node-verifier.ts';

export function createPromptVerifier(): Verifier {
  const verifier = createNodeVerifier();
  return {
    sha256: (bytes) => verifier.sha256(bytes),
    async verify(checks) {
      const answers: boolean[] = [];
      for (const check of checks) answers.push(...(await verifier.verify([check])));
      return answers;
    },
  };
}
