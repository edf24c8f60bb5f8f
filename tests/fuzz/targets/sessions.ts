/** What comes over a lane: frames, and the answers that parts of them make up. */
import { isId } from '../../../src/core/ids.ts';
import { concatBytes } from '../../../src/core/op/bytes.ts';
import { MAX_FRAME } from '../../../src/core/ports.ts';
import { decodeForks, decodeFrame, decodeHeads, decodeRuns, decodeSignedHeader, encodeForks, encodeFrame, encodeHeads, encodeRuns, encodeSignedHeader, liveFrame, liveRuns } from '../../../src/core/sync/frames.ts';
import type { Run } from '../../../src/core/sync/gate.ts';
import { readHeaderPlace } from '../../../src/core/sync/fork.ts';
import type { CircleId } from '../../../src/core/ids.ts';
import type { FuzzRandom } from '../harness/fuzz-random.ts';
import { assertBounded, assertHolds, assertSame, type FuzzTarget } from '../harness/target.ts';
import { writeAltered } from '../make/alter-tree.ts';
import { makeForkProof, makeFrame, makeHead, makeRun, makeSignedHeader } from '../make/frames.ts';

const frame: FuzzTarget = {
  name: 'frame',
  covers: 'frames of a session: all twelve types and five questions, up to and over the bound on their length',
  make: (random) => writeAltered(random, makeFrame(random), makeFrame(random)),
  take(input) {
    const value = decodeFrame(input);
    if (value === undefined) return false;
    assertHolds(input.length <= MAX_FRAME, 'a frame is within its bound');
    assertBounded(value, input.length);
    assertSame(decodeFrame(encodeFrame(value)), value, 'a frame that is encoded again is the same');
    if (value.t === 'live') {
      const runs = liveRuns(value);
      assertRuns(runs);
      assertSame(liveFrame('07'.repeat(32) as CircleId, runs), { ...value, c: new Uint8Array(32).fill(7) }, 'runs go into a frame as they came out');
    }
    return true;
  },
};

function assertRuns(runs: readonly Run[]): void {
  assertHolds(runs.every(({ device, prev, from }) => isId(device) && isId(prev) && Number.isSafeInteger(from) && from >= 0), 'a run says where it stands');
}

type Answer = readonly [decode: (bytes: Uint8Array) => unknown, encode: (value: never) => Uint8Array, make: (random: FuzzRandom) => unknown];

const many = (random: FuzzRandom): number => (random.oneIn(200) ? 1_100 : 5);
const ANSWERS: readonly [Answer, ...Answer[]] = [
  [decodeHeads, encodeHeads, (random) => random.list(0, many(random), () => makeHead(random))],
  [decodeRuns, encodeRuns, (random) => random.list(0, 4, () => makeRun(random))],
  [decodeForks, encodeForks, (random) => random.list(0, random.oneIn(500) ? 1_000 : 3, () => makeForkProof(random))],
  [decodeSignedHeader, encodeSignedHeader, makeSignedHeader],
];

const answer: FuzzTarget = {
  name: 'answer',
  covers: 'answers to questions: heads, runs of ops, fork proofs, signed headers',
  make(random) {
    const at = random.below(ANSWERS.length);
    const [, , make] = ANSWERS[at] ?? ANSWERS[0];
    const other = random.pick(ANSWERS)[2];
    return concatBytes(Uint8Array.of(at), writeAltered(random, make(random), other(random)));
  },
  take(input) {
    const [decode, encode] = ANSWERS[input[0] ?? 0] ?? ANSWERS[0];
    const bytes = input.subarray(1);
    const value = decode(bytes);
    if (value === undefined) return false;
    assertBounded(value, bytes.length);
    assertSame(decode(encode(value as never)), value, 'an answer that is encoded again is the same');
    if (decode === decodeRuns) assertRuns(value as Run[]);
    if (decode === decodeSignedHeader) readHeaderPlace((value as { header: Uint8Array }).header);
    return true;
  },
};

export const sessionTargets: readonly FuzzTarget[] = [frame, answer];
