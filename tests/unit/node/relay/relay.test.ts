/**
 * The relay over real sockets on loopback: what it carries, and where each of its limits ends.
 * No test waits for a time: a client that must get nothing is shown to have got what was sent after it.
 */
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { RelayLimits } from '../../../../src/node/relay/limits.ts';
import { startRelay, type Relay, type RelayEvent } from '../../../../src/node/relay/relay.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

interface Setup {
  relay: Relay;
  events: RelayEvent[];
  /** Resolves with the first event of that kind, also one that has already been. */
  seen(wanted: (event: RelayEvent) => boolean): Promise<RelayEvent>;
}

const open: { relays: Relay[]; clients: Client[] } = { relays: [], clients: [] };

afterEach(async () => {
  for (const client of open.clients.splice(0)) client.socket.terminate();
  await Promise.all(open.relays.splice(0).map((relay) => relay.close()));
});

async function start(limits: Partial<RelayLimits> = {}, clock?: ManualClock): Promise<Setup> {
  const events: RelayEvent[] = [];
  const waiting: { wanted: (event: RelayEvent) => boolean; found: (event: RelayEvent) => void }[] = [];
  const relay = await startRelay({
    listen: { host: '127.0.0.1', port: 0 },
    limits,
    ...(clock ? { clock } : {}),
    log(event) {
      events.push(event);
      for (const { wanted, found } of waiting) if (wanted(event)) found(event);
    },
  });
  open.relays.push(relay);
  const seen: Setup['seen'] = (wanted) =>
    new Promise((found) => {
      const before = events.find(wanted);
      if (before) found(before);
      else waiting.push({ wanted, found });
    });
  return { relay, events, seen };
}

class Client {
  readonly socket: WebSocket;
  readonly closed: Promise<number>;
  readonly received: { type: string; topic?: string; data?: unknown; clients?: number }[] = [];
  #waiting: (() => void)[] = [];

  constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => {
      socket.once('close', (code) => resolve(code));
    });
    socket.on('message', (data) => {
      this.received.push(JSON.parse(String(data)));
      for (const wake of this.#waiting.splice(0)) wake();
    });
    // How it ended is read from `closed`.
    socket.on('error', () => undefined);
    open.clients.push(this);
  }

  say(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }

  subscribe(...topics: string[]): void {
    this.say({ type: 'subscribe', topics });
  }

  publish(topic: string, data: unknown): void {
    this.say({ type: 'publish', topic, data });
  }

  async until(count: number): Promise<void> {
    while (this.received.length < count) await new Promise<void>((wake) => this.#waiting.push(wake));
  }

  /** Resolves when everything said before has been dealt with. */
  async settle(): Promise<void> {
    const pongs = this.received.filter(({ type }) => type === 'pong').length;
    this.say({ type: 'ping' });
    while (this.received.filter(({ type }) => type === 'pong').length === pongs) await new Promise<void>((wake) => this.#waiting.push(wake));
  }

  get published(): unknown[] {
    return this.received.filter(({ type }) => type === 'publish').map(({ data }) => data);
  }
}

async function join(relay: Relay, ...topics: string[]): Promise<Client> {
  const client = new Client(new WebSocket(`ws://127.0.0.1:${relay.address.port}/`));
  await new Promise<void>((resolve, reject) => {
    client.socket.once('open', resolve);
    client.socket.once('error', reject);
  });
  if (topics.length > 0) {
    client.subscribe(...topics);
    await client.settle();
  }
  return client;
}

const health = async (relay: Relay) => (await fetch(`http://127.0.0.1:${relay.address.port}/health`)).json();

test('a message reaches every subscriber of its topic, with their number, and the sender too', async () => {
  const { relay } = await start();
  const [ann, ben, cho] = await Promise.all([join(relay, 'records'), join(relay, 'records'), join(relay, 'records')]);
  ann.publish('records', { from: 'ann' });
  await Promise.all([ann, ben, cho].map((client) => client.until(2)));
  for (const client of [ann, ben, cho]) expect(client.received.at(-1)).toEqual({ type: 'publish', topic: 'records', data: { from: 'ann' }, clients: 3 });
});

test('topics are kept apart, also within one client', async () => {
  const { relay } = await start();
  const [ann, ben, both] = await Promise.all([join(relay, 'records'), join(relay, 'cameras'), join(relay, 'records', 'cameras')]);
  ann.publish('records', 'r');
  await ann.settle();
  ben.publish('cameras', 'c');
  await ben.settle();
  await both.settle();
  expect(ann.published).toEqual(['r']);
  expect(ben.published).toEqual(['c']);
  expect(both.published).toEqual(['r', 'c']);
});

test('after unsubscribing, or leaving, nothing comes and the topic is forgotten', async () => {
  const { relay } = await start();
  const [ann, ben, cho] = await Promise.all([join(relay, 'records'), join(relay, 'records'), join(relay, 'records')]);
  ben.say({ type: 'unsubscribe', topics: ['records', 'never-subscribed'] });
  await ben.settle();
  cho.socket.close();
  await cho.closed;
  ann.publish('records', 'still here?');
  await ann.settle();
  await ben.settle();
  expect(ben.published).toEqual([]);
  expect(ann.received.find(({ type }) => type === 'publish')?.clients).toBe(1);
  ann.say({ type: 'unsubscribe', topics: ['records'] });
  await ann.settle();
  expect(await health(relay)).toMatchObject({ topics: 0, clients: 2 });
});

test('only a subscriber may publish', async () => {
  const { relay } = await start();
  const [ann, stranger] = await Promise.all([join(relay, 'records'), join(relay, 'other')]);
  stranger.publish('records', 'spam');
  await stranger.settle();
  await ann.settle();
  expect(ann.published).toEqual([]);
});

test('a type that is not known yet is ignored', async () => {
  const { relay } = await start();
  const ann = await join(relay, 'records');
  ann.say({ type: 'newer', topics: 5 });
  await ann.settle();
  expect(ann.socket.readyState).toBe(WebSocket.OPEN);
});

const deep = `${'['.repeat(32_000)}${']'.repeat(32_000)}`;
const garbage: [string, string | Buffer, number][] = [
  ['no JSON', 'hello', 1008],
  ['an empty message', '', 1008],
  ['null', 'null', 1008],
  ['a number', '7', 1008],
  ['an array', '[]', 1008],
  ['an object without a type', '{"topics":["records"]}', 1008],
  ['a type that is no text', '{"type":1}', 1008],
  ['topics that are no list', '{"type":"subscribe","topics":"records"}', 1008],
  ['topics that are not all texts', '{"type":"subscribe","topics":["a",{}]}', 1008],
  ['a publish without a topic', '{"type":"publish","data":1}', 1008],
  ['a binary message', Buffer.from('{"type":"ping"}'), 1008],
  ['brackets nested as deep as a message allows', deep, 1008],
  ['data nested as deep as a message allows', `{"type":"publish","topic":"records","data":${deep}}`, 1008],
  ['a message over the size limit', `{"type":"ping","x":"${'x'.repeat(65_536)}"}`, 1009],
];

test.each(garbage)('%s closes its own connection and no other', async (_name, bytes, code) => {
  const { relay, seen } = await start();
  const [ann, ben, bad] = await Promise.all([join(relay, 'records'), join(relay, 'records'), join(relay, 'records')]);
  bad.socket.send(bytes);
  expect(await bad.closed).toBe(code);
  await seen((event) => event.event === 'dropped' && event.reason === 'garbage');
  ann.publish('records', 'well?');
  await ben.until(2);
  expect(ben.published).toEqual(['well?']);
  expect(await health(relay)).toMatchObject({ clients: 2, dropped: { garbage: 1, flood: 0, slow: 0, silent: 0 } });
});

test('bytes that are no WebSocket frame close only their own connection', async () => {
  const { relay } = await start();
  const ann = await join(relay, 'records');
  const raw = connect(relay.address.port, '127.0.0.1');
  const ended = new Promise<void>((resolve) => {
    raw.once('close', () => resolve());
  });
  raw.on('error', () => undefined);
  raw.write('GET / HTTP/1.1\r\nHost: relay\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n');
  raw.once('data', () => raw.write(Buffer.alloc(64, 0xff)));
  await ended;
  await ann.settle();
  expect(ann.socket.readyState).toBe(WebSocket.OPEN);
});

test('topics beyond the limit, or with names too long or empty, are left out; the others work', async () => {
  const { relay } = await start({ topicsPerClient: 2, topicLength: 5 });
  const [ann, ben] = await Promise.all([join(relay, 'toolong', '', 'one', 'two', 'three'), join(relay, 'three', 'two')]);
  ben.publish('three', 3);
  ben.publish('two', 2);
  await ben.settle();
  await ann.settle();
  expect(ann.published).toEqual([2]);
  expect(await health(relay)).toMatchObject({ topics: 3 });
  ann.say({ type: 'unsubscribe', topics: ['one'] });
  ann.subscribe('three');
  await ann.settle();
  ben.publish('three', 'now');
  await ben.settle();
  await ann.settle();
  expect(ann.published).toEqual([2, 'now']);
});

test('a topic takes no more clients than its limit', async () => {
  const { relay } = await start({ clientsPerTopic: 2 });
  const [ann, , late] = [await join(relay, 'records'), await join(relay, 'records'), await join(relay, 'records')];
  ann.publish('records', 'hello');
  await ann.settle();
  await late.settle();
  expect(ann.received.find(({ type }) => type === 'publish')?.clients).toBe(2);
  expect(late.published).toEqual([]);
});

test('clients beyond the limit are refused, and a place is free again once one has left', async () => {
  const { relay, seen } = await start({ clients: 2 });
  const [ann] = [await join(relay), await join(relay)];
  await expect(join(relay)).rejects.toThrow('503');
  await seen((event) => event.event === 'refused' && event.reason === 'full');
  ann.socket.close();
  await ann.closed;
  const next = await join(relay);
  await next.settle();
  expect(await health(relay)).toMatchObject({ clients: 2, refused: 1 });
});

test('an address has a limit of its own', async () => {
  const { relay, events } = await start({ clientsPerAddress: 1 });
  const ann = await join(relay);
  await expect(join(relay)).rejects.toThrow('429');
  expect(events).toContainEqual({ event: 'refused', reason: 'address-full' });
  ann.socket.close();
  await ann.closed;
  await (await join(relay)).settle();
});

test('a client that is too fast is read more slowly, and loses nothing', async () => {
  const clock = createManualClock();
  const { relay } = await start({ messageBurst: 10, messageRate: 10 }, clock);
  const [ann, ben] = await Promise.all([join(relay, 'records'), join(relay, 'records')]);
  for (let i = 0; i < 15; i++) ann.publish('records', i);
  await clock.until(() => clock.pending(1_000) > 0);
  ann.publish('records', 'later');
  await ben.settle();
  await ben.settle();
  expect(ben.published).not.toContain('later');
  clock.advance(5_000);
  await ben.until(18);
  expect(ben.published).toEqual([...Array.from({ length: 15 }, (_, i) => i), 'later']);
});

test('a client that floods all the same is dropped, the others are not', async () => {
  const { relay, seen } = await start({ messageBurst: 10, messageRate: 10 }, createManualClock());
  const [ann, flooder] = await Promise.all([join(relay, 'records'), join(relay, 'records')]);
  for (let i = 0; i < 1_000; i++) flooder.say({ type: 'ping' });
  await flooder.closed;
  await seen((event) => event.event === 'dropped' && event.reason === 'flood');
  await ann.settle();
  expect(await health(relay)).toMatchObject({ clients: 1, dropped: { flood: 1 } });
});

test('bytes are rationed as well as messages', async () => {
  const clock = createManualClock();
  const { relay } = await start({ byteBurst: 10_000, byteRate: 1_000 }, clock);
  const [ann, ben] = await Promise.all([join(relay, 'records'), join(relay, 'records')]);
  ann.publish('records', 'x'.repeat(12_000));
  await ben.until(2);
  ann.publish('records', 'later');
  await ben.settle();
  await ben.settle();
  expect(ben.published).toHaveLength(1);
  clock.advance(10_000);
  await ben.until(5);
  expect(ben.published.at(-1)).toBe('later');
});

test('a client that does not read is dropped once too much waits for it, the others are served', async () => {
  const { relay, events } = await start({ bufferedBytes: 100_000, byteBurst: 1e9, messageBurst: 1e6 });
  const [ann, slow] = await Promise.all([join(relay, 'records'), join(relay, 'records')]);
  slow.socket.pause();
  let sent = 0;
  while (!events.some((event) => event.event === 'dropped')) {
    ann.publish('records', 'x'.repeat(60_000));
    sent++;
    await ann.settle();
  }
  await ann.settle();
  expect(ann.published).toHaveLength(sent);
  expect(await health(relay)).toMatchObject({ clients: 1, dropped: { slow: 1 } });
});

test('a client that answers no ping is dropped, one that does stays', async () => {
  const clock = createManualClock();
  const { relay, seen } = await start({ pingEvery: 1_000 }, clock);
  const ann = await join(relay, 'records');
  const dead = new Client(new WebSocket(`ws://127.0.0.1:${relay.address.port}/`, { autoPong: false }));
  await new Promise((resolve) => {
    dead.socket.once('open', resolve);
  });
  const pinged = Promise.all([ann, dead].map((client) => new Promise((resolve) => client.socket.once('ping', resolve))));
  clock.advance(1_000);
  await pinged;
  await ann.settle();
  clock.advance(1_000);
  await seen((event) => event.event === 'dropped' && event.reason === 'silent');
  await dead.closed;
  await ann.settle();
  expect(await health(relay)).toMatchObject({ clients: 1, dropped: { silent: 1 } });
});

test('health tells counts and nothing about anyone; other paths are not found', async () => {
  const { relay } = await start();
  await join(relay, 'secret-topic');
  const response = await fetch(`http://127.0.0.1:${relay.address.port}/health`);
  expect(response.status).toBe(200);
  const text = await response.text();
  expect(JSON.parse(text)).toEqual({ ok: true, clients: 1, topics: 1, published: 0, dropped: { garbage: 0, flood: 0, slow: 0, silent: 0 }, refused: 0 });
  expect((await fetch(`http://127.0.0.1:${relay.address.port}/`)).status).toBe(404);
  expect((await fetch(`http://127.0.0.1:${relay.address.port}/health`, { method: 'POST' })).status).toBe(405);
});

test('closing says goodbye to clients and frees the port', async () => {
  const { relay, events } = await start();
  const ann = await join(relay, 'records');
  const { port } = relay.address;
  await relay.close();
  expect(await ann.closed).toBe(1001);
  expect(events.at(-1)).toEqual({ event: 'closed' });
  const again = await startRelay({ listen: { host: '127.0.0.1', port } });
  open.relays.push(again);
  expect(again.address.port).toBe(port);
});

test('closing does not wait for a client that never answers', async () => {
  const clock = createManualClock();
  const { relay } = await start({}, clock);
  const deaf = await join(relay);
  deaf.socket.pause();
  const closed = relay.close();
  clock.advance(1_000);
  await closed;
  expect((await fetch(`http://127.0.0.1:${relay.address.port}/health`).then(() => 'answered', () => 'gone'))).toBe('gone');
});

test('a port that is taken is an error, not a crash, and leaves no timer behind', async () => {
  const { relay } = await start();
  const clock = createManualClock();
  await expect(startRelay({ listen: relay.address, clock })).rejects.toThrow('EADDRINUSE');
  expect(clock.pending(Number.POSITIVE_INFINITY)).toBe(0);
});
