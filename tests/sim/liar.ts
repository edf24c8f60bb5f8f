/**
 * A member whose device is in a liar's hands: its keys are good, it was let in, it knows the group key and everything that its
 * accomplices know. Each peer is shown what the liar wants it to see: one branch of its log, other logs or none, false answers.
 */
import { BOX_KEY } from '../../src/core/circle/key-keeper.ts';
import { HANDED_ON } from '../../src/core/circle/key-ring.ts';
import { bytesToId, idToBytes, type CircleId, type DeviceKey, type OpId } from '../../src/core/ids.ts';
import { concatBytes } from '../../src/core/op/bytes.ts';
import { encodeHeader, NO_OP, type Op } from '../../src/core/op/op.ts';
import type { Keys, Lane, Random } from '../../src/core/ports.ts';
import type { ForkProof, SignedHeader } from '../../src/core/sync/fork.ts';
import { encodeForks, encodeHeads, encodeRuns, encodeSignedHeader, type Question } from '../../src/core/sync/frames.ts';
import type { Run } from '../../src/core/sync/gate.ts';
import { sha256 } from '../../src/node/crypto/node-verifier.ts';
import { Attacker } from '../support/attacks/attacker.ts';
import { LogWriter, placeOf, runOf, type Wording, type Written } from '../support/attacks/log-writer.ts';
import type { MemoryLane } from '../support/memory-lane.ts';
import type { Station } from './network.ts';

/** Of its questions: no honest answer is to another. */
const FIRST_QUESTION = 1_000_000;

/** One history of the liar's own log. */
export interface Branch {
  log: Written[];
  writer: LogWriter;
}

export interface LiarParts {
  index: number;
  circle: CircleId;
  groupKey: Uint8Array;
  keys: Keys;
  random: Random;
  /** Its log up to here, written in honesty. */
  log: Written[];
}

export class Liar implements Station {
  readonly isOpen = true;
  readonly isWaiting = false;
  readonly index: number;
  readonly circle: CircleId;
  readonly keys: Keys;
  readonly random: Random;
  readonly branches: Branch[];
  /** Logs of others that it shows: of devices that it let in, of accomplices, of honest members. */
  readonly carried = new Map<DeviceKey, Written[]>();
  /** Which branch a peer is shown: the first unless it says otherwise. */
  readonly sides = new Map<number, number>();
  /** What it answers wrongly, from now on. */
  readonly answers = { forks: [] as ForkProof[], garbage: false, keys: false, silent: false };
  readonly #groupKey: Uint8Array;
  readonly #spoken: Attacker[] = [];
  readonly #sessions = new Map<number, Attacker>();

  constructor(parts: LiarParts) {
    this.index = parts.index;
    this.circle = parts.circle;
    this.keys = parts.keys;
    this.random = parts.random;
    this.#groupKey = parts.groupKey;
    this.branches = [{ log: parts.log, writer: this.writerAfter(parts.log) }];
  }

