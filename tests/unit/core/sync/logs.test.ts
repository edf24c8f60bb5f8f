import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CircleId, OpId } from '../../../../src/core/ids.ts';
import { NO_CIRCLE, NO_OP, type Op } from '../../../../src/core/op/op.ts';
import { Logs, type Log } from '../../../../src/core/sync/logs.ts';
import { sha256 } from '../../../../src/node/crypto/node-verifier.ts';
import { makePerson } from '../../../support/written-circle.ts';

const CIRCLE = 'c1'.repeat(32) as CircleId;
const people = ['ada', 'ben', 'cleo', 'dora'].map((name) => makePerson(name).owner);

/** The op of that number of a log's branch; only what heads look at. */
const opAt = (seq: number, branch = 0): Op => ({ id: Buffer.from(sha256(Uint8Array.of(seq, branch))).toString('hex') as OpId, lamport: seq * 10 + 1 }) as Op;

function add(logs: Logs, who: number, count: number, branch = 0): Log {
  const owner = people[who]!;
  const log = logs.get(owner.device) ?? logs.add(owner);
  for (let seq = log.length; seq < count; seq++) logs.append(log, opAt(seq, branch), new Uint8Array(100), undefined);
  logs.settle(log, Math.max(log.stored, count), Number.POSITIVE_INFINITY);
  return log;
}

const make = (): Logs => new Logs(CIRCLE, 0, sha256);

describe('the digest of all heads', () => {
  it('is equal for equal heads, in whatever order the logs came', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 4, maxLength: 4 }), (order, lengths) => {
        const [one, other] = [make(), make()];
        for (const who of [0, 1, 2, 3]) add(one, who, lengths[who]!);
        for (const who of order) add(other, who, 1);
        for (const who of order.toReversed()) add(other, who, lengths[who]!);
        expect(other.digest()).toBe(one.digest());
        expect(other.count()).toBe(lengths.reduce((sum, length) => sum + length, 0));
      }),
    );
  });

  it('differs where a log is longer, is another branch, or is there at all', () => {
    const digests = [[0, 1, 0], [0, 2, 0], [0, 2, 1], [1, 2, 0]].map(([who, count, branch]) => {
      const logs = make();
      add(logs, who!, count!, branch!);
      return logs.digest();
    });
    expect(new Set([...digests, make().digest()]).size).toBe(5);
  });

  it('knows nothing of what is not stored yet, or not kept', () => {
    const logs = make();
    const log = add(logs, 0, 3);
    const three = logs.digest();
    logs.append(log, opAt(3), new Uint8Array(100), undefined);
    expect(logs.digest()).toBe(three);
    logs.settle(log, 4, 4);
    expect(logs.digest()).not.toBe(three);
    logs.settle(log, 4, 3);
    expect(logs.digest()).toBe(three);
    expect([logs.count(), log.counted, log.length]).toEqual([3, 3, 4]);
    expect(logs.heads()).toEqual([{ device: log.device, seq: 2, id: opAt(2).id }]);
  });

  it('of a log of which nothing is kept is that of no log', () => {
    const logs = make();
    logs.settle(add(logs, 0, 2), 2, 0);
    expect(logs.digest()).toBe(make().digest());
    expect(logs.heads()).toEqual([]);
  });
});

describe('heads', () => {
  it('are of the branch that counts, which has what is common to both', () => {
    const logs = make();
    const log = add(logs, 1, 4);
    const bytes = Array.from({ length: 2 }, () => new Uint8Array(100));
    const branch = log.branch(log.owner, 2, bytes);
    logs.addBranch(branch);
    logs.append(branch, opAt(2, 1), new Uint8Array(50), undefined);
    branch.stored = 3;
    branch.kept = 3;
    expect(logs.heads()).toEqual([{ device: log.device, seq: 3, id: opAt(3).id }]);
    logs.activate(branch);
    expect(logs.heads()).toEqual([{ device: log.device, seq: 2, id: opAt(2, 1).id }]);
    expect([logs.count(), branch.bytes, branch.bytesBelow(2), logs.branches(log.device).length]).toEqual([3, 250, 200, 2]);
    expect(branch.ids.slice(0, 2)).toEqual(log.ids.slice(0, 2));
    expect(branch.hidden(0, 3).map(({ length }) => length)).toEqual([100, 100, 50]);
  });

  it('the first log is the founder\'s, and only its first op stands in no circle', () => {
    const logs = make();
    expect(logs.firstPlace(people[2]!.device).circle).toBe(NO_CIRCLE);
    logs.append(logs.add(people[0]!), { ...opAt(0), id: CIRCLE as string as OpId }, new Uint8Array(100), undefined);
    const log = add(logs, 0, 2);
    expect(logs.founder).toBe(people[0]!.device);
    expect(logs.placeAt(log, 0).circle).toBe(NO_CIRCLE);
    expect(logs.firstPlace(people[2]!.device)).toMatchObject({ circle: CIRCLE, seq: 0, prev: NO_OP, prevLamport: 0 });
    expect(logs.placeAt(log, 2)).toEqual({ circle: CIRCLE, season: 0, device: log.device, seq: 2, prev: opAt(1).id, prevLamport: opAt(1).lamport });
  });

  it('the next lamport is above every one that came', () => {
    const logs = make();
    expect(logs.nextLamport).toBe(1);
    add(logs, 0, 3);
    add(logs, 1, 1);
    expect(logs.nextLamport).toBe(22);
  });
});
