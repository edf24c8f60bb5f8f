/**
 * All that a peer holds of a circle, read from the records of its journal and from nothing that the engine made of them: ops of all branches, shown
 * and hidden, proofs, acts. Linked here anew; which of it counts is not asked.
 */
import { readGenesis } from '../../src/core/circle/genesis.ts';
import type { StoredRun, Findings } from '../../src/core/circle/circle-ops.ts';
import type { JournalRecord, OpsRecord } from '../../src/core/circle/journal.ts';
import { checkSignatures, readAct, toEvidence, type ActContent } from '../../src/core/circle/quorum-acts.ts';
import { bytesToId, type AccountKey, type ActId, type CircleId, type DeviceKey, type OpId } from '../../src/core/ids.ts';
import { firstPlace, NO_OP, placeAfter, type HashedOp, type Place } from '../../src/core/op/op.ts';
import type { Verifier } from '../../src/core/ports.ts';
import { decodeOwn } from '../../src/core/sync/document.ts';
import { checkFalsehood } from '../../src/core/sync/falsehood.ts';
import { checkForkProof, type HeaderPlace } from '../../src/core/sync/fork.ts';
import { sha256 } from '../../src/node/crypto/node-verifier.ts';

export interface HeldOp {
  op: HashedOp;
  /** In stored form. */
  bytes: number;
}

export interface HeldAct extends ActContent {
  /** Whose signatures hold. */
  signers: ReadonlySet<AccountKey>;
}

export interface Held {
  circle: CircleId;
  ops: ReadonlyMap<OpId, HeldOp>;
  /** Of each device the lowest. */
  forks: ReadonlyMap<DeviceKey, number>;
  falsely: ReadonlyMap<DeviceKey, number>;
  acts: readonly HeldAct[];
  runs: readonly StoredRun[];
  /** As the engine remembers what it found out. */
  findings: Findings;
  /** The same of two peers if all of that is. */
  name: string;
}

export async function readHeld(circle: CircleId, records: readonly JournalRecord[], verifier: Verifier): Promise<Held> {
  const runs = records.filter((record) => record.type === 'ops');
  const ops = readOps(circle, runs);
  const forks = new Map<DeviceKey, number>();
  const falsely = new Map<DeviceKey, number>();
  const acts = new Map<ActId, HeldAct>();
  const evidence = new Map<ActId, Findings['acts'] extends Iterable<infer A> ? A : never>();
  for (const record of records) {
    if (record.type === 'fork') noteLowest(forks, await checkForkProof(record.proof, circle, 0, verifier));
    if (record.type === 'falsehood') noteLowest(falsely, await checkFalsehood(record.proof, circle, 0, verifier));
    const content = record.type === 'act' ? readAct(record.act.content, circle, sha256) : undefined;
    if (record.type !== 'act' || content === undefined) continue;
    const holding = await checkSignatures(content.id, record.act.signatures, verifier);
    const signers = new Set([...(acts.get(content.id)?.signers ?? []), ...holding.map(({ account }) => bytesToId<AccountKey>(account))]);
    acts.set(content.id, { ...content, signers });
    evidence.set(content.id, { ...toEvidence(content, []), signers });
  }
  const falsified = records.filter((record) => record.type === 'false-admit');
  const all = [[...ops.keys()].sort(), [...forks].sort(), [...falsely].sort(), [...acts.values()].map(({ id, signers }) => [id, [...signers].sort()]).sort()];
  const name = Buffer.from(sha256(new TextEncoder().encode(JSON.stringify(all)))).toString('hex');
  return { circle, ops, forks, falsely, acts: [...acts.values()], runs, findings: { forks, falsely, falsified, acts: [...evidence.values()] }, name };
}

function noteLowest(known: Map<DeviceKey, number>, found: HeaderPlace | undefined): void {
  if (found !== undefined) known.set(found.device, Math.min(found.seq, known.get(found.device) ?? found.seq));
}

/** Record by record, each after the op that it follows on: of several branches the one with which its ids come out. */
function readOps(circle: CircleId, runs: readonly OpsRecord[]): Map<OpId, HeldOp> {
  const ops = new Map<OpId, HeldOp>();
  const ends = new Map<string, Place[]>();
  for (const run of [...runs].sort((a, b) => a.from - b.from)) {
    const places = run.from === 0 ? [firstPlace(circle, 0, run.device)] : (ends.get(`${run.device} ${String(run.from)}`) ?? []);
    let place = places.find((each) => decodeOwn(run.ops[0] ?? new Uint8Array(), each, circle, sha256)?.id === run.ids[0]);
    for (const [i, stored] of run.ops.entries()) {
      const op = place === undefined ? undefined : decodeOwn(stored, place, circle, sha256);
      if (op === undefined || op.id !== run.ids[i]) break;
      place = placeAfter(op, circle);
      if (ops.has(op.id)) continue;
      ops.set(op.id, { op, bytes: stored.length });
      const end = `${run.device} ${String(place.seq)}`;
      ends.set(end, [...(ends.get(end) ?? []), place]);
    }
  }
  return ops;
}

/** The op before it, if any. */
export const prevOf = ({ prev }: HashedOp): OpId | undefined => (prev === NO_OP ? undefined : prev);

export const isGenesis = (op: HashedOp, circle: CircleId): boolean => (op.id as string) === circle && readGenesis(op) !== undefined;
