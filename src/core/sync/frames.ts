/**
 * The frames of a session: CBOR maps, at most MAX_FRAME bytes, told apart by `t`. Longer answers come in parts.
 * Decoding takes foreign bytes: what is not exactly one of these is undefined.
 */
import * as v from 'valibot';
import { joinSchema } from '../circle/join.ts';
import { ACT_LIMITS, signedActSchema, type SignedAct } from '../circle/quorum-acts.ts';
import { HANDED_ON } from '../circle/key-ring.ts';
import { WAIT_REASONS } from '../commands.ts';
import { bytesToId, idToBytes, type CircleId, type DeviceKey, type OpId } from '../ids.ts';
import { bytesOf, bytesUpTo, decodeAs, encodeCbor, wholeUpTo } from '../op/body.ts';
import { MAX_STORED } from '../op/op.ts';
import { MAX_FRAME } from '../ports.ts';
import { OUT_REASONS } from './access.ts';
import { falsehoodSchema, type Falsehood } from './falsehood.ts';
import { forkProofSchema, signedHeaderSchema } from './fork.ts';
import type { Run } from './gate.ts';
import type { Head } from './logs.ts';

export const SESSION_VERSION = 1;
/** Bytes of an answer to a question about ops. */
export const MAX_ANSWER = 2 ** 20;
/** Bytes of a photo; the largest answer there is. */
export const MAX_BLOB = 2 ** 21;
/** Payload of one part. */
export const PART = 60 * 1024;
const MAX_TAGS = 512;
/** Logs asked for in one question. */
export const MAX_RANGES = 1_024;
const MAX_HEADS = 100_000;

/** Why a side ends the session. */
export const REFUSE_REASONS = ['no-common-circle', 'no-common-version', 'not-authentic', 'cut-off', 'protocol', 'flood', 'bad-op', 'busy'] as const;
export type RefuseReason = (typeof REFUSE_REASONS)[number];

const anyInteger = wholeUpTo(Number.MAX_SAFE_INTEGER);
export const runSchema = v.object({ d: bytesOf(32), f: anyInteger, p: bytesOf(32), o: v.pipe(v.array(bytesUpTo(MAX_STORED)), v.minLength(1), v.maxLength(20_000)) });

const questionSchema = v.variant('q', [
  v.object({ q: v.literal('heads'), c: bytesOf(32) }),
  v.object({ q: v.literal('ops'), c: bytesOf(32), r: v.pipe(v.array(v.object({ d: bytesOf(32), f: anyInteger })), v.maxLength(MAX_RANGES)) }),
  v.object({ q: v.literal('op'), c: bytesOf(32), d: bytesOf(32), s: anyInteger }),
  v.object({ q: v.literal('forks'), c: bytesOf(32) }),
  v.object({ q: v.literal('acts'), c: bytesOf(32) }),
  v.object({ q: v.literal('falsehoods'), c: bytesOf(32) }),
  /** A group key, by its commitment. */
  v.object({ q: v.literal('key'), c: bytesOf(32), h: bytesOf(32) }),
  v.object({ q: v.literal('blob'), c: bytesOf(32), h: bytesOf(32) }),
]);
export type Question = v.InferOutput<typeof questionSchema>;

const frameSchema = v.variant('t', [
  v.object({ t: v.literal('hello'), v: v.pipe(v.array(anyInteger), v.maxLength(16)), n: bytesOf(32) }),
  v.object({ t: v.literal('tags'), tags: v.pipe(v.array(bytesOf(32)), v.maxLength(MAX_TAGS)) }),
  v.object({ t: v.literal('auth'), d: bytesOf(32), s: bytesOf(64) }),
  v.object({ t: v.literal('join'), c: bytesOf(32), i: bytesOf(32), j: joinSchema }),
  v.object({ t: v.literal('welcome'), c: bytesOf(32), k: bytesUpTo(128), b: bytesOf(32) }),
  v.object({ t: v.literal('wait'), c: bytesOf(32), r: v.picklist(WAIT_REASONS) }),
  v.object({ t: v.literal('state'), c: bytesOf(32), h: bytesOf(32), f: bytesOf(32), n: anyInteger, k: v.optional(v.pipe(v.array(bytesOf(32)), v.maxLength(HANDED_ON))) }),
  v.object({ t: v.literal('out'), c: bytesOf(32), r: v.picklist(OUT_REASONS), a: v.optional(v.pipe(v.array(signedActSchema), v.maxLength(ACT_LIMITS.acts))) }),
  v.object({ t: v.literal('ask'), i: anyInteger, q: questionSchema }),
  v.object({ t: v.literal('part'), i: anyInteger, l: v.boolean(), b: bytesUpTo(PART) }),
  v.object({ t: v.literal('none'), i: anyInteger }),
  v.object({ t: v.literal('live'), c: bytesOf(32), r: v.pipe(v.array(runSchema), v.minLength(1), v.maxLength(256)) }),
  v.object({ t: v.literal('refuse'), r: v.picklist(REFUSE_REASONS) }),
]);
export type Frame = v.InferOutput<typeof frameSchema>;
export type FrameOf<T extends Frame['t']> = Extract<Frame, { t: T }>;

