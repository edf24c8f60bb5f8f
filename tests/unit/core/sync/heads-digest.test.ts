import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToId, type CircleId, type DeviceKey, type OpId } from '../../../../src/core/ids.ts';
import type { LogOwner } from '../../../../src/core/circle/genesis.ts';
import { Logs } from '../../../../src/core/sync/logs.ts';
import { sha256 } from '../../../../src/node/crypto/node-verifier.ts';
import type { Op } from '../../../../src/core/op/op.ts';

const CIRCLE = 'c1'.repeat(32) as CircleId;
const idOf = (of: string): OpId => bytesToId<OpId>(sha256(new TextEncoder().encode(of)));
const deviceOf = (log: number): DeviceKey => idOf(`device ${String(log)}`) as string as DeviceKey;

type Step = { type: 'write'; log: number; ops: number } | { type: 'keep'; log: number; count: number } | { type: 'look' };
const log = fc.nat(5);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant('write' as const), log, ops: fc.integer({ min: 1, max: 90 }) }) },
  fc.record({ type: fc.constant('keep' as const), log, count: fc.nat(200) }),
  { weight: 3, arbitrary: fc.constant({ type: 'look' as const }) },
);

function keep(logs: Logs, device: DeviceKey, count: number): void {
  const known = logs.get(device);
  if (known !== undefined) logs.settle(known, known.stored, count);
}

function take(logs: Logs, step: Step): void {
  if (step.type === 'look') logs.digest();
  else if (step.type === 'keep') keep(logs, deviceOf(step.log), step.count);
  else {
    const device = deviceOf(step.log);
    const written = logs.get(device) ?? logs.add({ device, account: device as string, person: '', certificate: new Uint8Array(), boxKey: new Uint8Array() } as LogOwner);
    for (let i = 0; i < step.ops; i++) logs.append(written, { id: idOf(`${device}/${String(written.length)}`), lamport: written.length } as Op, new Uint8Array(1), undefined);
    logs.settle(written, written.length, written.kept === 0 ? Number.POSITIVE_INFINITY : written.kept);
  }
}

describe('the digest of heads', () => {
  it('is the same, and so is the count, however often one looks on the way', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 25 }), (steps) => {
        const looked = new Logs(CIRCLE, 0, sha256);
        const fresh = new Logs(CIRCLE, 0, sha256);
        for (const step of steps) {
          take(looked, step);
          if (step.type !== 'look') take(fresh, step);
        }
        expect(looked.digest()).toBe(fresh.digest());
        expect(looked.count()).toBe([...looked.all()].reduce((sum, { counted }) => sum + counted, 0));
      }),
      { numRuns: 400 },
    );
  });

  it('is another one after each op', () => {
    const logs = new Logs(CIRCLE, 0, sha256);
    const seen = new Set([logs.digest()]);
    for (let i = 0; i < 300; i++) {
      take(logs, { type: 'write', log: i % 3, ops: 1 });
      seen.add(logs.digest());
    }
    expect(seen.size).toBe(301);
  });
});
