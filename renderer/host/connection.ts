/**
 * The window's end of the contract in src/core/commands.ts: calls with one answer each, and pushes from the host.
 * Holds always: every call is answered exactly once, with the host's answer or with `no-host`; after a lost pipe it
 * tries again, at growing intervals, until it is closed. Trusts the host for content, but never for form: bytes that
 * are no host message end the pipe.
 */
import { decode, encode } from 'cborg';
import { CONTRACT_VERSION, type CommandError, type CommandName, type HostMessage, type Params, type Pipe, type Results, type WindowMessage } from '../../src/core/commands.ts';

/**
 * `connecting`: no welcome yet; `open`: calls go through; `lost`: was open, trying again; `no-token`: this page has no
 * key to the host, so trying again is of no use; `other-version`: window and host are from different versions.
 */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'no-token' | 'other-version';

/** What a call failed with: the host's own error, or `no-host` if the host went away before it answered. */
export interface CallError {
  type: CommandError['type'] | 'no-host';
  message: string;
  field?: string | undefined;
}

export type Answer<T> = { ok: true; result: T } | { ok: false; error: CallError };

type PushType = Exclude<HostMessage['type'], 'reply' | 'refusal'>;
type Push<T extends PushType> = Extract<HostMessage, { type: T }>;
type Listener = (message: HostMessage) => void;

/** What the parts of a window that talk to the host need of the connection. */
export interface HostLink {
  send(message: WindowMessage): void;
  on<T extends PushType>(type: T, listener: (message: Push<T>) => void): () => void;
}

/** Thrown by a pipe opener when this page may not connect at all. */
export class NoTokenError extends Error {}

const PUSHES: readonly string[] = ['welcome', 'status', 'replica', 'rooms', 'lane-frame', 'lane-close'];
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 4_000;
/** A pipe may die without a word (a MessagePort tells nothing): after a quiet span the host is asked, and then given up. */
const QUIET_MS = 5_000;
const QUIET_SPANS = 4;

export class HostConnection implements HostLink {
  readonly #openPipe: () => Promise<Pipe>;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #stateListeners = new Set<(state: ConnectionState) => void>();
  readonly #calls = new Map<number, (answer: Answer<unknown>) => void>();
  #pipe: Pipe | undefined;
  #state: ConnectionState = 'connecting';
  #nextCall = 1;
  #retryMs = FIRST_RETRY_MS;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  /** Whole spans in which the host said nothing. */
  #quiet = 0;
  #closed = false;

  /** `openPipe` resolves with a fresh pipe, or rejects; NoTokenError means that trying again is of no use. */
  constructor(openPipe: () => Promise<Pipe>) {
    this.#openPipe = openPipe;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Bytes sent to the host and not yet taken by it. */
  get buffered(): number {
    return this.#pipe?.buffered ?? 0;
  }

  start(): void {
    void this.#open();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#pipe?.close();
    this.#forgetPipe();
  }

  #listenFor(pipe: Pipe): void {
    this.#quiet = 0;
    this.#watch = setInterval(() => {
      this.#quiet += 1;
      if (this.#quiet === 1) void this.call('status', {});
      if (this.#quiet < QUIET_SPANS) return;
      pipe.close();
      this.#lose(pipe);
    }, QUIET_MS);
  }

  /** Runs a command on the host. Never rejects: what can go wrong is in the answer. */
  call<K extends CommandName>(command: K, params: Params<K>): Promise<Answer<Results[K]>> {
    if (this.#state !== 'open') return Promise.resolve(noHost());
    const id = this.#nextCall++;
    return new Promise((resolve) => {
      this.#calls.set(id, (answer) => resolve(answer as Answer<Results[K]>));
      this.send({ type: 'call', id, command, params });
    });
  }

  /** Sends a message, or drops it while there is no host: whoever must send again does so on `welcome`. */
  send(message: WindowMessage): void {
    this.#pipe?.send(encode(message));
  }

  /** Listens for one type of push; the returned function ends it. */
  on<T extends PushType>(type: T, listener: (message: Push<T>) => void): () => void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners);
    listeners.add(listener as Listener);
    return () => listeners.delete(listener as Listener);
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  /** Resolves when calls go through again; at once if they do. */
  untilOpen(): Promise<void> {
    if (this.#state === 'open') return Promise.resolve();
    return new Promise((resolve) => {
      const off = this.onState((state) => {
        if (state !== 'open') return;
        off();
        resolve();
      });
    });
  }

  async #open(): Promise<void> {
    try {
      const pipe = await this.#openPipe();
      if (this.#closed) {
        pipe.close();
        return;
      }
      this.#pipe = pipe;
      pipe.onClose(() => this.#lose(pipe));
      pipe.onMessage((bytes) => this.#receive(pipe, bytes));
      this.#listenFor(pipe);
    } catch (error) {
      if (error instanceof NoTokenError) this.#setState('no-token');
      else this.#retryLater();
    }
  }

  #receive(pipe: Pipe, bytes: Uint8Array): void {
    this.#quiet = 0;
    const message = readHostMessage(bytes);
    if (message === undefined) {
      pipe.close();
      this.#lose(pipe);
      return;
    }
    if (message.type === 'reply') this.#answer(message.id, { ok: true, result: message.result });
    else if (message.type === 'refusal') this.#answer(message.id, { ok: false, error: message.error });
    else this.#push(message);
  }

  #push(message: HostMessage): void {
    if (message.type === 'welcome') {
      this.#retryMs = FIRST_RETRY_MS;
      this.#setState(message.contract === CONTRACT_VERSION ? 'open' : 'other-version');
    }
    for (const listener of [...(this.#listeners.get(message.type) ?? [])]) listener(message);
  }

  #answer(id: number, answer: Answer<unknown>): void {
    const settle = this.#calls.get(id);
    this.#calls.delete(id);
    settle?.(answer);
  }

  #lose(pipe: Pipe): void {
    if (this.#pipe !== pipe) return;
    this.#forgetPipe();
    if (this.#closed) return;
    this.#setState(this.#state === 'connecting' ? 'connecting' : 'lost');
    this.#retryLater();
  }

  #forgetPipe(): void {
    clearInterval(this.#watch);
    this.#pipe = undefined;
    const waiting = [...this.#calls.values()];
    this.#calls.clear();
    for (const settle of waiting) settle(noHost());
  }

  #retryLater(): void {
    if (this.#closed) return;
    this.#retry = setTimeout(() => void this.#open(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #setState(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of [...this.#stateListeners]) listener(state);
  }
}

function noHost<T>(): Answer<T> {
  return { ok: false, error: { type: 'no-host', message: 'the host is not connected' } };
}

/** A host message, or undefined if the bytes are none. */
function readHostMessage(bytes: Uint8Array): HostMessage | undefined {
  let value: unknown;
  try {
    value = decode(bytes);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  const { type } = value;
  const isAnswer = (type === 'reply' || type === 'refusal') && 'id' in value && typeof value.id === 'number';
  return isAnswer || (typeof type === 'string' && PUSHES.includes(type)) ? (value as HostMessage) : undefined;
}
