/** Hangs a carrier on the window's connection to the host, for as long as the window lives. */
import type { HostConnection } from '../host/connection.ts';
import { Carrier } from './carrier.ts';

/** Offers the host, each time it is reached, to carry its WebRTC lanes. */
export function carryLanes(connection: HostConnection): void {
  const carrier = new Carrier();
  connection.on('welcome', () => {
    if (connection.state !== 'open') return;
    carrier.connected({
      send: (message) => connection.send(message),
      get buffered() {
        return connection.buffered;
      },
    });
  });
  connection.onState((state) => {
    if (state !== 'open') carrier.disconnected();
  });
  connection.on('rooms', (message) => carrier.receive(message));
  connection.on('lane-frame', (message) => carrier.receive(message));
  connection.on('lane-close', (message) => carrier.receive(message));
}
