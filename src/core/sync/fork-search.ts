/**
 * Finds where two devices' copies of one log part: a binary search over single ops, for once they differ they differ
 * ever after. The first pair that differs is the proof.
 */
import { bytesToId, type DeviceKey, type OpId } from '../ids.ts';
import type { OpenCircle } from '../circle/open-circle.ts';
import { concatBytes } from '../op/bytes.ts';
import type { Verifier } from '../ports.ts';
import { signedHeaderAt } from './answers.ts';
import type { ForkProof, SignedHeader } from './fork.ts';

/**
 * The proof with the lowest seq that the other side's answers allow; undefined where they show no fork. `known` is a
 * seq at which the two are said to differ.
 */
export async function searchFork(open: OpenCircle, device: DeviceKey, known: number, verifier: Verifier, askOp: (seq: number) => Promise<SignedHeader | undefined>): Promise<ForkProof | undefined> {
  let proof: ForkProof | undefined;
  let low = 0;
  let high = known;
  while (low <= high) {
    const seq = Math.floor((low + high) / 2);
    const ours = signedHeaderAt(open, device, seq);
    const theirs = ours === undefined ? undefined : await askOp(seq);
    if (ours === undefined || theirs === undefined) return proof;
    if (idOf(ours, verifier) === idOf(theirs, verifier)) {
      low = seq + 1;
    } else {
      proof = { a: ours, b: theirs };
      high = seq - 1;
    }
  }
  return proof;
}

function idOf({ header, signature }: SignedHeader, verifier: Verifier): OpId {
  return bytesToId<OpId>(verifier.sha256(concatBytes(verifier.sha256(header), signature)));
}
