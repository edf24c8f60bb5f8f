import { describe, expect, it } from 'vitest';
import { PART, type Frame, type Question } from '../../../../src/core/sync/frames.ts';
import { Questions } from '../../../../src/core/sync/questions.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const question: Question = { q: 'heads', c: new Uint8Array(32) };

/** One end of a conversation: what it sends, and how it was broken off. */
function begin(answer: (question: Question) => Promise<Uint8Array | undefined> = async () => undefined): { clock: VirtualClock; sent: Frame[]; broken: string[]; questions: Questions } {
  const clock = new VirtualClock();
  const sent: Frame[] = [];
  const broken: string[] = [];
  const questions = new Questions({ clock, send: async (frame) => void sent.push(frame), answer, broken: (reason) => void broken.push(reason) });
  return { clock, sent, broken, questions };
}

const part = (i: number, bytes: number, l = false, fill = 1): Extract<Frame, { t: 'part' }> => ({ t: 'part', i, l, b: new Uint8Array(bytes).fill(fill) });

describe('an answer', () => {
  it.each([0, 1, PART - 1, PART, PART + 1, 3 * PART, 3 * PART + 7])('of %d bytes comes whole, in parts', async (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => i % 251);
    const server = begin(async () => bytes);
    const client = begin();
    const asked = client.questions.ask(question, length);
    await server.questions.serve({ t: 'ask', i: 0, q: question });
    for (const frame of server.sent) if (frame.t === 'part') client.questions.onPart(frame);
    expect(await asked).toEqual(bytes);
    expect(client.broken).toEqual([]);
  });

  it('that nobody has is none', async () => {
    const server = begin();
    const client = begin();
    const asked = client.questions.ask(question, 10);
    await server.questions.serve({ t: 'ask', i: 0, q: question });
    expect(server.sent).toEqual([{ t: 'none', i: 0 }]);
    client.questions.onNone({ t: 'none', i: 0 });
    expect(await asked).toBeUndefined();
  });

  it.each<[string, (questions: Questions) => void]>([
    ['to nothing that was asked', (questions) => questions.onPart(part(7, 10, true))],
    ['that says no to nothing that was asked', (questions) => questions.onNone({ t: 'none', i: 7 })],
    ['over its bound', (questions) => questions.onPart(part(0, 101, true))],
    ['over its bound in all', (questions) => {
      questions.onPart(part(1, PART));
      questions.onPart(part(1, PART));
    }],
    ['in parts that are too small', (questions) => questions.onPart(part(1, 10))],
    ['in parts of nothing', (questions) => questions.onPart(part(1, 0))],
    ['after it has ended', (questions) => {
      questions.onPart(part(0, 10, true));
      questions.onPart(part(0, 10, true));
    }],
  ])('%s breaks the protocol', (_, say) => {
    const { questions, broken } = begin();
    void questions.ask(question, 100);
    void questions.ask(question, PART + 10);
    say(questions);
    expect(broken).toEqual(['protocol']);
  });

  it('is waited for while it comes, and for 30 seconds when nothing does', async () => {
    const { questions, broken, clock } = begin();
    void questions.ask(question, 10 * PART);
    for (let i = 0; i < 4; i++) {
      await clock.pass(25_000);
      questions.onPart(part(0, PART));
    }
    expect(broken).toEqual([]);
    await clock.pass(31_000);
    expect(broken).toEqual(['silent']);
  });

  it('is none for every question under way or waiting when the conversation ends', async () => {
    const { questions, sent, broken, clock } = begin();
    const asked = Array.from({ length: 6 }, () => questions.ask(question, 10));
    await clock.pass(0);
    expect(sent).toHaveLength(4);
    questions.close();
    expect(await Promise.all(asked)).toEqual(Array.from({ length: 6 }, () => undefined));
    expect(await questions.ask(question, 10)).toBeUndefined();
    await clock.pass(60_000);
    expect(broken).toEqual([]);
  });
});

describe('questions', () => {
  it('wait for each other beyond four, in their order', async () => {
    const { questions, sent, clock } = begin();
    const asked = Array.from({ length: 6 }, () => questions.ask(question, 10));
    await clock.pass(0);
    expect(sent.map((frame) => frame.t === 'ask' && frame.i)).toEqual([0, 1, 2, 3]);
    questions.onPart(part(2, 3, true, 9));
    questions.onNone({ t: 'none', i: 0 });
    await clock.pass(0);
    expect(sent.map((frame) => frame.t === 'ask' && frame.i)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await asked[2]).toEqual(new Uint8Array(3).fill(9));
  });

  it('of the other side beyond eight at once are a flood', async () => {
    const { questions, broken } = begin(() => new Promise(() => undefined));
    for (let i = 0; i < 8; i++) void questions.serve({ t: 'ask', i, q: question });
    expect(broken).toEqual([]);
    void questions.serve({ t: 'ask', i: 8, q: question });
    expect(broken).toEqual(['flood']);
  });

  it('of the other side one after the other are none', async () => {
    const { questions, broken, sent } = begin();
    for (let i = 0; i < 50; i++) await questions.serve({ t: 'ask', i, q: question });
    expect([broken, sent.length]).toEqual([[], 50]);
  });
});
