/**
 * The attacks on a session by somebody who holds a member's keys, and what each must come to. In every one: nothing
 * false is stored, ada and ben go on and agree, and only what no honest device could send gets a device cut off.
 */
import * as Y from 'yjs';
import { idToBytes, type AccountKey, type DeviceKey, type OpId } from '../../../src/core/ids.ts';
import { makeJoin } from '../../../src/core/circle/join.ts';
import { decodeLink } from '../../../src/core/circle/invitation.ts';
import { KIND } from '../../../src/core/op/kinds.ts';
import { MAX_BODY, NO_OP } from '../../../src/core/op/op.ts';
import { MAX_FRAME } from '../../../src/core/ports.ts';
import { encodeHeads, encodeRuns } from '../../../src/core/sync/frames.ts';
import { createIdentity } from '../../../src/node/identity.ts';
import { createNodeKeys } from '../../../src/node/crypto/node-keys.ts';
import { seededRandom } from '../test-peer.ts';
import type { Attacker } from './attacker.ts';
import { LogWriter, placeOf, runOf, type Written } from './log-writer.ts';
import type { Outcome, Stage } from './stage.ts';

export interface Attack {
  name: string;
  expected: Omit<Outcome, 'othersAgree' | 'sameAfterReopening'>;
  run(stage: Stage): Promise<Attacker>;
}

const HARMLESS = { refusal: undefined, cutOff: false, added: 0, forks: 0 } as const;
const CUT_OFF = { cutOff: true, added: 0, forks: 0 } as const;

/** A session in which mal pushes runs at ada. */
async function push(stage: Stage, ...runs: Parameters<Attacker['live']>[1][]): Promise<Attacker> {
  const attacker = await stage.attack(stage.ada);
  attacker.live(stage.circle, ...runs);
  return attacker;
}

/** A session in which mal says that it has news, and answers ada's questions. */
async function tempt(stage: Stage, answer: Attacker['answer']): Promise<Attacker> {
  const attacker = await stage.attack(stage.ada);
  attacker.answer = answer;
  attacker.claimNews(stage.circle);
  return attacker;
}

function altered({ op, stored }: Written, at: number): Written {
  const bytes = stored.slice();
  bytes[bytes.length + at] = (bytes.at(at) ?? 0) ^ 1;
  return { op, stored: bytes };
}

/** A device that is in nobody's circle. */
function stranger(name: string): { log: LogWriter; keys: ReturnType<typeof createNodeKeys> } {
  const random = seededRandom(name);
  const keys = createNodeKeys(createIdentity(name, random.bytes(32), random), random);
  return { keys, log: new LogWriter(placeOf('0'.repeat(64) as Stage['circle'], keys.device, 0), (message) => keys.sign(message)) };
}

function opening(keys: ReturnType<typeof createNodeKeys>, account: AccountKey = keys.account): { kind: number; body: unknown } {
  return { kind: KIND.open, body: { account: idToBytes(account), certificate: keys.certificate, boxKey: keys.boxKey, person: 'somebody' } };
}

/** The log of a head that ada knows, gone on with by mal. */
function continueLog(stage: Stage, device: DeviceKey, sign: (message: Uint8Array) => Uint8Array): LogWriter {
  const head = stage.heads.get(device);
  return new LogWriter(placeOf(stage.circle, device, (head?.seq ?? -1) + 1, head?.id ?? NO_OP, 1_000), sign);
}

export const attacks: Attack[] = [
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
    name: 'sends Yjs bytes where an op should be',
    expected: { ...CUT_OFF, refusal: 'bad-op' },
    run: async (stage) => {
      const { op } = stage.log.branch().write();
      return await push(stage, runOf({ op, stored: Y.encodeStateAsUpdate(new Y.Doc()) }));
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

/** What an admit names: the invitation, and genesis for the rules. */
function admitRefs(stage: Stage): { device: DeviceKey; seq: number; id: OpId }[] {
  const genesis = { device: stage.ada.keys.device, seq: 0, id: stage.circle as string as OpId };
  return [{ device: stage.ada.keys.device, seq: 1, id: stage.invitation.id }, genesis];
}
