/** A pipe over a WebSocket of the `ws` package. Only binary messages; a peer that stops answering pings is gone. */
import type { WebSocket } from 'ws';
import type { Pipe } from '../../core/commands.ts';
import type { Clock } from '../../core/ports.ts';

const PING_MS = 30_000;

export function createWebSocketPipe(socket: WebSocket, clock: Clock): Pipe {
  let alive = true;
  let stopPing = clock.after(PING_MS, ping);
  function ping(): void {
    if (!alive) {
      socket.terminate();
      return;
    }
    alive = false;
    socket.ping();
    stopPing = clock.after(PING_MS, ping);
  }
  socket.on('pong', () => {
    alive = true;
  });
  socket.on('close', () => stopPing());
  // Each error is followed by a close, which is all that a pipe tells.
  socket.on('error', () => socket.terminate());

  return {
    send(bytes) {
      if (socket.readyState === socket.OPEN) socket.send(bytes);
    },
    get buffered() {
      return socket.bufferedAmount;
    },
    onMessage(receive) {
      socket.on('message', (data: Buffer, isBinary) => {
        if (isBinary) receive(new Uint8Array(data.buffer, data.byteOffset, data.length));
        else socket.close(1003);
      });
    },
    onClose(closed) {
      socket.on('close', closed);
    },
    close() {
      socket.close();
    },
  };
}
