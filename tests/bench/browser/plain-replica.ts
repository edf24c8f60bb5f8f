/** The floor of the window: what Yjs alone costs a page that gets the same bodies in pieces as large as a host sends them in. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import * as Y from 'yjs';
import { recordTasks, type LongestTasks } from '../../e2e/support/task-recorder.ts';
import type { Fixture } from '../fixture/circle.ts';
import type { Seat } from './stage.ts';
import type { PlainReplica } from './yjs-page.ts';

/** Ops in one message of a host's feed (src/node/host/replica-feed.ts). */
const PIECE = 500;

export async function buildPlainReplica(fixture: Fixture): Promise<{ apply(seat: Seat): Promise<LongestTasks> }> {
  const script = await bundlePage();
  const pieces = cutPieces(await readFile(fixture.plainFile)).map((piece) => Buffer.from(piece).toString('base64'));
  return {
    async apply({ browser }) {
      const page = await browser.context.newPage();
      await page.addScriptTag({ content: script, type: 'module' });
      await page.waitForFunction(() => 'plain' in window);
      const plain = await page.evaluateHandle(() => (window as unknown as { plain: PlainReplica }).plain);
      await plain.evaluate((it, updates) => it.take(updates), pieces);
      const recorder = await recordTasks(page);
      const count = await plain.evaluate((it) => it.apply());
      const tasks = await recorder.stop();
      if (count !== fixture.entries) throw new Error(`${count} of ${fixture.entries} entries are in the page`);
      await page.close();
      return tasks;
    },
  };
}

async function bundlePage(): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('.', import.meta.url)),
    build: { write: false, lib: { entry: 'yjs-page.ts', formats: ['es'], fileName: () => 'yjs-page.js' } },
  });
  const [bundle] = Array.isArray(output) ? output : [output];
  const [chunk] = bundle !== undefined && 'output' in bundle ? bundle.output : [];
  if (chunk === undefined) throw new Error('the page was not bundled');
  return chunk.code;
}

/** Updates that each bring whole logs, about PIECE entries, and follow on each other. */
function cutPieces(update: Uint8Array): Uint8Array[] {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  const all = Y.decodeStateVector(Y.encodeStateVector(doc));
  const pieces: Uint8Array[] = [];
  let piece = new Map(all);
  let entries = 0;
  const flush = (): void => {
    if (entries > 0) pieces.push(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(piece)));
    piece = new Map(all);
    entries = 0;
  };
  for (const [client, length] of all) {
    if (entries + length > PIECE) flush();
    piece.set(client, 0);
    entries += length;
  }
  flush();
  return pieces;
}
