/** Counts what the gates of all peers in this process refuse. It looks on, and changes nothing. */
import { OpenCircle } from '../../src/core/circle/open-circle.ts';
import type { Counter } from './counter.ts';

const accept = OpenCircle.prototype.accept;

/** From now on refusals are counted there. */
export function watchGates(counter: Counter): void {
  OpenCircle.prototype.accept = async function (this: OpenCircle, runs, durable) {
    const refusals = await accept.call(this, runs, durable);
    for (const refusal of refusals) if (refusal !== undefined) counter.note(`gate ${refusal}`);
    return refusals;
  };
}
