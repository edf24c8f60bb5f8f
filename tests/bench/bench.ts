/**
 * `npm run bench`: figures beside a floor that is measured in the same run, as ratios. Prints a table, and JSON with
 * `--json`. Each row is the median of `--runs` (5). Nothing here is asserted: a person reads it.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { PeerFacade } from '../../src/core/peer.ts';
import { createIdentity, writeIdentity } from '../../src/node/identity.ts';
import { nodeRandom } from '../../src/node/crypto/node-random.ts';
import { nodeDisk } from '../../src/node/store/node-disk.ts';
import { makeFixture, type Fixture } from './fixture.ts';
import { openHomePeer } from './home-peer.ts';

interface Row {
  row: string;
  huan: number;
  floor: number;
  unit: string;
  budget: string;
  floorIs: string;
}

const { values } = parseArgs({ options: { json: { type: 'boolean' }, runs: { type: 'string', default: '5' }, ops: { type: 'string', default: '10000' }, logs: { type: 'string', default: '200' } } });
const runs = Number(values.runs);
const now = (): number => performance.timeOrigin + performance.now();
const median = (numbers: number[]): number => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/** A second process, and its lines. */
class Writer {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;

  constructor(kind: string, path: string) {
    this.#process = spawn(process.execPath, [fileURLToPath(new URL('./writer-process.ts', import.meta.url)), kind, path]);
    this.#process.stderr.pipe(process.stderr);
    this.#reader = createInterface({ input: this.#process.stdout });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  async next<T>(): Promise<T> {
    const line = await this.#lines.next();
    if (line.done === true) throw new Error('the other process ended');
    return JSON.parse(line.value) as T;
  }

  post(): void {
    this.#process.stdin.write('post\n');
  }

  stop(): void {
    this.#process.kill();
  }
}

async function newHome(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'huan-bench-'));
  await writeIdentity(nodeDisk, folder, createIdentity('newcomer', nodeRandom.bytes(32), nodeRandom));
  return folder;
}

function until(peer: PeerFacade, holds: () => boolean): Promise<void> {
  return new Promise((done) => {
    const stop = peer.onStatus(() => {
      if (!holds()) return;
      stop();
      done();
    });
  });
}

