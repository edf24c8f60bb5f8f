/** Right frames, answers and fork proofs: any value of each field. */
import { OUT_REASONS } from '../../../src/core/sync/access.ts';
import { REFUSE_REASONS } from '../../../src/core/sync/frames.ts';
import type { FuzzRandom } from '../harness/fuzz-random.ts';
import { makeJoinValue } from './bodies.ts';

type Make = (random: FuzzRandom) => Record<string, unknown>;

export const makeRun: Make = (random) => ({ d: random.bytes(32), f: random.whole(), p: random.bytes(32), o: random.list(1, random.oneIn(100) ? 400 : 4, () => random.bytes(random.below(90))) });

export const makeSignedHeader: Make = (random) => ({ header: random.bytes(random.below(300)), signature: random.bytes(64) });
export const makeForkProof: Make = (random) => ({ a: makeSignedHeader(random), b: makeSignedHeader(random) });
export const makeHead = (random: FuzzRandom): unknown[] => [random.bytes(32), random.whole(), random.bytes(32)];

const QUESTIONS: readonly [Make, ...Make[]] = [
  (random) => ({ q: 'heads', c: random.bytes(32) }),
  (random) => ({ q: 'ops', c: random.bytes(32), r: random.list(0, random.oneIn(100) ? 1_024 : 4, () => ({ d: random.bytes(32), f: random.whole() })) }),
  (random) => ({ q: 'op', c: random.bytes(32), d: random.bytes(32), s: random.whole() }),
  (random) => ({ q: 'forks', c: random.bytes(32) }),
  (random) => ({ q: 'key', c: random.bytes(32), h: random.bytes(32) }),
  (random) => ({ q: 'blob', c: random.bytes(32), h: random.bytes(32) }),
];

const FRAMES: readonly [Make, ...Make[]] = [
  (random) => ({ t: 'hello', v: random.list(0, 16, () => random.whole()), n: random.bytes(32) }),
  (random) => ({ t: 'tags', tags: random.list(0, random.oneIn(100) ? 512 : 8, () => random.bytes(32)) }),
  (random) => ({ t: 'auth', d: random.bytes(32), s: random.bytes(64) }),
  (random) => ({ t: 'join', c: random.bytes(32), i: random.bytes(32), j: makeJoinValue(random) }),
  (random) => ({ t: 'welcome', c: random.bytes(32), k: random.bytes(random.below(129)), b: random.bytes(32) }),
  (random) => ({ t: 'wait', c: random.bytes(32), r: random.pick(['unknown-invitation', 'used-up', 'not-allowed', 'busy']) }),
  (random) => ({ t: 'state', c: random.bytes(32), h: random.bytes(32), f: random.bytes(32), n: random.whole(), ...(random.oneIn(2) ? { k: random.list(0, 8, () => random.bytes(32)) } : {}) }),
  (random) => ({ t: 'out', c: random.bytes(32), r: random.pick(OUT_REASONS), ...(random.oneIn(2) ? { a: [] } : {}) }),
  (random) => ({ t: 'ask', i: random.whole(), q: random.pick(QUESTIONS)(random) }),
  (random) => ({ t: 'part', i: random.whole(), l: random.oneIn(2), b: random.bytes(random.oneIn(500) ? random.pick([61_440, 61_441]) : random.below(200)) }),
  (random) => ({ t: 'none', i: random.whole() }),
  (random) => ({ t: 'live', c: random.bytes(32), r: random.list(1, 3, () => makeRun(random)) }),
  (random) => ({ t: 'refuse', r: random.pick(REFUSE_REASONS) }),
];

/** Around the largest that there is: the bound on a frame's length, and no other, tells those that are taken. */
const largeFrame: Make = (random) => ({ t: 'live', c: random.bytes(32), r: [{ d: random.bytes(32), f: 0, p: random.bytes(32), o: [random.bytes(30_000), random.bytes(31_320 + random.below(80))] }] });

export const makeFrame: Make = (random) => (random.oneIn(1_000) ? largeFrame(random) : random.pick(FRAMES)(random));
