/**
 * Carries WebRTC connections for the host, which has none of its own: joins the rooms it is told, and pipes each lane's
 * frames both ways. Understands no frame. One for a window's whole life; the pipe to the host may come and go.
 * Holds always: without a pipe there is no room and no lane; a frame is acknowledged when the channel has taken it.
 */
import type { HostMessage, Room, WindowMessage } from '../../src/core/commands.ts';
import type { WebrtcLane } from './webrtc-lane.ts';
import { joinRoom, type JoinedRoom, type RoomOptions } from './webrtc-room.ts';

/** The part of the pipe to the host that a carrier uses. */
export interface CarrierLink {
  send(message: WindowMessage): void;
  /** Bytes sent and not yet taken by the host, as far as it can be known. */
  readonly buffered: number;
}

/** Bytes that may wait for a host that has fallen behind before a lane, whose peer can't be slowed, is closed. */
const MAX_WAITING = 67_108_864;

/** Whether this window can make WebRTC connections at all. */
function canCarry(): boolean {
  return typeof RTCPeerConnection === 'function';
}

interface Joined {
  room: JoinedRoom;
  lanes: Set<WebrtcLane>;
}

export class Carrier {
  readonly #join: (options: RoomOptions) => JoinedRoom;
  readonly #able: boolean;
  readonly #lanes = new Map<number, WebrtcLane>();
  /** By everything that a room is. */
  readonly #rooms = new Map<string, Joined>();
  /** By topic: y-webrtc takes the same one again only when it has left it. */
  readonly #leaving = new Map<string, Promise<void>>();
  #wanted = new Map<string, Room>();
  #link: CarrierLink | undefined;
  #last = 0;

  constructor(able = canCarry(), join = joinRoom) {
    this.#able = able;
    this.#join = join;
  }

  /** A pipe to the host is open: offers to carry. The host answers with `rooms`. */
  connected(link: CarrierLink): void {
    this.disconnected();
    this.#link = link;
    link.send({ type: 'carrier', able: this.#able });
  }

  /** The pipe is gone: leaves everything. */
  disconnected(): void {
    this.#link = undefined;
    this.#enter([]);
  }

  /** Takes what the host says; what isn't for a carrier is left alone. */
  receive(message: HostMessage): void {
    if (message.type === 'rooms') this.#enter(this.#able ? message.rooms : []);
    else if (message.type === 'lane-frame') this.#send(message.lane, message.frame);
    else if (message.type === 'lane-close') this.#close(message.lane, message.forget);
  }

  #enter(rooms: readonly Room[]): void {
    this.#wanted = new Map(rooms.map((room) => [JSON.stringify([room.circle, room.topic, room.password, [...room.relays].toSorted()]), room]));
    for (const [key, joined] of this.#rooms) if (!this.#wanted.has(key)) this.#leave(key, joined);
    for (const [key, room] of this.#wanted) this.#joinWhenFree(key, room);
  }

  #leave(key: string, { room, lanes }: Joined): void {
    this.#rooms.delete(key);
    for (const lane of lanes) lane.close();
    const topic = topicOf(key);
    const left = room.leave().then(() => {
      if (this.#leaving.get(topic) === left) this.#leaving.delete(topic);
      for (const [wantedKey, wanted] of this.#wanted) if (wanted.topic === topic) this.#joinWhenFree(wantedKey, wanted);
      return undefined;
    });
    this.#leaving.set(topic, left);
  }

  #joinWhenFree(key: string, { circle, topic, password, relays }: Room): void {
    if (this.#rooms.has(key) || this.#leaving.has(topic)) return;
    const lanes = new Set<WebrtcLane>();
    const room = this.#join({ circle, topic, password, relays, onLane: (lane) => this.#open(lane, lanes) });
    this.#rooms.set(key, { room, lanes });
  }

  #open(lane: WebrtcLane, lanes: Set<WebrtcLane>): void {
    const link = this.#link;
    if (link === undefined) {
      lane.close();
      return;
    }
    const id = ++this.#last;
    this.#lanes.set(id, lane);
    lanes.add(lane);
    link.send({ type: 'lane-open', lane: id, circle: lane.circle, initiator: lane.initiator, binding: lane.binding });
    lane.onClose(() => {
      lanes.delete(lane);
      // Where the host closed it, it is no longer here, and needn't be told.
      if (this.#lanes.delete(id) && this.#link === link) link.send({ type: 'lane-close', lane: id });
    });
    lane.onFrame((frame) => {
      if (link.buffered > MAX_WAITING) lane.close();
      else link.send({ type: 'lane-frame', lane: id, frame });
    });
  }

  #send(id: number, frame: Uint8Array): void {
    const lane = this.#lanes.get(id);
    // It may have closed while the host was sending.
    if (lane === undefined) return;
    const link = this.#link;
    void lane.send(frame).then(() => {
      if (this.#link === link && this.#lanes.has(id)) link?.send({ type: 'lane-ack', lane: id });
      return undefined;
    });
  }

  #close(id: number, forget: boolean): void {
    const lane = this.#lanes.get(id);
    this.#lanes.delete(id);
    if (forget) lane?.refuse();
    else lane?.close();
  }
}

function topicOf(key: string): string {
  const [, topic] = JSON.parse(key) as [string, string];
  return topic;
}
