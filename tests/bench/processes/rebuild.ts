/**
 * A removal in a home, once, in a fresh process: `huan FOLDER` says how long it took until the document had nothing more of the member who
 * came last, and the longest time in which the host answered nothing; `yjs FILE` how long a plain document of the same ops takes at once.
 */
import { readFile } from 'node:fs/promises';
import * as Y from 'yjs';
import { openHomePeer } from './home-peer.ts';
import { now, say } from './talk.ts';

/** In ms. */
export interface RebuildTimes {
  ms: number;
  /** Between two turns in which others can be answered. */
  longest: number;
}

const [kind = '', path = ''] = process.argv.slice(2);

/** Counts the time between turns until it is stopped. */
function watchTurns(): () => number {
  let longest = 0;
  let last = now();
  let timer = setTimeout(turn, 0);
  function turn(): void {
    const at = now();
    longest = Math.max(longest, at - last);
    last = at;
    timer = setTimeout(turn, 0);
  }
  return () => {
    clearTimeout(timer);
    return Math.max(longest, now() - last);
  };
}

async function rebuildHuan(): Promise<RebuildTimes> {
  const peer = await openHomePeer(path);
  const circle = peer.circles()[0]?.circle;
  if (circle === undefined) throw new Error(`no circle in ${path}`);
  const account = (await peer.run('listMembers', { circle })).at(-1)?.account;
  if (account === undefined) throw new Error(`nobody to remove in ${path}`);
  const name = peer.document(circle)?.name;
  const rebuilt = new Promise<void>((done) => {
    peer.onDocument(() => {
      if (peer.document(circle)?.name !== name) done();
    });
  });
  const stop = watchTurns();
  const at = now();
  await peer.run('removeMember', { circle, account, keep: 'nothing' });
  await rebuilt;
  const ms = now() - at;
  return { ms, longest: stop() };
}

async function buildYjs(): Promise<RebuildTimes> {
  const old = new Y.Doc();
  Y.applyUpdate(old, await readFile(path));
  const logs = [...old.share.keys()].map((root) => [root, old.getArray(root).toArray()] as const);
  const stop = watchTurns();
  const at = now();
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const [root, entries] of logs) doc.getArray(root).push(entries);
  });
  const ms = now() - at;
  return { ms, longest: stop() };
}

say(await (kind === 'huan' ? rebuildHuan() : buildYjs()));
