/** Two ends of a lane in memory: ordered, delivered a turn later, with a tap for tests that alter or drop frames. */
import type { CircleId } from '../../src/core/ids.ts';
import type { Lane } from '../../src/core/ports.ts';
import { stir } from './virtual-clock.ts';

export interface LanePair {
  a: MemoryLane;
  b: MemoryLane;
}

/** What a tap makes of a frame on its way: the frames that arrive instead. */
export type Tap = (frame: Uint8Array) => Uint8Array[];

export class MemoryLane implements Lane {
  readonly kind = 'memory';
  readonly initiator: boolean;
  readonly circle?: CircleId;
  readonly binding: Uint8Array;
  /** Frames that this end sent, for tests that look at them. */
  readonly sent: Uint8Array[] = [];
  forgotten = false;
  tap: Tap = (frame) => [frame];
  #other: MemoryLane | undefined;
  #receive: ((frame: Uint8Array) => void) | undefined;
  #closed: (() => void) | undefined;
  #early: Uint8Array[] = [];
  #open = true;

  constructor(initiator: boolean, binding: Uint8Array, circle?: CircleId) {
    this.initiator = initiator;
    this.binding = binding;
    if (circle !== undefined) this.circle = circle;
  }

  join(other: MemoryLane): void {
    this.#other = other;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  async send(frame: Uint8Array): Promise<void> {
    this.sent.push(frame);
    stir();
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#open) for (const arriving of this.tap(frame.slice())) this.#other?.deliver(arriving);
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
    setImmediate(() => other?.close());
  }
}

let bindings = 0;

export function makeLanes(circle?: CircleId): LanePair {
  const binding = new TextEncoder().encode(`binding ${String(bindings++)}`.padEnd(32));
  const a = new MemoryLane(true, binding, circle);
  const b = new MemoryLane(false, binding, circle);
  a.join(b);
  b.join(a);
  return { a, b };
}
