/** Ops that were taken in, run by run: as the journal keeps them, and as others are told of them. */
import type { Run } from '../sync/gate.ts';
import type { Accepted } from './circle-ops.ts';
import { opsRecords, type OpsRecord } from './journal.ts';

/** Their signatures may still have to be checked. */
export function uncheckedRecords(accepted: readonly Accepted[]): OpsRecord[] {
  const runs: Omit<OpsRecord, 'type'>[] = [];
  for (const { log, op, stored } of accepted) {
    let run = runs.at(-1);
    if (run?.device !== log.device) runs.push((run = { device: log.device, from: op.seq, checked: false, ops: [], ids: [] }));
    run.ops.push(stored);
    run.ids.push(op.id);
  }
  return runs.flatMap(opsRecords);
}

export function runsOf(accepted: readonly Accepted[]): Run[] {
  const runs: Run[] = [];
  for (const { op, stored } of accepted) {
    const last = runs.at(-1);
    if (last !== undefined && last.device === op.device) last.ops.push(stored);
    else runs.push({ device: op.device, from: op.seq, prev: op.prev, ops: [stored] });
  }
  return runs;
}
