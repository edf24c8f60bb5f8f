/**
 * Checks, while running, that y-webrtc and simple-peer still have the names that this window takes over. They are not
 * part of any promise, and a rename would otherwise only show as peers that never meet.
 */
import type { Room, WebrtcConnection, WebrtcPeer, WebrtcProvider } from 'y-webrtc';

export class PinnedNameError extends Error {
  constructor(name: string) {
    super(`y-webrtc is not the version this window was made for: ${name} is not what it was in 10.3.0`);
    this.name = 'PinnedNameError';
  }
}

const isMethod = (value: unknown): boolean => typeof value === 'function';
const isNullable = (value: unknown): boolean => value === null || typeof value === 'object';

/** The provider's room. Throws PinnedNameError if it, or a signalling connection, lacks a name. */
export function checkProvider(provider: WebrtcProvider): Room {
  const { room } = provider;
  demand('provider.room', typeof room === 'object' && room !== null);
  demand('provider.room.peerId', typeof room.peerId === 'string' && room.peerId.length > 0);
  demand('provider.room.name', typeof room.name === 'string');
  demand('provider.room.webrtcConns', room.webrtcConns instanceof Map);
  demand('provider.room.key', typeof room.key === 'object' && room.key !== null);
  demand('provider.signalingConns', Array.isArray(provider.signalingConns));
  for (const connection of provider.signalingConns) {
    demand('provider.signalingConns[].connected', typeof connection.connected === 'boolean');
    demand('provider.signalingConns[].send', isMethod(connection.send));
  }
  demand('provider.awareness.setLocalState', isMethod(provider.awareness.setLocalState));
  demand('provider.disconnect', isMethod(provider.disconnect));
  demand('provider.destroy', isMethod(provider.destroy));
  return room;
}

/** Throws PinnedNameError if a fresh connection lacks a name. */
export function checkConnection(connection: WebrtcConnection): void {
  const { peer } = connection;
  demand('connection.peer', typeof peer === 'object' && peer !== null);
  demand('connection.peer.initiator', typeof peer.initiator === 'boolean');
  demand('connection.peer.destroying', typeof peer.destroying === 'boolean');
  demand('connection.peer.send', isMethod(peer.send));
  demand('connection.peer.destroy', isMethod(peer.destroy));
  demand('connection.peer.on', isMethod(peer.on));
  demand('connection.peer.removeAllListeners', isMethod(peer.removeAllListeners));
  const { channel, connection: rtc } = readInside(peer);
  demand('connection.peer._channel', isNullable(channel));
  demand('connection.peer._pc', isNullable(rtc));
}

/** What simple-peer keeps inside: its data channel and connection, null before they are there and after the end. */
export function readInside(peer: WebrtcPeer): { channel: RTCDataChannel | null; connection: RTCPeerConnection | null } {
  const { _channel: channel, _pc: connection } = peer;
  return { channel, connection };
}

function demand(name: string, holds: boolean): asserts holds {
  if (!holds) throw new PinnedNameError(name);
}
