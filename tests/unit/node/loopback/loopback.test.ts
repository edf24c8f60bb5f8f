/** What a foreign page, a foreign program, or a mistyped address can do to the loopback host: nothing. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import type { Pipe } from '../../../../src/core/commands.ts';
import { nodeClock } from '../../../../src/node/crypto/node-clock.ts';
import { nodeRandom } from '../../../../src/node/crypto/node-random.ts';
import { startLoopback, type Loopback } from '../../../../src/node/loopback/loopback.ts';

let folder: string;
let loopback: Loopback;
let token: string;
const pipes: Pipe[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huan-loopback-'));
  const built = join(folder, 'window');
  await mkdir(join(built, 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'not for the window');
  await writeFile(join(built, 'index.html'), '<!doctype html><title>Huan</title>');
  await writeFile(join(built, 'assets', 'main-Dx8_aZ12.js'), 'export {};');
  await writeFile(join(built, 'assets', 'plain.css'), 'p{}');
  await writeFile(join(built, 'build.map'), '{}');
  await symlink(join(folder, 'secret.txt'), join(built, 'link.txt'));
  loopback = await startLoopback({ port: 0, windowFolder: built, clock: nodeClock, random: nodeRandom, attach: (pipe) => pipes.push(pipe) });
  token = new URL(loopback.address).hash.slice('#token='.length);
});

afterAll(async () => {
  await loopback.close();
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A request with any path and headers, as no browser would let a page make it. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: loopback.port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

interface Attempt {
  path?: string;
  host?: string;
  origin?: string | undefined;
  protocol?: string | undefined;
}

/** Tries to open a pipe; gives the socket, or the status with which it was refused. */
function tryPipe({ path = '/pipe', host = `127.0.0.1:${loopback.port}`, origin = `http://${host}`, protocol = `huan.${token}` }: Attempt): Promise<WebSocket | number> {
  return new Promise((resolve, reject) => {
    const headers = { host, ...(origin === 'none' ? {} : { origin }) };
    const url = `ws://127.0.0.1:${loopback.port}${path}`;
    const socket = protocol === 'none' ? new WebSocket(url, { headers }) : new WebSocket(url, [protocol], { headers });
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (sent, response: IncomingMessage) => {
      sent.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', reject);
  });
}

async function openPipe(): Promise<WebSocket> {
  const socket = await tryPipe({});
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
  return socket;
}

const closeCode = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.on('close', (code) => resolve(code)));

