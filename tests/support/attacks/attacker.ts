/**
 * Somebody on the other end of a lane who may hold real keys and says whatever a test wants. Does an honest handshake
 * unless told otherwise, and answers questions by a function.
 */
import { idToBytes, type CircleId } from '../../../src/core/ids.ts';
import type { Keys, Random } from '../../../src/core/ports.ts';
import { decodeFrame, encodeFrame, liveFrame, PART, type Frame, type Question } from '../../../src/core/sync/frames.ts';
import type { Run } from '../../../src/core/sync/gate.ts';
import { authMessage, makeTags, type TaggedCircle, type Transcript } from '../../../src/core/sync/handshake.ts';
import type { MemoryLane } from '../memory-lane.ts';

export interface Persona {
  keys: Keys;
  random: Random;
  circles: TaggedCircle[];
  /** What of the handshake it leaves out. */
  skip?: Frame['t'][];
}

export class Attacker {
  readonly lane: MemoryLane;
  readonly received: Frame[] = [];
  answer: (question: Question, id: number) => Uint8Array | undefined | 'silence' = () => undefined;
  /** What it signs to say who it is. */
  signAuth: (message: Uint8Array) => Uint8Array;
  readonly #persona: Persona;
  readonly #nonce: Uint8Array;
  #ownTags: Uint8Array[] = [];
  #transcript: Transcript | undefined;

  constructor(lane: MemoryLane, persona: Persona) {
    this.lane = lane;
    this.#persona = persona;
    this.#nonce = persona.random.bytes(32);
    this.signAuth = (message) => persona.keys.sign(message);
    lane.onClose(() => undefined);
    lane.onFrame((bytes) => this.#receive(bytes));
    this.#shake({ t: 'hello', v: [1], n: this.#nonce });
  }

  send(frame: Frame): void {
    this.raw(encodeFrame(frame));
  }

  raw(bytes: Uint8Array): void {
    void this.lane.send(bytes);
  }

  live(circle: CircleId, ...runs: Run[]): void {
    this.send(liveFrame(circle, runs));
  }

  /** Says that it holds other ops than the other side, so that it is asked for them. */
  claimNews(circle: CircleId, keys: Uint8Array[] = []): void {
    this.send({ t: 'state', c: idToBytes(circle), h: this.#persona.random.bytes(32), f: new Uint8Array(32), n: 1, k: keys });
  }

  /** Why the other side ended the session, if it said so. */
  get refusal(): string | undefined {
    return this.received.find((frame) => frame.t === 'refuse')?.r;
  }

  #shake(frame: Frame): void {
    if (this.#persona.skip?.includes(frame.t) !== true) this.send(frame);
  }

  #receive(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes);
    if (frame === undefined) throw new Error('the engine sent something that is no frame');
    this.received.push(frame);
    const { keys, random, circles } = this.#persona;
    if (frame.t === 'hello') {
      this.#transcript = { initiator: this.lane.initiator, ownNonce: this.#nonce, theirNonce: frame.n, binding: this.lane.binding };
      this.#ownTags = makeTags(this.#transcript, circles, random);
      this.#shake({ t: 'tags', tags: this.#ownTags });
    } else if (frame.t === 'tags' && this.#transcript !== undefined) {
      this.#shake({ t: 'auth', d: idToBytes(keys.device), s: this.signAuth(authMessage(this.#transcript, 'own', this.#ownTags, frame.tags)) });
    } else if (frame.t === 'ask') {
      const answer = this.answer(frame.q, frame.i);
      if (answer === 'silence') return;
      if (answer === undefined) this.send({ t: 'none', i: frame.i });
      for (let at = 0; answer !== undefined && at < answer.length; at += PART) {
        this.send({ t: 'part', i: frame.i, l: at + PART >= answer.length, b: answer.subarray(at, at + PART) });
      }
    }
  }
}
