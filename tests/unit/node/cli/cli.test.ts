/** The real command line, as a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { VERSION } from '../../../../src/node/version.ts';
import { createWebSocketPipe } from '../../../../src/node/loopback/websocket-pipe.ts';
import { nodeClock } from '../../../../src/node/crypto/node-clock.ts';
import { WindowClient } from '../../../support/window-client.ts';

const CLI = fileURLToPath(new URL('../../../../src/node/cli.ts', import.meta.url));
const children: ChildProcess[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function home(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'huan-cli-'));
  folders.push(folder);
  return join(folder, 'home');
}

interface Run {
  child: ChildProcess;
  /** The first line on stdout; undefined if it ended without one. */
  first: Promise<string | undefined>;
  ended: Promise<{ status: number | null; out: string; err: string }>;
}

function huan(args: string[], env: NodeJS.ProcessEnv = {}): Run {
  const child = spawn(process.execPath, [CLI, ...args], { env: { ...process.env, LC_ALL: 'en_US.UTF-8', HUAN_DEBUG: '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const lines: string[] = [];
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const reader = createInterface({ input: child.stdout });
  const first = new Promise<string | undefined>((resolve) => {
    reader.on('line', (line) => {
      lines.push(line);
      resolve(line);
    });
    reader.on('close', () => resolve(undefined));
  });
  const ended = once(child, 'close').then(() => ({ status: child.exitCode, out: lines.join('\n'), err }));
  return { child, first, ended };
}

async function startHuan(folder: string, args: string[] = []): Promise<Run & { address: string }> {
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
    const first = await startHuan(folder);
    const window = await connectTo(first.address);
    const { account } = await window.call('createAccount', { name: 'Ada' });
    const { circle } = await window.call('createCircle', { name: 'Film cameras', public: false, relays: [] });
    await window.call('postListing', { circle, listing: { kind: 'swap', title: 'Olympus XA', photos: [] } });
    const { state } = await window.call('digest', { circle });
    first.child.kill('SIGKILL');
    await first.ended;

    const second = await startHuan(folder);
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
    const first = await startHuan(folder);
    const refused = await huan(['start', '--home', folder, '--no-open', '--json']).ended;
    expect(refused.status).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({ error: { type: 'home-in-use' } });
    expect(refused.err).toContain(first.address);
    expect(refused.err.trim().split('\n')).toHaveLength(1);
    const chinese = await huan(['start', '--home', folder, '--no-open'], { LC_ALL: 'zh_CN.UTF-8' }).ended;
    expect(chinese.err).toContain('已经在使用');
    first.child.kill('SIGINT');
    expect((await first.ended).status).toBe(0);
    await startHuan(folder);
  });

  test('keeps everything for this person only', async () => {
    const folder = await home();
    const { address } = await startHuan(folder);
    await (await connectTo(address)).call('createAccount', { name: 'Ada' });
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const file of ['identity', 'lock', 'port']) expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
  });

  test('takes a lock that a process of another start left behind, and one that is unreadable', async () => {
    for (const lock of [JSON.stringify({ pid: process.pid, start: 'another boot 1', nonce: 'old' }), '{"pid":']) {
      const folder = await home();
      const before = await startHuan(folder);
      before.child.kill('SIGTERM');
      await before.ended;
      await writeFile(join(folder, 'lock'), lock);
      const { child } = await startHuan(folder);
      expect(JSON.parse(await readFile(join(folder, 'lock'), 'utf8'))).toMatchObject({ pid: child.pid });
    }
  });

  test('of five that start at once on one home, one runs', async () => {
    const folder = await home();
    const before = await startHuan(folder);
    before.child.kill('SIGKILL');
    await before.ended;
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
  test.each<[string[], string]>([
    [['fly'], 'fly'],
    [['start', '--fly'], '--fly'],
    [['--fly'], '--fly'],
    [['start', '--home'], '--home'],
    [['start', '--home', '--json'], '--home'],
    [['start', '--home='], '--home'],
    [['start', '--no-open=yes'], '--no-open'],
    [['start', 'now'], 'now'],
    [['start', '--port', 'abc'], 'abc'],
    [['start', '--port', '0'], '0'],
    [['start', '--port', '65536'], '65536'],
    [['relay', '--listen', '4444'], '4444'],
    [['relay', '--listen', '127.0.0.1:99999'], '127.0.0.1:99999'],
    [['relay', '--port', '1'], '--port'],
  ])('%j is wrong: it names the argument, and ends with 2', async (args, named) => {
    const { status, out, err } = await huan(args, { HUAN_HOME: await home() }).ended;
    expect(status).toBe(2);
    expect(err).toContain(named);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(out).toBe('');
  });

  test('--help and --version answer on stdout', async () => {
    expect(await huan(['--help']).ended).toMatchObject({ status: 0, err: '' });
    expect((await huan(['relay', '--help'], { LC_ALL: 'zh_CN' }).ended).out).toContain('用法');
    expect(await huan(['--version', '--json']).ended).toMatchObject({ status: 0, out: JSON.stringify({ version: VERSION }) });
  });

  test('the version is the package’s', async () => {
    const packageFile = await readFile(fileURLToPath(new URL('../../../../package.json', import.meta.url)), 'utf8');
    expect(VERSION).toBe((JSON.parse(packageFile) as { version: string }).version);
  });
});
