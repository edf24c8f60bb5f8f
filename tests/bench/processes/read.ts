/**
 * The process that wants everything: `huan FOLDER TARGET [LINK]` opens a home (and asks to be let in), `yjs` is a y-websocket
 * client, `raw` reads a TCP stream to its end. Says when it is ready; at `connect PORT` it connects, and says how many ms it took until
 * TARGET ops (entries, bytes) were there, by its own clock. Then `live` makes it say when it sees each further entry; `cpu N`
 * asks how much processor time it has taken, once it has N of them.
 */
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { openHomePeer, until } from './home-peer.ts';
import { countLane } from './counted-lane.ts';
import { now, say, takeCommands } from './talk.ts';
import { makeTcpLane } from './tcp-lane.ts';

const [kind = '', folder = '', target = '0', link] = process.argv.slice(2);
const wanted = Number(target);

/** What one side says of its first transfer. Bytes are those of the lane's frames, or of the WebSocket's messages. */
export interface Arrival {
  ms: number;
  bytesIn: number;
  bytesOut: number;
}

/** Processor time of all of this process's threads, in µs. */
export interface CpuTime {
  cpu: number;
}

/** Says when it listens, so that nothing comes before. */
function listen(start: () => unknown): void {
  start();
  say({ listening: true });
}

async function readHuan(): Promise<void> {
  const peer = await openHomePeer(folder);
  if (link !== undefined) await peer.run('joinCircle', { link });
  const status = () => peer.circles()[0];
  const bytes = { in: 0, out: 0 };
  takeCommands({
    async connect(port) {
      const started = now();
      const arrived = until(peer, () => (status()?.ops ?? 0) >= wanted);
      peer.connect(countLane(makeTcpLane(connect(Number(port), '127.0.0.1'), true), bytes));
      await arrived;
      const ms = now() - started;
      await until(peer, () => status()?.inSync !== undefined);
      say({ ms, bytesIn: bytes.in, bytesOut: bytes.out } satisfies Arrival);
    },
    live: () => listen(() => peer.onDocument(() => say({ at: now() }))),
    async cpu(count) {
      await until(peer, () => (status()?.ops ?? 0) >= wanted + Number(count));
      const { user, system } = process.cpuUsage();
      say({ cpu: user + system } satisfies CpuTime);
    },
    async close() {
      await peer.close();
      say({ closed: true });
    },
  });
  say({ ready: true });
}

/** A y-websocket client; what it receives is counted before y-websocket has it. */
function readYjs(): void {
  const doc = new Y.Doc();
  const bytes = { in: 0, out: 0 };
  class CountingSocket extends WebSocket {
    constructor(address: string, protocols?: string | string[]) {
      super(address, protocols);
      this.on('message', (data: Buffer | ArrayBuffer) => void (bytes.in += data.byteLength));
    }
  }
  takeCommands({
    async connect(port) {
      const started = now();
      const provider = new WebsocketProvider(`ws://127.0.0.1:${port}`, 'bench', doc, { WebSocketPolyfill: CountingSocket as never, disableBc: true });
      await new Promise<void>((done) => provider.on('sync', (synced: boolean) => void (synced && done())));
      let count = 0;
      doc.transact(() => {
        for (const name of doc.share.keys()) count += doc.getArray(name).length;
      });
      const ms = now() - started;
      if (count < wanted) throw new Error(`only ${count} of ${wanted} came`);
      say({ ms, bytesIn: bytes.in, bytesOut: bytes.out } satisfies Arrival);
    },
    live: () => listen(() => doc.on('update', () => say({ at: now() }))),
  });
  say({ ready: true });
}

function readRaw(): void {
  takeCommands({
    connect(port) {
      const started = now();
      let count = 0;
      connect(Number(port), '127.0.0.1')
        .on('data', (data) => void (count += data.length))
        .on('close', () => {
          if (count < wanted) throw new Error(`only ${count} of ${wanted} bytes came`);
          say({ ms: now() - started, bytesIn: count, bytesOut: 0 } satisfies Arrival);
        });
    },
  });
  say({ ready: true });
}

const kinds: Record<string, () => unknown> = { huan: readHuan, yjs: readYjs, raw: readRaw };
const read = kinds[kind];
if (read === undefined) throw new Error(`no such process: ${kind}`);
await read();