/** An empty home joins by the link and has all ops in its view; then one op at a time, writer's command to reader's view. */
async function measureHuan(fixture: Fixture, live: number): Promise<{ bulk: number; live: number }> {
  const writer = new Writer('huan', fixture.folder);
  const { port } = await writer.next<{ port: number }>();
  const folder = await newHome();
  const { peer, makeTcpLane } = await openHomePeer(folder);
  await peer.run('joinCircle', { link: fixture.link });
  const ops = (): number => peer.circles()[0]?.ops ?? 0;
  const all = fixture.ops + 2 * 200;
  const started = now();
  const socket = connect(port, '127.0.0.1');
  const arrived = until(peer, () => ops() >= all);
  peer.connect(makeTcpLane(socket, true));
  await arrived;
  const bulk = now() - started;
  await until(peer, () => peer.circles()[0]?.peers[0]?.inSync === true);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const latencies: number[] = [];
  for (let i = 0; i < live; i++) {
    const seen = new Promise<number>((resolve) => {
      const stop = peer.onDocument(() => {
        stop();
        resolve(now());
      });
    });
    writer.post();
    const { at } = await writer.next<{ at: number }>();
    latencies.push((await seen) - at);
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
  socket.destroy();
  await peer.close();
  writer.stop();
  await rm(folder, { recursive: true });
  return { bulk, live: median(latencies) };
}

/** The same entries, unsigned, from a y-websocket server. */
async function measureYjs(file: string, entries: number, live: number): Promise<{ bulk: number; live: number }> {
  const writer = new Writer('yjs', file);
  const { port } = await writer.next<{ port: number }>();
  const doc = new Y.Doc();
  const started = now();
  const provider = new WebsocketProvider(`ws://127.0.0.1:${String(port)}`, 'bench', doc, { WebSocketPolyfill: WebSocket as never, disableBc: true });
  await new Promise<void>((done) => provider.on('sync', (synced: boolean) => void (synced && done())));
  let count = 0;
  for (const name of doc.share.keys()) count += doc.getArray(name).length;
  if (count < entries) throw new Error(`only ${String(count)} of ${String(entries)} came`);
  const bulk = now() - started;
  const latencies: number[] = [];
  for (let i = 0; i < live; i++) {
    const seen = new Promise<number>((resolve) => void doc.once('update', () => resolve(now())));
    writer.post();
    const { at } = await writer.next<{ at: number }>();
    latencies.push((await seen) - at);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  provider.destroy();
  writer.stop();
  return { bulk, live: median(latencies) };
}

async function measureRaw(file: string): Promise<number> {
  const writer = new Writer('raw', file);
  const { port } = await writer.next<{ port: number }>();
  const started = now();
  await new Promise<void>((done) => connect(port, '127.0.0.1').on('close', () => done()).resume());
  const took = now() - started;
  writer.stop();
  return took;
}

/** From a folder on disk to the engine with its first view. */
async function measureOpen(fixture: Fixture): Promise<{ open: number; read: number }> {
  const journals = join(fixture.folder, 'data', 'journals');
  const readStarted = now();
  for (const name of await readdir(journals)) await readFile(join(journals, name));
  const read = now() - readStarted;
  const started = now();
  const { peer } = await openHomePeer(fixture.folder);
  if ((peer.circles()[0]?.ops ?? 0) < fixture.ops) throw new Error('not all ops were there');
  const open = now() - started;
  await peer.close();
  return { open, read };
}

async function repeat<T>(measure: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let i = 0; i < runs; i++) results.push(await measure());
  return results;
}

const fixture = await makeFixture(Number(values.ops), Number(values.logs));
const { peer } = await openHomePeer(fixture.folder);
const whole = peer.document(fixture.circle)?.doc;
const file = join(fixture.folder, 'document.yjs');
await writeFile(file, Y.encodeStateAsUpdate(whole ?? new Y.Doc()));
await peer.close();

const huan = await repeat(() => measureHuan(fixture, 30));
const yjs = await repeat(() => measureYjs(file, fixture.ops, 30));
const raw = await repeat(() => measureRaw(file));
const opened = await repeat(() => measureOpen(fixture));

const rows: Row[] = [
  { row: 'empty host to all ops in its view', huan: median(huan.map((run) => run.bulk)), floor: median(yjs.map((run) => run.bulk)), unit: 'ms', budget: '<= 1.5 x', floorIs: 'unsigned Yjs by y-websocket' },
  { row: 'the same, beside raw TCP', huan: median(huan.map((run) => run.bulk)), floor: median(raw), unit: 'ms', budget: '-', floorIs: 'the same bytes over TCP' },
  { row: 'one op, command to view', huan: median(huan.map((run) => run.live)), floor: median(yjs.map((run) => run.live)), unit: 'ms', budget: '<= 2 x', floorIs: 'unsigned Yjs by y-websocket' },
  { row: 'open from disk to first view', huan: median(opened.map((run) => run.open)), floor: median(opened.map((run) => run.read)), unit: 'ms', budget: '<= 120 ms', floorIs: 'reading the file' },
];

if (values.json === true) {
  process.stdout.write(`${JSON.stringify({ ops: fixture.ops, logs: Number(values.logs), payload: fixture.payload, runs, node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, rows })}\n`);
} else {
  process.stdout.write(`${String(fixture.ops)} ops of 400 bytes, ${String(values.logs)} logs, median of ${String(runs)}, Node ${process.version}\n`);
  for (const { row, huan: ours, floor, unit, budget, floorIs } of rows) {
    process.stdout.write(`${row.padEnd(36)} ${ours.toFixed(1).padStart(9)} ${unit}   floor ${floor.toFixed(1).padStart(8)} ${unit}   ratio ${(ours / floor).toFixed(2).padStart(6)}   budget ${budget.padEnd(10)} (${floorIs})\n`);
  }
}
await rm(fixture.folder, { recursive: true });
process.exit(0);
