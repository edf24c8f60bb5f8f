/**
 * An op: one signed fact, immutable, chained to the one before it in its log, named by its hash.
 *
 * Header (hashed and signed), fields in this order: version, circle(32), season, device(32), seq, prev(32), lamport,
 * number of refs, each ref (device(32), seq, id(32)), kind, wall, bodyLength, bodyHash(32). Integers are LEB128.
 * Stored form (kept and sent; what its place implies is left out): version, lamport - lamport of prev - 1, number of
 * refs, each ref (0 for this log | 1 device(32); seq; id(32)), kind, wall, bodyLength, body, signature(64).
 *   sig = Ed25519(device, "huan/op/1" || SHA-256(header));  id = SHA-256(SHA-256(header) || sig)
 * Always: decoding refuses every byte string but the one that encoding makes.
 */
import { bytesToId, type CircleId, type DeviceKey, type OpId } from '../ids.ts';
import { ByteReader, ByteWriter, concatBytes, labelBytes, MalformedBytes } from './bytes.ts';

export const OP_VERSION = 1;
export const MAX_REFS = 16;
/** Bytes of a body. */
export const MAX_BODY = 32_768;
/** Bytes of an op in its stored form: body, signature, refs and the small fields at their largest. */
export const MAX_STORED = MAX_BODY + 64 + MAX_REFS * (1 + 32 + 8 + 32) + 64;
/** How far a lamport may be ahead of the one before it. */
export const MAX_LAMPORT_STEP = 2 ** 32;
/** The last millisecond that a JavaScript date knows. */
const MAX_WALL = 8.64e15;

export const NO_CIRCLE = '0'.repeat(64) as CircleId;
export const NO_OP = '0'.repeat(64) as OpId;

/** Names another op. */
export interface Ref {
  device: DeviceKey;
  seq: number;
  id: OpId;
}

/** What an op's position in its log implies. */
export interface Place {
  /** NO_CIRCLE for genesis. */
  circle: CircleId;
  season: number;
  device: DeviceKey;
  seq: number;
  /** NO_OP at seq 0. */
  prev: OpId;
  /** 0 at seq 0. */
  prevLamport: number;
}

/** What its author says in it. */
export interface Content {
  lamport: number;
  refs: readonly Ref[];
  kind: number;
  /** The author's clock, in ms since 1970. Nothing is decided by it alone. */
  wall: number;
  body: Uint8Array;
}

export interface Op extends Content {
  circle: CircleId;
  season: number;
  device: DeviceKey;
  seq: number;
  prev: OpId;
  signature: Uint8Array;
  id: OpId;
}

/** An op with what its id was made from. */
export interface HashedOp extends Op {
  /** SHA-256 of the header, which the signature covers. */
  headerHash: Uint8Array;
}

export type Sha256 = (bytes: Uint8Array) => Uint8Array;

const SIGNATURE_LABEL = labelBytes('huan/op/1');

/** The bytes that a device signs for an op whose header has this hash. */
export function opMessage(headerHash: Uint8Array): Uint8Array {
  return concatBytes(SIGNATURE_LABEL, headerHash);
}

/** The header's canonical bytes. */
export function encodeHeader(place: Place, content: Content, sha256: Sha256): Uint8Array {
  return writeHeader(place, content, sha256).finish();
}

function hashHeader(place: Place, content: Content, sha256: Sha256): Uint8Array {
  return sha256(writeHeader(place, content, sha256).peek());
}

/** Used again for each op, because larger memory is asked of the system each time; nothing holds on to what is in it. */
const scratch = new ByteWriter(256 + MAX_REFS * 72);

function writeHeader(place: Place, content: Content, sha256: Sha256): ByteWriter {
  const bodyHash = sha256(content.body);
  const writer = scratch.clear().integer(OP_VERSION).id(place.circle).integer(place.season).id(place.device);
  writer.integer(place.seq).id(place.prev).integer(content.lamport).integer(content.refs.length);
  for (const ref of content.refs) writer.id(ref.device).integer(ref.seq).id(ref.id);
  return writer.integer(content.kind).integer(content.wall).integer(content.body.length).raw(bodyHash);
}

/** Signs what `content` says at `place`. Throws on content that no decoder would accept: that is a bug here. */
export function signOp(place: Place, content: Content, sign: (message: Uint8Array) => Uint8Array, sha256: Sha256): HashedOp {
  const problem = contentProblem(place, content);
  if (problem !== undefined) throw new Error(`cannot sign an op: ${problem}`);
  const headerHash = hashHeader(place, content, sha256);
  return finishOp(place, content, headerHash, sign(opMessage(headerHash)), sha256);
}

