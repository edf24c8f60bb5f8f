/**
 * What a person said on a branch of a log that nobody goes on with: listings as they stood at its end, and changes to listings from before. Said
 * again by a new device of theirs, it means the same; what was taken back is not said again.
 */
import { KIND } from '../op/kinds.ts';
import type { Op, Ref } from '../op/op.ts';
import type { OpId } from '../ids.ts';
import { decodeCbor } from '../op/body.ts';

/** What is said, with its body as it was signed. */
export interface LostSaying {
  kind: number;
  refs: readonly Ref[];
  body: unknown;
}

/** So many are said again at the most, the last ones: they are kept in one value until then. */
const MOST_SAID_AGAIN = 10_000;

export function lostSayings(ops: readonly Op[]): LostSaying[] {
  const listings = new Map<OpId, LostSaying>();
  const changes: LostSaying[] = [];
  for (const { id, kind, refs, body: bytes } of ops) {
    const body = decodeCbor(bytes);
    const of = refs[0]?.id;
    const lost = of === undefined ? undefined : listings.get(of);
    if (kind === KIND.listing) listings.set(id, { kind, refs: [], body });
    else if (kind === KIND.revise && lost !== undefined) lost.body = body;
    else if (kind === KIND.state && lost !== undefined && of !== undefined && !isOpen(body)) listings.delete(of);
    else if ((kind === KIND.revise || kind === KIND.state) && lost === undefined) changes.push({ kind, refs, body });
  }
  return [...listings.values(), ...changes].slice(-MOST_SAID_AGAIN);
}

function isOpen(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'state' in body && body.state === 'open';
}
