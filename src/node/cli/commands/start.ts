/** `huan start`: the host of one home, and its window in the browser. Runs until it is told to stop. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { StoreError } from '../../../core/ports.ts';
import { nodeClock } from '../../crypto/node-clock.ts';
import { nodeRandom } from '../../crypto/node-random.ts';
import { homeFolder, openHome, type Home } from '../../home.ts';
import type { Host } from '../../host/host.ts';
import { startLoopback, type Loopback } from '../../loopback/loopback.ts';
import { openHost } from '../../open-host.ts';
import { describeStartFailure } from '../../start-failure.ts';
import { errorCode } from '../../store/store-errors.ts';
import { UsageError, type Arguments } from '../arguments.ts';
import { HOME_OPTION, JSON_OPTION, type CommandSpec } from '../command.ts';
import { openBrowser } from '../open-browser.ts';
import { CliFailure, untilStopped, type Output } from '../output.ts';
import { cliWords } from '../words.ts';

/** Below the ports that systems give out by themselves, and none of those that browsers refuse. */
const FIRST_PORT = 20_000;
const PORTS = 10_000;
const PORT_TRIES = 20;

export const startCommand: CommandSpec = {
  path: 'start',
  does: { en: 'Start Huan on this computer and open its window (what huan does without a command)', zh: '在这台电脑上启动 Huan 并打开窗口（不写命令时就是它）' },
  positionals: [],
  options: {
    port: { value: 'N', does: { en: 'Port on this computer for the window', zh: '窗口在这台电脑上使用的端口' } },
    'no-open': { does: { en: 'Print the address only; open no browser', zh: '只显示地址，不打开浏览器' } },
    ...HOME_OPTION,
    ...JSON_OPTION,
  },
  run: start,
};

async function start(args: Arguments, output: Output): Promise<void> {
  const port = args.text('port');
  const wanted = port === undefined ? undefined : readPort(port);
  const stopped = untilStopped();
  const home = await explained(() => openHome(homeFolder(args.text('home'))));
  try {
    const host = await explained(() => openHost(home));
    try {
      const loopback = await explained(() => serve(home, host, wanted));
      try {
        await home.announce({ address: loopback.address, window: true });
        output.print({ address: loopback.address, home: home.folder }, cliWords().running(loopback.address));
        if (!args.has('no-open') && !(await openBrowser(loopback.address))) output.note(cliWords().notOpened);
        await stopped;
      } finally {
        await loopback.close();
      }
    } finally {
      await host.close();
    }
  } finally {
    await home.close();
  }
  output.note(cliWords().stopped);
}

async function explained<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const failure = describeStartFailure(error);
    throw failure ? new CliFailure(failure.type, failure.message) : error;
  }
}

/** On the port that was asked for, or that this home had before, or on any other. */
async function serve(home: Home, host: Host, wanted: number | undefined): Promise<Loopback> {
  const listen = async (port: number): Promise<Loopback | undefined> => {
    try {
      return await startLoopback({ port, windowFolder: windowFolder(), clock: nodeClock, random: nodeRandom, attach: (pipe) => host.attach(pipe) });
    } catch (error) {
      if (errorCode(error) === 'EADDRINUSE' || errorCode(error) === 'EACCES') return undefined;
      throw error;
    }
  };
  const before = await home.readPort();
  const loopback = wanted === undefined ? await listenOnAny(listen, before) : await listen(wanted);
  if (!loopback) throw new CliFailure('port-in-use', cliWords().portInUse(wanted ?? before ?? FIRST_PORT));
  if (loopback.port !== before) {
    try {
      await home.writePort(loopback.port);
    } catch (error) {
      // A home that can't be written is still one to look at; another port next time costs only the window's cache.
      if (!(error instanceof StoreError)) throw error;
    }
  }
  return loopback;
}

async function listenOnAny(listen: (port: number) => Promise<Loopback | undefined>, before: number | undefined): Promise<Loopback | undefined> {
  const random = new DataView(nodeRandom.bytes(4).buffer).getUint32(0);
  let loopback = before === undefined ? undefined : await listen(before);
  for (let i = 0; i < PORT_TRIES && !loopback; i++) loopback = await listen(FIRST_PORT + ((random + i * 7) % PORTS));
  return loopback;
}

/** A port to listen on. Throws UsageError. */
function readPort(text: string): number {
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw new UsageError(cliWords().badPort(text));
  return port;
}

/** The built window lies beside the built host; from the sources it is looked for in `dist`. */
function windowFolder(): string {
  const [beside, built] = ['../window', '../../../../dist/window'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  return beside && existsSync(beside) ? beside : (built ?? '');
}
