/** A lane over one plain TCP connection, frames with their length before them: for the bench only. Proves nobody's identity. */
import type { Socket } from 'node:net';
import { MAX_FRAME, type Lane } from '../../../src/core/ports.ts';

export function makeTcpLane(socket: Socket, initiator: boolean): Lane {
  let receive: ((frame: Uint8Array) => void) | undefined;
  let held: Buffer = Buffer.alloc(0);
  const early: Uint8Array[] = [];
  socket.setNoDelay(true);
  socket.on('data', (data: Buffer) => {
    held = held.length === 0 ? data : Buffer.concat([held, data]);
    while (held.length >= 4) {
      const length = held.readUInt32BE(0);
      if (length > MAX_FRAME) return void socket.destroy();
      if (held.length < 4 + length) return;
      const frame = new Uint8Array(held.subarray(4, 4 + length));
      held = held.subarray(4 + length);
      if (receive === undefined) early.push(frame);
      else receive(frame);
    }
  });
  socket.on('error', () => socket.destroy());
  return {
    kind: 'memory',
    initiator,
    binding: new TextEncoder().encode('bench'.padEnd(32)),
    send: (frame) =>
      new Promise((sent) => {
        const head = Buffer.alloc(4);
        head.writeUInt32BE(frame.length);
        if (socket.destroyed || socket.write(Buffer.concat([head, frame]))) sent();
        else socket.once('drain', sent);
      }),
    onFrame(receiver) {
      receive = receiver;
      for (const frame of early.splice(0)) receiver(frame);
    },
    onClose: (closed) => void socket.on('close', closed),
    close: () => void socket.end(),
  };
}
