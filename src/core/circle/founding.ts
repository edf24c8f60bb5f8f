/** Founding a circle: its first key, its rules, and the op whose id is the circle's. */
import { bytesToId, idToBytes, type AccountKey, type CircleId } from '../ids.ts';
import { encodeCbor } from '../op/body.ts';
import { KIND } from '../op/kinds.ts';
import { encodeStored, firstPlace, NO_CIRCLE, signOp } from '../op/op.ts';
import type { Clock, Keys, Random, Verifier } from '../ports.ts';
import { DEFAULT_RULES, ownerFields } from './genesis.ts';
import { commitGroupKey } from './group-key.ts';
import { quorumOf } from './quorum-acts.ts';

export interface Founding {
  circle: CircleId;
  /** Genesis in stored form. */
  stored: Uint8Array;
  groupKey: Uint8Array;
}

/** What founding needs of a device's keys. */
export type FounderKeys = Pick<Keys, 'account' | 'device' | 'boxKey' | 'certificate' | 'sign'>;

/** The quorum is the founder with the friends that are named, more than half of them; it can be changed by the quorum itself. */
export function foundCircle(ports: { clock: Clock; random: Random; keys: FounderKeys; verifier: Verifier }, name: string, isPublic: boolean, person: string, options: { rules?: typeof DEFAULT_RULES; friends?: readonly AccountKey[] } = {}): Founding {
  const { keys, verifier } = ports;
  const groupKey = ports.random.bytes(32);
  const owner = { account: keys.account, device: keys.device, certificate: keys.certificate, boxKey: keys.boxKey, person };
  const accounts = [...new Set([keys.account, ...(options.friends ?? [])])];
  const body = {
    ...ownerFields(owner),
    name,
    public: isPublic,
    keyCommitment: commitGroupKey(groupKey),
    rules: options.rules ?? DEFAULT_RULES,
    quorum: { accounts: accounts.map((account) => idToBytes(account)), k: quorumOf(accounts) },
  };
  const place = firstPlace(NO_CIRCLE, 0, keys.device);
  const content = { lamport: 1, refs: [], kind: KIND.genesis, wall: Math.floor(ports.clock.now()), body: encodeCbor(body) };
  const op = signOp(place, content, (message) => keys.sign(message), (bytes) => verifier.sha256(bytes));
  return { circle: bytesToId<CircleId>(idToBytes(op.id)), stored: encodeStored(op, 0), groupKey };
}
