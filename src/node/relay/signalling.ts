/**
 * Signalling as y-webrtc 10.3 speaks it: JSON text messages `subscribe` and `unsubscribe` {topics}, `publish` {topic,
 * data} and `ping` (answered by `pong`). A publish goes to every subscriber of its topic, the sender included, with
 * the number of them added as `clients`.
 * Trusts nothing that comes in: what is not in the protocol closes the connection it came on, and no other. A client
 * that is too fast is read more slowly, one that floods all the same is dropped, and so is one that doesn't read.
 * Topics and data are opaque here; neither they nor addresses are kept or logged.
 */
import type { RawData, WebSocket } from 'ws';
import type { Clock } from '../../core/ports.ts';
import { Allowance, type RelayLimits } from './limits.ts';

/** Why a client was dropped. */
export type DropReason = 'garbage' | 'flood' | 'slow' | 'silent';

/** Close codes of RFC 6455, section 7.4.1. */
const GOING_AWAY = 1001;
const POLICY = 1008;

interface Client {
  socket: WebSocket;
  topics: Set<string>;
  messages: Allowance;
  bytes: Allowance;
  /** Answered since the last ping, or not being read. */
  alive: boolean;
  cancelResume: (() => void) | undefined;
}

export interface SignallingCounts {
  clients: number;
  topics: number;
  /** Messages published since the start. */
  published: number;
  dropped: Record<DropReason, number>;
}

export class Signalling {
  readonly #limits: RelayLimits;
  readonly #clock: Clock;
  readonly #onDrop: (reason: DropReason) => void;
  readonly #clients = new Set<Client>();
  readonly #subscribers = new Map<string, Set<Client>>();
  readonly #dropped: Record<DropReason, number> = { garbage: 0, flood: 0, slow: 0, silent: 0 };
  #published = 0;
  #cancelPing: () => void;

  constructor(limits: RelayLimits, clock: Clock, onDrop: (reason: DropReason) => void) {
    this.#limits = limits;
    this.#clock = clock;
    this.#onDrop = onDrop;
    this.#cancelPing = clock.after(limits.pingEvery, () => this.#pingAll());
  }

