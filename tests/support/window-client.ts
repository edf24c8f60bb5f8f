/** A window of the host, for tests: pipes in memory or any other, messages as values, and a promise for each that comes. */
import { decode, encode } from 'cborg';
import type { CommandError, CommandName, HostMessage, Params, Pipe, Results, WindowMessage } from '../../src/core/commands.ts';
import { createMemoryPipe } from '../../src/node/cli/memory-pipe.ts';

/** The pipe that the command line has in memory; what the host's end says is on its way may be set. */
export function makePipes(): { host: Pipe & { buffered: number }; window: Pipe } {
  const { host, client } = createMemoryPipe();
  return { host: Object.assign(host, { buffered: 0 }), window: client };
}

type MessageOf<T extends HostMessage['type']> = Extract<HostMessage, { type: T }>;

export class WindowClient {
  /** Everything that came, in order. */
  readonly messages: HostMessage[] = [];
  closed = false;
  readonly #pipe: Pipe;
  readonly #waiting = new Set<() => void>();
  #id = 0;

  constructor(pipe: Pipe) {
    this.#pipe = pipe;
    pipe.onClose(() => {
      this.closed = true;
      this.#wake();
    });
    pipe.onMessage((bytes) => {
      this.messages.push(decode(bytes) as HostMessage);
      this.#wake();
    });
  }

  send(message: WindowMessage): void {
    this.#pipe.send(encode(message));
  }

  sendBytes(bytes: Uint8Array): void {
    this.#pipe.send(bytes);
  }

  close(): void {
    this.#pipe.close();
  }

  /** The command's result; throws a CallRefused where it is refused. */
  async call<K extends CommandName>(command: K, params: Params<K>): Promise<Results[K]> {
    return (await this.callRaw(command, params)) as Results[K];
  }

  /** The same without types, for what no honest window would send. */
  async callRaw(command: string, params: unknown): Promise<unknown> {
    const id = this.#id++;
    this.#pipe.send(encode({ type: 'call', id, command, params }));
    const answer = await this.until((message) => (message.type === 'reply' || message.type === 'refusal') && message.id === id);
    if (answer.type === 'refusal') throw new CallRefused(answer.error);
    return answer.type === 'reply' ? answer.result : undefined;
  }

  /** The first message of that type, also one that came already, for which `fits` holds. */
  async next<T extends HostMessage['type']>(type: T, fits: (message: MessageOf<T>) => boolean = () => true): Promise<MessageOf<T>> {
    return (await this.until((message) => message.type === type && fits(message as MessageOf<T>))) as MessageOf<T>;
  }

  async until(fits: (message: HostMessage) => boolean): Promise<HostMessage> {
    for (;;) {
      const found = this.messages.find(fits);
      if (found) return found;
      if (this.closed) throw new Error('the host closed the pipe');
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  async untilClosed(): Promise<void> {
    while (!this.closed) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}

export class CallRefused extends Error {
  readonly error: CommandError;
  constructor(error: CommandError) {
    super(`${error.type}: ${error.message}`);
    this.error = error;
  }
}
