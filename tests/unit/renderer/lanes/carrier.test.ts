/** The carrier between a host that is played by the test and rooms that are: which messages go where. */
import { expect, test } from 'vitest';
import type { Room, WindowMessage } from '../../../../src/core/commands.ts';
import { Carrier, type CarrierLink } from '../../../../renderer/lanes/carrier.ts';
import type { RoomOptions } from '../../../../renderer/lanes/webrtc-room.ts';
import { CIRCLE, openLane } from './fake-channel.ts';

class FakeRooms {
  readonly joined: RoomOptions[] = [];
  /** Topics of rooms that were left, and how to say that it is done. */
  readonly left: { topic: string; done: () => void }[] = [];

  join = (options: RoomOptions) => {
    this.joined.push(options);
    return {
      leave: () =>
        new Promise<void>((done) => {
          this.left.push({ topic: options.topic, done });
        }),
    };
  };
}

class FakeLink implements CarrierLink {
  readonly sent: WindowMessage[] = [];
  buffered = 0;
  send(message: WindowMessage): void {
    this.sent.push(message);
  }
}

const room = (topic: string, relays = ['ws://relay']): Room => ({ circle: CIRCLE, topic, password: 'secret', relays });

function start(able = true) {
  const rooms = new FakeRooms();
  const link = new FakeLink();
  const carrier = new Carrier(able, rooms.join);
  carrier.connected(link);
  return { rooms, link, carrier };
}

/** A carrier in one room, with one lane open. */
function startWithLane() {
  const setup = start();
  setup.carrier.receive({ type: 'rooms', rooms: [room('a')] });
  const opened = openLane();
  setup.rooms.joined[0]?.onLane(opened.lane);
  return { ...setup, ...opened };
}

test('a window offers to carry when it reaches the host, and says so where it has no WebRTC', () => {
  expect(start(true).link.sent).toEqual([{ type: 'carrier', able: true }]);
  const { carrier, rooms, link } = start(false);
  expect(link.sent).toEqual([{ type: 'carrier', able: false }]);
  carrier.receive({ type: 'rooms', rooms: [room('a')] });
  expect(rooms.joined).toEqual([]);
});

test('rooms are joined once, and left when they are no longer wanted', () => {
  const { carrier, rooms } = start();
  carrier.receive({ type: 'rooms', rooms: [room('a'), room('b')] });
  carrier.receive({ type: 'rooms', rooms: [room('b'), room('c')] });
  expect(rooms.joined.map(({ topic }) => topic)).toEqual(['a', 'b', 'c']);
  expect(rooms.left.map(({ topic }) => topic)).toEqual(['a']);
  expect(rooms.joined[0]).toMatchObject({ circle: CIRCLE, password: 'secret', relays: ['ws://relay'] });
});

test('a room whose relays change is left first, and joined again only when that is done', async () => {
  const { carrier, rooms } = start();
  carrier.receive({ type: 'rooms', rooms: [room('a')] });
  carrier.receive({ type: 'rooms', rooms: [room('a', ['ws://other'])] });
  expect(rooms.joined).toHaveLength(1);
  rooms.left[0]?.done();
  await Promise.resolve();
  await Promise.resolve();
  expect(rooms.joined.map(({ relays }) => relays)).toEqual([['ws://relay'], ['ws://other']]);
});

test('the order of relays makes no other room', () => {
  const { carrier, rooms } = start();
  carrier.receive({ type: 'rooms', rooms: [room('a', ['ws://1', 'ws://2'])] });
  carrier.receive({ type: 'rooms', rooms: [room('a', ['ws://2', 'ws://1'])] });
  expect(rooms.joined).toHaveLength(1);
  expect(rooms.left).toEqual([]);
});

test('a lane is opened at the host with what binds it, and frames go both ways', async () => {
  const { carrier, link, lane, channel } = startWithLane();
  expect(link.sent.at(-1)).toEqual({ type: 'lane-open', lane: 1, circle: CIRCLE, initiator: true, binding: new Uint8Array(32).fill(7) });
  lane.received(Uint8Array.of(1, 2, 3));
  expect(link.sent.at(-1)).toEqual({ type: 'lane-frame', lane: 1, frame: Uint8Array.of(1, 2, 3) });
  carrier.receive({ type: 'lane-frame', lane: 1, frame: Uint8Array.of(9) });
  await lane.send(Uint8Array.of(8));
  expect(channel.sent).toEqual([Uint8Array.of(9), Uint8Array.of(8)]);
  expect(link.sent.at(-1)).toEqual({ type: 'lane-ack', lane: 1 });
});

test('a frame is acknowledged only when the channel has taken it', async () => {
  const { carrier, link, channel } = startWithLane();
  channel.bufferedAmount = 2_000_000;
  carrier.receive({ type: 'lane-frame', lane: 1, frame: Uint8Array.of(1) });
  await Promise.resolve();
  await Promise.resolve();
  expect(link.sent.filter(({ type }) => type === 'lane-ack')).toEqual([]);
  channel.drain(0);
  for (let i = 0; i < 5; i++) await Promise.resolve();
  expect(link.sent.filter(({ type }) => type === 'lane-ack')).toEqual([{ type: 'lane-ack', lane: 1 }]);
});

test('the host hears of a lane that ended, and not of one that it closed itself', () => {
  const { link, lane } = startWithLane();
  lane.closed();
  expect(link.sent.at(-1)).toEqual({ type: 'lane-close', lane: 1 });
  for (const forget of [false, true]) {
    const second = startWithLane();
    second.carrier.receive({ type: 'lane-close', lane: 1, forget });
    expect(second.channel.ended).toEqual({ forget });
    expect(second.link.sent.filter(({ type }) => type === 'lane-close')).toEqual([]);
  }
});

test('what the host sends to a lane that is gone, or never was, is left alone', () => {
  const { carrier, lane, link } = startWithLane();
  lane.closed();
  const count = link.sent.length;
  carrier.receive({ type: 'lane-frame', lane: 1, frame: Uint8Array.of(1) });
  carrier.receive({ type: 'lane-close', lane: 77, forget: true });
  expect(link.sent).toHaveLength(count);
});

test('a lane is closed when its host has fallen too far behind', () => {
  const { link, lane, channel } = startWithLane();
  link.buffered = 100_000_000;
  lane.received(Uint8Array.of(1));
  expect(channel.ended).toEqual({ forget: false });
  expect(link.sent.at(-1)).toEqual({ type: 'lane-close', lane: 1 });
});

test('without the pipe there is no room and no lane, and the next pipe starts from nothing', async () => {
  const { carrier, rooms, link, lane, channel } = startWithLane();
  carrier.disconnected();
  expect(channel.ended).toEqual({ forget: false });
  expect(rooms.left.map(({ topic }) => topic)).toEqual(['a']);
  const count = link.sent.length;
  lane.received(Uint8Array.of(1));
  const late = openLane();
  rooms.joined[0]?.onLane(late.lane);
  expect(late.channel.ended).toEqual({ forget: false });
  const next = new FakeLink();
  carrier.connected(next);
  carrier.receive({ type: 'rooms', rooms: [room('a')] });
  rooms.left[0]?.done();
  await Promise.resolve();
  await Promise.resolve();
  expect(rooms.joined).toHaveLength(2);
  const again = openLane();
  rooms.joined[1]?.onLane(again.lane);
  expect(next.sent.map(({ type }) => type)).toEqual(['carrier', 'lane-open']);
  expect(link.sent).toHaveLength(count);
});
