/**
 * The host as an Electron utility process: `--home DIR`. The command line reaches it by a loopback address in the home's lock.
 * The shell posts `{ type: 'window' }` with a port for each window, and
 * `{ type: 'stop' }` at the end. Ends with status 1 and one sentence on stderr where it can't start.
 */
import { parseArgs } from 'node:util';
import { describeBug, openHost } from './open-host.ts';
import { nodeClock } from './crypto/node-clock.ts';
import { nodeRandom } from './crypto/node-random.ts';
import { homeFolder, openHome, type Home } from './home.ts';
import type { Host } from './host/host.ts';
import { createPortPipe, type MessagePortLike } from './host/port-pipe.ts';
import { startLoopback, type Loopback } from './loopback/loopback.ts';
import { describeStartFailure } from './start-failure.ts';

interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown; ports: MessagePortLike[] }) => void): unknown;
}

function findParentPort(): ParentPort {
  const { parentPort } = process as NodeJS.Process & { parentPort?: ParentPort };
  if (!parentPort) throw new Error('this file is started by the desktop shell');
  return parentPort;
}

function messageType(data: unknown): unknown {
  return typeof data === 'object' && data !== null && 'type' in data ? data.type : undefined;
}

async function run(parent: ParentPort): Promise<void> {
  const { values } = parseArgs({ options: { home: { type: 'string' } } });
  const early: MessagePortLike[] = [];
  let attach = (port: MessagePortLike): unknown => early.push(port);
  let stop = (): void => process.exit(0);
  parent.on('message', ({ data, ports: [port] }) => {
    const type = messageType(data);
    if (type === 'window' && port) attach(port);
    if (type === 'stop') stop();
  });

  const home = await openHome(homeFolder(values.home));
  const host = await openHost(home);
  attach = (port) => host.attach(createPortPipe(port));
  for (const port of early) attach(port);

  const commands = serveCommands(home, host);
  stop = () => {
    void commands
      .then((loopback) => loopback?.close())
      .then(() => host.close())
      .then(() => home.close())
      .finally(() => process.exit(0));
  };
  await commands;
}

/** Undefined where this computer doesn't let it listen: then the window goes on without a command line beside it. */
async function serveCommands(home: Home, host: Host): Promise<Loopback | undefined> {
  try {
    const loopback = await startLoopback({ port: 0, windowFolder: undefined, clock: nodeClock, random: nodeRandom, attach: (pipe) => host.attach(pipe) });
    await home.announce({ address: loopback.address, window: false });
    return loopback;
  } catch (error) {
    process.stderr.write(`huan: ${describeBug(error)}\n`);
    return undefined;
  }
}

try {
  await run(findParentPort());
} catch (error) {
  process.stderr.write(`${describeStartFailure(error)?.message ?? describeBug(error)}\n`);
  process.exit(1);
}
