/** The relay that people start, in a network's hub, that can be stopped and started again at the same address. */
import { fileURLToPath } from 'node:url';
import type { TestNetwork } from '../../support/net/namespace.ts';
import { startProcess } from './processes.ts';

export interface TestRelay {
  /** As people type it: ws://HOST:PORT */
  url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
}

const program = fileURLToPath(new URL('../../../src/node/cli.ts', import.meta.url));

export async function startTestRelay({ hub }: TestNetwork): Promise<TestRelay> {
  const launch = (port: number) => startProcess(hub, process.execPath, [program, 'relay', '--json', '--listen', `${hub.address}:${port}`]);
  let running = await launch(0);
  const { listening } = JSON.parse(running.firstLine) as { listening: [string] };
  const [url] = listening;
  const port = Number(new URL(url).port);
  return {
    url,
    stop: () => running.end(),
    async start() {
      running = await launch(port);
    },
  };
}
