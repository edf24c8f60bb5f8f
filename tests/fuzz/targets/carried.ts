/** What is carried by hand: bundles, behind their keys, boxes and digests, and links, behind their checksum. */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { decodeLink, encodeLink } from '../../../src/core/circle/invitation.ts';
import { commandSchemas } from '../../../src/core/commands.ts';
import { CommandFailure } from '../../../src/core/failure.ts';
import { bytesToId, type CircleId, type DeviceKey } from '../../../src/core/ids.ts';
import { concatBytes } from '../../../src/core/op/bytes.ts';
import { findWelcome, openBundle, sealBundle, type BundleCircle, type BundleRecord, type Preface } from '../../../src/core/sync/bundle-format.ts';
import type { FuzzRandom } from '../harness/fuzz-random.ts';
import { assertBounded, assertHolds, assertSame, attempt, type FuzzTarget } from '../harness/target.ts';
import { alterSometimes } from '../make/alter-bytes.ts';
import { writeAltered } from '../make/alter-tree.ts';
import { toTree, writeTree } from '../make/cbor-tree.ts';
import { makeDeed, makeJoinValue } from '../make/bodies.ts';
import { makeForkProof, makeRun } from '../make/frames.ts';
import { sealFrames, type FrameToSeal, type SealKeys } from '../make/sealed-bundle.ts';

const filled = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const DEVICE = bytesToId<DeviceKey>(filled(9));
/** One of which this device has the key, one of which a welcome brings it, and one that it doesn't know. */
const KNOWN: SealKeys = { circle: filled(1), groupKey: filled(11) };
const WAITING: SealKeys = { circle: filled(2), groupKey: filled(12) };
const FOREIGN: SealKeys = { circle: filled(3), groupKey: filled(13) };
const CIRCLES: readonly BundleCircle[] = [
  { circle: bytesToId<CircleId>(WAITING.circle), groupKey: undefined },
  { circle: bytesToId<CircleId>(KNOWN.circle), groupKey: KNOWN.groupKey },
];
const REFUSALS = new Set(['bad-bundle', 'newer-bundle', 'foreign-bundle', 'sealed-bundle']);

const preface = (random: FuzzRandom, kind: string) => ({
  k: kind,
  w: random.list(0, random.oneIn(100) ? 256 : 3, () => ({ d: random.oneIn(2) ? filled(9) : random.bytes(32), b: random.bytes(32), k: random.bytes(72) })),
});

const record = (random: FuzzRandom): Record<string, unknown> =>
  random.pick<() => Record<string, unknown>>([
    () => ({ t: 'about', d: random.bytes(32) }),
    () => ({ t: 'ops', r: random.list(1, 3, () => makeRun(random)) }),
    () => ({ t: 'forks', p: random.list(0, 2, () => makeForkProof(random)) }),
    () => ({ t: 'joins', j: random.list(0, 2, () => ({ i: random.bytes(32), j: makeJoinValue(random) })) }),
    () => ({ t: 'blob', b: random.bytes(random.below(300)) }),
  ])();

function makeBundle(random: FuzzRandom): Uint8Array {
  const keys = random.oneIn(12) ? FOREIGN : random.pick([KNOWN, KNOWN, WAITING]);
  const kind = random.pick(['join', 'circle', 'circle']);
  const inside = kind === 'join' ? 'lobby' : 'member';
  // Most bundles have one place that is altered, or none.
  const values = [preface(random, kind), ...random.list(0, 3, () => record(random))];
  const altered = random.oneIn(2) ? random.below(values.length) : -1;
  const frames = values.map((value, i): FrameToSeal => {
    const content = i === altered ? writeAltered(random, value, record(random)) : writePlain(value);
    return { content, key: i === 0 || random.oneIn(80) ? 'lobby' : inside, length: random.oneIn(150) ? random.whole(2 ** 32 - 1) : undefined };
  });
  const sealed = sealFrames(keys, random.bytes(32), random.oneIn(25) ? random.below(256) : 1, frames, random.oneIn(60) ? 'lobby' : inside);
  return alterSometimes(random, sealed, 8);
}

const writePlain = (value: unknown): Uint8Array => writeTree(toTree(value));

/** In pieces, as a file comes; a large one in no more than some hundred. */
async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const size = 1 + ((bytes[20] ?? 0) << 2) + (bytes.length >> 8);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const openWelcome = (welcomes: Preface['w']): Uint8Array | undefined => findWelcome(welcomes, DEVICE, (sealed) => (((sealed[0] ?? 0) & 3) === 0 ? undefined : WAITING.groupKey));