describe('the window', () => {
  test('is served with headers that let it do nothing else', async () => {
    const { status, headers, body } = await ask('/');
    expect(status).toBe(200);
    expect(body).toContain('<title>Huan</title>');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-cache');
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin' });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  test('has files whose names change with their content kept for ever, and no others', async () => {
    const hashed = await ask('/assets/main-Dx8_aZ12.js');
    expect(hashed.headers).toMatchObject({ 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'public, max-age=31536000, immutable' });
    expect((await ask('/assets/plain.css')).headers['cache-control']).toBe('no-cache');
    expect((await ask('/?v=1')).status).toBe(200);
  });

  test('can be asked for by HEAD, as a window does that has lost its host', async () => {
    expect(await ask('/', {}, 'HEAD')).toMatchObject({ status: 200, body: '' });
  });

  test.each(['/../secret.txt', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/assets/../../secret.txt', '/assets/..\\..\\secret.txt', '//secret.txt', '/link.txt', '/build.map', '/assets', '/assets/', '/nothing'])(
    'has nothing at %s',
    async (path) => {
      const { status, body } = await ask(path);
      expect(status).toBe(404);
      expect(body).not.toContain('not for the window');
    },
  );

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('answers no %s', async (method) => {
    const { status, headers } = await ask('/', {}, method);
    expect(status).toBe(405);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  test.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example', '[::1]', '0.0.0.0'])('is not served to a foreign name that points here: %s', async (host) => {
    expect((await ask('/', { host })).status).toBe(403);
  });

  test('is served under the name localhost, too', async () => {
    expect((await ask('/', { host: `localhost:${loopback.port}` })).status).toBe(200);
  });
});

describe('the pipe', () => {
  test('opens for the page of this host with the token, and carries bytes both ways', async () => {
    const socket = await openPipe();
    expect(socket.protocol).toBe(`huan.${token}`);
    const pipe = pipes.at(-1);
    if (!pipe) throw new Error('no pipe came');
    const toHost = new Promise<Uint8Array>((resolve) => pipe.onMessage(resolve));
    socket.send(Uint8Array.of(1, 2, 3));
    expect(await toHost).toEqual(Uint8Array.of(1, 2, 3));
    const toWindow = new Promise<Buffer>((resolve) => socket.once('message', (data: Buffer) => resolve(data)));
    pipe.send(Uint8Array.of(4, 5));
    expect([...(await toWindow)]).toEqual([4, 5]);
    const closed = new Promise<void>((resolve) => pipe.onClose(resolve));
    socket.close();
    await closed;
    pipe.send(Uint8Array.of(6));
  });

  test.each<[string, Attempt]>([
    ['a foreign page that knows the port', { origin: 'https://evil.example' }],
    ['a foreign page that even knows the token', { origin: 'http://evil.example' }],
    ['a page on another port of this computer', { origin: 'http://127.0.0.1:1' }],
    ['the same page by another scheme', { origin: 'https://127.0.0.1' }],
    ['a page without an origin', { origin: 'null' }],
    ['a program that sends no origin', { origin: 'none' }],
    ['a page without the token', { protocol: 'none' }],
    ['a page with an empty token', { protocol: 'huan.' }],
    ['a page with a wrong token', { protocol: `huan.${'A'.repeat(43)}` }],
    ['a page with the token of another protocol', { protocol: 'other' }],
    ['another path', { path: '/other' }],
    ['another path below it', { path: '/pipe/' }],
    ['a token in the address', { path: '/pipe?token=1' }],
    ['a name made to point here, with an origin to match', { host: 'evil.example', origin: 'http://evil.example' }],
    ['a name made to point here, with this origin', { host: 'evil.example' }],
  ])('is refused to %s', async (_, attempt) => {
    const before = pipes.length;
    expect(await tryPipe(attempt)).toBe(403);
    expect(pipes).toHaveLength(before);
  });

  test('is refused to the right token with something after it', async () => {
    expect(await tryPipe({ protocol: `huan.${token}A` })).toBe(403);
  });

  test('closes on a message of more than 4 MiB, without handing it on', async () => {
    const socket = await openPipe();
    const received: number[] = [];
    pipes.at(-1)?.onMessage((bytes) => received.push(bytes.length));
    const closed = closeCode(socket);
    socket.send(new Uint8Array(4 * 1_048_576 + 1));
    expect(await closed).toBe(1009);
    expect(received).toEqual([]);
  });

  test('closes on text', async () => {
    const socket = await openPipe();
    pipes.at(-1)?.onMessage(() => undefined);
    const closed = closeCode(socket);
    socket.send('hello');
    expect(await closed).toBe(1003);
  });
});

test('garbage instead of HTTP ends that connection, and the next one is served', async () => {
  await new Promise<void>((resolve) => {
    const socket = connect(loopback.port, '127.0.0.1', () => socket.write('\0\u0001garbage\r\n\r\n'));
    socket.on('close', () => resolve());
    socket.on('error', () => undefined);
    socket.resume();
  });
  expect((await ask('/')).status).toBe(200);
});

test('listens on this computer’s own address only', async () => {
  await expect(
    new Promise((resolve, reject) => {
      const socket = connect(loopback.port, '::1', () => resolve(socket));
      socket.on('error', reject);
    }),
  ).rejects.toThrow();
});

test('each start has another token', async () => {
  const another = await startLoopback({ port: 0, windowFolder: join(folder, 'none'), clock: nodeClock, random: nodeRandom, attach: () => undefined });
  expect(new URL(another.address).hash).not.toBe(`#token=${token}`);
  expect(new URL(another.address).hash).toMatch(/^#token=[A-Za-z0-9_-]{43}$/);
  await another.close();
});

test('a port that is taken is told as such', async () => {
  await expect(startLoopback({ port: loopback.port, windowFolder: folder, clock: nodeClock, random: nodeRandom, attach: () => undefined })).rejects.toThrow('EADDRINUSE');
});
