import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRecord, encodeRecord, type JournalRecord } from '../../../../src/core/circle/journal.ts';
import type { DeviceKey, OpId } from '../../../../src/core/ids.ts';
import { MAX_STORED } from '../../../../src/core/op/op.ts';
import { anyId } from '../../../support/arbitrary-ops.ts';

const device = anyId<DeviceKey>();
const header = fc.record({ header: fc.uint8Array({ maxLength: 300 }), signature: fc.uint8Array({ minLength: 64, maxLength: 64 }) });
const bytesOf = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const actSignature = fc.record({ account: bytesOf(32), device: bytesOf(32), boxKey: bytesOf(32), certificate: bytesOf(64), signature: bytesOf(64) });
const anyRecord: fc.Arbitrary<JournalRecord> = fc.oneof(
  fc
    .tuple(fc.array(fc.tuple(fc.uint8Array({ maxLength: 200 }), anyId<OpId>()), { maxLength: 6 }), fc.boolean(), fc.record({ device, from: fc.maxSafeNat(), checked: fc.boolean() }))
    .map(([ops, withIds, rest]) => ({ type: 'ops' as const, ...rest, ops: ops.map(([op]) => op), ids: withIds ? ops.map(([, id]) => id) : [] })),
  fc.record({ type: fc.constant('fork' as const), proof: fc.record({ a: header, b: header }) }),
  fc.record({ type: fc.constant('checked' as const), device, below: fc.maxSafeNat() }),
  fc.record({ type: fc.constant('falsehood' as const), proof: fc.record({ ops: fc.array(header, { minLength: 2, maxLength: 4 }) }) }),
  fc.record({ type: fc.constant('false-admit' as const), admit: anyId<OpId>(), proof: fc.constantFrom('certificate' as const, 'invitation' as const) }),
  fc.record({ type: fc.constant('older-copy' as const), device }),
  fc.record({ type: fc.constant('act' as const), act: fc.record({ content: fc.uint8Array({ maxLength: 200 }), signatures: fc.array(actSignature, { minLength: 1, maxLength: 3 }) }) }),
);

describe('a record of the journal', () => {
  it('is read as it was written', () => {
    fc.assert(fc.property(anyRecord, (record) => void expect(decodeRecord(encodeRecord(record))).toEqual(record)), { numRuns: 300 });
  });

  it('with any byte changed is passed over or is another record, and never an error', () => {
    fc.assert(
      fc.property(anyRecord, fc.nat(), fc.integer({ min: 1, max: 255 }), (record, where, flip) => {
        const bytes = encodeRecord(record);
        const at = where % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ flip;
        const read = decodeRecord(bytes);
        if (read !== undefined) expect(encodeRecord(read).length).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('cut short is passed over', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const bytes = encodeRecord(record);
        for (let length = 0; length < bytes.length; length++) expect(decodeRecord(bytes.subarray(0, length))).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  });

  it('of a kind that this version does not know is passed over', () => {
    expect(decodeRecord(Uint8Array.of(99, ...new Uint8Array(40)))).toBeUndefined();
    expect(decodeRecord(new Uint8Array())).toBeUndefined();
  });

  it('holds an op of the largest size', () => {
    const record = { type: 'ops', device: 'ab'.repeat(32) as DeviceKey, from: 0, checked: true, ops: [new Uint8Array(MAX_STORED).fill(1)], ids: ['cd'.repeat(32) as OpId] } satisfies JournalRecord;
    expect(decodeRecord(encodeRecord(record))).toEqual(record);
  });
});
