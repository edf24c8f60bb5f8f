import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { CircleId, DeviceKey } from '../../../../src/core/ids.ts';
import { KIND } from '../../../../src/core/op/kinds.ts';
import { encodeStored, firstPlace, placeAfter, signOp, type Op } from '../../../../src/core/op/op.ts';
import { clientIdOf, decodeOwn, DocumentReader, insertOps, SEGMENT, storedOps, type Insertion } from '../../../../src/core/sync/document.ts';
import { sha256 } from '../../../../src/node/crypto/node-verifier.ts';
import { quickSignature } from '../../../support/arbitrary-ops.ts';

const CIRCLE = 'c1'.repeat(32) as CircleId;

interface TestLog {
  device: DeviceKey;
  clientId: number;
  ops: Op[];
  stored: Uint8Array[];
}

/** A log of short ops whose signatures nobody looks at here. */
function makeLog(name: string, length: number): TestLog {
  const device = Buffer.from(sha256(new TextEncoder().encode(name))).toString('hex') as DeviceKey;
  const log: TestLog = { device, clientId: clientIdOf(CIRCLE, 0, device, sha256), ops: [], stored: [] };
  let place = firstPlace(CIRCLE, 0, device);
  for (let i = 0; i < length; i++) {
    const op = signOp(place, { lamport: i + 1, refs: [], kind: KIND.profile, wall: i, body: Uint8Array.of(i & 0xff, i >> 8) }, quickSignature, sha256);
    log.ops.push(op);
    log.stored.push(encodeStored(op, place.prevLamport));
    place = placeAfter(op, CIRCLE);
  }
  return log;
}

const long = makeLog('long', SEGMENT + 60);
const logs = [makeLog('a', 25), makeLog('b', 12), makeLog('c', 1), makeLog('d', 40)];

const insertion = (log: TestLog, from: number, to: number): Insertion => ({ device: log.device, clientId: log.clientId, from, ops: log.stored.slice(from, to) });

/** Inserts parts one after the other, each log's in their order; `batches` says how many go into one transaction. */
function build(parts: readonly { log: TestLog; to: number }[], batches: readonly number[], into = new Y.Doc()): Y.Doc {
  const have = new Map<TestLog, number>();
  const batch: Insertion[] = [];
  for (const [i, { log, to }] of parts.entries()) {
    const from = have.get(log) ?? storedOps(into, log.device, 0, log.stored.length).length;
    if (to > from) batch.push(insertion(log, from, to));
    have.set(log, Math.max(from, to));
    if (batches[i % batches.length] === 0) insertOps(into, batch.splice(0));
  }
  insertOps(into, batch);
  return into;
}

/** Parts of all logs, in any order of logs, that end with all ops. */
const anyParts = (of: readonly TestLog[]): fc.Arbitrary<{ log: TestLog; to: number }[]> =>
  fc
    .tuple(...of.map((log) => fc.array(fc.nat(log.stored.length), { maxLength: 5 }).map((ends) => [...ends.sort((a, b) => a - b), log.stored.length].map((to) => ({ log, to })))))
    .chain((perLog) =>
      fc.infiniteStream(fc.nat()).map((choices) => {
        const left = perLog.map((parts) => [...parts]);
        const mixed: { log: TestLog; to: number }[] = [];
        while (left.some((parts) => parts.length > 0)) {
          const open = left.filter((parts) => parts.length > 0);
          mixed.push(open[choices.next().value! % open.length]!.shift()!);
        }
        return mixed;
      }),
    );
const anyBatches = fc.array(fc.nat(2), { minLength: 1, maxLength: 6 });

const bytesOf = (doc: Y.Doc): Buffer => Buffer.from(Y.encodeStateAsUpdate(doc));

