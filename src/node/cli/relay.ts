/** `huan relay`: the server through which people find each other. Runs until it is told to stop. */
import { startRelay, type Relay } from '../relay/relay.ts';
import { errorCode } from '../store/store-errors.ts';
import { words } from '../words.ts';
import { readPlace, type Arguments, type OptionTable } from './arguments.ts';
import { CliFailure, untilStopped, type Output } from './output.ts';

export const relayOptions: OptionTable = { listen: 'string', json: 'boolean' };

const DEFAULT_PLACE = '127.0.0.1:4444';

export async function relay(args: Arguments, output: Output): Promise<void> {
  const place = args.text('listen') ?? DEFAULT_PLACE;
  const listen = readPlace(place);
  const stopped = untilStopped();
  const running = await listenOn(listen, place);
  const { host, port } = running.address;
  const address = `ws://${host.includes(':') ? `[${host}]` : host}:${port}`;
  output.print({ listening: [address] }, words().relayRunning(address));
  await stopped;
  await running.close();
}

async function listenOn(listen: { host: string; port: number }, place: string): Promise<Relay> {
  try {
    return await startRelay({ listen });
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    throw new CliFailure('listen-failed', words().listenFailed(place, code));
  }
}
