/**
 * The process that has everything already: `huan FOLDER` serves a home's circle over plain TCP, `yjs FILE` serves a document to
 * y-websocket clients, `raw FILE` sends a file over TCP. Says its port; at `post` it writes one more entry and says when it
 * was told to.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocketServer, type WebSocket } from 'ws';
import * as syncProtocol from 'y-protocols/sync';
import * as Y from 'yjs';
import { openHomePeer } from './home-peer.ts';
import { now, say, takeCommands } from './talk.ts';
import { makeTcpLane } from './tcp-lane.ts';

const LIVE_TEXT = 'It works as it should, and looks its age. '.repeat(8);

const [kind = '', path = ''] = process.argv.slice(2);

/** Serves on a free port and says which. */
const sayPort = (server: { address(): AddressInfo | string | null }): void => say({ port: (server.address() as AddressInfo).port });

let posted = 0;
function onPost(post: (title: string) => unknown): void {
  takeCommands({
    post() {
      const at = now();
      void post(`Live ${posted++}`);
      say({ at });
    },
  });
}

async function serveHuan(): Promise<void> {
  const peer = await openHomePeer(path);
  const circle = peer.circles()[0]?.circle;
  if (circle === undefined) throw new Error(`no circle in ${path}`);
  const server = createServer((socket) => peer.connect(makeTcpLane(socket, false)));
  server.listen(0, '127.0.0.1', () => sayPort(server));
  onPost((title) => peer.run('postListing', { circle, listing: { kind: 'sell', title, text: LIVE_TEXT, photos: [] } }));
}

/** What y-websocket's own server does, without its files: one document, no awareness. */
async function serveYjs(): Promise<void> {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, await readFile(path));
  const server: WebSocketServer = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('listening', () => sayPort(server));
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
  onPost((title) => doc.getArray('live').push([[title, LIVE_TEXT]]));
}

async function serveRaw(): Promise<void> {
  const bytes = await readFile(path);
  const server = createServer((socket) => void socket.end(bytes));
  server.listen(0, '127.0.0.1', () => sayPort(server));
  takeCommands({});
}

const kinds: Record<string, () => Promise<void>> = { huan: serveHuan, yjs: serveYjs, raw: serveRaw };
const serve = kinds[kind];
if (serve === undefined) throw new Error(`no such process: ${kind}`);
await serve();
