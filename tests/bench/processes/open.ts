/**
 * Opens what a home has on disk, once, in a fresh process, and says how long it took: `huan FOLDER OPS` the engine up to its first
 * view, `file FOLDER` the journal's bytes alone.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openHomePeer } from './home-peer.ts';
import { now, say } from './talk.ts';

const [kind = '', folder = '', ops = '0'] = process.argv.slice(2);

async function openEngine(): Promise<void> {
  const peer = await openHomePeer(folder);
  const circle = peer.circles()[0];
  const listings = circle === undefined ? undefined : await peer.run('listListings', { circle: circle.circle, limit: 50 });
  if ((circle?.ops ?? 0) < Number(ops) || listings === undefined) throw new Error(`not all ops are in ${folder}`);
}

async function readJournals(): Promise<void> {
  const journals = join(folder, 'data', 'journals');
  for (const name of await readdir(journals)) await readFile(join(journals, name));
}

const started = now();
await (kind === 'huan' ? openEngine() : readJournals());
say({ ms: now() - started });
