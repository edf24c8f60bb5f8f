/** A lane that counts the bytes of the frames that it carries. */
import type { Lane } from '../../../src/core/ports.ts';

export interface LaneBytes {
  in: number;
  out: number;
}

export function countLane(lane: Lane, bytes: LaneBytes): Lane {
  return {
    kind: lane.kind,
    initiator: lane.initiator,
    ...(lane.circle === undefined ? {} : { circle: lane.circle }),
    binding: lane.binding,
    send(frame) {
      bytes.out += frame.length;
      return lane.send(frame);
    },
    onFrame: (receive) =>
      lane.onFrame((frame) => {
        bytes.in += frame.length;
        receive(frame);
      }),
    onClose: (closed) => lane.onClose(closed),
    close: () => lane.close(),
    forget: () => lane.forget?.(),
  };
}
