/**
 * What a device answers to another's questions inside a circle that both share. Answers only from what counts and is
 * on disk; a photo only if a listing of that circle names it.
 */
import { bytesToId, type BlobHash, type DeviceKey } from '../ids.ts';
import type { OpenCircle } from '../circle/open-circle.ts';
import { NO_OP } from '../op/op.ts';
import { StoreError, type Blobs } from '../ports.ts';
import type { SignedHeader } from './fork.ts';
import { encodeActs, encodeFalsehoods, encodeForks, encodeHeads, encodeRuns, encodeSignedHeader, MAX_ANSWER, type Question as AnyQuestion } from './frames.ts';
import type { Run } from './gate.ts';
import type { PhotoWants } from './photo-wants.ts';

type Question = Exclude<AnyQuestion, { q: 'key' }>;

/** Answers to be sent in parts; undefined means "I don't have that". */
export async function answerQuestion(question: Question, open: OpenCircle, photos: PhotoWants, blobs: Blobs): Promise<Uint8Array | undefined> {
  if (question.q === 'heads') return encodeHeads(open.ops.logs.heads());
  if (question.q === 'forks') return encodeForks([...open.forks.values()].map(({ proof }) => proof));
  if (question.q === 'falsehoods') return encodeFalsehoods(open.side.toldFalsehoods(open.authority).map(([, { proof }]) => proof));
  if (question.q === 'acts') return encodeActs(open.side.toldActs(open.authority).map(({ signed }) => signed));
  if (question.q === 'blob') {
    const hash = bytesToId<BlobHash>(question.h);
    return photos.isNamed(hash) ? await photoFrom(blobs, hash) : undefined;
  }
  if (question.q === 'op') {
    const header = signedHeaderAt(open, bytesToId<DeviceKey>(question.d), question.s);
    return header === undefined ? undefined : encodeSignedHeader(header);
  }
  const ranges = question.r.map(({ d, f }) => ({ device: bytesToId<DeviceKey>(d), from: f }));
  return encodeRuns(await collectRuns(open, ranges));
}

/** A disk that can't be read now is no reason to end anything: somebody else may have the photo. */
async function photoFrom(blobs: Blobs, hash: BlobHash): Promise<Uint8Array | undefined> {
  try {
    return await blobs.get(hash);
  } catch (error) {
    if (error instanceof StoreError) return undefined;
    throw error;
  }
}

/** The header and signature of an op that counts here. */
export function signedHeaderAt(open: OpenCircle, device: DeviceKey, seq: number): SignedHeader | undefined {
  const op = open.ops.op(device, seq);
  return op === undefined ? undefined : open.ops.signedHeader(op);
}

/** Runs for the ranges that were asked for, up to MAX_ANSWER bytes. */
async function collectRuns(open: OpenCircle, ranges: readonly { device: DeviceKey; from: number }[]): Promise<Run[]> {
  const runs: Run[] = [];
  let room = MAX_ANSWER - 1_024;
  for (const { device, from } of ranges) {
    const log = open.ops.logs.get(device);
    if (log === undefined || from >= log.counted) continue;
    const ops: Uint8Array[] = [];
    room -= 128;
    for (const stored of open.ops.stored(device, from, log.counted)) {
      room -= stored.length + 4;
      if (room < 0) break;
      ops.push(stored);
    }
    const prev = from === 0 ? NO_OP : log.ids[from - 1];
    // The receiver checks a run's last signature at once. Inside a log it may be one that nobody has checked yet.
    if (prev !== undefined && ops.length > 0 && (await open.mayEndAt(device, from + ops.length - 1))) runs.push({ device, from, prev, ops });
    if (room < 0) break;
  }
  return runs;
}
