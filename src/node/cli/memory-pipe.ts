/** A pipe within this process: the command line speaks to an engine that it started by the same messages as to a running host. */
import type { Pipe } from '../../core/commands.ts';

/** Two ends. Messages arrive in a later turn, in order; what comes before there is a receiver waits for it. */
export function createMemoryPipe(): { host: Pipe; client: Pipe } {
  const host = new MemoryPipeEnd();
  const client = new MemoryPipeEnd();
  host.other = client;
  client.other = host;
  return { host, client };
}

class MemoryPipeEnd implements Pipe {
  readonly buffered = 0;
  other: MemoryPipeEnd | undefined;
  #receive: ((bytes: Uint8Array) => void) | undefined;
  #early: Uint8Array[] = [];
  #closed: (() => void) | undefined;
  #open = true;

  send(bytes: Uint8Array): void {
    if (!this.#open) return;
    const copy = bytes.slice();
    queueMicrotask(() => this.other?.take(copy));
  }

  onMessage(receive: (bytes: Uint8Array) => void): void {
    this.#receive = receive;
    for (const bytes of this.#early.splice(0)) receive(bytes);
  }

  onClose(closed: () => void): void {
    this.#closed = closed;
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#closed?.();
    this.other?.close();
  }

  take(bytes: Uint8Array): void {
    if (!this.#open) return;
    if (this.#receive) this.#receive(bytes);
    else this.#early.push(bytes);
  }
}
