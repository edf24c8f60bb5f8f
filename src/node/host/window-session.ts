/**
 * One window at the host: answers its calls, feeds its replicas, and speaks for the WebRTC connections that it carries.
 * Bytes from the window are checked in form first; whatever breaks the contract's form or bounds ends this pipe.
 */
import { CONTRACT_VERSION, type HostMessage, type HostStatus, type Pipe, type Room } from '../../core/commands.ts';
import type { CircleId } from '../../core/ids.ts';
import type { Clock } from '../../core/ports.ts';
import type { CarrierCandidate, CarrierElection } from './carrier.ts';
import type { Device } from './device.ts';
import { toCommandError } from './refusal.ts';
import { readStateVector, ReplicaFeed } from './replica-feed.ts';
import { WindowLane } from './window-lane.ts';
import { encodeHostMessage, readWindowMessage, type ReadMessage } from './window-messages.ts';

/** A person's window has a handful under way; so many come from something that is none. */
const MOST_CALLS = 1_000;
const MOST_WATCHED = 200;
const MOST_LANES = 200;

export interface WindowSessionOptions {
  pipe: Pipe;
  device: Device;
  election: CarrierElection;
  clock: Clock;
  onBug: (error: unknown) => void;
  onClosed: () => void;
}

type Message<T extends ReadMessage['type']> = Extract<ReadMessage, { type: T }>;

export class WindowSession implements CarrierCandidate {
  readonly #options: WindowSessionOptions;
  readonly #feeds = new Map<CircleId, ReplicaFeed>();
  readonly #lanes = new Map<number, WindowLane>();
  #lastLane = -1;
  #calls = 0;
  #open = true;
  #lastStatus: Uint8Array | undefined;

  constructor(options: WindowSessionOptions) {
    this.#options = options;
    const { pipe, device } = options;
    this.#send({ type: 'welcome', contract: CONTRACT_VERSION, status: device.status() });
    pipe.onClose(() => this.#closed());
    pipe.onMessage((bytes) => this.#receive(bytes));
  }

  /** Sends the status, unless the window has the same already. */
  sendStatus(status: HostStatus): void {
    if (!this.#open) return;
    const bytes = encodeHostMessage({ type: 'status', status });
    if (this.#lastStatus && Buffer.compare(this.#lastStatus, bytes) === 0) return;
    this.#lastStatus = bytes;
    this.#options.pipe.send(bytes);
  }

  setRooms(rooms: Room[]): void {
    this.#send({ type: 'rooms', rooms });
  }

  documentChanged(circle: CircleId): void {
    this.#feeds.get(circle)?.changed();
  }

  documentsChanged(): void {
    for (const feed of this.#feeds.values()) feed.changed();
  }

  close(): void {
    this.#options.pipe.close();
    this.#closed();
  }

  #send(message: HostMessage): void {
    if (this.#open) this.#options.pipe.send(encodeHostMessage(message));
  }

  #closed(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const feed of this.#feeds.values()) feed.stop();
    for (const lane of this.#lanes.values()) lane.closeFromWindow();
    this.#lanes.clear();
    this.#options.election.setAble(this, false);
    this.#options.onClosed();
  }

  #receive(bytes: Uint8Array): void {
    if (!this.#open) return;
    const message = readWindowMessage(bytes);
    if (!message || !this.#obey(message)) this.close();
  }

  /** False if the message breaks the contract. */
  #obey(message: ReadMessage): boolean {
    switch (message.type) {
      case 'call':
        return this.#call(message);
      case 'watch':
        return this.#watch(message);
      case 'unwatch':
        this.#unwatch(message.circle);
        return true;
      case 'carrier':
        this.#options.election.setAble(this, message.able);
        return true;
      case 'lane-open':
        return this.#openLane(message);
      // A lane that is not known may have been closed here while the message was under way.
      case 'lane-frame':
        this.#lanes.get(message.lane)?.frameFromWindow(message.frame);
        return true;
      case 'lane-ack':
        this.#lanes.get(message.lane)?.ackFromWindow();
        return true;
      case 'lane-close':
        this.#lanes.get(message.lane)?.closeFromWindow();
        this.#lanes.delete(message.lane);
        return true;
    }
  }

  #call({ id, command, params }: Message<'call'>): boolean {
    if (this.#calls >= MOST_CALLS) return false;
    this.#calls++;
    void this.#answer(id, command, params).finally(() => this.#calls--);
    return true;
  }

  async #answer(id: number, command: string, params: unknown): Promise<void> {
    try {
      const result = await this.#options.device.run(command, params);
      // What the call changed is in the window before it is told that it is done. Photos change nothing, and many are asked for.
      if (command !== 'getBlob') for (const feed of this.#feeds.values()) feed.hurry();
      this.#send({ type: 'reply', id, result });
    } catch (error) {
      this.#send({ type: 'refusal', id, error: toCommandError(error, this.#options.onBug) });
    }
  }

  #watch({ circle, document, stateVector }: Message<'watch'>): boolean {
    this.#unwatch(circle);
    if (this.#feeds.size >= MOST_WATCHED) return false;
    const has = readStateVector(stateVector);
    if (!has) return false;
    const { pipe, device, clock } = this.#options;
    const feed = new ReplicaFeed({ circle, document, has, pipe, clock, peer: () => device.peer, send: (message) => this.#send(message) });
    this.#feeds.set(circle, feed);
    feed.changed();
    return true;
  }

  #unwatch(circle: CircleId): void {
    this.#feeds.get(circle)?.stop();
    this.#feeds.delete(circle);
  }

  #openLane({ lane: id, circle, initiator, binding }: Message<'lane-open'>): boolean {
    if (id <= this.#lastLane) return false;
    this.#lastLane = id;
    const { device, election } = this.#options;
    if (!device.peer || !election.isCarrier(this) || this.#lanes.size >= MOST_LANES) {
      this.#send({ type: 'lane-close', lane: id, forget: false });
      return true;
    }
    const lane = new WindowLane(
      {
        sendFrame: (frame) => this.#send({ type: 'lane-frame', lane: id, frame }),
        sendClose: (forget) => {
          this.#lanes.delete(id);
          this.#send({ type: 'lane-close', lane: id, forget });
        },
      },
      { circle, initiator, binding },
    );
    this.#lanes.set(id, lane);
    device.peer.connect(lane);
    return true;
  }
}
