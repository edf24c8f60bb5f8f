/**
 * Two ends of a lane in memory: ordered, delivered a turn later (or as a wire says), with a tap for tests that alter or
 * drop frames.
 */
import type { CircleId } from '../../src/core/ids.ts';
import type { Lane } from '../../src/core/ports.ts';
import { stir } from './virtual-clock.ts';

export interface LanePair {
  a: MemoryLane;
  b: MemoryLane;
}

/** What a tap makes of a frame on its way: the frames that arrive instead. */
export type Tap = (frame: Uint8Array) => Uint8Array[];

/** What lies between two ends: when a frame arrives, and when the other side learns that this one is closed. */
export interface Wire {
  /** Calls `deliver` when the frame arrives, if it does. Resolves when it takes the next one. */
  carry(from: MemoryLane, frame: Uint8Array, deliver: () => void): Promise<void>;
  closing(from: MemoryLane, close: () => void): void;
}

const turnLater: Wire = {
  async carry(_, __, deliver) {
    stir();
    await new Promise((resolve) => setImmediate(resolve));
    deliver();
  },
  closing: (_, close) => void setImmediate(close),
};

export class MemoryLane implements Lane {
  readonly kind = 'memory';
  readonly initiator: boolean;
  readonly circle?: CircleId;
  readonly binding: Uint8Array;
  /** Frames that this end sent, for tests that look at them. */
  readonly sent: Uint8Array[] = [];
  keepsSent = true;
  forgotten = false;
  tap: Tap = (frame) => [frame];
  #other: MemoryLane | undefined;
  #receive: ((frame: Uint8Array) => void) | undefined;
  #closed: (() => void) | undefined;
  #early: Uint8Array[] = [];
  #open = true;
  readonly #wire: Wire;

  constructor(initiator: boolean, binding: Uint8Array, circle?: CircleId, wire = turnLater) {
    this.initiator = initiator;
    this.binding = binding;
    this.#wire = wire;
    if (circle !== undefined) this.circle = circle;
  }

  join(other: MemoryLane): void {
    this.#other = other;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  async send(frame: Uint8Array): Promise<void> {
    if (this.keepsSent) this.sent.push(frame);
    await this.#wire.carry(this, frame, () => {
      if (this.#open) for (const arriving of this.tap(frame.slice())) this.#other?.deliver(arriving);
    });
  }

  deliver(frame: Uint8Array): void {
    if (!this.#open) return;
    if (this.#receive === undefined) this.#early.push(frame);
    else this.#receive(frame);
  }

  onFrame(receive: (frame: Uint8Array) => void): void {
    this.#receive = receive;
    for (const frame of this.#early.splice(0)) receive(frame);
  }

  onClose(closed: () => void): void {
    this.#closed = closed;
  }

  forget(): void {
    this.forgotten = true;
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#closed?.();
    const other = this.#other;
    this.#wire.closing(this, () => other?.close());
  }
}

let bindings = 0;

export function makeLanes(circle?: CircleId): LanePair {
  return joinLanes(`binding ${String(bindings++)}`, circle);
}

/** `binding` is what only these two share. */
export function joinLanes(binding: string, circle?: CircleId, wire?: Wire): LanePair {
  const bytes = new TextEncoder().encode(binding.padEnd(32));
  const a = new MemoryLane(true, bytes, circle, wire);
  const b = new MemoryLane(false, bytes, circle, wire);
  a.join(b);
  b.join(a);
  return { a, b };
}
