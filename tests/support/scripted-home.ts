/** A home on which a scripted host runs, for command lines that find it as they find a real one: by the home's lock, over a WebSocket. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { nodeClock } from '../../src/node/crypto/node-clock.ts';
import { openHome } from '../../src/node/home.ts';
import { createWebSocketPipe } from '../../src/node/loopback/websocket-pipe.ts';
import { newHome } from './command-line.ts';
import { ScriptedHost } from './window/scripted-host.ts';

export interface ScriptedHome {
  folder: string;
  host: ScriptedHost;
}

/** Both are gone when the test ends. */
export async function startScriptedHome(): Promise<ScriptedHome> {
  const host = new ScriptedHost();
  const home = await openHome(await newHome());
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (socket) => host.attach(createWebSocketPipe(socket, nodeClock)));
  await once(server, 'listening');
  await home.announce({ address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/#token=${'0'.repeat(32)}`, window: false });
  onTestFinished(async () => {
    for (const client of server.clients) client.terminate();
    server.close();
    await home.close();
  });
  return { folder: home.folder, host };
}
