/**
 * The bytes of a bundle: a circle in one file, to be carried by hand. Integers of lengths are big-endian.
 *   "huan/bundle\n" (12) || version (1) || salt (32) || tag (32) || frames || digest (32) || end (32)
 *   frame:  length of the box (4) || box, by XSalsa20-Poly1305 (nacl.secretbox); its nonce is the frame's number, from 0
 *   digest: SHA-256 of everything before it, in every version;  end: HMAC(key, "huan/bundle-end/1" || digest)
 * Frame 0 is under the lobby's key, the rest under the group key's or (a `join` bundle) under the lobby's as well.
 * Who finds the file learns its length, and how long its frames are. Trusts no byte: what is not whole, or not made by
 * somebody who holds the key, is refused before anything of it is used, because whoever uses it has read it once before.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import nacl from 'tweetnacl';
import * as v from 'valibot';
import { lobbyBundleKey, bundleTag, memberBundleKey } from '../circle/group-key.ts';
import { joinSchema } from '../circle/join.ts';
import { CommandFailure } from '../failure.ts';
import { bytesToId, type CircleId, type DeviceKey } from '../ids.ts';
import { bytesOf, bytesUpTo, decodeAs, encodeCbor } from '../op/body.ts';
import { concatBytes, equalBytes, labelBytes } from '../op/bytes.ts';
import { BundleBytes } from './bundle-bytes.ts';
import { ACT_LIMITS, signedActSchema } from '../circle/quorum-acts.ts';
import { falsehoodSchema } from './falsehood.ts';
import { forkProofSchema } from './fork.ts';
import { MAX_BLOB, runSchema } from './frames.ts';

const MAGIC = labelBytes('huan/bundle\n');
const BUNDLE_VERSION = 1;
/** Bytes of a frame's box: the largest photo, and what stands around it. */
const MAX_BOX = MAX_BLOB + 4_096;
/** Newcomers to whom one bundle hands over the group key. */
export const MAX_WELCOMES = 256;
const BEFORE_LET_IN = 'This file was made before you were let in. Give a member your own file first, and ask for a new one.';
const OTHER_KEY = 'This file is sealed with a key of the circle that is not on this computer: somebody was removed since, or left. Connect with a member once, or ask for a new file.';
const END_LABEL = labelBytes('huan/bundle-end/1');

/** Frame 0. A welcome holds the group key, sealed (nonce || nacl.box) by the box key `b` for the device `d`. */
const prefaceSchema = v.object({
  k: v.picklist(['join', 'circle']),
  w: v.pipe(v.array(v.object({ d: bytesOf(32), b: bytesOf(32), k: bytesOf(72) })), v.maxLength(MAX_WELCOMES)),
});
export type Preface = v.InferOutput<typeof prefaceSchema>;

const recordSchema = v.variant('t', [
  /** The device that made the bundle; said, not proven. */
  v.object({ t: v.literal('about'), d: bytesOf(32) }),
  v.object({ t: v.literal('ops'), r: v.pipe(v.array(runSchema), v.minLength(1), v.maxLength(1_024)) }),
  v.object({ t: v.literal('forks'), p: v.pipe(v.array(forkProofSchema), v.maxLength(1_000)) }),
  v.object({ t: v.literal('falsehoods'), p: v.pipe(v.array(falsehoodSchema), v.minLength(1), v.maxLength(16)) }),
  v.object({ t: v.literal('acts'), a: v.pipe(v.array(signedActSchema), v.minLength(1), v.maxLength(ACT_LIMITS.acts)) }),
  /** People who ask to be let in: the invitation's public key, and the join. */
  v.object({ t: v.literal('joins'), j: v.pipe(v.array(v.object({ i: bytesOf(32), j: joinSchema })), v.maxLength(1_000)) }),
  v.object({ t: v.literal('blob'), b: bytesUpTo(MAX_BLOB) }),
]);
/** Frames 1 and on. */
export type BundleRecord = v.InferOutput<typeof recordSchema>;

/** A circle under whose keys bundles are written and read. */
export interface BundleCircle {
  circle: CircleId;
  /** The newest key, under which bundles are sealed. */
  groupKey: Uint8Array | undefined;
  /** Others, under which older ones may be. */
  olderKeys?: readonly Uint8Array[];
}

/** Takes the group key out of a welcome that is for this device; undefined if none is. */
export type OpenWelcome = (welcomes: Preface['w']) => Uint8Array | undefined;

export interface OpenedBundle {
  circle: CircleId;
  kind: Preface['k'];
  /** The key under which it was written, where it is of a circle and not only a join. */
  groupKey: Uint8Array | undefined;
  /** What is in it. Throws `bad-bundle` at the first frame that is not right, and at the end where the whole is not. */
  records(): AsyncGenerator<BundleRecord>;
}

/** Writes a bundle, piece by piece. `salt` must be 32 fresh random bytes. A `circle` bundle needs the group key. */
export async function* sealBundle({ circle, groupKey }: BundleCircle, salt: Uint8Array, preface: Preface, records: AsyncIterable<BundleRecord>): AsyncGenerator<Uint8Array> {
  const lobbyKey = lobbyBundleKey(circle, salt);
  const key = preface.k === 'join' || groupKey === undefined ? lobbyKey : memberBundleKey(groupKey, salt);
  const hash = sha256.create();
  const hashed = (bytes: Uint8Array): Uint8Array => {
    hash.update(bytes);
    return bytes;
  };
  yield hashed(concatBytes(MAGIC, Uint8Array.of(BUNDLE_VERSION), salt, bundleTag(circle, salt)));
  yield hashed(sealFrame(lobbyKey, 0, preface));
  let number = 1;
  for await (const record of records) yield hashed(sealFrame(key, number++, record));
  const digest = hash.digest();
  yield concatBytes(digest, endOf(key, digest));
}

