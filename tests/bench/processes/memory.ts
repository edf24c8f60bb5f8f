/**
 * Opens a home and says how many bytes the process holds after garbage collection: JavaScript's heap and what lies outside of it
 * (buffers). Wants `--expose-gc`.
 */
import { openHomePeer } from './home-peer.ts';
import { say } from './talk.ts';

const [folder = '', ops = '0'] = process.argv.slice(2);
const { gc } = globalThis;
if (gc === undefined) throw new Error('start this with --expose-gc');

const peer = await openHomePeer(folder);
// Collected more than once: what is freed by finalizers is gone only at the next time.
for (let i = 0; i < 4; i++) {
  await new Promise((resolve) => setTimeout(resolve, 20));
  gc();
}
const { heapUsed, external } = process.memoryUsage();
const count = peer.circles()[0]?.ops ?? 0;
if (count < Number(ops)) throw new Error(`not all ops are in ${folder}`);
say({ bytes: heapUsed + external });
