/**
 * One WebRTC connection as a lane: each frame is one message on the data channel, in both directions.
 * Holds always: no more than SEND_BUFFER bytes wait in the channel beyond one frame; nothing is sent after the end.
 * Trusts the browser that the channel is ordered and reliable; a message over MAX_FRAME ends the lane.
 */
import type { CircleId } from '../../src/core/ids.ts';
import { MAX_FRAME, type Lane } from '../../src/core/ports.ts';

/** What may wait in the channel before the next frame does: enough to keep a fast line busy, little to keep in memory. */
const SEND_BUFFER = 1_048_576;
/** Where a waiting sender goes on. */
const LOW_WATER = 262_144;
/** Frames that may come before anyone listens. */
const EARLY_FRAMES = 256;

/** What a lane asks of the data channel: whether it is open, how much waits in it, and when little does. */
export interface FrameChannel {
  readonly readyState: RTCDataChannelState;
  readonly bufferedAmount: number;
  bufferedAmountLowThreshold: number;
  addEventListener(type: 'bufferedamountlow', listener: () => void): void;
}

export interface WebrtcLaneParts {
  circle: CircleId;
  initiator: boolean;
  binding: Uint8Array;
  channel: FrameChannel;
  /** Puts a message on the channel, which is open. */
  send(frame: Uint8Array<ArrayBuffer>): void;
  /** Ends the connection below; with `forget` that peer is left alone for long, otherwise for a moment. */
  end(forget: boolean): void;
}

export class WebrtcLane implements Lane {
  readonly kind = 'webrtc';
  readonly circle: CircleId;
  readonly initiator: boolean;
  readonly binding: Uint8Array;
  readonly #parts: WebrtcLaneParts;
  #turn: Promise<void> = Promise.resolve();
  #early: Uint8Array[] = [];
  #receive: ((frame: Uint8Array) => void) | undefined;
  #onClose: (() => void) | undefined;
  #closed = false;
  /** Lets the one sender that waits for the channel go on. */
  #wake: (() => void) | undefined;

  constructor(parts: WebrtcLaneParts) {
    this.#parts = parts;
    this.circle = parts.circle;
    this.initiator = parts.initiator;
    this.binding = parts.binding;
    parts.channel.bufferedAmountLowThreshold = LOW_WATER;
    parts.channel.addEventListener('bufferedamountlow', () => this.#wake?.());
  }

  send(frame: Uint8Array): Promise<void> {
    if (frame.length === 0 || frame.length > MAX_FRAME) throw new Error(`a frame has 1 to ${MAX_FRAME} bytes, not ${frame.length}`);
    this.#turn = this.#turn.then(() => this.#put(frame));
    return this.#turn;
  }

  onFrame(receive: (frame: Uint8Array) => void): void {
    this.#receive = receive;
    for (const frame of this.#early.splice(0)) receive(frame);
  }

  onClose(closed: () => void): void {
    this.#onClose = closed;
    if (this.#closed) closed();
  }

  close(): void {
    if (!this.#closed) this.#parts.end(false);
    this.closed();
  }

  /** Closes, and leaves that peer alone for long. */
  refuse(): void {
    if (!this.#closed) this.#parts.end(true);
    this.closed();
  }

  /** Takes a message that came on the channel. */
  received(message: Uint8Array): void {
    if (this.#closed) return;
    if (message.length > MAX_FRAME) this.refuse();
    else if (this.#receive) this.#receive(message);
    else if (this.#early.push(message) > EARLY_FRAMES) this.refuse();
  }

  /** The connection below has ended. */
  closed(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#early = [];
    this.#wake?.();
    this.#onClose?.();
  }

  async #put(frame: Uint8Array): Promise<void> {
    const { channel } = this.#parts;
    if (this.#closed) return;
    if (channel.bufferedAmount > SEND_BUFFER) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      if (this.#closed) return;
    }
    // Closed under us, and the news is on its way.
    if (channel.readyState !== 'open') this.close();
    // A shared buffer can't go on a channel; what hosts hand over isn't one.
    else this.#parts.send(frame as Uint8Array<ArrayBuffer>);
  }
}
