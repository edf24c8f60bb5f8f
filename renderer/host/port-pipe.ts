/**
 * The pipe of a window in Electron: a MessagePort to the host process, asked for through the preload's one function.
 * The port comes as a message of this very window; messages from elsewhere are ignored. A port carries ArrayBuffers and
 * Uint8Arrays; anything else ends it.
 */
import type { Pipe } from '../../src/core/commands.ts';

/** What the preload puts into the page: asks for a port, which then arrives as a message `huan-port`. */
export interface HuanBridge {
  connect(): void;
}

declare global {
  interface Window {
    readonly huan?: HuanBridge;
  }
}

const PORT_MESSAGE = 'huan-port';
const PORT_TIMEOUT_MS = 10_000;

/** Asks the preload for a port to the host. Rejects if none comes in time. */
export function openPortPipe(bridge: HuanBridge): Promise<Pipe> {
  return new Promise((resolve, reject) => {
    const give = (event: MessageEvent<unknown>): void => {
      const port = event.ports[0];
      if (event.source !== window || event.data !== PORT_MESSAGE || port === undefined) return;
      stop();
      resolve(new PortPipe(port));
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error('no port from the shell'));
    }, PORT_TIMEOUT_MS);
    const stop = (): void => {
      clearTimeout(timer);
      window.removeEventListener('message', give);
    };
    window.addEventListener('message', give);
    bridge.connect();
  });
}

class PortPipe implements Pipe {
  readonly #port: MessagePort;
  /** A port tells nothing about what it still holds; the host's own credit bounds the lanes. */
  readonly buffered = 0;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  send(bytes: Uint8Array): void {
    this.#port.postMessage(bytes);
  }

  onMessage(receive: (bytes: Uint8Array) => void): void {
    this.#port.onmessage = (event: MessageEvent<unknown>) => {
      if (event.data instanceof Uint8Array) receive(event.data);
      else if (event.data instanceof ArrayBuffer) receive(new Uint8Array(event.data));
      else this.#port.close();
    };
  }

  onClose(closed: () => void): void {
    this.#port.addEventListener('close', closed);
  }

  close(): void {
    this.#port.close();
  }
}
