/**
 * The two ways in which a log begins: genesis, which makes the circle, and `open`, which says whose log it is.
 * Both carry the account, its certificate for the device, and the box key to which others may seal.
 */
import * as v from 'valibot';
import { bytesToId, idToBytes, type AccountKey, type DeviceKey } from '../ids.ts';
import { bytesOf, decodeAs } from '../op/body.ts';
import type { Op } from '../op/op.ts';
import { KIND } from '../op/kinds.ts';
import { quorumSchema, rulesSchema } from './control-bodies.ts';

export const personName = v.pipe(v.string(), v.minLength(1), v.maxLength(60));

const openFields = {
  account: bytesOf(32),
  certificate: bytesOf(64),
  boxKey: bytesOf(32),
  /** What the person is called in this circle. */
  person: personName,
};

export const openSchema = v.object(openFields);

export const genesisSchema = v.object({
  ...openFields,
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(60)),
  public: v.boolean(),
  /** SHA-256("huan/group-key/1" || group key): a greeter can't hand over a false one. */
  keyCommitment: bytesOf(32),
  rules: rulesSchema,
  /** The accounts that together outrank everyone, and how many of them it takes. */
  quorum: quorumSchema,
});

export type GenesisBody = v.InferOutput<typeof genesisSchema>;
export type OpenBody = v.InferOutput<typeof openSchema>;

export const DEFAULT_RULES: GenesisBody['rules'] = { invite: 'member', greet: 'member', quota: { ops: 50_000, bytes: 64 * 2 ** 20 }, clauses: [] };

/** Whose log it is. */
export interface LogOwner {
  account: AccountKey;
  device: DeviceKey;
  certificate: Uint8Array;
  boxKey: Uint8Array;
  person: string;
}

/** Genesis' body, or undefined if the op isn't a sound genesis. */
export function readGenesis(op: Op): GenesisBody | undefined {
  return op.kind === KIND.genesis && op.seq === 0 ? decodeAs(genesisSchema, op.body) : undefined;
}

/** The owner that op 0 of a log names, or undefined if it isn't a sound beginning. The certificate is not checked here. */
export function readOwner(op: Op): LogOwner | undefined {
  if (op.seq !== 0) return undefined;
  const body = op.kind === KIND.genesis ? decodeAs(genesisSchema, op.body) : op.kind === KIND.open ? decodeAs(openSchema, op.body) : undefined;
  if (body === undefined) return undefined;
  return { account: bytesToId<AccountKey>(body.account), device: op.device, certificate: body.certificate, boxKey: body.boxKey, person: body.person };
}

/** Fields of op 0 for an owner. */
export function ownerFields(owner: LogOwner): OpenBody {
  return { account: idToBytes(owner.account), certificate: owner.certificate, boxKey: owner.boxKey, person: owner.person };
}
