/**
 * A pipe over a MessagePort as Electron's utility processes have it (MessagePortMain: an event emitter that must be started).
 * A port carries Uint8Arrays; anything else from the window ends it.
 */
import type { Pipe } from '../../core/commands.ts';

/** The part of MessagePortMain that is used. */
export interface MessagePortLike {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

export function createPortPipe(port: MessagePortLike): Pipe {
  let closed = false;
  return {
    send(bytes) {
      if (!closed) port.postMessage(bytes);
    },
    // A port tells nothing about what it still holds.
    buffered: 0,
    onMessage(receive) {
      port.on('message', ({ data }) => {
        const bytes = readBytes(data);
        if (bytes) receive(bytes);
        else port.close();
      });
      port.start();
    },
    onClose(listener) {
      port.on('close', () => {
        closed = true;
        listener();
      });
    },
    close() {
      closed = true;
      port.close();
    },
  };
}

function readBytes(data: unknown): Uint8Array | undefined {
  if (data instanceof Uint8Array) return data;
  return data instanceof ArrayBuffer ? new Uint8Array(data) : undefined;
}
