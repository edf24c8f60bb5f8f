/**
 * A relay: one small server that lets people find each other, and is a member of nothing. Answers `GET /health` with
 * counts, and carries signalling (signalling.ts) over WebSockets on any path.
 * Bounded in clients, in connections per address, and in the time a connection may take to say what it wants.
 * Keeps no address longer than its connection lives, and tells its log none.
 */
import { createServer, STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Clock } from '../../core/ports.ts';
import { nodeClock } from '../crypto/node-clock.ts';
import { addressGroup, DEFAULT_RELAY_LIMITS, Tally, type RelayLimits } from './limits.ts';
import { Signalling, type DropReason, type SignallingCounts } from './signalling.ts';

export interface RelayOptions {
  /** Port 0 takes a free one. */
  listen: { host: string; port: number };
  limits?: Partial<RelayLimits>;
  clock?: Clock;
  log?: (event: RelayEvent) => void;
}

/** What a relay tells its operator: never who. */
export type RelayEvent =
  | { event: 'listening'; host: string; port: number }
  /** Not let in: all places taken, or all places of its address. */
  | { event: 'refused'; reason: 'full' | 'address-full' }
  | { event: 'dropped'; reason: DropReason }
  | { event: 'closed' };

export interface Relay {
  address: { host: string; port: number };
  /** Says goodbye to all clients; resolves when the port is free. */
  close(): Promise<void>;
}

/** Answer of `GET /health`. */
export interface RelayHealth extends SignallingCounts {
  ok: true;
  refused: number;
}

/** How long clients have, at the end, to answer the goodbye. */
const GOODBYE = 1_000;

/** Starts a relay. Rejects with the system's error where it can't listen there. */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const limits = { ...DEFAULT_RELAY_LIMITS, ...options.limits };
  const clock = options.clock ?? nodeClock;
  const log = options.log ?? (() => {});
  const signalling = new Signalling(limits, clock, (reason) => log({ event: 'dropped', reason }));
  const perAddress = new Tally(limits.clientsPerAddress);
  let refused = 0;

  const refuse = (socket: Duplex, status: 429 | 503, reason: 'full' | 'address-full'): void => {
    refused++;
    log({ event: 'refused', reason });
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n`);
  };

  const server = createServer({ headersTimeout: limits.handshake, requestTimeout: limits.handshake, keepAliveTimeout: 5_000 }, (request, response) => {
    answer(request, response, () => ({ ok: true, ...signalling.counts, refused }));
  });
  // Connections that have not asked for anything yet count, too.
  server.maxConnections = limits.clients + 64;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.messageBytes, perMessageDeflate: false, clientTracking: true });

  server.on('upgrade', (request, socket, head) => {
    const group = addressGroup(request.socket.remoteAddress ?? 'unknown');
    // A connection that breaks off here is gone: 'close' is where it is counted out.
    socket.on('error', () => socket.destroy());
    if (sockets.clients.size >= limits.clients) return refuse(socket, 503, 'full');
    if (!perAddress.add(group)) return refuse(socket, 429, 'address-full');
    socket.once('close', () => perAddress.remove(group));
    sockets.handleUpgrade(request, socket, head, (client) => signalling.serve(client));
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      signalling.close();
      reject(error);
    });
    server.listen(options.listen.port, options.listen.host, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
  const { address, port } = server.address() as AddressInfo;
  log({ event: 'listening', host: address, port });

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    signalling.close();
    server.closeIdleConnections();
    const cancel = clock.after(GOODBYE, () => {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
    });
    await closed;
    cancel();
    log({ event: 'closed' });
  };
  return { address: { host: address, port }, close: () => (closing ??= close()) };
}

function answer(request: IncomingMessage, response: ServerResponse, health: () => RelayHealth): void {
  const found = request.url === '/health';
  const allowed = request.method === 'GET' || request.method === 'HEAD';
  const body = found && allowed ? JSON.stringify(health()) : undefined;
  response.writeHead(body !== undefined ? 200 : found ? 405 : 404, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(found && !allowed ? { allow: 'GET, HEAD' } : {}),
    'content-length': body === undefined ? 0 : Buffer.byteLength(body),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
