/**
 * A page with nothing but the WebRTC lane, driven by tests/e2e/webrtc-lane.test.ts: the real renderer/lanes code, in a
 * real browser. Talks to the test through `window.lab`.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import type { CircleId } from '../../../src/core/ids.ts';
import { MAX_FRAME } from '../../../src/core/ports.ts';
import type { WebrtcLane } from '../../../renderer/lanes/webrtc-lane.ts';
import { joinRoom, type JoinedRoom } from '../../../renderer/lanes/webrtc-room.ts';

export interface LaneFacts {
  initiator: boolean;
  binding: string;
}

export interface Lab {
  join(topic: string, password: string, relays: string[]): void;
  leave(): Promise<void>;
  /** The lanes that are open now. */
  lanes(): LaneFacts[];
  /** Resolves when as many lanes are open, and none of the given bindings is among them. */
  until(count: number, not?: string[]): Promise<LaneFacts[]>;
  /** Sends that many pseudo-random bytes in whole frames, as fast as the lane takes them; resolves with their SHA-256. */
  send(binding: string, bytes: number, seed: number): Promise<string>;
  /** Resolves with the SHA-256 of the first so many bytes that came. */
  received(binding: string, bytes: number): Promise<string>;
  close(binding: string): void;
  refuse(binding: string): void;
  /** Ends the connection below a lane without a word, as a network does. */
  kill(): void;
  /** The most bytes that ever waited in a channel, and how many connections were ever made. */
  readonly peakBuffered: number;
  readonly made: number;
}

const CIRCLE = '00'.repeat(32) as CircleId;
const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

interface OpenLane {
  lane: WebrtcLane;
  hash: ReturnType<typeof sha256.create>;
  bytes: number;
}

const open = new Map<string, OpenLane>();
const connections: RTCPeerConnection[] = [];
let room: JoinedRoom | undefined;
let peakBuffered = 0;
let waiting: (() => boolean)[] = [];

/** Asks every wait whether it is over. */
function changed(): void {
  waiting = waiting.filter((isOver) => !isOver());
}

function wait<T>(read: () => T | undefined): Promise<T> {
  return new Promise((resolve) => {
    waiting.push(() => {
      const value = read();
      if (value !== undefined) resolve(value);
      return value !== undefined;
    });
    changed();
  });
}

const facts = (): LaneFacts[] => [...open].map(([binding, { lane }]) => ({ initiator: lane.initiator, binding }));

function find(binding: string): OpenLane {
  const found = open.get(binding);
  if (found === undefined) throw new Error(`no lane ${binding}`);
  return found;
}

/** Different bytes for each seed and place, cheap to make. */
function makeBytes(count: number, seed: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(count / 4));
  let state = seed | 1;
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  return new Uint8Array(words.buffer, 0, count);
}

const NativeConnection = window.RTCPeerConnection;
window.RTCPeerConnection = class extends NativeConnection {
  constructor(config?: RTCConfiguration) {
    super(config);
    connections.push(this);
  }
};
const nativeSend = RTCDataChannel.prototype.send;
RTCDataChannel.prototype.send = function send(this: RTCDataChannel, data: unknown) {
  nativeSend.call(this, data as Uint8Array<ArrayBuffer>);
  peakBuffered = Math.max(peakBuffered, this.bufferedAmount);
};

const lab: Lab = {
  join(topic, password, relays) {
    room = joinRoom({
      circle: CIRCLE,
      topic,
      password,
      relays,
      onLane(lane) {
        const key = hex(lane.binding);
        const entry: OpenLane = { lane, hash: sha256.create(), bytes: 0 };
        open.set(key, entry);
        lane.onClose(() => {
          if (open.get(key) === entry) open.delete(key);
          changed();
        });
        lane.onFrame((frame) => {
          entry.hash.update(frame);
          entry.bytes += frame.length;
          changed();
        });
        changed();
      },
    });
  },
  async leave() {
    await room?.leave();
    room = undefined;
  },
  lanes: facts,
  until: (count, not = []) =>
    wait(() => {
      const now = facts();
      return now.length === count && !now.some(({ binding }) => not.includes(binding)) ? now : undefined;
    }),
  async send(binding, bytes, seed) {
    const all = makeBytes(bytes, seed);
    for (let at = 0; at < bytes; at += MAX_FRAME) await find(binding).lane.send(all.slice(at, at + MAX_FRAME));
    return hex(sha256(all));
  },
  received(binding, bytes) {
    const entry = find(binding);
    return wait(() => (entry.bytes >= bytes ? hex(entry.hash.clone().digest()) : undefined));
  },
  close: (binding) => find(binding).lane.close(),
  refuse: (binding) => find(binding).lane.refuse(),
  kill() {
    for (const connection of connections) connection.close();
  },
  get peakBuffered() {
    return peakBuffered;
  },
  get made() {
    return connections.length;
  },
};

Object.assign(window, { lab });