  get counts(): SignallingCounts {
    return { clients: this.#clients.size, topics: this.#subscribers.size, published: this.#published, dropped: { ...this.#dropped } };
  }

  /** Serves a connection until it closes. */
  serve(socket: WebSocket): void {
    const now = this.#clock.now();
    const client: Client = {
      socket,
      topics: new Set(),
      messages: new Allowance(this.#limits.messageBurst, this.#limits.messageRate, now),
      bytes: new Allowance(this.#limits.byteBurst, this.#limits.byteRate, now),
      alive: true,
      cancelResume: undefined,
    };
    this.#clients.add(client);
    socket.on('message', (data, isBinary) => this.#receive(client, data, isBinary));
    socket.on('pong', () => {
      client.alive = true;
    });
    // ws reports broken frames and oversize here, and closes the connection itself with the right code.
    socket.on('error', () => this.#count(client, 'garbage'));
    socket.on('close', () => this.#forget(client));
  }

  /** Says goodbye to everyone, and stops. */
  close(): void {
    this.#cancelPing();
    for (const { socket } of this.#clients) socket.close(GOING_AWAY, 'the relay is shutting down');
  }

  #receive(client: Client, data: RawData, isBinary: boolean): void {
    // What was under way when a client was dropped still comes in.
    if (!this.#clients.has(client)) return;
    const text = isBinary ? undefined : data.toString();
    this.#pace(client, text?.length ?? this.#limits.messageBytes);
    if (!this.#clients.has(client)) return;
    const message = text === undefined ? undefined : parseMessage(text);
    if (message === undefined) this.#drop(client, 'garbage');
    else if (message.type === 'subscribe') this.#subscribe(client, message.topics);
    else if (message.type === 'unsubscribe') for (const topic of message.topics) this.#leave(client, topic);
    else if (message.type === 'publish') this.#publish(client, message.topic, message.data);
    else if (message.type === 'ping') this.#send(client, '{"type":"pong"}');
  }

  /** Charges a message; reads no further from a client that owes until it has waited. */
  #pace(client: Client, size: number): void {
    const now = this.#clock.now();
    const wait = Math.max(client.messages.take(1, now), client.bytes.take(size, now));
    if (client.messages.overdrawn || client.bytes.overdrawn) {
      this.#drop(client, 'flood');
      return;
    }
    if (wait === 0) return;
    client.socket.pause();
    client.cancelResume?.();
    client.cancelResume = this.#clock.after(wait, () => {
      client.cancelResume = undefined;
      client.alive = true;
      client.socket.resume();
    });
  }

  #subscribe(client: Client, topics: readonly string[]): void {
    for (const topic of topics) {
      // Beyond a limit a subscription is left out: the protocol has no answer, and what was subscribed goes on working.
      if (topic.length === 0 || topic.length > this.#limits.topicLength) continue;
      if (!client.topics.has(topic) && client.topics.size >= this.#limits.topicsPerClient) continue;
      const subscribers = this.#subscribers.get(topic) ?? new Set();
      if (!subscribers.has(client) && subscribers.size >= this.#limits.clientsPerTopic) continue;
      this.#subscribers.set(topic, subscribers.add(client));
      client.topics.add(topic);
    }
  }

  #leave(client: Client, topic: string): void {
    if (!client.topics.delete(topic)) return;
    const subscribers = this.#subscribers.get(topic);
    subscribers?.delete(client);
    if (subscribers?.size === 0) this.#subscribers.delete(topic);
  }

  #publish(client: Client, topic: string, data: unknown): void {
    // Only who listens may speak: what a topic carries comes from those who could also be answered.
    const subscribers = client.topics.has(topic) ? this.#subscribers.get(topic) : undefined;
    if (subscribers === undefined) return;
    const text = formatPublish(topic, data, subscribers.size);
    if (text === undefined) {
      this.#drop(client, 'garbage');
      return;
    }
    this.#published++;
    for (const receiver of subscribers) this.#send(receiver, text);
  }

  #send(client: Client, text: string): void {
    if (client.socket.readyState !== client.socket.OPEN) return;
    client.socket.send(text);
    if (client.socket.bufferedAmount > this.#limits.bufferedBytes) this.#drop(client, 'slow');
  }

  #pingAll(): void {
    for (const client of this.#clients) {
      // A client that is not being read can't show that it answered.
      if (client.cancelResume !== undefined) continue;
      if (!client.alive) {
        this.#drop(client, 'silent');
        continue;
      }
      client.alive = false;
      if (client.socket.readyState === client.socket.OPEN) client.socket.ping();
    }
    this.#cancelPing = this.#clock.after(this.#limits.pingEvery, () => this.#pingAll());
  }

  #drop(client: Client, reason: DropReason): void {
    this.#count(client, reason);
    if (reason === 'garbage') client.socket.close(POLICY, 'not the signalling protocol');
    else client.socket.terminate();
  }

  /** Forgets a client that is being dropped, at once, so that each counts only once. */
  #count(client: Client, reason: DropReason): void {
    if (!this.#clients.has(client)) return;
    this.#forget(client);
    this.#dropped[reason]++;
    this.#onDrop(reason);
  }

  #forget(client: Client): void {
    client.cancelResume?.();
    client.cancelResume = undefined;
    // A paused socket would never see the other side's close.
    if (client.socket.isPaused) client.socket.resume();
    for (const topic of client.topics) this.#leave(client, topic);
    this.#clients.delete(client);
  }
}

type Message =
  | { type: 'subscribe' | 'unsubscribe'; topics: string[] }
  | { type: 'publish'; topic: string; data: unknown }
  | { type: 'ping' }
  /** Something that a newer client may say: ignored. */
  | { type: 'unknown' };

/** The message that a text says, or undefined where it isn't one. */
function parseMessage(text: string): Message | undefined {
  const json = parseJson(text);
  if (typeof json !== 'object' || json === null || !('type' in json) || typeof json.type !== 'string') return undefined;
  const { type } = json;
  if (type === 'subscribe' || type === 'unsubscribe') {
    const topics = 'topics' in json ? json.topics : undefined;
    return Array.isArray(topics) && topics.every((topic) => typeof topic === 'string') ? { type, topics } : undefined;
  }
  if (type === 'publish') {
    const topic = 'topic' in json ? json.topic : undefined;
    return typeof topic === 'string' ? { type, topic, data: 'data' in json ? json.data : undefined } : undefined;
  }
  return { type: type === 'ping' ? 'ping' : 'unknown' };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The text that subscribers get; undefined for data nested so deeply that it can't be written again. */
function formatPublish(topic: string, data: unknown, clients: number): string | undefined {
  try {
    return JSON.stringify({ type: 'publish', topic, data, clients });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
