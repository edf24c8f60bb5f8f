/** A data channel whose buffer a test fills and drains by hand: the port below a WebrtcLane. */
import type { CircleId } from '../../../../src/core/ids.ts';
import { WebrtcLane, type FrameChannel } from '../../../../renderer/lanes/webrtc-lane.ts';

export class FakeChannel implements FrameChannel {
  readyState: RTCDataChannelState = 'open';
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  readonly sent: Uint8Array[] = [];
  /** How it was ended, if it was: whether for long. */
  ended: { forget: boolean } | undefined;
  #low: (() => void)[] = [];

  addEventListener(_type: 'bufferedamountlow', listener: () => void): void {
    this.#low.push(listener);
  }

  /** Takes what waits down to that many bytes. */
  drain(left: number): void {
    this.bufferedAmount = left;
    if (left <= this.bufferedAmountLowThreshold) for (const listener of this.#low) listener();
  }
}

export const CIRCLE = '11'.repeat(32) as CircleId;

export function openLane(initiator = true): { lane: WebrtcLane; channel: FakeChannel } {
  const channel = new FakeChannel();
  const lane = new WebrtcLane({
    circle: CIRCLE,
    initiator,
    binding: new Uint8Array(32).fill(7),
    channel,
    send(frame) {
      channel.sent.push(frame);
      channel.bufferedAmount += frame.length;
    },
    end(forget) {
      channel.ended = { forget };
    },
  });
  return { lane, channel };
}
