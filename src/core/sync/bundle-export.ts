/**
 * A bundle of a circle, as it is when the export begins: whole logs in the order in which their devices were let in, proofs
 * of forks, joins that wait, and photos. What is written meanwhile is not in it. Always: every prefix of a log in it is one
 * that counted here, with everything that admitted it before it.
 * Whoever was let in and has not begun a log yet may lack the group key: the bundle hands it over, sealed to each of them.
 */
import { BOX_KEY } from '../circle/key-keeper.ts';
import type { MemberCircle } from '../circle/member-circle.ts';
import { CommandFailure } from '../failure.ts';
import { idToBytes, type BlobHash, type DeviceKey } from '../ids.ts';
import { NO_OP } from '../op/op.ts';
import type { Blobs, Keys, Random } from '../ports.ts';
import { MAX_WELCOMES, sealBundle, type BundleRecord, type Preface } from './bundle-format.ts';
import { runToWire } from './frames.ts';
import type { Run } from './gate.ts';

/** Bytes of ops in one frame: sealing one keeps this thread busy for some 10 ms. */
const OPS_FRAME = 262_144;
const FORKS_FRAME = 64;

export interface BundleCounts {
  ops: number;
  /** Photos and thumbnails. */
  blobs: number;
  bytes: number;
}

export interface BundleExport extends AsyncIterable<Uint8Array> {
  /** What there is to be written; photos that are not on this device are left out. */
  readonly total: { ops: number; blobs: number };
  /** What was written so far. */
  readonly written: BundleCounts;
}

export interface ExportPorts {
  blobs: Blobs;
  keys: Keys;
  random: Random;
}

interface Snapshot {
  logs: { device: DeviceKey; length: number }[];
  /** Ops that have ceased to count meanwhile aren't among them. */
  stored: (device: DeviceKey, from: number, to: number) => Uint8Array[];
  idAt: (device: DeviceKey, seq: number) => Run['prev'];
  hashes: BlobHash[];
}

/** Reads the circle as it is now; the bundle is made as it is read. A circle that this device waits for gives a join. */
export function exportBundle(circle: MemberCircle, ports: ExportPorts, options: { photos: boolean }): BundleExport {
  const written = { ops: 0, blobs: 0, bytes: 0 };
  const salt = ports.random.bytes(32);
  const joins = circle.carriedJoins();
  if (circle.waiting) {
    if (circle.joinRequest() === undefined) throw new CommandFailure('not-member', 'You have not been let into this circle yet.');
    const pieces = sealBundle(circle, salt, { k: 'join', w: [] }, joinRecords(joins));
    return { total: { ops: 0, blobs: 0 }, written, [Symbol.asyncIterator]: () => counted(pieces, written) };
  }
  const snapshot = takeSnapshot(circle, options.photos);
  const forks = [...circle.open.forks.values()].map(({ proof }) => proof);
  const falsehoods = circle.open.side.toldFalsehoods(circle.open.authority);
  const acts = circle.open.side.toldActs(circle.open.authority).map(({ signed }) => signed);
  const records = async function* (): AsyncGenerator<BundleRecord> {
    yield { t: 'about', d: idToBytes(ports.keys.device) };
    yield* opRecords(circle, snapshot, written);
    for (let at = 0; at < forks.length; at += FORKS_FRAME) yield { t: 'forks', p: forks.slice(at, at + FORKS_FRAME) };
    for (const [, { proof }] of falsehoods) yield { t: 'falsehoods', p: [proof] };
    for (const act of acts) yield { t: 'acts', a: [act] };
    yield* joinRecords(joins);
    for (const hash of snapshot.hashes) {
      const b = await ports.blobs.get(hash);
      if (b === undefined) continue;
      written.blobs++;
      yield { t: 'blob', b };
    }
  };
  const pieces = sealBundle(circle, salt, { k: 'circle', w: welcomes(circle, ports.keys) }, records());
  const total = { ops: snapshot.logs.reduce((sum, { length }) => sum + length, 0), blobs: snapshot.hashes.length };
  return { total, written, [Symbol.asyncIterator]: () => counted(pieces, written) };
}

