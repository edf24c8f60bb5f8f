/** The real command line, as a process of its own. */
import { once } from 'node:events';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { VERSION } from '../../../../src/node/version.ts';
import { createWebSocketPipe } from '../../../../src/node/loopback/websocket-pipe.ts';
import { nodeClock } from '../../../../src/node/crypto/node-clock.ts';
import { newHome as home, startHuan as huan, type Run } from '../../../support/command-line.ts';
import { WindowClient } from '../../../support/window-client.ts';

async function serve(folder: string, args: string[] = []): Promise<Run & { address: string }> {
  const run = huan(['start', '--home', folder, '--no-open', '--json', ...args]);
  const line = await run.first;
  if (line === undefined) throw new Error((await run.ended).err);
  const { address } = JSON.parse(line) as { address: string };
  return { ...run, address };
}

function connectTo(address: string): Promise<WindowClient> {
  const { origin, host, hash } = new URL(address);
  const socket = new WebSocket(`ws://${host}/pipe`, [`huan.${hash.slice('#token='.length)}`], { headers: { origin } });
  const client = new WindowClient(createWebSocketPipe(socket, nodeClock));
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(client));
    socket.on('error', reject);
  });
}

describe('huan start', () => {
  test('serves a window that can make an account, a circle and a listing; after kill -9 all of it is there, at the same port', async () => {
    const folder = await home();
    const first = await serve(folder);
    const window = await connectTo(first.address);
    const { account } = await window.call('createAccount', { name: 'Ada' });
    const { circle } = await window.call('createCircle', { name: 'Film cameras', public: false, relays: [] });
    await window.call('postListing', { circle, listing: { kind: 'swap', title: 'Olympus XA', photos: [] } });
    const { state } = await window.call('digest', { circle });
    first.child.kill('SIGKILL');
    await first.ended;

    const second = await serve(folder);
    expect(new URL(second.address).port).toBe(new URL(first.address).port);
    expect(new URL(second.address).hash).not.toBe(new URL(first.address).hash);
    const again = await connectTo(second.address);
    expect((await again.next('welcome')).status.identity).toMatchObject({ account, name: 'Ada' });
    expect((await again.call('digest', { circle })).state).toBe(state);
    again.send({ type: 'watch', circle, document: null, stateVector: null });
    expect((await again.next('replica')).complete).toBe(true);
    second.child.kill('SIGTERM');
    expect((await second.ended).status).toBe(0);
  });

  test('refuses a second host on one home, with its address, and lets it in once the first has ended', async () => {
    const folder = await home();
    const first = await serve(folder);
    const refused = await huan(['start', '--home', folder, '--no-open', '--json']).ended;
    expect(refused.status).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({ error: { type: 'home-in-use' } });
    expect(refused.err).toContain(first.address);
    expect(refused.err.trim().split('\n')).toHaveLength(1);
    const chinese = await huan(['start', '--home', folder, '--no-open'], { env: { LC_ALL: 'zh_CN.UTF-8' } }).ended;
    expect(chinese.err).toContain('已经在使用');
    first.child.kill('SIGINT');
    expect((await first.ended).status).toBe(0);
    await serve(folder);
  });

  test('keeps everything for this person only', async () => {
    const folder = await home();
    const { address } = await serve(folder);
    await (await connectTo(address)).call('createAccount', { name: 'Ada' });
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const file of ['identity', 'lock', 'port']) expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
  });

  test('takes a lock that a process of another start left behind, and one that is unreadable', async () => {
    for (const lock of [JSON.stringify({ pid: process.pid, start: 'another boot 1', nonce: 'old' }), '{"pid":']) {
      const folder = await home();
      await mkdir(folder, { mode: 0o700 });
      await writeFile(join(folder, 'lock'), lock, { mode: 0o600 });
      const { child } = await serve(folder);
      expect(JSON.parse(await readFile(join(folder, 'lock'), 'utf8'))).toMatchObject({ pid: child.pid });
    }
  });

  test('of five that start at once on one home, one runs', async () => {
    const folder = await home();
    await mkdir(folder, { mode: 0o700 });
    await writeFile(join(folder, 'lock'), JSON.stringify({ pid: process.pid, start: 'another boot 1', nonce: 'old' }), { mode: 0o600 });
    const runs = Array.from({ length: 5 }, () => huan(['start', '--home', folder, '--no-open', '--json']));
    const lines = await Promise.all(runs.map(({ first }) => first));
    const kinds = lines.map((line) => (line?.startsWith('{"address"') ? 'runs' : line?.startsWith('{"error":{"type":"home-in-use"') ? 'refused' : line));
    expect(kinds.toSorted()).toEqual(['refused', 'refused', 'refused', 'refused', 'runs']);
  });

  test('says so when the port that was asked for is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const { status, err } = await huan(['start', '--home', await home(), '--no-open', '--port', String(port)]).ended;
    server.close();
    expect(status).toBe(1);
    expect(err).toContain(`Port ${port} is taken`);
  });

  test('says so when the home is a file', async () => {
    const folder = await home();
    await writeFile(folder, '');
    const { status, err, out } = await huan(['start', '--home', folder, '--no-open', '--json']).ended;
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ error: { type: 'storage-failed' } });
    expect(err).not.toMatch(/\n\s+at /);
  });
});

describe('huan relay', () => {
  test('prints first where it listens, and ends quietly', async () => {
    const run = huan(['relay', '--listen', '127.0.0.1:0', '--json']);
    const { listening } = JSON.parse((await run.first) ?? '') as { listening: string[] };
    expect(listening[0]).toMatch(/^ws:\/\/127\.0\.0\.1:[0-9]+$/);
    const health = await fetch(`${(listening[0] ?? '').replace('ws', 'http')}/health`);
    expect(await health.json()).toMatchObject({ ok: true });
    run.child.kill('SIGTERM');
    expect((await run.ended).status).toBe(0);
  });

  test('says so when it can’t listen there', async () => {
    const { status, out } = await huan(['relay', '--listen', '192.0.2.1:4444', '--json']).ended;
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ error: { type: 'listen-failed' } });
  });
});

describe('usage', () => {
  test('--help and --version answer on stdout', async () => {
    expect((await huan(['relay', '--help'], { env: { LC_ALL: 'zh_CN' } }).ended)).toMatchObject({ status: 0, err: '', out: expect.stringContaining('用法') });
    expect(await huan(['--version', '--json']).ended).toMatchObject({ status: 0, out: JSON.stringify({ version: VERSION }) });
  });

  test('the version is the package’s', async () => {
    const packageFile = await readFile(fileURLToPath(new URL('../../../../package.json', import.meta.url)), 'utf8');
    expect(VERSION).toBe((JSON.parse(packageFile) as { version: string }).version);
  });
});