/** The stored form: see the head of this file. */
export function encodeStored(op: Op, prevLamport: number): Uint8Array {
  const writer = new ByteWriter(op.body.length + 128 + op.refs.length * 72);
  writer.integer(OP_VERSION).integer(op.lamport - prevLamport - 1).integer(op.refs.length);
  for (const ref of op.refs) {
    if (ref.device === op.device) writer.integer(0);
    else writer.integer(1).id(ref.device);
    writer.integer(ref.seq).id(ref.id);
  }
  writer.integer(op.kind).integer(op.wall).integer(op.body.length).raw(op.body).raw(op.signature);
  return writer.finish();
}

/** Decodes a stored form at its place; its body and signature are views of it. Throws MalformedBytes unless it is canonical and within bounds. */
export function decodeStored(stored: Uint8Array, place: Place, sha256: Sha256): HashedOp {
  const content = readStored(stored, place);
  return finishOp(place, content, hashHeader(place, content, sha256), content.signature, sha256);
}

/** The same for an op whose id is known, from a store that one wrote oneself: nothing is hashed again. */
export function decodeKnown(stored: Uint8Array, place: Place, id: OpId): Op {
  const { lamport, refs, kind, wall, body, signature } = readStored(stored, place);
  const { circle, season, device, seq, prev } = place;
  return { circle, season, device, seq, prev, lamport, refs, kind, wall, body, signature, id };
}

function readStored(stored: Uint8Array, place: Place): Content & { signature: Uint8Array } {
  if (stored.length > MAX_STORED) throw new MalformedBytes('an op is too large');
  const reader = new ByteReader(stored);
  const version = reader.integer();
  if (version > OP_VERSION) throw new NewerVersion(version);
  if (version !== OP_VERSION) throw new MalformedBytes('an op has no version');
  const lamport = place.prevLamport + 1 + reader.integer();
  const count = reader.integer();
  const refs: Ref[] = [];
  for (let i = 0; i < count; i++) {
    const tag = reader.integer();
    if (tag > 1) throw new MalformedBytes('a ref has an unknown form');
    const device = tag === 0 ? place.device : bytesToId<DeviceKey>(reader.raw(32));
    if (tag === 1 && device === place.device) throw new MalformedBytes('a ref is not in its shortest form');
    refs.push({ device, seq: reader.integer(), id: bytesToId<OpId>(reader.raw(32)) });
  }
  const kind = reader.integer();
  const wall = reader.integer();
  const body = reader.raw(reader.integer());
  const signature = reader.raw(64);
  reader.end();
  const content = { lamport, refs, kind, wall, body, signature };
  const problem = contentProblem(place, content);
  if (problem !== undefined) throw new MalformedBytes(problem);
  return content;
}

/** An op made by a newer Huan than this one: not shown, not an error of its sender. */
export class NewerVersion extends Error {
  readonly version: number;
  constructor(version: number) {
    super(`an op of version ${version}`);
    this.version = version;
  }
}

/** The place after an op in its log. */
export function placeAfter(op: Op, circle: CircleId): Place {
  return { circle, season: op.season, device: op.device, seq: op.seq + 1, prev: op.id, prevLamport: op.lamport };
}

/** The place of a log's first op. */
export function firstPlace(circle: CircleId, season: number, device: DeviceKey): Place {
  return { circle, season, device, seq: 0, prev: NO_OP, prevLamport: 0 };
}

/** A ref to an op. */
export function refTo(op: { device: DeviceKey; seq: number; id: OpId }): Ref {
  return { device: op.device, seq: op.seq, id: op.id };
}

/** -1, 0 or 1: every order in the product is (lamport, id). */
export function compareOps(a: { lamport: number; id: string }, b: { lamport: number; id: string }): number {
  if (a.lamport !== b.lamport) return a.lamport < b.lamport ? -1 : 1;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

function finishOp(place: Place, content: Content, headerHash: Uint8Array, signature: Uint8Array, sha256: Sha256): HashedOp {
  return {
    circle: place.circle,
    season: place.season,
    device: place.device,
    seq: place.seq,
    prev: place.prev,
    lamport: content.lamport,
    refs: content.refs,
    kind: content.kind,
    wall: content.wall,
    body: content.body,
    signature,
    id: bytesToId<OpId>(sha256(scratch.clear().raw(headerHash).raw(signature).peek())),
    headerHash,
  };
}

function contentProblem(place: Place, content: Content): string | undefined {
  const step = content.lamport - place.prevLamport;
  if (!Number.isSafeInteger(content.lamport) || step < 1 || step > MAX_LAMPORT_STEP) return 'a lamport is out of bounds';
  if (content.refs.length > MAX_REFS) return 'an op has too many refs';
  if (content.refs.length > 1 && new Set(content.refs.map((ref) => ref.id)).size !== content.refs.length) return 'an op names the same op twice';
  if (content.body.length > MAX_BODY) return 'a body is too large';
  if (content.wall > MAX_WALL) return 'a time is out of bounds';
  return undefined;
}
