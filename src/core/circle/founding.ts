/** Founding a circle: its first key, its rules, and the op whose id is the circle's. */
import { bytesToId, idToBytes, type CircleId } from '../ids.ts';
import { encodeCbor } from '../op/body.ts';
import { KIND } from '../op/kinds.ts';
import { encodeStored, firstPlace, NO_CIRCLE, signOp } from '../op/op.ts';
import type { Clock, Keys, Random, Verifier } from '../ports.ts';
import { DEFAULT_RULES, ownerFields } from './genesis.ts';
import { commitGroupKey } from './group-key.ts';

export interface Founding {
  circle: CircleId;
  /** Genesis in stored form. */
  stored: Uint8Array;
  groupKey: Uint8Array;
}

/** What founding needs of a device's keys. */
export type FounderKeys = Pick<Keys, 'account' | 'device' | 'boxKey' | 'certificate' | 'sign'>;

/** A quorum of the founder alone: who can't be asked for more yet. It can be widened by the quorum itself. */
export function foundCircle(ports: { clock: Clock; random: Random; keys: FounderKeys; verifier: Verifier }, name: string, isPublic: boolean, person: string, rules = DEFAULT_RULES): Founding {
  const { keys, verifier } = ports;
  const groupKey = ports.random.bytes(32);
  const owner = { account: keys.account, device: keys.device, certificate: keys.certificate, boxKey: keys.boxKey, person };
  const body = {
    ...ownerFields(owner),
    name,
    public: isPublic,
    keyCommitment: commitGroupKey(groupKey),
    rules,
    quorum: { accounts: [idToBytes(keys.account)], k: 1 },
  };
  const place = firstPlace(NO_CIRCLE, 0, keys.device);
  const content = { lamport: 1, refs: [], kind: KIND.genesis, wall: Math.floor(ports.clock.now()), body: encodeCbor(body) };
  const op = signOp(place, content, (message) => keys.sign(message), (bytes) => verifier.sha256(bytes));
  return { circle: bytesToId<CircleId>(idToBytes(op.id)), stored: encodeStored(op, 0), groupKey };
}
