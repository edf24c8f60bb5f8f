/**
 * The other process of the two-process rows: `huan FOLDER` serves a home's circles over plain TCP, `yjs FILE` serves a
 * document to y-websocket clients, `raw FILE` sends a file over TCP. Prints its port; on a line `post` on standard input
 * it writes one more entry and prints when it was told to.
 */
import { createServer } from 'node:net';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import * as Y from 'yjs';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as syncProtocol from 'y-protocols/sync';
import { openHomePeer } from './home-peer.ts';

const [kind, path] = process.argv.slice(2);

const now = (): number => performance.timeOrigin + performance.now();
const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
const onPost = (post: () => unknown): void => {
  createInterface({ input: process.stdin }).on('line', () => {
    const at = now();
    void post();
    say({ at });
  });
};

if (kind === 'huan' && path !== undefined) {
  const { peer, makeTcpLane } = await openHomePeer(path);
  const circle = peer.circles()[0]?.circle;
  const server = createServer((socket) => peer.connect(makeTcpLane(socket, false)));
  server.listen(0, '127.0.0.1', () => say({ port: (server.address() as { port: number }).port }));
  let count = 0;
  onPost(() => circle && peer.run('postListing', { circle, listing: { kind: 'sell', title: `Live ${String(count++)}`, text: 'x'.repeat(330), photos: [] } }));
} else if (kind === 'yjs' && path !== undefined) {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, await readFile(path));
  const server: WebSocketServer = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('listening', () => say({ port: (server.address() as { port: number }).port }));
  const sockets = new Set<WebSocket>();
  doc.on('update', (update: Uint8Array) => {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, 0);
    syncProtocol.writeUpdate(encoder, update);
    for (const socket of sockets) socket.send(encoding.toUint8Array(encoder));
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('message', (data: Buffer) => {
      const decoder = decoding.createDecoder(new Uint8Array(data));
      if (decoding.readVarUint(decoder) !== 0) return;
      const encoder = encoding.createEncoder();
      encoding.writeVarUint(encoder, 0);
      syncProtocol.readSyncMessage(decoder, encoder, doc, socket);
      if (encoding.length(encoder) > 1) socket.send(encoding.toUint8Array(encoder));
    });
  });
  let count = 0;
  onPost(() => doc.getArray('live').push([[`Live ${String(count++)}`, 'x'.repeat(390)]]));
} else if (kind === 'raw' && path !== undefined) {
  const bytes = await readFile(path);
  const server = createServer((socket) => void socket.end(bytes));
  server.listen(0, '127.0.0.1', () => say({ port: (server.address() as { port: number }).port }));
} else {
  throw new Error(`no such process: ${join(kind ?? '', path ?? '')}`);
}
