/**
 * The host as an Electron utility process: `--home DIR`. The shell posts `{ type: 'window' }` with a port for each window, and
 * `{ type: 'stop' }` at the end. Ends with status 1 and one sentence on stderr where it can't start.
 */
import { parseArgs } from 'node:util';
import { describeBug, openHost } from './open-host.ts';
import { homeFolder, openHome } from './home.ts';
import { createPortPipe, type MessagePortLike } from './host/port-pipe.ts';
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
  stop = () => {
    void host
      .close()
      .then(() => home.close())
      .finally(() => process.exit(0));
  };
  attach = (port) => host.attach(createPortPipe(port));
  for (const port of early) attach(port);
}

try {
  await run(findParentPort());
} catch (error) {
  process.stderr.write(`${describeStartFailure(error)?.message ?? describeBug(error)}\n`);
  process.exit(1);
}
