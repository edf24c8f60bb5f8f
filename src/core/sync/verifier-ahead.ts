/**
 * A verifier that can begin checks before they are asked for, many at once, so that they run side by side and beside the
 * rest of the work. Decides nothing: a check that was begun gives the answer that it would have given when asked.
 */
import { equalBytes } from '../op/bytes.ts';
import type { SignatureCheck, Verifier } from '../ports.ts';

/** Checks that are handed on in one go: whoever asks for the first need not wait for the last. */
const BATCH = 32;

interface Begun {
  check: SignatureCheck;
  answer: Promise<boolean>;
}

export class VerifierAhead implements Verifier {
  readonly #verifier: Verifier;
  /** By signature, one character per byte. */
  readonly #begun = new Map<string, Begun>();

  constructor(verifier: Verifier) {
    this.#verifier = verifier;
  }

  sha256(bytes: Uint8Array): Uint8Array {
    return this.#verifier.sha256(bytes);
  }

  /** Begins checks that will be asked for before `forget`. */
  begin(checks: readonly SignatureCheck[]): void {
    for (let at = 0; at < checks.length; at += BATCH) {
      const batch = checks.slice(at, at + BATCH);
      const answers = this.#verifier.verify(batch);
      for (const [i, check] of batch.entries()) {
        this.#begun.set(nameOf(check), { check, answer: answers.then((all) => all[i] === true) });
      }
    }
  }

  async verify(checks: readonly SignatureCheck[]): Promise<boolean[]> {
    const begun = checks.map((check) => this.#find(check));
    if (begun.every((answer) => answer === undefined)) return await this.#verifier.verify(checks);
    return await Promise.all(checks.map(async (check, i) => (await (begun[i] ?? this.#verifier.verify([check]).then(([holds]) => holds))) === true));
  }

  /** Forgets what was begun. */
  forget(): void {
    this.#begun.clear();
  }

  #find(check: SignatureCheck): Promise<boolean> | undefined {
    const begun = this.#begun.get(nameOf(check));
    const isSame = begun !== undefined && equalBytes(begun.check.publicKey, check.publicKey) && equalBytes(begun.check.message, check.message);
    return isSame ? begun.answer : undefined;
  }
}

function nameOf({ signature }: SignatureCheck): string {
  return String.fromCharCode.apply(null, [...signature]);
}
