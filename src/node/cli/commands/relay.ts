/** `huan relay`: the server through which people find each other. Runs until it is told to stop. */
import { startRelay, type Relay } from '../../relay/relay.ts';
import { errorCode } from '../../store/store-errors.ts';
import { readPlace, type Arguments } from '../arguments.ts';
import { JSON_OPTION, type CommandSpec } from '../command.ts';
import { CliFailure, untilStopped, type Output } from '../output.ts';
import { cliWords } from '../words.ts';

const DEFAULT_PLACE = '127.0.0.1:4444';

export const relayCommand: CommandSpec = {
  path: 'relay',
  does: { en: 'Run a relay through which people find each other', zh: '运行一个中继，让人们互相找到' },
  positionals: [],
  options: {
    listen: { value: 'HOST:PORT', does: { en: `Where to listen (default: ${DEFAULT_PLACE})`, zh: `在哪里监听（默认：${DEFAULT_PLACE}）` } },
    ...JSON_OPTION,
  },
  run: relay,
};

async function relay(args: Arguments, output: Output): Promise<void> {
  const place = args.text('listen') ?? DEFAULT_PLACE;
  const listen = readPlace(place);
  const stopped = untilStopped();
  const running = await listenOn(listen, place);
  const { host, port } = running.address;
  const address = `ws://${host.includes(':') ? `[${host}]` : host}:${port}`;
  output.print({ listening: [address] }, cliWords().relayRunning(address));
  await stopped;
  await running.close();
}

async function listenOn(listen: { host: string; port: number }, place: string): Promise<Relay> {
  try {
    return await startRelay({ listen });
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    throw new CliFailure('listen-failed', cliWords().listenFailed(place, code));
  }
}
