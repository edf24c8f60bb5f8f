/** Puts a host together on a home that this process holds, from the engine and what Node gives. */
import { createNodeVerifier } from './crypto/node-verifier.ts';
import { nodeClock } from './crypto/node-clock.ts';
import { nodeRandom } from './crypto/node-random.ts';
import type { Home } from './home.ts';
import { startHost, type Host } from './host/host.ts';
import { openPeer } from '../core/engine.ts';
import type { DamageReport } from './store/keep-damaged.ts';
import { nodeDisk } from './store/node-disk.ts';
import { VERSION } from './version.ts';

/** Starts the host of that home. What it has to tell whoever runs it goes to stderr, damage also to `onDamage`. Rejects with StoreError. */
export function openHost(home: Home, onDamage?: (report: DamageReport) => void): Promise<Host> {
  return startHost({
    folder: home.folder,
    disk: nodeDisk,
    clock: nodeClock,
    random: nodeRandom,
    verifier: createNodeVerifier(),
    openPeer,
    version: VERSION,
    onDamage: (report) => {
      const { path, type, bytes } = report;
      onDamage?.(report);
      process.stderr.write(`huan: ${path}: ${type === 'torn' ? `cut off ${bytes} bytes of an unfinished write` : 'damaged; what is whole was kept'} (a copy is beside it)\n`);
    },
    onBug: (error) => {
      process.stderr.write(`huan: ${describeBug(error)}\n`);
    },
  });
}

/** One line for whoever runs the host; the stack only where it is asked for by `HUAN_DEBUG=1`. */
export function describeBug(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return process.env['HUAN_DEBUG'] === '1' ? (error.stack ?? error.message) : error.message;
}
