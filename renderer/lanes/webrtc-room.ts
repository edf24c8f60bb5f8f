/**
 * A room at signalling servers, by y-webrtc 10.3.0: it finds peers and connects; our session speaks, and no Yjs byte does.
 * The document stays empty, the awareness state is null, BroadcastChannel is away (no-broadcast.ts), and each connection
 * is taken over in the tick in which it is made, before any data can come.
 * Left alone, y-webrtc does not survive a closed connection: both sides call, and talk past each other. So only the
 * larger peer id calls; the other asks to be called; and a watchdog asks again, ends what never connects, and rests.
 * Trusts nobody in the room: whoever knows the password may be anyone.
 */
import * as encoding from 'lib0/encoding';
import { toBase64 } from 'lib0/buffer';
import { WebrtcProvider, type Room, type WebrtcConnection, type WebrtcPeer } from 'y-webrtc';
import { Doc } from 'yjs';
import type { CircleId } from '../../src/core/ids.ts';
import { computeBinding } from './channel-binding.ts';
import { checkConnection, checkProvider, readInside } from './pinned-names.ts';
import { WebrtcLane } from './webrtc-lane.ts';

export interface RoomOptions {
  circle: CircleId;
  topic: string;
  password: string;
  relays: readonly string[];
  /** Called with each connection once it can carry frames. */
  onLane(lane: WebrtcLane): void;
}

export interface JoinedRoom {
  /** Closes all lanes; resolves when a room of the same topic can be joined again. */
  leave(): Promise<void>;
}

/**
 * No STUN or TURN servers: peers meet in the LAN, or through what their circle runs itself. A public STUN server would learn
 * the address of everybody who opens Huan, and when, and simple-peer's default names two of them.
 */
const PEER_OPTIONS = { config: { iceServers: [] } };
/** How many peers of one room to call. More than the 8 sessions of a circle, because some of them are refused. */
const MAX_CALLED = 24;
/** How many connections of one room may be under way at all, also when others called. */
const MAX_CONNECTIONS = 48;
/** Milliseconds in which a connection has to stand. */
const HANDSHAKE = 10_000;
/** Milliseconds, each with jitter on top, so that a hall full of windows doesn't speak in chorus. */
const WATCH = 4_000;
const JITTER = 2_000;
/** How long a peer is left alone whose lane this side closed. */
const REST = 5_000;
/** How long one is left alone that the host has no use for now: who is not let in yet may be a member in a minute. */
const LONG_REST = 60_000;
const MAX_REMEMBERED = 1_024;

/** Joins a room; throws nothing: where no relay can be reached, it goes on trying. */
export function joinRoom(options: RoomOptions): JoinedRoom {
  const doc = new Doc();
  const provider = new WebrtcProvider(options.topic, doc, {
    signaling: options.relays.filter(isRelay),
    password: options.password,
    maxConns: MAX_CALLED,
    // Without this, tabs of one browser would be left to the BroadcastChannel that isn't there.
    filterBcConns: false,
    peerOpts: PEER_OPTIONS,
  });
  provider.awareness.setLocalState(null);
  const takeover = new Takeover(provider, options);
  return {
    async leave() {
      takeover.stop();
      // `destroy` alone would leave the signalling socket open.
      provider.disconnect();
      provider.destroy();
      doc.destroy();
      // y-webrtc forgets the room in the turn after it has its key.
      await provider.key;
      await Promise.resolve();
    },
  };
}

function isRelay(url: string): boolean {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  return (parsed?.protocol === 'ws:' || parsed?.protocol === 'wss:') && parsed.hash === '';
}

