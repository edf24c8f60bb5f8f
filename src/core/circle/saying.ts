/** What a person says, and the op that it becomes: the rest follows from where it stands. */
import type { Authority } from '../authority/authority.ts';
import { refsOf } from '../authority/rights.ts';
import { encodeCbor } from '../op/body.ts';
import { KIND } from '../op/kinds.ts';
import { MAX_LAMPORT_STEP, signOp, type Op, type Place, type Ref } from '../op/op.ts';
import type { Clock, Keys, Verifier } from '../ports.ts';
import { ownerFields, type LogOwner } from './genesis.ts';

export interface Saying {
  kind: number;
  refs: readonly Ref[];
  body: unknown;
}

/** Signs it as the next op of the own log. `nextLamport` is above every lamport that is here. */
export function signSaying(place: Place, { kind, refs, body }: Saying, nextLamport: number, { keys, clock, verifier }: { keys: Keys; clock: Clock; verifier: Verifier }): Op {
  // Somebody may have run far ahead: this log follows in the largest steps that an op may take.
  const lamport = Math.min(Math.max(nextLamport, place.prevLamport + 1), place.prevLamport + MAX_LAMPORT_STEP);
  const content = { lamport, refs, kind, wall: Math.max(0, Math.floor(clock.now())), body: encodeCbor(body) };
  return signOp(place, content, (message) => keys.sign(message), (bytes) => verifier.sha256(bytes));
}

/** What opens one's own log: it names what let this device in. */
export function openingOf(owner: LogOwner, authority: Authority): Saying {
  return { kind: KIND.open, refs: [...refsOf(authority, authority.plain.admissionOf(owner.device, owner.account))], body: ownerFields(owner) };
}
