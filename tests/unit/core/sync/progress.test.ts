import { describe, expect, it } from 'vitest';
import type { CircleStatus } from '../../../../src/core/commands.ts';
import { decodeFrame, encodeFrame } from '../../../../src/core/sync/frames.ts';
import { isInStep } from '../../../support/reading.ts';
import { aListing, connect, makeTwo, type TestPeer } from '../../../support/test-peer.ts';

type Progress = NonNullable<CircleStatus['receiving']>;

/** Notes the counts that a peer shows from now on, each once. */
function watchCounts({ peer }: TestPeer): Progress[] {
  const seen: Progress[] = [];
  peer.onStatus(() => {
    const now = peer.circles()[0]?.receiving;
    const last = seen.at(-1);
    if (now !== undefined && (now.have !== last?.have || now.of !== last.of)) seen.push(now);
  });
  return seen;
}

/** Enough text for three answers of 1 MiB. */
const MANY = 3 * 140;
const post = (two: Awaited<ReturnType<typeof makeTwo>>, count: number): Promise<unknown> =>
  Promise.all(Array.from({ length: count }, (_, i) => two.ada.peer.run('postListing', { circle: two.circle, listing: aListing(`thing ${String(i)}`, { text: 'x'.repeat(7_500) }) })));

async function partWithMuchToFetch(): Promise<Awaited<ReturnType<typeof makeTwo>>> {
  const two = await makeTwo();
  two.lanes.a.close();
  await two.clock.pass(1_000);
  await post(two, MANY);
  return two;
}

describe('the counts of what comes in', () => {
  it('go on from where they were when the connection was lost on the way', async () => {
    const two = await partWithMuchToFetch();
    const { ada, ben, circle, clock } = two;
    const counts = watchCounts(ben);
    const first = connect(ada, ben);
    const stop = ben.peer.onDocument(() => {
      first.a.close();
      stop();
    });
    await clock.pass(1_000);
    expect(isInStep(ben, circle, ada)).toBe(false);
    expect(ben.peer.circles()[0]?.receiving).toBeUndefined();
    const lost = counts.length;
    connect(ada, ben);
    await clock.pass(5_000);
    expect(isInStep(ben, circle, ada)).toBe(true);
    const [before, after] = [counts[lost - 1], counts[lost]];
    expect(after?.of).toBe(MANY);
    expect(after?.have).toBeGreaterThan(0);
    expect(after?.have).toBeGreaterThanOrEqual(before?.have ?? MANY);
    expect(counts).toEqual(counts.toSorted((one, other) => one.have - other.have));
  });

  it('go on where an answer fails to come and what is left is asked for anew, and begin anew when all had come', async () => {
    const two = await partWithMuchToFetch();
    const { ada, ben, circle, clock } = two;
    const counts = watchCounts(ben);
    const lanes = connect(ada, ben);
    let asked = 0;
    lanes.b.tap = (bytes) => {
      const frame = decodeFrame(bytes);
      if (frame?.t !== 'ask' || frame.q.q !== 'ops' || ++asked !== 2) return [bytes];
      return [encodeFrame({ ...frame, q: { ...frame.q, r: frame.q.r.map(({ d }) => ({ d, f: MANY * 2 })) } })];
    };
    await clock.pass(5_000);
    expect(isInStep(ben, circle, ada)).toBe(true);
    expect(counts.map(({ of }) => of)).toEqual(counts.map(() => MANY));
    expect(counts.length).toBeGreaterThan(2);
    expect(counts).toEqual(counts.toSorted((one, other) => one.have - other.have));

    lanes.a.close();
    await clock.pass(1_000);
    await post(two, 5);
    connect(ada, ben);
    await clock.pass(5_000);
    expect(counts.at(-1)).toEqual({ have: 0, of: 5 });
  });
});
