/** Attacks with answers: false, unasked, too large, in too small parts, or none at all. */
import type { DeviceKey, OpId } from '../../../src/core/ids.ts';
import { encodeCbor } from '../../../src/core/op/body.ts';
import { KIND } from '../../../src/core/op/kinds.ts';
import { NO_OP } from '../../../src/core/op/op.ts';
import { encodeHeads, encodeRuns, type Question } from '../../../src/core/sync/frames.ts';
import { sha256 } from '../../../src/node/crypto/node-verifier.ts';
import { aListing, connect, seededRandom } from '../test-peer.ts';
import type { Attacker } from './attacker.ts';
import { runOf, type Written } from './log-writer.ts';
import { CUT_OFF, HARMLESS, push, tempt, type Attack } from './moves.ts';
import type { Stage } from './stage.ts';

/** Answers that say: this is what I have of my log. */
function having(written: readonly Written[]): Attacker['answer'] {
  const last = written.at(-1)?.op;
  return (question) => {
    if (question.q === 'heads') return encodeHeads(last === undefined ? [] : [{ device: last.device, seq: last.seq, id: last.id }]);
    const from = question.q === 'ops' ? written.findIndex(({ op }) => op.seq === question.r[0]?.f) : -1;
    return from < 0 ? undefined : encodeRuns([runOf(...written.slice(from))]);
  };
}

/** Garbage for one question, and honest answers to the others. */
function garbageFor(stage: Stage, q: Question['q']): Attacker['answer'] {
  const honest = having([stage.log.write()]);
  return (question, id) => (question.q === q ? encodeCbor({ some: 'thing else' }) : honest(question, id));
}

const PHOTO = new Uint8Array(900).fill(1);

/** A listing of mal's with a photo of which it says that it has so many bytes; whoever asks for it gets `answer`. */
async function offerPhoto(stage: Stage, bytes: number, answer: Uint8Array): Promise<Attacker> {
  const hash = sha256(PHOTO);
  const photos = [{ hash, thumb: hash, width: 10, height: 10, bytes, thumbBytes: bytes }];
  const attacker = await stage.attack(stage.ada);
  attacker.answer = (question) => (question.q === 'blob' ? answer : undefined);
  attacker.live(stage.circle, runOf(stage.log.write({ kind: KIND.listing, body: { kind: 'give', title: 'Lamp', photos, until: 1 } })));
  return attacker;
}

