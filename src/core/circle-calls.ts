/**
 * The part of the contract that is about people and rules: what a window or the command line may ask for and is told of roles,
 * removals, invitations, rules, forks and the quorum.
 */
import * as v from 'valibot';
import { CONTROL_LIMITS, type Role } from './circle/control-bodies.ts';
import { isId, type AccountKey, type ActId, type DeviceKey, type InvitationId, type OpId } from './ids.ts';

export const id = <T extends string>() => v.pipe(v.string(), v.check(isId, 'not an id'), v.transform((text) => text as T));

/** What a removal leaves of what somebody wrote: all of it up to now, or nothing. */
export const KEEPS = ['all', 'nothing'] as const;
export type Keep = (typeof KEEPS)[number];

export const reason = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(CONTROL_LIMITS.reason));
const level = v.picklist(['member', 'organizer']);
export const rulesInput = v.object({
  invite: level,
  greet: level,
  quota: v.object({ ops: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000)), bytes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 32)) }),
  clauses: v.pipe(v.array(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(CONTROL_LIMITS.clause))), v.maxLength(CONTROL_LIMITS.clauses)),
});
export type RulesInput = v.InferOutput<typeof rulesInput>;

export const deedInput = v.variant('type', [
  v.object({ type: v.literal('organizer'), account: id<AccountKey>() }),
  v.object({ type: v.literal('remove'), account: id<AccountKey>(), keep: v.picklist(KEEPS), reason: v.optional(reason) }),
  v.object({ type: v.literal('restore'), account: id<AccountKey>(), branch: v.optional(v.object({ device: id<DeviceKey>(), id: id<OpId>() })) }),
  v.object({ type: v.literal('quorum'), accounts: v.pipe(v.array(id<AccountKey>()), v.minLength(1), v.maxLength(CONTROL_LIMITS.quorum)), k: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
]);
export type DeedInput = v.InferOutput<typeof deedInput>;

export interface MemberSummary {
  account: AccountKey;
  name: string;
  /** The one that says most. */
  role: 'founder' | Role;
  /** 0 for a founder; null for who has no rank. */
  rank: number | null;
  status: Standing;
  devices: DeviceKey[];
  joinedAt: number;
  /** Who let them in; null for the founder, and where it isn't known. */
  admittedBy: { account: AccountKey; name: string } | null;
  /** What this device's person may do to them now. */
  may: { remove: boolean; restore: boolean; roles: Role[] };
}

/** `stopped`: written twice, or signed falsely, so that nothing more of it counts. */
export type Standing = 'member' | 'removed' | 'left' | 'stopped';

/** What a removal takes back: what counts now and would not. */
export interface RemovalPreview {
  listings: number;
  invitations: number;
  /** Who came in through them, and would be out: with those whom these let in, and so on. */
  members: { account: AccountKey; name: string }[];
  /** Grants, rules and cuts that would no longer hold. */
  decisions: number;
}

export interface InvitationSummary {
  invitation: InvitationId;
  by: { account: AccountKey; name: string };
  madeAt: number;
  /** 0: any number. */
  uses: number;
  role: Role;
  used: { account: AccountKey; name: string }[];
  state: 'open' | 'used-up' | 'revoked' | 'void';
  mayRevoke: boolean;
}

export interface RulesVersion extends RulesInput {
  /** Genesis, or the op of a later version. */
  op: OpId;
  /** From 1. */
  number: number;
  by: { account: AccountKey; name: string };
  at: number;
  /** Whether this is the version that applies now; others stay readable. */
  current: boolean;
  /** Of the current version: whether this person may make the next one. */
  mayChange: boolean;
}

/** One decision, as people are told of it. */
export interface Decision {
  /** The op, or the quorum's act. */
  id: OpId | ActId;
  /** Null for the quorum. */
  by: { account: AccountKey; name: string } | null;
  at: number;
  deed:
    | { type: 'role'; account: AccountKey; name: string; role: Role }
    | { type: 'role-back'; account: AccountKey; name: string; role: Role }
    | { type: 'removed' | 'restored'; account: AccountKey; name: string }
    | { type: 'revoked'; invitation: InvitationId }
    | { type: 'rules'; number: number }
    | { type: 'rules-back'; number: number }
    | { type: 'left'; account: AccountKey; name: string }
    | { type: 'quorum'; accounts: { account: AccountKey; name: string }[]; k: number }
    | { type: 'key' };
  reason?: string | undefined;
  /** `void`: its author had no right to it, or no longer; `overruled`: a later one stands in its place; `idle`: the other is of equal rank. */
  state: 'holds' | 'void' | 'overruled' | 'idle';
}

export interface QuorumSummary {
  accounts: { account: AccountKey; name: string }[];
  k: number;
  /** Whether this person is one of them. */
  mine: boolean;
  proposals: { act: ActId; deed: DeedInput; signed: { account: AccountKey; name: string }[]; maySign: boolean }[];
}

export interface ForkSummary {
  account: AccountKey;
  name: string;
  device: DeviceKey;
  /** What each branch says from where they part: listings by title, and how many entries. */
  branches: { id: OpId; ops: number; titles: string[]; at: number }[];
  mayChoose: boolean;
}

