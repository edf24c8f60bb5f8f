/**
 * The pipe of a window in an ordinary browser: a WebSocket to the loopback host that served this page.
 * The per-start token comes once, in the address's fragment; it is then kept for this tab and stripped from the address,
 * so that it is neither bookmarked nor shown.
 */
import type { Pipe } from '../../src/core/commands.ts';
import { orThrow } from '../state/browser-storage.ts';
import { NoTokenError } from './connection.ts';

const TOKEN_KEY = 'huan/token';
const TOKEN = /^#token=([A-Za-z0-9_-]{16,128})(.*)$/;

let token: string | undefined;

/** True if the address brings a token. */
export function hasToken(): boolean {
  return TOKEN.test(location.hash);
}

/** Takes the token out of the address (if it is there) into this tab's storage. */
export function takeToken(): string | undefined {
  const match = TOKEN.exec(location.hash);
  if (match?.[1] !== undefined) {
    token = match[1];
    keepForTab(token);
    const rest = match[2]?.replace(/^&/, '') ?? '';
    history.replaceState(null, '', `${location.pathname}${location.search}#${rest === '' ? '/' : rest}`);
  }
  token ??= recallForTab();
  return token;
}

/** So that reloading this tab needs no new address, where the browser lets us. */
function keepForTab(text: string): void {
  try {
    sessionStorage.setItem(TOKEN_KEY, text);
  } catch (error) {
    orThrow(error, undefined);
  }
}

function recallForTab(): string | undefined {
  try {
    return sessionStorage.getItem(TOKEN_KEY) ?? undefined;
  } catch (error) {
    return orThrow(error, undefined);
  }
}

/** Opens a WebSocket to this page's own host. Rejects if it can't be opened; NoTokenError if there is no token. */
export function openWebSocketPipe(): Promise<Pipe> {
  const key = takeToken();
  if (key === undefined) return Promise.reject(new NoTokenError('no token in this tab'));
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/pipe`, [`huan.${key}`]);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => resolve(new WebSocketPipe(socket));
    socket.onerror = () => void explainFailure().then(reject);
  });
}

/** A host that serves pages but refuses this socket has been started anew: this tab's token is of the past. */
async function explainFailure(): Promise<Error> {
  try {
    const page = await fetch(location.pathname, { method: 'HEAD', cache: 'no-store' });
    if (page.ok) return new NoTokenError('the host has a newer token');
    return new Error('the host did not serve its page');
  } catch (error) {
    return new Error('the host is away', { cause: error });
  }
}

class WebSocketPipe implements Pipe {
  readonly #socket: WebSocket;
  #waiting: Uint8Array[] = [];
  #receive: ((bytes: Uint8Array) => void) | undefined;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (!(event.data instanceof ArrayBuffer)) {
        socket.close();
        return;
      }
      const bytes = new Uint8Array(event.data);
      if (this.#receive === undefined) this.#waiting.push(bytes);
      else this.#receive(bytes);
    };
  }

  send(bytes: Uint8Array): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(bytes as Uint8Array<ArrayBuffer>);
  }

  get buffered(): number {
    return this.#socket.bufferedAmount;
  }

  onMessage(receive: (bytes: Uint8Array) => void): void {
    this.#receive = receive;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const bytes of waiting) receive(bytes);
  }

  onClose(closed: () => void): void {
    this.#socket.addEventListener('close', closed);
  }

  close(): void {
    this.#socket.close();
  }
}
