/** Attacks with ops: forged, replayed, left out, signed falsely, forked, or letting in who may not come in. */
import * as Y from 'yjs';
import { makeJoin } from '../../../src/core/circle/join.ts';
import { decodeLink } from '../../../src/core/circle/invitation.ts';
import { KIND } from '../../../src/core/op/kinds.ts';
import { MAX_BODY } from '../../../src/core/op/op.ts';
import { LogWriter, placeOf, runOf } from './log-writer.ts';
import { admitRefs, altered, continueLog, CUT_OFF, HARMLESS, opening, push, stranger, type Attack } from './moves.ts';

export const logAttacks: Attack[] = [
  {
    name: 'sends Yjs bytes where an op should be',
    expected: { ...CUT_OFF, refusal: 'bad-op' },
    run: async (stage) => {
      const { op } = stage.log.branch().write();
      return await push(stage, runOf({ op, stored: Y.encodeStateAsUpdate(new Y.Doc()) }));
    },
  },
  {
    name: 'forges an op in a member\'s log',
    expected: { ...CUT_OFF, refusal: 'bad-op' },
    run: async (stage) => push(stage, runOf(continueLog(stage, stage.ben.keys.device, (message) => stage.mal.keys.sign(message)).write())),
  },
  {
    name: 'forges an op in the log of the device that it speaks to',
    expected: { ...CUT_OFF, refusal: 'bad-op' },
    run: async (stage) => push(stage, runOf(continueLog(stage, stage.ada.keys.device, (message) => stage.mal.keys.sign(message)).write())),
  },
  {
    name: 'replays what is known',
    expected: { ...HARMLESS, added: 1 },
    run: async (stage) => {
      const run = runOf(stage.log.write());
      const attacker = await push(stage, run);
      for (let i = 0; i < 20; i++) attacker.live(stage.circle, run, run);
      return attacker;
    },
  },
  {
    name: 'leaves a gap',
    expected: HARMLESS,
    run: async (stage) => {
      stage.log.write();
      return await push(stage, runOf(stage.log.write()));
    },
  },
  {
    name: 'sends ops in another order',
    expected: { ...CUT_OFF, refusal: 'bad-op' },
    run: async (stage) => {
      const [first, second] = [stage.log.write(), stage.log.write()];
      return await push(stage, { ...runOf(first, second), ops: [second.stored, first.stored] });
    },
  },
  {
    name: 'leaves out one op in the middle',
    expected: { ...CUT_OFF, refusal: 'bad-op' },
    run: async (stage) => {
      const written = [stage.log.write(), stage.log.write(), stage.log.write()];
      const run = runOf(...written);
      return await push(stage, { ...run, ops: run.ops.filter((_, i) => i !== 1) });
    },
  },
  {
    name: 'alters a signature in the middle of another\'s run',
    expected: { ...CUT_OFF, refusal: 'bad-op' },
    run: async (stage) => {
      const written = [stage.log.write(), stage.log.write(), stage.log.write()];
      return await push(stage, runOf(...written.map((one, i) => (i === 1 ? altered(one, -1) : one))));
    },
  },
  {
    name: 'alters a body',
    expected: { ...CUT_OFF, refusal: 'bad-op' },
    run: async (stage) => push(stage, runOf(altered(stage.log.write({ body: { person: 'somebody' } }), -66))),
  },
  {
    name: 'signs one of its own ops falsely, and goes on from it',
    expected: { ...HARMLESS, added: 1 },
    run: async (stage) => {
      const first = stage.log.write();
      const falsely = stage.log.write({ sign: () => stage.mal.keys.sign(Uint8Array.of(0)) });
      return await push(stage, runOf(first, falsely, stage.log.write()));
    },
  },
  {
    name: 'signs an admission falsely, and goes on from it',
    expected: { ...HARMLESS, added: 1 },
    run: async (stage) => {
      const first = stage.log.write();
      const falsely = stage.log.write({ kind: KIND.admit, sign: () => stage.mal.keys.sign(Uint8Array.of(0)) });
      return await push(stage, runOf(first, falsely, stage.log.write()));
    },
  },
  {
    name: 'writes as a device that was never let in',
    expected: HARMLESS,
    run: async (stage) => {
      const { keys } = stranger('zoe');
      const log = new LogWriter(placeOf(stage.circle, keys.device, 0), (message) => keys.sign(message));
      return await push(stage, runOf(log.write(opening(keys))));
    },
  },
  {
    name: 'lets in a device without an invitation\'s proof',
    expected: { ...HARMLESS, added: 1 },
    run: async (stage) => {
      const { keys } = stranger('zoe');
      const owner = { account: keys.account, device: keys.device, certificate: keys.certificate, boxKey: keys.boxKey, person: 'zoe' };
      const join = makeJoin(stage.circle, new Uint8Array(32).fill(7), owner);
      const admit = stage.log.write({ kind: KIND.admit, body: join, refs: admitRefs(stage), lamport: 1_000 });
      const log = new LogWriter(placeOf(stage.circle, keys.device, 0), (message) => keys.sign(message));
      return await push(stage, runOf(admit), runOf(log.write(opening(keys))));
    },
  },
  {
    name: 'lets in a device without a proof, and has all ops looked at again by a fork before it opens that log',
    expected: { ...HARMLESS, added: 1, forks: 1 },
    run: async (stage) => {
      const { keys } = stranger('zoe');
      const owner = { account: keys.account, device: keys.device, certificate: keys.certificate, boxKey: keys.boxKey, person: 'zoe' };
      const join = makeJoin(stage.circle, new Uint8Array(32).fill(7), owner);
      const admit = stage.log.write({ kind: KIND.admit, body: join, refs: admitRefs(stage), lamport: 1_000 });
      const other = stage.log.branch().write({ body: { person: 'left' } });
      const attacker = await push(stage, runOf(admit, stage.log.write({ body: { person: 'right' } })), runOf(other));
      await stage.clock.pass(2_000);
      const log = new LogWriter(placeOf(stage.circle, keys.device, 0), (message) => keys.sign(message));
      attacker.live(stage.circle, runOf(log.write(opening(keys))));
      return attacker;
    },
  },
  {
    name: 'lets in a device that its account never certified',
    expected: { ...HARMLESS, added: 1 },
    run: async (stage) => {
      const { keys } = stranger('zoe');
      const owner = { account: stage.ben.keys.account, device: keys.device, certificate: keys.certificate, boxKey: keys.boxKey, person: 'ben' };
      const join = makeJoin(stage.circle, decodeLink(stage.invitation.link).secret, owner);
      const admit = stage.log.write({ kind: KIND.admit, body: join, refs: admitRefs(stage), lamport: 1_000 });
      const log = new LogWriter(placeOf(stage.circle, keys.device, 0), (message) => keys.sign(message));
      return await push(stage, runOf(admit), runOf(log.write(opening(keys, stage.ben.keys.account))));
    },
  },
  {
    name: 'lets in a device without naming the rules that allow it',
    expected: { ...HARMLESS, added: 1 },
    run: async (stage) => {
      const { keys } = stranger('zoe');
      const owner = { account: keys.account, device: keys.device, certificate: keys.certificate, boxKey: keys.boxKey, person: 'zoe' };
      const join = makeJoin(stage.circle, decodeLink(stage.invitation.link).secret, owner);
      const admit = stage.log.write({ kind: KIND.admit, body: join, refs: admitRefs(stage).slice(0, 1), lamport: 1_000 });
      const log = new LogWriter(placeOf(stage.circle, keys.device, 0), (message) => keys.sign(message));
      return await push(stage, runOf(admit), runOf(log.write(opening(keys))));
    },
  },
  {
    name: 'opens a log that was let in under another account',
    expected: { ...HARMLESS, added: 1 },
    run: async (stage) => {
      const { keys } = stranger('zoe');
      const owner = { account: keys.account, device: keys.device, certificate: keys.certificate, boxKey: keys.boxKey, person: 'zoe' };
      const join = makeJoin(stage.circle, decodeLink(stage.invitation.link).secret, owner);
      const admit = stage.log.write({ kind: KIND.admit, body: join, refs: admitRefs(stage), lamport: 1_000 });
      const log = new LogWriter(placeOf(stage.circle, keys.device, 0), (message) => keys.sign(message));
      return await push(stage, runOf(admit), runOf(log.write(opening(keys, stage.ben.keys.account))));
    },
  },
  {
    name: 'opens a log that was let in with something that is no opening',
    expected: { ...CUT_OFF, refusal: 'bad-op', added: 1 },
    run: async (stage) => {
      const { keys } = stranger('zoe');
      const owner = { account: keys.account, device: keys.device, certificate: keys.certificate, boxKey: keys.boxKey, person: 'zoe' };
      const join = makeJoin(stage.circle, decodeLink(stage.invitation.link).secret, owner);
      const admit = stage.log.write({ kind: KIND.admit, body: join, refs: admitRefs(stage), lamport: 1_000 });
      const log = new LogWriter(placeOf(stage.circle, keys.device, 0), (message) => keys.sign(message));
      return await push(stage, runOf(admit), runOf(log.write()));
    },
  },
  {
    name: 'signs two ops of one number',
    expected: { ...HARMLESS, forks: 1 },
    run: async (stage) => {
      const other = stage.log.branch();
      const toBen = await stage.attack(stage.ben);
      toBen.live(stage.circle, runOf(other.write({ body: { person: 'left' } }), other.write()));
      return await push(stage, runOf(stage.log.write({ body: { person: 'right' } })));
    },
  },
  {
    name: 'sends an op of a newer version',
    expected: HARMLESS,
    run: async (stage) => {
      const written = stage.log.write();
      const stored = written.stored.slice();
      stored[0] = 2;
      return await push(stage, runOf({ ...written, stored }));
    },
  },
  {
    name: 'sends an op that is not in its one form',
    expected: { ...CUT_OFF, refusal: 'bad-op' },
    run: async (stage) => {
      const { op, stored } = stage.log.write();
      return await push(stage, runOf({ op, stored: Uint8Array.of(...stored, 0) }));
    },
  },
  {
    name: 'writes an integer in a longer form',
    expected: { ...CUT_OFF, refusal: 'bad-op' },
    run: async (stage) => {
      const { op, stored } = stage.log.write();
      return await push(stage, runOf({ op, stored: Uint8Array.of(0x81, 0x00, ...stored.subarray(1)) }));
    },
  },
  {
    name: 'sends a body over the bound',
    expected: { ...CUT_OFF, refusal: 'bad-op' },
    run: async (stage) => {
      const { op } = stage.log.write();
      const length = MAX_BODY + 1;
      const header = [1, 0, 0, KIND.profile, 0, (length & 0x7f) | 0x80, ((length >> 7) & 0x7f) | 0x80, length >> 14];
      return await push(stage, runOf({ op, stored: Uint8Array.of(...header, ...new Uint8Array(length + 64)) }));
    },
  },
];
