/**
 * Stands in for `lib0/broadcastchannel`, by an alias in the window's build. y-webrtc would otherwise talk to other tabs
 * of this browser by BroadcastChannel or localStorage: a second way in, past the session and the gate.
 * Same names and shapes as in lib0 0.2.120; nothing is ever sent or received.
 */
type Subscriber = (data: unknown, origin: unknown) => unknown;

export function subscribe(_room: string, subscriber: Subscriber): Subscriber {
  return subscriber;
}

/** False: there was nothing to unsubscribe from. */
export function unsubscribe(_room: string, _subscriber: Subscriber): boolean {
  return false;
}

export function publish(_room: string, _data: unknown, _origin: unknown = null): void {
  // Nobody is told.
}
