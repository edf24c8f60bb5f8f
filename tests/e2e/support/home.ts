/** A person's host: the built program, as `npm start` runs it without Electron, on a home folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from '../../../scripts/build.mjs';
import type { Place } from '../../support/net/namespace.ts';
import { startProcess, type RunningProcess } from './processes.ts';

const PROGRAM = fileURLToPath(new URL('../../../dist/node/cli.js', import.meta.url));

export interface TestHome {
  readonly folder: string;
  /** Where the window is, with its key; another one after each start. */
  readonly address: string;
  /** Ends the host as a power cut would, as far as a process can tell. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends the host, and removes the home. */
  close(): Promise<void>;
}

/** Makes a home and starts its host where its person is. */
export async function startHome(place: Place): Promise<TestHome> {
  await ensureBuilt();
  const folder = mkdtempSync(join(tmpdir(), 'huan-home-'));
  const launch = () => startProcess(place, process.execPath, [PROGRAM, 'start', '--home', folder, '--no-open', '--json']);
  let running: RunningProcess | undefined = await launch();
  let address = readAddress(running);
  return {
    folder,
    get address() {
      return address;
    },
    async kill() {
      await running?.end('SIGKILL');
      running = undefined;
    },
    async start() {
      running = await launch();
      address = readAddress(running);
    },
    async close() {
      await running?.end();
      rmSync(folder, { recursive: true });
    },
  };
}

function readAddress({ firstLine }: RunningProcess): string {
  return (JSON.parse(firstLine) as { address: string }).address;
}