interface Opened {
  circle: BundleCircle;
  records: BundleRecord[];
}

async function readBundle(bytes: Uint8Array): Promise<Opened | undefined> {
  try {
    const opened = await openBundle(inPieces(bytes)[Symbol.asyncIterator](), CIRCLES, openWelcome);
    const records: BundleRecord[] = [];
    for await (const one of opened.records()) records.push(one);
    return { circle: { circle: opened.circle, groupKey: opened.groupKey }, records };
  } catch (error) {
    if (error instanceof CommandFailure && REFUSALS.has(error.type)) return undefined;
    throw error;
  }
}

async function* asRecords(records: readonly BundleRecord[]): AsyncGenerator<BundleRecord> {
  yield* records;
}

/** Frames between the head (77 bytes) and the trailer (64), by their lengths. */
function countFrames(input: Uint8Array): number {
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  let count = 0;
  for (let at = 77; at < input.length - 64; at += 4 + view.getUint32(at)) count++;
  return count;
}

const bundle: FuzzTarget = {
  name: 'bundle',
  covers: 'bundles, sealed rightly around altered content: header, tag, welcomes, records of every type, digest and end; openBundle, read to the end; no op or join in it is taken in',
  make: makeBundle,
  async take(input) {
    const opened = await readBundle(input);
    if (opened === undefined) return false;
    const { circle, records } = opened;
    assertHolds(records.length === countFrames(input) - 1, 'each frame of a bundle is read');
    assertBounded(records, input.length);
    // Takes longer than all the rest: of a share of them. The last byte is of a hash.
    if ((input.at(-1) ?? 0) >= 32) return true;
    const pieces: Uint8Array[] = [];
    const again: Preface = { k: circle.groupKey === undefined ? 'join' : 'circle', w: circle.groupKey === undefined ? [] : [{ d: filled(9), b: filled(1), k: new Uint8Array(72).fill(1) }] };
    for await (const piece of sealBundle(circle, filled(4), again, asRecords(records))) pieces.push(piece);
    assertSame(await readBundle(concatBytes(...pieces)), opened, 'a bundle that is sealed again holds the same');
    return true;
  },
};

const PREFIX = 'huan://join/';
const BETWEEN = [' ', '\n', '\r\n> ', '\t', '  '] as const;

const linkValue = (random: FuzzRandom) => ({
  v: random.oneIn(12) ? random.whole() : 1,
  c: random.bytes(32),
  s: random.bytes(32),
  n: random.text(60),
  f: random.text(60),
  r: random.list(0, 8, () => `${random.pick(['ws', 'wss'])}://${random.text(40).replaceAll(/\s/g, '_') || 'relay'}`),
  k: random.oneIn(3) ? random.bytes(32) : undefined,
});

function makeLink(random: FuzzRandom): Uint8Array {
  const content = random.oneIn(60) ? random.bytes(random.below(9)) : writeAltered(random, linkValue(random), makeDeed(random));
  const checksum = createHash('sha256').update(content).digest().subarray(0, 4);
  let text = PREFIX + Buffer.from(concatBytes(content, checksum)).toString('base64url');
  // As a mail breaks it, with words around it.
  for (let left = random.oneIn(3) ? random.below(6) : 0; left > 0; left--) {
    const at = PREFIX.length + random.below(text.length - PREFIX.length + 1);
    text = text.slice(0, at) + random.pick(BETWEEN) + text.slice(at);
  }
  if (random.oneIn(4)) text = `${random.text(30)} ${text} ${random.text(60)}`;
  if (random.oneIn(200)) text += ' A'.repeat(random.below(1_500));
  return alterSometimes(random, new TextEncoder().encode(text), 10);
}

const link: FuzzTarget = {
  name: 'link',
  covers: 'invitation links with a right checksum, as people paste them, up to the bound of the command that takes them: decodeLink',
  make: makeLink,
  take(input) {
    const text = new TextDecoder().decode(input);
    // What is longer the host refuses before.
    if (!v.is(commandSchemas.joinCircle, { link: text })) return false;
    const read = attempt(() => decodeLink(text), (error) => error instanceof CommandFailure && (error.type === 'bad-link' || error.type === 'newer-link'));
    if ('refusal' in read) return false;
    assertBounded(read.value, input.length);
    assertHolds(read.value.secret.length === 32, 'a link has a secret');
    assertSame(decodeLink(encodeLink(read.value)), read.value, 'an invitation that is written again is the same');
    return true;
  },
};

export const carriedTargets: readonly FuzzTarget[] = [bundle, link];
