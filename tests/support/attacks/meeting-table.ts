/** Meetings in which somebody in between, a mirror or a member of another circle wants to learn what is not theirs. */
import { idToBytes } from '../../../src/core/ids.ts';
import { encodeHeader } from '../../../src/core/op/op.ts';
import type { ForkProof } from '../../../src/core/sync/fork.ts';
import { decodeFrame, encodeForks, type Frame, type Question } from '../../../src/core/sync/frames.ts';
import { sha256 } from '../../../src/node/crypto/node-verifier.ts';
import { makeLanes, type LanePair, type MemoryLane } from '../memory-lane.ts';
import type { Case } from './case.ts';
import { LogWriter, placeOf } from './log-writer.ts';
import { stranger } from './moves.ts';
import { setStage, type Stage } from './stage.ts';

/** Which frames a device sent on a lane, by their kind. */
const saidOn = (lane: MemoryLane): string[] => lane.sent.map((bytes) => decodeFrame(bytes)?.t ?? 'garbage');

/** A lane whose far end belongs to nobody, and passes what comes on to `to`. */
function tapped(end: MemoryLane, to: MemoryLane): void {
  end.onClose(() => undefined);
  end.onFrame((bytes) => void to.send(bytes));
}

/** What ada answers to a question of mal's. */
async function askAda(stage: Stage, question: Question): Promise<string[]> {
  const attacker = await stage.attack(stage.ada);
  attacker.send({ t: 'ask', i: 0, q: question });
  await stage.clock.pass(1_000);
  return attacker.received.map(({ t }: Frame) => t).filter((t) => t === 'part' || t === 'none');
}

/** A proof, and a true one, that a device forked its log which was never let in. */
function forkOfStranger({ circle }: Stage, n: number): ForkProof {
  const { keys } = stranger(`stranger ${String(n)}`);
  const [a, b] = ['left', 'right'].map((person) => {
    const log = new LogWriter(placeOf(circle, keys.device, 0), (message) => keys.sign(message));
    const { place } = log;
    const { op } = log.write({ body: { person } });
    return { header: encodeHeader(place, op, sha256), signature: op.signature };
  });
  if (a === undefined || b === undefined) throw new Error('a fork has two branches');
  return { a, b };
}

/** How much ada's store holds. */
async function countRecords({ ada: { store } }: Stage): Promise<number> {
  const read = (await store.journals()).map(async (name) => (await (await store.journal(name)).read()).length);
  return (await Promise.all(read)).reduce((all, count) => all + count, 0);
}

export const meetingCases: Case[] = [
  {
    name: 'a member never answers, and is hung up on',
    expected: { isOpen: false, refusal: undefined },
    run: async () => {
      const stage = await setStage();
      const attacker = await stage.attack(stage.ada);
      attacker.answer = () => 'silence';
      attacker.claimNews(stage.circle);
      await stage.clock.pass(40_000);
      return { isOpen: attacker.lane.isOpen, refusal: attacker.refusal };
    },
  },
  {
    name: 'somebody between two members, whose two lanes have two bindings, brings them nothing',
    expected: [['hello', 'tags', 'refuse'], ['hello', 'tags', 'refuse']],
    run: async () => {
      const stage = await setStage();
      stage.lanes.a.close();
      await stage.clock.pass(500);
      const [toAda, toBen]: LanePair[] = [makeLanes(), makeLanes()];
      if (toAda === undefined || toBen === undefined) throw new Error('two lanes');
      tapped(toAda.b, toBen.a);
      tapped(toBen.a, toAda.b);
      stage.ada.peer.connect(toAda.a);
      stage.ben.peer.connect(toBen.b);
      await stage.clock.pass(2_000);
      return [saidOn(toAda.a), saidOn(toBen.b)];
    },
  },
  {
    name: 'a mirror that sends back what it gets learns nothing',
    expected: ['hello', 'tags', 'refuse'],
    run: async () => {
      const stage = await setStage();
      const lanes = makeLanes();
      tapped(lanes.b, lanes.b);
      stage.ada.peer.connect(lanes.a);
      await stage.clock.pass(2_000);
      return saidOn(lanes.a);
    },
  },
  {
    name: 'a member brings proofs of forks of devices that nobody knows, and nothing is kept of them nor built anew',
    expected: { sameDocument: true, asked: true, refusal: undefined, records: 0 },
    run: async () => {
      const stage = await setStage();
      const before = stage.ada.peer.document(stage.circle);
      const records = await countRecords(stage);
      let asked = false;
      const attacker = await stage.attack(stage.ada);
      attacker.answer = (question) => {
        if (question.q !== 'forks') return undefined;
        asked = true;
        return encodeForks([1, 2, 3].map((n) => forkOfStranger(stage, n)));
      };
      attacker.claimNews(stage.circle);
      await stage.clock.pass(2_000);
      const after = stage.ada.peer.document(stage.circle);
      return { sameDocument: after?.name === before?.name && after?.doc === before?.doc, asked, refusal: attacker.refusal, records: (await countRecords(stage)) - records };
    },
  },
  {
    name: 'a member asks for a photo that no listing of the circle names',
    expected: ['none'],
    run: async () => {
      const stage = await setStage();
      const hash = await stage.ada.blobs.put(Uint8Array.of(1, 2, 3));
      return await askAda(stage, { q: 'blob', c: idToBytes(stage.circle), h: idToBytes(hash) });
    },
  },
  {
    name: 'a member of one circle asks about another one',
    expected: ['none'],
    run: async () => {
      const stage = await setStage();
      const { circle } = await stage.ada.peer.run('createCircle', { name: 'Lamps', public: false, relays: [] });
      return await askAda(stage, { q: 'heads', c: idToBytes(circle) });
    },
  },
];
