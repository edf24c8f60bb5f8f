/**
 * Serves the window to this computer's own browser, and pipes between its pages and the host. Listens on 127.0.0.1 only.
 * What may come in is decided by guard.ts; a refused upgrade gets a bare 403 and learns nothing.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Pipe } from '../../core/commands.ts';
import type { Clock, Random } from '../../core/ports.ts';
import { MAX_WINDOW_MESSAGE } from '../host/window-messages.ts';
import { encodeToken, isOwnHost, refuseUpgrade, SECURITY_HEADERS } from './guard.ts';
import { listStaticFiles, sendStaticFile, type StaticFile } from './static-files.ts';
import { createWebSocketPipe } from './websocket-pipe.ts';

/** One person has a few windows open. */
const MOST_WINDOWS = 64;
const MOST_CONNECTIONS = 256;

export interface LoopbackOptions {
  /** 0 takes a free one. */
  port: number;
  /** The built window; undefined where this host's window is elsewhere, and only commands come in here. */
  windowFolder: string | undefined;
  clock: Clock;
  random: Random;
  attach: (pipe: Pipe) => void;
}

export interface Loopback {
  readonly port: number;
  /** What to open in the browser: it has the token in its fragment, which browsers never send. */
  readonly address: string;
  close(): Promise<void>;
}

/** Starts serving. Rejects with the system's error where the port can't be had (EADDRINUSE). */
export async function startLoopback({ port, windowFolder, clock, random, attach }: LoopbackOptions): Promise<Loopback> {
  const token = random.bytes(32);
  const files = windowFolder === undefined ? new Map<string, StaticFile>() : await listStaticFiles(windowFolder);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_WINDOW_MESSAGE,
    perMessageDeflate: false,
    // A browser drops the connection unless one of the protocols that it offered is taken.
    handleProtocols: ([offered]) => offered ?? false,
  });
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000, maxHeaderSize: 16_384 });
  server.maxConnections = MOST_CONNECTIONS;
  const listening = await listen(server, port);

  server.on('request', (request, response) => answer(request, response, listening, files));
  server.on('upgrade', (request, socket: Duplex, head) => {
    socket.on('error', () => socket.destroy());
    const refused = sockets.clients.size >= MOST_WINDOWS ? 'full' : refuseUpgrade(request, listening, token);
    if (refused) socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    else sockets.handleUpgrade(request, socket, head, (opened) => attach(createWebSocketPipe(opened, clock)));
  });

  return {
    port: listening,
    address: `http://127.0.0.1:${listening}/#token=${encodeToken(token)}`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function answer(request: IncomingMessage, response: ServerResponse, port: number, files: ReadonlyMap<string, StaticFile>): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
  if (!isOwnHost(request, port)) {
    end(response, 403, 'This address is for Huan on this computer only.');
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    end(response, 405, 'Only GET and HEAD.');
    return;
  }
  const file = files.get((request.url ?? '/').split('?', 1)[0] ?? '/');
  if (!file) {
    end(response, 404, files.size === 0 ? 'There is no window here.' : 'There is nothing here.');
    return;
  }
  if (request.method === 'HEAD') {
    response.writeHead(200, file.headers).end();
    return;
  }
  sendStaticFile(response, file, () => {
    if (response.headersSent) response.destroy();
    else end(response, 404, 'There is nothing here.');
  });
}

function end(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }).end(`${words}\n`);
}