  connect(lane: Lane, other: number): void {
    const attacker = new Attacker(lane as MemoryLane, { keys: this.keys, random: this.random, circles: [{ circle: this.circle, groupKey: this.#groupKey, waiting: false }] });
    attacker.answer = (question) => this.#answer(other, question);
    this.#sessions.set(other, attacker);
    this.#spoken.push(attacker);
  }

  /** Commitments that honest peers said. */
  get keysSaid(): Uint8Array[] {
    const said = [...this.#sessions.values()].flatMap(({ received }) => received.flatMap((frame) => (frame.t === 'state' ? (frame.k ?? []) : [])));
    return said.slice(-HANDED_ON);
  }

  /** Asks for every key that it has heard of. */
  askForKeys(session: Attacker): void {
    for (const [i, h] of this.keysSaid.entries()) session.send({ t: 'ask', i: FIRST_QUESTION + i, q: { q: 'key', c: idToBytes(this.circle), h } });
  }

  /** Group keys that honest peers handed to it. */
  get given(): Uint8Array[] {
    return this.#spoken.flatMap(({ received }) =>
      received.flatMap((frame) => (frame.t === 'part' && frame.i >= FIRST_QUESTION ? (this.keys.open(frame.b.subarray(BOX_KEY), frame.b.subarray(0, BOX_KEY)) ?? []) : [])),
    );
  }

  /** Whom it speaks to. */
  get neighbours(): number[] {
    return [...this.#sessions].filter(([, { lane }]) => lane.isOpen).map(([index]) => index);
  }

  session(other: number): Attacker | undefined {
    const session = this.#sessions.get(other);
    return session?.lane.isOpen === true ? session : undefined;
  }

  branchFor(other: number): Branch {
    const branch = this.branches[this.sides.get(other) ?? 0] ?? this.branches[0];
    if (branch === undefined) throw new Error('a liar has a log');
    return branch;
  }

  write(branch: Branch, wording: Wording = {}): Written {
    const written = branch.writer.write(wording);
    branch.log.push(written);
    return written;
  }

  /** Another history, which has the first `length` ops of that one. */
  branchOff(from: Branch, length: number): Branch {
    const log = from.log.slice(0, length);
    const branch = { log, writer: this.writerAfter(log) };
    this.branches.push(branch);
    return branch;
  }

  writerAfter(log: readonly Written[], device = this.keys.device, sign = (message: Uint8Array): Uint8Array => this.keys.sign(message)): LogWriter {
    const last = log.at(-1)?.op;
    return new LogWriter(placeOf(this.circle, device, log.length, last?.id ?? NO_OP, last?.lamport ?? 0), sign);
  }

  /** Sends runs as if they had just been written. */
  push(other: number, ...runs: Run[]): void {
    this.session(other)?.live(this.circle, ...runs);
  }

  /** Shows a peer the end of its log, and says that there may be more. */
  show(other: number, newest: number): void {
    const { log } = this.branchFor(other);
    const part = log.slice(-newest);
    if (part.length > 0) this.push(other, runOf(...part));
    this.session(other)?.claimNews(this.circle);
  }

  #logFor(other: number, device: DeviceKey): Written[] | undefined {
    return device === this.keys.device ? this.branchFor(other).log : this.carried.get(device);
  }

  #answer(other: number, question: Question): Uint8Array | undefined | 'silence' {
    if (this.answers.silent) return 'silence';
    if (this.answers.garbage) return this.random.bytes(40);
    if (question.q === 'key' && this.answers.keys) return concatBytes(this.keys.boxKey, this.keys.seal(this.random.bytes(32), this.keys.boxKey));
    if (question.q === 'heads') {
      const logs = [this.branchFor(other).log, ...this.carried.values()].filter((log) => log.length > 0);
      return encodeHeads(logs.map((log) => headOf(log)).filter((head) => head !== undefined));
    }
    if (question.q === 'forks') return encodeForks(this.answers.forks);
    if (question.q === 'blob' || question.q === 'key' || question.q === 'acts' || question.q === 'falsehoods') return undefined;
    if (question.q === 'op') {
      const written = this.#logFor(other, bytesToId<DeviceKey>(question.d))?.[question.s];
      return written === undefined ? undefined : encodeSignedHeader(signedHeader(written.op));
    }
    const runs: Run[] = [];
    for (const { d, f } of question.r) {
      const left = this.#logFor(other, bytesToId<DeviceKey>(d))?.slice(f) ?? [];
      if (left.length > 0) runs.push(runOf(...left));
    }
    return encodeRuns(runs);
  }
}

function headOf(log: readonly Written[]): { device: DeviceKey; seq: number; id: OpId } | undefined {
  const last = log.at(-1)?.op;
  return last === undefined ? undefined : { device: last.device, seq: last.seq, id: last.id };
}

/** An op outside its place. */
export function signedHeader(op: Op): SignedHeader {
  return { header: encodeHeader({ circle: op.circle, season: op.season, device: op.device, seq: op.seq, prev: op.prev, prevLamport: 0 }, op, sha256), signature: op.signature };
}
