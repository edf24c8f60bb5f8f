import { describe, expect, it } from 'vitest';
import type { DeviceKey, OpId } from '../../../../src/core/ids.ts';
import type { HashedOp } from '../../../../src/core/op/op.ts';
import { HeldBranch, MOST_BYTES, type BranchPiece } from '../../../../src/core/sync/held-branch.ts';
import type { Log } from '../../../../src/core/sync/logs.ts';

const device = 'aa' as DeviceKey;
const id = (text: string): OpId => text as OpId;
const logOf = (...ids: string[]): Log => ({ device, ids: ids.map(id) }) as unknown as Log;
const piece = (ids: readonly string[], bytes = 1): BranchPiece => ({
  device,
  from: 2,
  prev: id('1'),
  ops: ids.map((each, i) => ({ op: { device, seq: 2 + i, id: id(each) } as unknown as HashedOp, stored: new Uint8Array(1) })),
  bytes,
});

describe('a held branch', () => {
  it('is gone on with after its last op, as long as it parts from the log where it did', () => {
    const held = new HeldBranch();
    expect(held.next(device, logOf('0', '1', '2'))).toBeUndefined();
    expect(held.hold(piece(['2b', '3b']))).toBe(true);
    expect({ next: held.next(device, logOf('0', '1', '2')), count: held.count }).toEqual({ next: 4, count: 2 });
    expect(held.next(device, logOf('0', 'other', '2'))).toBeUndefined();
    expect(held.next(device, logOf('0', '1', '2b'))).toBeUndefined();
    expect(held.next(device, undefined)).toBeUndefined();
    expect(held.next('bb' as DeviceKey, logOf('0', '1', '2'))).toBeUndefined();
  });

  it('is one, and of so many bytes only', () => {
    const held = new HeldBranch();
    held.hold(piece(['2b']));
    held.hold({ ...piece(['2c']), device: 'bb' as DeviceKey });
    expect(held.of(device, logOf('0', '1', '2'))).toBeUndefined();
    expect(held.hold(piece(['2b'], MOST_BYTES))).toBe(true);
    expect(held.hold(piece(['2b'], MOST_BYTES + 1))).toBe(false);
    expect(held.count).toBe(0);
    held.hold(piece(['2b']));
    held.drop();
    expect(held.count).toBe(0);
  });
});
