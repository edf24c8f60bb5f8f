/** Meetings in which somebody in between, a mirror or a member of another circle wants to learn what is not theirs. */
import { idToBytes } from '../../../src/core/ids.ts';
import { decodeFrame, type Frame, type Question } from '../../../src/core/sync/frames.ts';
import { makeLanes, type LanePair, type MemoryLane } from '../memory-lane.ts';
import type { Case } from './case.ts';
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

export const meetingCases: Case[] = [
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
