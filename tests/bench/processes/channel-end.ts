/**
 * One end of the floor of WebRTC: a process where a host would be, with a page on loopback that bridges it to a data channel. Once its
 * page says that it starts, `send FRAMES BYTES` sends as many frames of that size by WebSocket, and `receive TOTAL` says how long it
 * took until TOTAL bytes were there.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { now, say, takeCommands } from './talk.ts';

const [kind = '', first = '0', second = '0'] = process.argv.slice(2);

const server = createServer((_, response) => void response.setHeader('content-type', 'text/html').end('<!doctype html><title>channel</title>'));
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on('connection', (socket) => {
  let startedAt = 0;
  let received = 0;
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) {
      startedAt = now();
      const frame = new Uint8Array(Number(second));
      for (let i = 0; kind === 'send' && i < Number(first); i++) socket.send(frame);
      return;
    }
    received += data.length;
    if (kind === 'receive' && received >= Number(first)) say({ ms: now() - startedAt });
  });
});
server.listen(0, '127.0.0.1', () => say({ address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }));
takeCommands({});