export const answerAttacks: Attack[] = [
  {
    name: 'claims another branch of a log and proves nothing',
    expected: HARMLESS,
    run: async (stage) => {
      const head = stage.heads.get(stage.ben.keys.device);
      return await tempt(stage, (question) =>
        question.q === 'heads' ? encodeHeads([{ device: stage.ben.keys.device, seq: head?.seq ?? 0, id: 'ab'.repeat(32) as OpId }]) : undefined,
      );
    },
  },
  {
    name: 'claims logs that do not exist',
    expected: HARMLESS,
    run: async (stage) => {
      const random = seededRandom('heads');
      const heads = Array.from({ length: 3_000 }, () => ({ device: Buffer.from(random.bytes(32)).toString('hex') as DeviceKey, seq: 9, id: NO_OP }));
      return await tempt(stage, (question) => (question.q === 'heads' ? encodeHeads(heads) : question.q === 'ops' ? encodeRuns([]) : undefined));
    },
  },
  {
    name: 'answers with logs that were not asked for',
    expected: { ...CUT_OFF, refusal: 'protocol' },
    run: async (stage) => {
      const { op, stored } = stage.log.write();
      const heads = encodeHeads([{ device: stage.mal.keys.device, seq: op.seq, id: op.id }]);
      const runs = encodeRuns([{ device: stage.ben.keys.device, from: op.seq, prev: op.prev, ops: [stored] }]);
      return await tempt(stage, (question) => (question.q === 'heads' ? heads : runs));
    },
  },
  {
    name: 'sends answers that nobody asked for',
    expected: { ...CUT_OFF, refusal: 'protocol' },
    run: async (stage) => {
      const attacker = await stage.attack(stage.ada);
      attacker.send({ t: 'part', i: 77, l: true, b: new Uint8Array(10) });
      return attacker;
    },
  },
  {
    name: 'answers with more than was allowed',
    expected: { ...CUT_OFF, refusal: 'protocol' },
    run: async (stage) => tempt(stage, (question) => (question.q === 'heads' ? new Uint8Array(9 * 2 ** 20) : undefined)),
  },
  {
    name: 'leaves a gap, and has what is missing when asked for it',
    expected: { ...HARMLESS, added: 2 },
    run: async (stage) => {
      const written = [stage.log.write(), stage.log.write()];
      const attacker = await stage.attack(stage.ada);
      attacker.answer = having(written);
      attacker.live(stage.circle, runOf(written[1] as Written));
      return attacker;
    },
  },
  {
    name: 'answers from another place than it was asked for',
    expected: { ...CUT_OFF, refusal: 'protocol' },
    run: async (stage) => {
      const written = stage.log.write();
      const again = { ...runOf(written), from: written.op.seq + 1 };
      return await tempt(stage, (question) => (question.q === 'ops' ? encodeRuns([again]) : having([written])(question, 0)));
    },
  },
  { name: 'answers with heads that are none', expected: { ...CUT_OFF, refusal: 'protocol' }, run: async (stage) => tempt(stage, garbageFor(stage, 'heads')) },
  { name: 'answers with runs that are none', expected: { ...CUT_OFF, refusal: 'protocol' }, run: async (stage) => tempt(stage, garbageFor(stage, 'ops')) },
  { name: 'answers with proofs of forks that are none', expected: { ...CUT_OFF, refusal: 'protocol' }, run: async (stage) => tempt(stage, garbageFor(stage, 'forks')) },
  {
    name: 'answers with an op that is signed falsely',
    expected: { ...CUT_OFF, refusal: 'bad-op' },
    run: async (stage) => tempt(stage, having([stage.log.write({ sign: () => stage.mal.keys.sign(Uint8Array.of(0)) })])),
  },
  {
    name: 'answers in parts of nothing, for ever',
    expected: { ...CUT_OFF, refusal: 'protocol' },
    run: async (stage) => {
      const attacker = await stage.attack(stage.ada);
      attacker.answer = (_, i) => {
        for (let n = 0; n < 100; n++) attacker.send({ t: 'part', i, l: false, b: new Uint8Array() });
        return 'silence';
      };
      attacker.claimNews(stage.circle);
      return attacker;
    },
  },
  {
    name: 'says no to what nobody asked',
    expected: { ...CUT_OFF, refusal: 'protocol' },
    run: async (stage) => {
      const attacker = await stage.attack(stage.ada);
      attacker.send({ t: 'none', i: 77 });
      return attacker;
    },
  },
  {
    name: 'never answers, while others have what is missing',
    expected: { ...HARMLESS, added: 3 },
    run: async (stage) => {
      stage.lanes.a.close();
      await stage.clock.pass(500);
      const attacker = await tempt(stage, () => 'silence');
      for (const title of ['one', 'two', 'three']) await stage.ben.peer.run('postListing', { circle: stage.circle, listing: aListing(title) });
      connect(stage.ada, stage.ben);
      await stage.clock.pass(60_000);
      return attacker;
    },
  },
  { name: 'has the photo that it shows', expected: { ...HARMLESS, added: 1 }, run: (stage) => offerPhoto(stage, PHOTO.length, PHOTO) },
  { name: 'has another photo than the one that it shows', expected: { ...HARMLESS, added: 1, photosMissing: 1 }, run: (stage) => offerPhoto(stage, PHOTO.length, new Uint8Array(PHOTO.length).fill(2)) },
  { name: 'shows a photo that is larger than it says', expected: { ...HARMLESS, added: 1, photosMissing: 1 }, run: (stage) => offerPhoto(stage, 10, PHOTO) },
  {
    name: 'goes on with a branch of its log that is not here',
    expected: { ...HARMLESS, added: 1 },
    run: async (stage) => {
      const other = stage.log.branch();
      other.write({ body: { person: 'left out' } });
      return await push(stage, runOf(stage.log.write()), runOf(other.write()));
    },
  },
  {
    name: 'sends garbage beyond its own fork, where nobody looks any more',
    expected: { ...HARMLESS, forks: 1 },
    run: async (stage) => {
      const other = stage.log.branch();
      const right = stage.log.write({ body: { person: 'right' } });
      const attacker = await push(stage, runOf(right), runOf(other.write({ body: { person: 'left' } })));
      await stage.clock.pass(2_000);
      attacker.live(stage.circle, { ...runOf(right), ops: [new Uint8Array(20)] });
      return attacker;
    },
  },
];
