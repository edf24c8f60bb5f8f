/**
 * The names of y-webrtc 10.3.0, and of simple-peer 9.11.1 below it, that webrtc-room.ts touches. Neither promises
 * them, so the version is pinned, pinned-names.ts checks them while running, and a test checks them after an upgrade.
 */
declare module 'y-webrtc' {
  import type { Doc } from 'yjs';

  /** simple-peer's connection: a stream over one data channel. */
  export interface WebrtcPeer {
    readonly initiator: boolean;
    /** Going to end by itself, also because the browser refused it a connection. */
    readonly destroying: boolean;
    /** The data channel; null before it is there and after the end. */
    readonly _channel: RTCDataChannel | null;
    readonly _pc: RTCPeerConnection | null;
    send(data: Uint8Array<ArrayBuffer>): void;
    /** Ends it; `close` follows in a microtask. */
    destroy(): void;
    on(event: 'data', listener: (data: Uint8Array) => void): void;
    on(event: 'connect' | 'close', listener: () => void): void;
    on(event: 'error', listener: (error: Error) => void): void;
    removeAllListeners(event?: 'data'): void;
  }

  export interface WebrtcConnection {
    readonly peer: WebrtcPeer;
  }

  export interface Room {
    readonly name: string;
    readonly key: CryptoKey | null;
    readonly peerId: string;
    readonly webrtcConns: Map<string, WebrtcConnection>;
  }

  export interface SignallingConnection {
    readonly connected: boolean;
    send(message: unknown): void;
  }

  export interface WebrtcProviderOptions {
    signaling: string[];
    password: string;
    maxConns: number;
    filterBcConns: boolean;
    peerOpts: { config: RTCConfiguration };
  }

  export class WebrtcProvider {
    constructor(roomName: string, doc: Doc, options: WebrtcProviderOptions);
    /** Null until the key is derived from the password. */
    readonly room: Room | null;
    readonly key: PromiseLike<CryptoKey | null>;
    readonly signalingConns: SignallingConnection[];
    readonly awareness: { setLocalState(state: null): void };
    on(event: 'peers', listener: (change: { added: string[]; removed: string[] }) => void): void;
    disconnect(): void;
    destroy(): void;
  }
}
