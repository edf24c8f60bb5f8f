/**
 * Keeps one window's replica of one circle's document up to date, by plain Yjs updates: at once when something changes, then
 * at most five times a second, and not faster than the window takes them.
 * Holds always: what is sent follows on what the window has, or replaces it (`reset`). A document is only ever added to;
 * one that was rebuilt has another name.
 */
import * as Y from 'yjs';
import type { HostMessage, Pipe } from '../../core/commands.ts';
import type { CircleId } from '../../core/ids.ts';
import type { PeerFacade } from '../../core/peer.ts';
import type { Clock } from '../../core/ports.ts';
import { Throttle } from './throttle.ts';

const SPAN_MS = 200;
/** A window that has so much still to take is left alone for a while. */
const MOST_BUFFERED = 1_048_576;
const BUFFERED_WAIT_MS = 50;
/** Ops per message, some 250 KiB, which a window takes in one task; a single log goes in one message, since Yjs can't cut inside one. */
const OPS_PER_PIECE = 500;

/** Per Yjs client (one per log), the number of ops. */
type Clocks = Map<number, number>;

export interface FeedOptions {
  circle: CircleId;
  peer: () => PeerFacade | undefined;
  pipe: Pipe;
  clock: Clock;
  send: (message: HostMessage) => void;
  /** What the window has already. */
  document: string | null;
  has: Clocks;
}

/** How far each log has come at the window: nothing where it sends null; undefined if the bytes are no state vector. */
export function readStateVector(bytes: Uint8Array | null): Clocks | undefined {
  if (!bytes) return new Map();
  try {
    return Y.decodeStateVector(bytes);
  } catch {
    // Yjs throws whatever its reader happens to stumble over.
    return undefined;
  }
}

export class ReplicaFeed {
  readonly #options: FeedOptions;
  readonly #throttle: Throttle;
  #document: string | null;
  #sent: Clocks;
  #waiting: (() => void) | undefined;
  #stopped = false;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#document = options.document;
    this.#sent = options.has;
    this.#throttle = new Throttle(options.clock, SPAN_MS, () => this.#flush());
  }

  /** The document may have changed. */
  changed(): void {
    this.#throttle.ask();
  }

  /** What is put off goes out before anything else that is sent next, as far as the window takes it now. */
  hurry(): void {
    this.#throttle.hurry();
  }

  stop(): void {
    this.#stopped = true;
    this.#throttle.stop();
    this.#waiting?.();
  }

  #flush(): void {
    const { circle, peer, pipe, clock, send } = this.#options;
    if (this.#stopped || this.#waiting) return;
    const open = peer()?.document(circle);
    if (!open) return;
    const reset = open.name !== this.#document;
    if (reset) this.#sent = new Map();
    const current = Y.decodeStateVector(Y.encodeStateVector(open.doc));
    const behind = [...current].filter(([client, clocks]) => clocks > (this.#sent.get(client) ?? 0));
    if (behind.length === 0 && !reset) return;
    if (pipe.buffered > MOST_BUFFERED) {
      this.#waiting = clock.after(BUFFERED_WAIT_MS, () => this.#goOn());
      return;
    }
    const piece = takePiece(behind, this.#sent);
    const complete = piece.length === behind.length;
    const update = Y.encodeStateAsUpdate(open.doc, Y.encodeStateVector(new Map(pretend(current, this.#sent, piece))));
    this.#document = open.name;
    for (const [client, clocks] of piece) this.#sent.set(client, clocks);
    send({ type: 'replica', circle, document: open.name, reset, complete, update });
    // The next piece comes in a turn of its own, so that calls and lanes are served in between.
    if (!complete) this.#waiting = clock.after(0, () => this.#goOn());
  }

  #goOn(): void {
    this.#waiting = undefined;
    this.#flush();
  }
}

/** As many of the logs as fit into one message, at least one. */
function takePiece(behind: readonly [number, number][], sent: Clocks): [number, number][] {
  const piece: [number, number][] = [];
  let ops = 0;
  for (const [client, clocks] of behind) {
    ops += clocks - (sent.get(client) ?? 0);
    if (piece.length > 0 && ops > OPS_PER_PIECE) break;
    piece.push([client, clocks]);
  }
  return piece;
}

/** A state vector of someone who lacks nothing but the piece: logs don't refer to each other, so any subset stands alone. */
function* pretend(current: Clocks, sent: Clocks, piece: readonly [number, number][]): Iterable<[number, number]> {
  const wanted = new Set(piece.map(([client]) => client));
  for (const [client, clocks] of current) yield [client, wanted.has(client) ? (sent.get(client) ?? 0) : clocks];
}
