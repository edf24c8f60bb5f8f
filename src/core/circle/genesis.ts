/**
 * The two ways in which a log begins: genesis, which makes the circle, and `open`, which says whose log it is.
 * Both carry the account, its certificate for the device, and the box key to which others may seal.
 */
import * as v from 'valibot';
import { bytesToId, idToBytes, type AccountKey, type DeviceKey } from '../ids.ts';
import { bytesOf, decodeAs, wholeUpTo } from '../op/body.ts';
import type { Op } from '../op/op.ts';
import { KIND } from '../op/kinds.ts';

export const personName = v.pipe(v.string(), v.minLength(1), v.maxLength(60));
const right = v.picklist(['member', 'organizer']);

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
  rules: v.object({
    /** Who may make invitations, and who lets in those who bring one. */
    invite: right,
    greet: right,
    /** The most that one log may hold in one season. What exceeds it is refused alike by everyone. */
    quota: v.object({ ops: wholeUpTo(1_000_000), bytes: wholeUpTo(2 ** 32) }),
  }),
  /** The accounts that together outrank everyone, and how many of them it takes. */
  quorum: v.object({ accounts: v.pipe(v.array(bytesOf(32)), v.minLength(1), v.maxLength(7)), k: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7)) }),
});

export type GenesisBody = v.InferOutput<typeof genesisSchema>;
export type OpenBody = v.InferOutput<typeof openSchema>;

export const DEFAULT_RULES: GenesisBody['rules'] = { invite: 'member', greet: 'member', quota: { ops: 50_000, bytes: 64 * 2 ** 20 } };

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