describe('the document', () => {
  const whole = bytesOf(build(logs.map((log) => ({ log, to: log.stored.length })), [0]));

  it('has equal bytes for equal ops, whatever the order of logs and however they were put together', () => {
    fc.assert(fc.property(anyParts(logs), anyBatches, (parts, batches) => void expect(bytesOf(build(parts, batches)).equals(whole)).toBe(true)), { numRuns: 80 });
  });

  it('has equal bytes after going on from a saved one', () => {
    fc.assert(
      fc.property(anyParts(logs), anyBatches, fc.nat(), (parts, batches, cut) => {
        const at = cut % parts.length;
        const saved = new Y.Doc();
        Y.applyUpdate(saved, Y.encodeStateAsUpdate(build(parts.slice(0, at), batches)));
        expect(bytesOf(build(parts.slice(at), batches, saved)).equals(whole)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('has equal bytes when what overlaps came from two documents', () => {
    fc.assert(
      fc.property(anyParts(logs), anyParts(logs), anyBatches, (one, other, batches) => {
        const merged = new Y.Doc();
        for (const parts of [one.slice(0, one.length - 3), other]) Y.applyUpdate(merged, Y.encodeStateAsUpdate(build(parts, batches)));
        expect(bytesOf(merged).equals(whole)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('has equal bytes over several segments', () => {
    const atOnce = bytesOf(build([{ log: long, to: long.stored.length }, { log: logs[0]!, to: 25 }], [0]));
    for (const cuts of [[SEGMENT - 1, SEGMENT, SEGMENT + 1], [1, SEGMENT + 59], [700, 1_400, 2_010]]) {
      const parts = [...cuts, long.stored.length].map((to) => ({ log: long, to }));
      parts.splice(1, 0, { log: logs[0]!, to: 7 });
      expect(bytesOf(build([...parts, { log: logs[0]!, to: 25 }], [0])).equals(atOnce)).toBe(true);
    }
  });

  it('gives back any range of a log', () => {
    const doc = build([{ log: long, to: long.stored.length }], [0]);
    fc.assert(
      fc.property(fc.nat(SEGMENT + 80), fc.nat(SEGMENT + 80), (from, to) => {
        expect(storedOps(doc, long.device, from, to).length).toBe(Math.max(0, Math.min(to, long.stored.length) - from));
        const [first] = storedOps(doc, long.device, from, to);
        if (first !== undefined) expect(first).toEqual(long.stored[from]);
      }),
      { numRuns: 60 },
    );
    expect(storedOps(doc, long.device, SEGMENT - 2, SEGMENT + 2)).toEqual(long.stored.slice(SEGMENT - 2, SEGMENT + 2));
    expect(storedOps(doc, logs[0]!.device, 0, 10)).toEqual([]);
  });

  it('costs few structs, whatever the number of ops', () => {
    const doc = build([{ log: long, to: 500 }, { log: logs[0]!, to: 25 }, { log: long, to: long.stored.length }], [0]);
    expect(Y.decodeUpdate(Y.encodeStateAsUpdate(doc)).structs.length).toBeLessThanOrEqual(5);
  });

  it('writes each log under an id of its own, that device and document decide', () => {
    const ids = logs.map(({ device }) => clientIdOf(CIRCLE, 0, device, sha256));
    expect(new Set([...ids, clientIdOf(CIRCLE, 1, logs[0]!.device, sha256), clientIdOf('c2'.repeat(32) as CircleId, 0, logs[0]!.device, sha256)]).size).toBe(logs.length + 2);
    for (const id of ids) expect(Number.isSafeInteger(id)).toBe(true);
    const decoded = Y.decodeStateVector(Y.encodeStateVector(build(logs.map((log) => ({ log, to: log.stored.length })), [0])));
    expect(new Map([...decoded].sort())).toEqual(new Map(logs.map(({ clientId, stored }) => [clientId, stored.length] as [number, number]).sort()));
  });
});

describe('the reader of a document', () => {
  it('reads each op once, in the order of its log, however the document grows', () => {
    fc.assert(
      fc.property(anyParts(logs), fc.integer({ min: 1, max: 30 }), (parts, slice) => {
        const source = new Y.Doc();
        const replica = new Y.Doc();
        source.on('update', (update: Uint8Array) => Y.applyUpdate(replica, update));
        const reader = new DocumentReader(replica, CIRCLE, sha256);
        const read: Op[] = [];
        for (const [i, part] of parts.entries()) {
          build([part], [0], source);
          if (i % 2 === 0) read.push(...reader.next(slice));
        }
        for (let ops = reader.next(slice); ops.length > 0; ops = reader.next(slice)) {
          expect(ops.length).toBeLessThanOrEqual(slice);
          read.push(...ops);
        }
        for (const log of logs) expect(read.filter(({ device }) => device === log.device)).toEqual(log.ops);
        expect(read).toHaveLength(logs.reduce((sum, log) => sum + log.ops.length, 0));
        reader.destroy();
      }),
      { numRuns: 30 },
    );
  });

  it('reads over the end of a segment', () => {
    const doc = build([{ log: long, to: long.stored.length }], [0]);
    const reader = new DocumentReader(doc, CIRCLE, sha256);
    const seqs: number[] = [];
    for (let ops = reader.next(700); ops.length > 0; ops = reader.next(700)) seqs.push(...ops.map(({ seq }) => seq));
    expect(seqs).toEqual(long.ops.map(({ seq }) => seq));
    reader.destroy();
  });

  it('passes over a log that it cannot read, and goes on with the others', () => {
    const [broken, sound] = [logs[0]!, logs[1]!];
    const doc = new Y.Doc();
    const stored = broken.stored.map((bytes, i) => (i === 3 ? Uint8Array.of(...bytes, 0) : bytes));
    insertOps(doc, [{ device: broken.device, clientId: broken.clientId, from: 0, ops: stored }, insertion(sound, 0, 12)]);
    doc.getArray('something/else').push([1]);
    const reader = new DocumentReader(doc, CIRCLE, sha256);
    const read = [...reader.next(100), ...reader.next(100)];
    expect(read.filter(({ device }) => device === broken.device).map(({ seq }) => seq)).toEqual([0, 1, 2]);
    expect(read.filter(({ device }) => device === sound.device)).toHaveLength(12);
    reader.destroy();
  });

  it('decodes nothing from bytes that are no op there', () => {
    const [log] = logs;
    expect(decodeOwn(log!.stored[0]!, firstPlace(CIRCLE, 0, log!.device), CIRCLE, sha256)).toEqual(log!.ops[0]);
    expect(decodeOwn(Uint8Array.of(2, 0, 0), firstPlace(CIRCLE, 0, log!.device), CIRCLE, sha256)).toBeUndefined();
    expect(decodeOwn(new Uint8Array(5), firstPlace(CIRCLE, 0, log!.device), CIRCLE, sha256)).toBeUndefined();
  });
});
