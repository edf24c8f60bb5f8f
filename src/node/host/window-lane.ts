/**
 * A WebRTC connection that lives in a window, as a lane of the host: frames go through the window's pipe.
 * Holds always: at most LANE_WINDOW frames are under way to the window's channel; the rest waits here, and `send` with it.
 */
import { LANE_WINDOW } from '../../core/commands.ts';
import type { CircleId } from '../../core/ids.ts';
import { MAX_FRAME, type Lane } from '../../core/ports.ts';

/** What a lane tells its window. */
export interface LaneLink {
  sendFrame(frame: Uint8Array): void;
  /** Called once, when this side closes. `forget`: the two should not meet again for a while. */
  sendClose(forget: boolean): void;
}

/** Bytes that may come before there is a receiver. */
const MOST_EARLY = 4 * 1_048_576;

export class WindowLane implements Lane {
  readonly kind = 'webrtc';
  readonly initiator: boolean;
  readonly circle: CircleId;
  readonly binding: Uint8Array;
  readonly #link: LaneLink;
  #credit = LANE_WINDOW;
  #waiting: { frame: Uint8Array; sent: () => void }[] = [];
  #early: Uint8Array[] = [];
  #earlyBytes = 0;
  #receive: ((frame: Uint8Array) => void) | undefined;
  #onClose: (() => void) | undefined;
  #open = true;
  #forget = false;

  constructor(link: LaneLink, about: { circle: CircleId; initiator: boolean; binding: Uint8Array }) {
    this.#link = link;
    this.circle = about.circle;
    this.initiator = about.initiator;
    this.binding = about.binding;
  }

  send(frame: Uint8Array): Promise<void> {
    if (frame.length > MAX_FRAME) throw new Error(`a frame has at most ${MAX_FRAME} bytes`);
    return new Promise((resolve) => {
      if (!this.#open) {
        resolve();
        return;
      }
      this.#waiting.push({ frame, sent: resolve });
      this.#pump();
    });
  }

  onFrame(receive: (frame: Uint8Array) => void): void {
    this.#receive = receive;
    const early = this.#early;
    this.#early = [];
    for (const frame of early) receive(frame);
  }

  onClose(closed: () => void): void {
    if (this.#open) this.#onClose = closed;
    else closed();
  }

  forget(): void {
    this.#forget = true;
  }

  close(): void {
    if (this.#open) this.#link.sendClose(this.#forget);
    this.closeFromWindow();
  }

  /** The window has a frame from the other side. */
  frameFromWindow(frame: Uint8Array): void {
    if (!this.#open) return;
    if (this.#receive) {
      this.#receive(frame);
      return;
    }
    this.#early.push(frame);
    this.#earlyBytes += frame.length;
    if (this.#earlyBytes > MOST_EARLY) this.close();
  }

  /** The window's channel took a frame. More of these than frames change nothing. */
  ackFromWindow(): void {
    this.#credit = Math.min(LANE_WINDOW, this.#credit + 1);
    this.#pump();
  }

  /** The window closed the connection, or is gone. */
  closeFromWindow(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const { sent } of this.#waiting) sent();
    this.#waiting = [];
    this.#early = [];
    this.#onClose?.();
  }

  #pump(): void {
    while (this.#open && this.#credit > 0) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#credit--;
      this.#link.sendFrame(next.frame);
      next.sent();
    }
  }
}