/**
 * Finds out of which of these circles a bundle is, and opens it. Throws CommandFailure: `bad-bundle` for what is damaged,
 * altered or no bundle; otherwise `newer-bundle`, `foreign-bundle` (none of these circles), `sealed-bundle` (this device
 * has not been let in by the one who made it).
 */
export async function openBundle(source: AsyncIterator<Uint8Array>, circles: readonly BundleCircle[], openWelcome: OpenWelcome): Promise<OpenedBundle> {
  const bytes = new BundleBytes(source);
  if (!equalBytes(await bytes.take(MAGIC.length), MAGIC)) throw new CommandFailure('bad-bundle', 'This is not a file that Huan saved.');
  const [version] = await bytes.take(1);
  if (version !== BUNDLE_VERSION) {
    await bytes.skipWhole();
    if (version === 0) throw damaged();
    throw new CommandFailure('newer-bundle', 'This file was made by a newer Huan. Update this one to use it.');
  }
  const salt = await bytes.take(32);
  const tag = await bytes.take(32);
  const found = circles.find(({ circle }) => equalBytes(bundleTag(circle, salt), tag));
  if (found === undefined) {
    await bytes.skipWhole();
    throw new CommandFailure('foreign-bundle', 'This file is of a circle that is not on this computer. Join the circle by its link first.');
  }
  const lobbyKey = lobbyBundleKey(found.circle, salt);
  const preface = decodeAs(prefaceSchema, openFrame(lobbyKey, 0, await takeBox(bytes)));
  if (preface === undefined) throw damaged();
  if (preface.k === 'join') return { circle: found.circle, kind: 'join', groupKey: undefined, records: () => readRecords(bytes, lobbyKey) };
  const handed = openWelcome(preface.w);
  const keys = [...(found.groupKey === undefined ? [] : [found.groupKey]), ...(found.olderKeys ?? []), ...(handed === undefined ? [] : [handed])];
  const first = keys.length === 0 || (await bytes.isAtTrailer()) ? undefined : await takeBox(bytes);
  const groupKey = first === undefined ? keys[0] : keys.find((key) => nacl.secretbox.open(first, nonceOf(1), memberBundleKey(key, salt)) !== null);
  if (groupKey === undefined) {
    // Whether it is damaged is told first.
    await bytes.skipWhole();
    throw new CommandFailure('sealed-bundle', keys.length === 0 ? BEFORE_LET_IN : OTHER_KEY);
  }
  return { circle: found.circle, kind: 'circle', groupKey, records: () => readRecords(bytes, memberBundleKey(groupKey, salt), first) };
}

/** The first welcome for that device that its keys can open. */
export function findWelcome(welcomes: Preface['w'], device: DeviceKey, open: (sealed: Uint8Array, senderBoxKey: Uint8Array) => Uint8Array | undefined): Uint8Array | undefined {
  for (const { d, b, k } of welcomes) {
    const groupKey = bytesToId<DeviceKey>(d) === device ? open(k, b) : undefined;
    if (groupKey?.length === 32) return groupKey;
  }
  return undefined;
}

/** `first`: the box of frame 1, where it was taken already. */
async function* readRecords(bytes: BundleBytes, key: Uint8Array, first?: Uint8Array): AsyncGenerator<BundleRecord> {
  let taken = first;
  for (let number = 1; taken !== undefined || !(await bytes.isAtTrailer()); number++) {
    const record = decodeAs(recordSchema, openFrame(key, number, taken ?? (await takeBox(bytes))));
    taken = undefined;
    if (record === undefined) throw damaged();
    yield record;
  }
  const { digest, end } = await bytes.takeTrailer();
  if (!equalBytes(end, endOf(key, digest))) throw damaged();
}

async function takeBox(bytes: BundleBytes): Promise<Uint8Array> {
  const prefix = await bytes.take(4);
  const length = new DataView(prefix.buffer).getUint32(0);
  if (length > MAX_BOX) throw damaged();
  return await bytes.take(length);
}

function openFrame(key: Uint8Array, number: number, box: Uint8Array): Uint8Array {
  const content = nacl.secretbox.open(box, nonceOf(number), key);
  if (content === null) throw damaged();
  return content;
}

function sealFrame(key: Uint8Array, number: number, content: Preface | BundleRecord): Uint8Array {
  const box = nacl.secretbox(encodeCbor(content), nonceOf(number), key);
  const frame = new Uint8Array(4 + box.length);
  new DataView(frame.buffer).setUint32(0, box.length);
  frame.set(box, 4);
  return frame;
}

/** Every bundle has keys of its own, so that its frames may simply be counted. */
function nonceOf(number: number): Uint8Array {
  const nonce = new Uint8Array(nacl.secretbox.nonceLength);
  new DataView(nonce.buffer).setUint32(nonce.length - 4, number);
  return nonce;
}

function endOf(key: Uint8Array, digest: Uint8Array): Uint8Array {
  return hmac(sha256, key, concatBytes(END_LABEL, digest));
}

function damaged(): CommandFailure {
  return new CommandFailure('bad-bundle', 'This file is damaged: a part of it is missing or was changed.');
}
