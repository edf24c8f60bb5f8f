/**
 * Where a command is carried out: by the host that runs on the home, as one of its clients, or by an engine of our own, which
 * nobody else can reach and which ends with the command.
 * Holds always: there is one host on a home. A home that another command line holds for a moment is waited for.
 */
import { setTimeout as wait } from 'node:timers/promises';
import WebSocket from 'ws';
import type { HostStatus } from '../../core/commands.ts';
import { nodeClock } from '../crypto/node-clock.ts';
import { HomeInUse } from '../home-lock.ts';
import { openHome, type Home } from '../home.ts';
import { openHost } from '../open-host.ts';
import { createWebSocketPipe } from '../loopback/websocket-pipe.ts';
import { describeStartFailure } from '../start-failure.ts';
import type { DamageReport } from '../store/keep-damaged.ts';
import { HostClient } from './host-client.ts';
import { createMemoryPipe } from './memory-pipe.ts';
import { CliFailure } from './output.ts';

export interface Session {
  client: HostClient;
  /** As it was when the session began. */
  status: HostStatus;
  /** Where a host that ran already is reached; undefined where this process is the host. */
  host: string | undefined;
  /** What was found damaged when the engine was opened here. */
  damage: readonly DamageReport[];
  /** Resolves when everything is on disk and the home is free again. */
  close(): Promise<void>;
}

/** How long another command may hold the home before this one gives up, and how often it looks. */
const PATIENCE_MS = 15_000;
const PAUSE_MS = 50;

/** Rejects with a CliFailure where the home can't be used. */
export async function openSession(folder: string): Promise<Session> {
  for (const start = performance.now(); ; ) {
    try {
      return await openOwn(await openHome(folder));
    } catch (error) {
      const session = error instanceof HomeInUse && error.reach ? await openClient(error.reach.address) : undefined;
      if (session) return session;
      // A host that has not said yet where it is, or has just gone.
      if (!(error instanceof HomeInUse) || performance.now() - start > PATIENCE_MS) throw explain(error);
      await wait(PAUSE_MS);
    }
  }
}

async function openOwn(home: Home): Promise<Session> {
  const damage: DamageReport[] = [];
  try {
    const host = await openHost(home, (report) => damage.push(report));
    const ends = createMemoryPipe();
    const client = new HostClient(ends.client);
    host.attach(ends.host);
    return {
      client,
      status: await client.ready(),
      host: undefined,
      damage,
      async close() {
        client.close();
        await host.close();
        await home.close();
      },
    };
  } catch (error) {
    await home.close();
    throw error;
  }
}

/** Undefined where nobody listens at that address (any more). */
async function openClient(address: string): Promise<Session | undefined> {
  const { origin, host, hash } = new URL(address);
  const socket = new WebSocket(`ws://${host}/pipe`, [`huan.${hash.slice('#token='.length)}`], { headers: { origin }, handshakeTimeout: 5_000, perMessageDeflate: false });
  const client = new HostClient(createWebSocketPipe(socket, nodeClock));
  const opened = await new Promise<boolean>((resolve) => {
    socket.once('open', () => resolve(true));
    socket.once('close', () => resolve(false));
  });
  if (!opened) return undefined;
  return { client, status: await client.ready(), host: origin, damage: [], close: async () => client.close() };
}

function explain(error: unknown): unknown {
  const failure = describeStartFailure(error);
  return failure ? new CliFailure(failure.type, failure.message) : error;
}
