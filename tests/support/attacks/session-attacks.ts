/** Attacks with frames: garbage, floods, false answers, and a handshake that is none. */
import * as Y from 'yjs';
import { idToBytes, type DeviceKey, type OpId } from '../../../src/core/ids.ts';
import { makeJoin } from '../../../src/core/circle/join.ts';
import { decodeLink } from '../../../src/core/circle/invitation.ts';
import { NO_OP } from '../../../src/core/op/op.ts';
import { MAX_FRAME } from '../../../src/core/ports.ts';
import { encodeHeads, encodeRuns } from '../../../src/core/sync/frames.ts';
import { seededRandom } from '../test-peer.ts';
import { CUT_OFF, HARMLESS, stranger, tempt, type Attack } from './moves.ts';

export const sessionAttacks: Attack[] = [
  {
    name: 'sends garbage',
    expected: { ...CUT_OFF, refusal: 'protocol' },
    run: async (stage) => {
      const attacker = await stage.attack(stage.ada);
      attacker.raw(Uint8Array.of(0xff, 1, 2, 3));
      return attacker;
    },
  },
  {
    name: 'sends Yjs bytes',
    expected: { ...CUT_OFF, refusal: 'protocol' },
    run: async (stage) => {
      const doc = new Y.Doc();
      doc.getArray('log').push([1, 2, 3]);
      const attacker = await stage.attack(stage.ada);
      attacker.raw(Y.encodeStateAsUpdate(doc));
      return attacker;
    },
  },
  {
    name: 'sends a frame that is too large',
    expected: { ...CUT_OFF, refusal: 'protocol' },
    run: async (stage) => {
      const attacker = await stage.attack(stage.ada);
      attacker.raw(new Uint8Array(MAX_FRAME + 1));
      return attacker;
    },
  },
  {
    name: 'floods with frames',
    expected: { ...CUT_OFF, refusal: 'flood' },
    run: async (stage) => {
      const attacker = await stage.attack(stage.ada);
      for (let i = 0; i < 2_000; i++) attacker.claimNews(stage.circle);
      return attacker;
    },
  },
  {
    name: 'floods with questions',
    expected: { ...CUT_OFF, refusal: 'flood' },
    run: async (stage) => {
      const attacker = await stage.attack(stage.ada);
      for (let i = 0; i < 100; i++) attacker.send({ t: 'ask', i, q: { q: 'heads', c: idToBytes(stage.circle) } });
      return attacker;
    },
  },
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
    name: 'joins in the name of a device that is not its own',
    expected: { ...CUT_OFF, refusal: 'protocol' },
    run: async (stage) => {
      const attacker = await stage.attack(stage.ada);
      const { keys } = stranger('zoe');
      const owner = { account: keys.account, device: keys.device, certificate: keys.certificate, boxKey: keys.boxKey, person: 'zoe' };
      const { secret } = decodeLink(stage.invitation.link);
      attacker.send({ t: 'join', c: idToBytes(stage.circle), i: secret, j: makeJoin(stage.circle, secret, owner) });
      return attacker;
    },
  },
  {
    name: 'never answers',
    expected: HARMLESS,
    run: async (stage) => {
      const attacker = await tempt(stage, () => 'silence');
      await stage.clock.pass(40_000);
      return attacker;
    },
  },
];