async function* counted(pieces: AsyncIterable<Uint8Array>, written: BundleCounts): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    written.bytes += piece.length;
    yield piece;
  }
}

function takeSnapshot({ open }: MemberCircle, withPhotos: boolean): Snapshot {
  const { ops } = open;
  const logs = [...ops.logs.all()].map((log) => ({ device: log.device, length: log.counted })).filter(({ length }) => length > 0);
  const thumbs = new Set<BlobHash>();
  const photos = new Set<BlobHash>();
  for (const listing of withPhotos ? ops.view.listings.values() : []) {
    for (const photo of listing.photos) {
      thumbs.add(photo.thumb);
      photos.add(photo.hash);
    }
  }
  return {
    logs,
    stored: (device, from, to) => ops.stored(device, from, to),
    idAt: (device, seq) => ops.logs.get(device)?.ids[seq] ?? NO_OP,
    hashes: [...new Set([...thumbs, ...photos])],
  };
}

async function* opRecords({ open }: MemberCircle, snapshot: Snapshot, written: BundleCounts): AsyncGenerator<BundleRecord> {
  let runs: Run[] = [];
  let room = OPS_FRAME;
  const flush = (): BundleRecord => {
    const record: BundleRecord = { t: 'ops', r: runs.map(runToWire) };
    written.ops += runs.reduce((sum, { ops }) => sum + ops.length, 0);
    runs = [];
    room = OPS_FRAME;
    return record;
  };
  for (const { device, length } of snapshot.logs) {
    for (let from = 0; from < length; ) {
      const run = takeRun(snapshot, device, from, length, room);
      // Whoever reads this checks the last signature of every run: where it may not hold, the log ends in this bundle.
      if (run.ops.length === 0 || !(await open.mayEndAt(device, from + run.ops.length - 1))) break;
      runs.push(run);
      from += run.ops.length;
      room -= run.ops.reduce((sum, op) => sum + op.length + 4, 128);
      if (room < 0 || runs.length >= 512) yield flush();
    }
  }
  if (runs.length > 0) yield flush();
}

/** Ops from there on, until the frame is full. */
function takeRun(snapshot: Snapshot, device: DeviceKey, from: number, length: number, room: number): Run {
  const ops: Uint8Array[] = [];
  let left = room;
  for (let at = from; at < length && left > 0; ) {
    const some = snapshot.stored(device, at, Math.min(length, at + 256));
    for (const stored of some) {
      if (left <= 0) break;
      ops.push(stored);
      left -= stored.length + 4;
    }
    if (some.length === 0) break;
    at += some.length;
  }
  return { device, from, prev: from === 0 ? NO_OP : snapshot.idAt(device, from - 1), ops };
}

async function* joinRecords(joins: ReturnType<MemberCircle['carriedJoins']>): AsyncGenerator<BundleRecord> {
  if (joins.length > 0) yield { t: 'joins', j: joins.map(({ join, invitation }) => ({ i: invitation, j: join })) };
}

/**
 * The newest group key: for those who were let in and of whom nothing has come back yet; and where it isn't the first one, for all members' devices,
 * which may have missed it. The newest of them.
 */
function welcomes({ open, keyring }: MemberCircle, keys: Keys): Preface['w'] {
  const { admissions, logs } = open.ops;
  const held = keyring.handedOn;
  const newest = held.at(-1);
  if (newest === undefined) return [];
  const others = held.length > 1 ? [...logs.all()].map(({ device }) => device) : [];
  const newcomers = [...admissions.admitted()].map(({ says }) => says.device).filter((device) => logs.get(device) === undefined);
  const devices = [...others, ...newcomers].filter((device) => device !== keys.device);
  return devices.slice(-MAX_WELCOMES).flatMap((device) => {
    const sealed = keyring.sealFor(device, newest);
    return sealed === undefined ? [] : [{ d: idToBytes(device), b: sealed.subarray(0, BOX_KEY), k: sealed.subarray(BOX_KEY) }];
  });
}