class Takeover {
  readonly #provider: WebrtcProvider;
  readonly #options: RoomOptions;
  readonly #peers = new Map<WebrtcPeer, { forget: (quietly: boolean) => void }>();
  /** Peer ids that are left alone until that time. */
  readonly #resting = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(provider: WebrtcProvider, options: RoomOptions) {
    this.#provider = provider;
    this.#options = options;
    provider.on('peers', ({ added }) => {
      for (const id of added) this.#meet(id);
    });
    this.#watch();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const { forget } of this.#peers.values()) forget(true);
  }

  #meet(id: string): void {
    const room = checkProvider(this.#provider);
    const connection = room.webrtcConns.get(id);
    if (connection === undefined) return;
    if (connection.peer.destroying) {
      // The browser has no more connections to give; closed ones come free by and by, and the watchdog asks again.
      discard(room, id, connection);
      return;
    }
    checkConnection(connection);
    if (this.#stopped || this.#rests(id) || room.webrtcConns.size > MAX_CONNECTIONS) {
      discard(room, id, connection);
    } else if (connection.peer.initiator !== room.peerId > id) {
      discard(room, id, connection);
      if (room.peerId < id) void this.#announce(room, id);
    } else {
      this.#take(room, id, connection);
    }
  }

  /** Takes a connection over from y-webrtc, whose `close` and `error` listeners stay: they keep its own books. */
  #take(room: Room, id: string, connection: WebrtcConnection): void {
    const { peer } = connection;
    const send = peer.send.bind(peer);
    peer.send = () => {};
    peer.removeAllListeners('data');
    let lane: WebrtcLane | undefined;
    const early: Uint8Array[] = [];
    const timeout = setTimeout(() => peer.destroy(), HANDSHAKE);
    const release = (): void => {
      clearTimeout(timeout);
      this.#peers.delete(peer);
    };
    const forget = (quietly: boolean): void => {
      release();
      discard(room, id, connection);
      if (quietly) lane?.closed();
    };
    this.#peers.set(peer, { forget });
    peer.on('data', (data) => {
      const message = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      // The other side may hear that the channel is open a moment before this one.
      if (lane) lane.received(message);
      else if (early.push(message) > MAX_EARLY) forget(false);
    });
    peer.on('connect', () => {
      clearTimeout(timeout);
      const { channel, connection: rtc } = readInside(peer);
      const binding = computeBinding(rtc?.localDescription?.sdp ?? '', rtc?.remoteDescription?.sdp ?? '');
      if (binding === undefined || channel === null) {
        this.#rest(id, Number.POSITIVE_INFINITY);
        forget(false);
        return;
      }
      lane = new WebrtcLane({
        circle: this.#options.circle,
        initiator: peer.initiator,
        binding,
        channel,
        send,
        end: (forLong) => {
          this.#rest(id, Date.now() + (forLong ? LONG_REST : REST) + Math.random() * JITTER);
          forget(false);
        },
      });
      this.#options.onLane(lane);
      for (const message of early.splice(0)) lane.received(message);
    });
    peer.on('close', () => {
      release();
      lane?.closed();
    });
  }

  #rest(id: string, until: number): void {
    if (this.#resting.size >= MAX_REMEMBERED) {
      const [oldest] = this.#resting.keys();
      if (oldest !== undefined) this.#resting.delete(oldest);
    }
    this.#resting.set(id, until);
  }

  #rests(id: string): boolean {
    const until = this.#resting.get(id);
    if (until === undefined) return false;
    if (until > Date.now()) return true;
    this.#resting.delete(id);
    return false;
  }

  /** Announces again and again, more seldom where there is company, so that a lost message never parts two peers. */
  #watch(): void {
    const company = this.#provider.room?.webrtcConns.size ?? 0;
    this.#timer = setTimeout(
      () => {
        if (this.#provider.room !== null) void this.#announce(checkProvider(this.#provider));
        this.#watch();
      },
      WATCH * Math.min(6, 1 + company) + Math.random() * JITTER,
    );
  }

  /** Says that this peer is here, to everybody or to one: encrypted as y-webrtc 10.3 does it. */
  async #announce(room: Room, to?: string): Promise<void> {
    if (room.key === null) return;
    const message = encoding.createEncoder();
    encoding.writeAny(message, { type: 'announce', from: room.peerId, ...(to === undefined ? {} : { to }) });
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, room.key, encoding.toUint8Array(message) as Uint8Array<ArrayBuffer>);
    const envelope = encoding.createEncoder();
    encoding.writeVarString(envelope, 'AES-GCM');
    encoding.writeVarUint8Array(envelope, iv);
    encoding.writeVarUint8Array(envelope, new Uint8Array(sealed));
    if (this.#stopped) return;
    const data = toBase64(encoding.toUint8Array(envelope));
    for (const connection of this.#provider.signalingConns) {
      if (!connection.connected) continue;
      // y-webrtc unsubscribes by itself when a page says that it may be leaving, and then stays.
      connection.send({ type: 'subscribe', topics: [room.name] });
      connection.send({ type: 'publish', topic: room.name, data });
    }
  }
}

/** Messages that may come before the channel is said to be open. */
const MAX_EARLY = 256;

/**
 * Ends a connection without y-webrtc hearing of it: it would announce itself at once, and be called back ten times a
 * second. What an `error` would say doesn't matter any more, but without a listener it would be thrown.
 */
function discard(room: Room, id: string, connection: WebrtcConnection): void {
  connection.peer.removeAllListeners();
  connection.peer.on('error', () => {});
  if (room.webrtcConns.get(id) === connection) room.webrtcConns.delete(id);
  connection.peer.destroy();
}
