/**
 * What the ops say that decide who may do what, and what a quorum's acts do: their bodies, and nothing of what follows from
 * them (docs/decisions/0009, PROTOCOL section 5).
 */
import * as v from 'valibot';
import { bytesOf, wholeUpTo } from '../op/body.ts';

export const ROLES = ['organizer', 'moderator', 'greeter', 'inspector', 'member'] as const;
export type Role = (typeof ROLES)[number];

export const CONTROL_LIMITS = {
  /** Logs that one cut names; a larger removal takes several cuts. */
  cutLogs: 256,
  replaces: 64,
  reason: 500,
  clauses: 60,
  clause: 600,
  quorum: 7,
} as const;

const anyInteger = wholeUpTo(Number.MAX_SAFE_INTEGER);
const level = v.picklist(['member', 'organizer']);

/** The rules' part that machines read. */
const rightsSchema = {
  /** Who may make invitations, and who lets in those who bring one. */
  invite: level,
  greet: level,
  /** The most that one log may hold in one season. What exceeds it is refused alike by everyone. */
  quota: v.object({ ops: wholeUpTo(1_000_000), bytes: wholeUpTo(2 ** 32) }),
};

const clausesSchema = v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(CONTROL_LIMITS.clause))), v.maxLength(CONTROL_LIMITS.clauses));

/** Body of a `rules` op; clauses are numbered from 1, in their order. */
export const rulesSchema = v.object({ ...rightsSchema, clauses: v.optional(clausesSchema, []) });
export type RulesBody = v.InferOutput<typeof rulesSchema>;

export const grantSchema = v.object({ account: bytesOf(32), role: v.picklist(ROLES) });


const targetSchema = v.variant('t', [
  v.object({ t: v.literal('account'), id: bytesOf(32) }),
  v.object({ t: v.literal('grant'), id: bytesOf(32) }),
  v.object({ t: v.literal('invite'), id: bytesOf(32) }),
  v.object({ t: v.literal('rules'), id: bytesOf(32) }),
]);

export const cutSchema = v.object({
  of: targetSchema,
  /** Of each log, the last op that still holds: device, seq, id. */
  logs: v.pipe(v.array(v.tuple([bytesOf(32), anyInteger, bytesOf(32)])), v.maxLength(CONTROL_LIMITS.cutLogs)),
  /** What it says of logs that it doesn't name: nothing holds, or nothing is said. */
  others: v.picklist(['zero', 'open']),
  replaces: v.pipe(v.array(bytesOf(32)), v.maxLength(CONTROL_LIMITS.replaces)),
  reason: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(CONTROL_LIMITS.reason))),
});
export type CutBody = v.InferOutput<typeof cutSchema>;

/** `out`: SHA-256 of those who were removed or have left, for whom the key is not; absent where there is nobody. */
export const rotateSchema = v.object({ commitment: bytesOf(32), out: v.optional(bytesOf(32)) });

export const quorumSchema = v.pipe(
  v.object({ accounts: v.pipe(v.array(bytesOf(32)), v.minLength(1), v.maxLength(CONTROL_LIMITS.quorum)), k: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(CONTROL_LIMITS.quorum)) }),
  v.check(({ accounts, k }) => k <= accounts.length),
);
export type QuorumBody = v.InferOutput<typeof quorumSchema>;

/** What a quorum does in one act. */
export const deedSchema = v.variant('t', [
  v.object({ t: v.literal('grant'), grant: grantSchema }),
  v.object({ t: v.literal('cut'), cut: cutSchema }),
  v.object({ t: v.literal('quorum'), quorum: quorumSchema }),
]);
export type Deed = v.InferOutput<typeof deedSchema>;