export function encodeFrame(frame: Frame): Uint8Array {
  return encodeCbor(frame);
}

export function decodeFrame(bytes: Uint8Array): Frame | undefined {
  return bytes.length > MAX_FRAME ? undefined : decodeAs(frameSchema, bytes);
}

const headsSchema = v.pipe(v.array(v.tuple([bytesOf(32), anyInteger, bytesOf(32)])), v.maxLength(MAX_HEADS));
const runsSchema = v.pipe(v.array(runSchema), v.maxLength(MAX_RANGES));
const falsehoodsSchema = v.pipe(v.array(falsehoodSchema), v.maxLength(1_000));
const actsSchema = v.pipe(v.array(signedActSchema), v.maxLength(ACT_LIMITS.acts));
const forksSchema = v.pipe(v.array(forkProofSchema), v.maxLength(1_000));

export function encodeHeads(heads: readonly Head[]): Uint8Array {
  return encodeCbor(heads.map(({ device, seq, id }) => [idToBytes(device), seq, idToBytes(id)]));
}

export function decodeHeads(bytes: Uint8Array): Head[] | undefined {
  return decodeAs(headsSchema, bytes)?.map(([device, seq, id]) => ({ device: bytesToId<DeviceKey>(device), seq, id: bytesToId<OpId>(id) }));
}

export function encodeRuns(runs: readonly Run[]): Uint8Array {
  return encodeCbor(runs.map(runToWire));
}

export function decodeRuns(bytes: Uint8Array): Run[] | undefined {
  return decodeAs(runsSchema, bytes)?.map(wireToRun);
}

export function encodeForks(proofs: readonly v.InferOutput<typeof forkProofSchema>[]): Uint8Array {
  return encodeCbor(proofs.slice(0, 1_000));
}

export function decodeForks(bytes: Uint8Array): v.InferOutput<typeof forkProofSchema>[] | undefined {
  return decodeAs(forksSchema, bytes);
}

export function encodeFalsehoods(proofs: readonly Falsehood[]): Uint8Array {
  return encodeCbor(proofs.slice(0, 1_000));
}

export function decodeFalsehoods(bytes: Uint8Array): Falsehood[] | undefined {
  return decodeAs(falsehoodsSchema, bytes);
}

export function encodeActs(acts: readonly SignedAct[]): Uint8Array {
  return encodeCbor(acts);
}

export function decodeActs(bytes: Uint8Array): SignedAct[] | undefined {
  return decodeAs(actsSchema, bytes);
}

export function encodeSignedHeader(header: v.InferOutput<typeof signedHeaderSchema>): Uint8Array {
  return encodeCbor(header);
}

export function decodeSignedHeader(bytes: Uint8Array): v.InferOutput<typeof signedHeaderSchema> | undefined {
  return decodeAs(signedHeaderSchema, bytes);
}

/** Runs of a live frame. */
export function liveRuns(frame: FrameOf<'live'>): Run[] {
  return frame.r.map(wireToRun);
}

export function liveFrame(circle: CircleId, runs: readonly Run[]): Frame {
  return { t: 'live', c: idToBytes(circle), r: runs.map(runToWire) };
}

export function runToWire(run: Run): v.InferOutput<typeof runSchema> {
  return { d: idToBytes(run.device), f: run.from, p: idToBytes(run.prev), o: run.ops };
}

export function wireToRun(run: v.InferOutput<typeof runSchema>): Run {
  return { device: bytesToId<DeviceKey>(run.d), from: run.f, prev: bytesToId<OpId>(run.p), ops: run.o };
}
