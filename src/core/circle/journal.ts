/**
 * What a circle's journal holds, record by record: runs of accepted ops, proofs of forks, and what checking them has
 * shown. One's own store is trusted for what was checked before, not for its form.
 */
import * as v from 'valibot';
import { bytesToId, idToBytes, type DeviceKey, type OpId } from '../ids.ts';
import { decodeAs, encodeCbor } from '../op/body.ts';
import { ByteReader, ByteWriter, MalformedBytes } from '../op/bytes.ts';
import { MAX_STORED } from '../op/op.ts';
import type { FalseProof } from './admission.ts';
import { signedActSchema, type SignedAct } from './quorum-acts.ts';
import { falsehoodSchema, type Falsehood } from '../sync/falsehood.ts';
import { forkProofSchema, type ForkProof } from '../sync/fork.ts';

export interface OpsRecord {
  type: 'ops';
  device: DeviceKey;
  from: number;
  checked: boolean;
  /** In stored form. */
  ops: Uint8Array[];
  /** Of each op, so that opening hashes nothing again; none in what was written before ids were kept. */
  ids: OpId[];
}

export type JournalRecord =
  /** Consecutive ops of one log. `checked`: every signature in it held when it was written. */
  | OpsRecord
  | { type: 'fork'; proof: ForkProof }
  /** All signatures of the log below that seq hold. */
  | { type: 'checked'; device: DeviceKey; below: number }
  /** The author signed an op falsely: nothing counts from there. */
  | { type: 'falsehood'; proof: Falsehood }
  /** Its certificate, or its signature by the invitation, doesn't hold in that admit. Written before the op, so that no torn tail has the op without it. */
  | { type: 'false-admit'; admit: OpId; proof: FalseProof }
  /** An act of the quorum with the signatures of it that are known. */
  | { type: 'act'; act: SignedAct }
  /** Somebody showed more of that device's log, which was this one's own, than is here; none in what was written before it was named. */
  | { type: 'older-copy'; device: DeviceKey | undefined };

const OPS = 1;
const FORK = 2;
const CHECKED = 3;
const FALSE_ADMIT = 5;
const OLDER_COPY = 6;
const OPS_WITH_IDS = 7;
const ACT = 8;
const UNINVITED_ADMIT = 9;
const FALSEHOOD = 10;

const proofSchema = v.object({ proof: forkProofSchema });
const falsehoodRecordSchema = v.object({ falsehood: falsehoodSchema });
const actSchema = v.object({ act: signedActSchema });

/** A store takes records of up to 1 MiB: what is said or received at once may be more. */
const MOST_OPS_BYTES = 524_288;

/** Records for consecutive ops of one log, each of a size that a journal takes. */
export function opsRecords({ device, from, checked, ops, ids }: Omit<OpsRecord, 'type'>): OpsRecord[] {
  const records: OpsRecord[] = [];
  let bytes = 0;
  for (const [i, op] of ops.entries()) {
    const last = records.at(-1);
    bytes += op.length;
    if (last !== undefined && bytes <= MOST_OPS_BYTES) {
      last.ops.push(op);
    } else {
      records.push({ type: 'ops', device, from: from + i, checked, ops: [op], ids: [] });
      bytes = op.length;
    }
    const id = ids[i];
    if (id !== undefined) records.at(-1)?.ids.push(id);
  }
  return records;
}

export function encodeRecord(record: JournalRecord): Uint8Array {
  const writer = new ByteWriter(record.type === 'ops' ? record.ops.reduce((sum, op) => sum + op.length + 36, 128) : 256);
  if (record.type === 'fork') return writer.integer(FORK).raw(encodeCbor({ proof: record.proof })).finish();
  if (record.type === 'act') return writer.integer(ACT).raw(encodeCbor({ act: record.act })).finish();
  if (record.type === 'older-copy') return writer.integer(OLDER_COPY).raw(record.device === undefined ? new Uint8Array() : idToBytes(record.device)).finish();
  if (record.type === 'checked') return writer.integer(CHECKED).raw(idToBytes(record.device)).integer(record.below).finish();
  if (record.type === 'falsehood') return writer.integer(FALSEHOOD).raw(encodeCbor({ falsehood: record.proof })).finish();
  if (record.type === 'false-admit') return writer.integer(record.proof === 'certificate' ? FALSE_ADMIT : UNINVITED_ADMIT).raw(idToBytes(record.admit)).finish();
  const hasIds = record.ids.length === record.ops.length;
  writer.integer(hasIds ? OPS_WITH_IDS : OPS).id(record.device).integer(record.from).integer(record.checked ? 1 : 0).integer(record.ops.length);
  for (const [i, op] of record.ops.entries()) {
    writer.integer(op.length).raw(op);
    const id = record.ids[i];
    if (hasIds && id !== undefined) writer.id(id);
  }
  return writer.peek();
}

/** Undefined for what a newer or damaged store holds: it is passed over, and fetched again from others. */
export function decodeRecord(bytes: Uint8Array): JournalRecord | undefined {
  try {
    const reader = new ByteReader(bytes);
    const type = reader.integer();
    if (type === FORK) {
      const proof = decodeAs(proofSchema, bytes.subarray(1))?.proof;
      return proof === undefined ? undefined : { type: 'fork', proof };
    }
    if (type === FALSEHOOD) {
      const proof = decodeAs(falsehoodRecordSchema, bytes.subarray(1))?.falsehood;
      return proof === undefined ? undefined : { type: 'falsehood', proof };
    }
    if (type === ACT) {
      const act = decodeAs(actSchema, bytes.subarray(1))?.act;
      return act === undefined ? undefined : { type: 'act', act };
    }
    if (type === OLDER_COPY) return { type: 'older-copy', device: bytes.length === 1 ? undefined : bytesToId<DeviceKey>(reader.raw(32)) };
    const named = reader.raw(32);
    if (type === FALSE_ADMIT || type === UNINVITED_ADMIT) return { type: 'false-admit', admit: bytesToId<OpId>(named), proof: type === FALSE_ADMIT ? 'certificate' : 'invitation' };
    const device = bytesToId<DeviceKey>(named);
    if (type === CHECKED) return { type: 'checked', device, below: reader.integer() };
    if (type !== OPS && type !== OPS_WITH_IDS) return undefined;
    const from = reader.integer();
    const checked = reader.integer() === 1;
    const ops: Uint8Array[] = [];
    const ids: OpId[] = [];
    for (let left = reader.integer(); left > 0; left--) {
      ops.push(reader.raw(Math.min(reader.integer(), MAX_STORED + 1)));
      if (type === OPS_WITH_IDS) ids.push(bytesToId<OpId>(reader.raw(32)));
    }
    reader.end();
    return { type: 'ops', device, from, checked, ops, ids };
  } catch (error) {
    if (error instanceof MalformedBytes) return undefined;
    throw error;
  }
}
