/**
 * Questions and answers on one lane. Answers come in parts of at most 60 KiB; every question has an answer or a deadline.
 * Bounded both ways: only what was asked is taken, up to the size that was allowed for it; only so much is served at once.
 */
import type { Clock } from '../ports.ts';
import { concatBytes } from '../op/bytes.ts';
import { PART, type Frame, type FrameOf, type Question } from './frames.ts';

/** How long the other side may be silent while an answer is due. */
const DEADLINE = 30_000;
/** Questions under way from this side, and the most that an honest other side has under way. */
const MAX_ASKED = 4;
const MAX_SERVED = 8;

interface Asked {
  parts: Uint8Array[];
  bytes: number;
  most: number;
  resolve: (answer: Uint8Array | undefined) => void;
  cancelDeadline: () => void;
}

export interface QuestionPorts {
  clock: Clock;
  send(frame: Frame): Promise<void>;
  answer(question: Question): Promise<Uint8Array | undefined>;
  /** The other side broke the protocol, or never answered. */
  broken(reason: 'protocol' | 'flood' | 'silent'): void;
}

export class Questions {
  readonly #ports: QuestionPorts;
  readonly #asked = new Map<number, Asked>();
  readonly #waiting: (() => void)[] = [];
  #nextId = 0;
  #serving = 0;
  #closed = false;

  constructor(ports: QuestionPorts) {
    this.#ports = ports;
  }

  /** The answer, or undefined where there is none (any more). An answer over `most` bytes breaks the protocol. */
  async ask(question: Question, most: number): Promise<Uint8Array | undefined> {
    while (this.#asked.size >= MAX_ASKED && !this.#closed) await new Promise<void>((free) => this.#waiting.push(free));
    if (this.#closed) return undefined;
    const id = this.#nextId++;
    return await new Promise((resolve) => {
      this.#asked.set(id, { parts: [], bytes: 0, most, resolve, cancelDeadline: this.#deadline() });
      void this.#ports.send({ t: 'ask', i: id, q: question });
    });
  }

  onPart(frame: FrameOf<'part'>): void {
    const asked = this.#asked.get(frame.i);
    // Only the last part may be short: many small ones would fill the memory within the bound on bytes.
    const isWhole = frame.l || frame.b.length === PART;
    if (asked === undefined || !isWhole || asked.bytes + frame.b.length > asked.most) return this.#ports.broken('protocol');
    asked.parts.push(frame.b);
    asked.bytes += frame.b.length;
    asked.cancelDeadline();
    if (frame.l) this.#finish(frame.i, asked, concatBytes(...asked.parts));
    else asked.cancelDeadline = this.#deadline();
  }

  onNone(frame: FrameOf<'none'>): void {
    const asked = this.#asked.get(frame.i);
    if (asked === undefined) return this.#ports.broken('protocol');
    asked.cancelDeadline();
    this.#finish(frame.i, asked, undefined);
  }

  /** Answers the other side's question, in parts, as fast as the lane takes them. */
  async serve(frame: FrameOf<'ask'>): Promise<void> {
    if (this.#serving >= MAX_SERVED) return this.#ports.broken('flood');
    this.#serving++;
    const answer = await this.#ports.answer(frame.q);
    if (answer === undefined) await this.#ports.send({ t: 'none', i: frame.i });
    for (let at = 0; answer !== undefined && !this.#closed; at += PART) {
      const isLast = at + PART >= answer.length;
      await this.#ports.send({ t: 'part', i: frame.i, l: isLast, b: answer.subarray(at, at + PART) });
      if (isLast) break;
    }
    this.#serving--;
  }

  close(): void {
    this.#closed = true;
    for (const [id, asked] of this.#asked) {
      asked.cancelDeadline();
      this.#finish(id, asked, undefined);
    }
    for (const free of this.#waiting.splice(0)) free();
  }

  #finish(id: number, asked: Asked, answer: Uint8Array | undefined): void {
    this.#asked.delete(id);
    asked.resolve(answer);
    this.#waiting.shift()?.();
  }

  #deadline(): () => void {
    return this.#ports.clock.after(DEADLINE, () => this.#ports.broken('silent'));
  }
}
