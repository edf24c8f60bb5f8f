import { describe, expect, it } from 'vitest';
import { FAULTS, isFault, SOFT_REFUSALS } from '../../../../src/core/sync/gate.ts';
import { GatedCircle, WrittenCircle } from '../../../support/written-circle.ts';
import { gateCases } from '../../../support/attacks/gate-table.ts';

describe('the gate', () => {
  it.each(gateCases)('$name', async ({ run, expected }) => {
    expect(await run()).toEqual(expected);
  });

  it('blames who brings it for nothing that an honest device may send', () => {
    expect(FAULTS.every((refusal) => isFault(refusal))).toBe(true);
    expect(SOFT_REFUSALS.some((refusal) => isFault(refusal))).toBe(false);
  });

  it('keeps nothing that hangs on to the frame that it came in, nor on to more than its run', async () => {
    const circle = new WrittenCircle();
    circle.write(circle.founder);
    const [run] = circle.runs();
    if (run === undefined) throw new Error('the founder has a log');
    const frame = new Uint8Array(60_000);
    let at = 1_000;
    const ops = run.ops.map((op) => {
      frame.set(op, at);
      return frame.subarray(at, (at += op.length));
    });
    const { accepted } = await new GatedCircle(circle.circle).take({ ...run, ops });
    const before = accepted.map(({ stored }) => [...stored]);
    frame.fill(0);
    expect(accepted).toHaveLength(2);
    expect(accepted.map(({ stored }) => [...stored])).toEqual(before);
    const bytes = run.ops.reduce((sum, op) => sum + op.length, 0);
    for (const { op, stored } of accepted) for (const kept of [stored, op.body, op.signature]) expect(kept.buffer.byteLength).toBe(bytes);
  });
});
