/** Remembers which circles are open in this process, by the keys of the device whose they are. It looks on, and changes nothing. */
import { OpenCircle, type CirclePorts } from '../../src/core/circle/open-circle.ts';
import type { CircleId } from '../../src/core/ids.ts';
import type { TestPeer } from '../support/test-peer.ts';

const open = OpenCircle.open;
const opened = new WeakMap<CirclePorts['keys'], Map<CircleId, OpenCircle>>();

/** From now on. */
export function watchCircles(): void {
  OpenCircle.open = async (circle, ports) => {
    const made = await open.call(OpenCircle, circle, ports);
    opened.set(ports.keys, (opened.get(ports.keys) ?? new Map<CircleId, OpenCircle>()).set(circle, made));
    return made;
  };
}

/** What that peer runs on; undefined where the circle isn't open there. */
export function openCircleOf({ keys }: TestPeer, circle: CircleId): OpenCircle | undefined {
  return opened.get(keys)?.get(circle);
}
