/** Attacks with frames: garbage, floods, and joins in another's name. */
import * as Y from 'yjs';
import { idToBytes } from '../../../src/core/ids.ts';
import { makeJoin } from '../../../src/core/circle/join.ts';
import { decodeLink } from '../../../src/core/circle/invitation.ts';
import { MAX_FRAME } from '../../../src/core/ports.ts';
import { CUT_OFF, stranger, type Attack } from './moves.ts';

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
];
