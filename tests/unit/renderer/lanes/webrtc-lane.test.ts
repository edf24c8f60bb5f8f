import { expect, test } from 'vitest';
import { MAX_FRAME } from '../../../../src/core/ports.ts';
import { openLane } from './fake-channel.ts';

const frame = (first: number, length = MAX_FRAME) => new Uint8Array(length).fill(first);

test('frames go out in order, one message each, and wait while the channel is full', async () => {
  const { lane, channel } = openLane();
  let taken = 0;
  const all = Array.from({ length: 40 }, async (_, i) => {
    await lane.send(frame(i));
    taken++;
  });
  await all[17];
  expect(channel.bufferedAmount).toBeGreaterThan(1_048_576);
  expect(channel.bufferedAmount).toBeLessThanOrEqual(1_048_576 + MAX_FRAME);
  const before = taken;
  expect(before).toBeLessThan(40);
  channel.drain(600_000);
  await Promise.resolve();
  expect(taken).toBe(before);
  for (let i = 0; i < 200; i++) {
    channel.drain(0);
    await Promise.resolve();
  }
  expect(taken).toBe(40);
  expect(channel.sent.map(([first]) => first)).toEqual(Array.from({ length: 40 }, (_, i) => i));
});

test('a sender that waits is let go when the lane closes, and nothing more is sent', async () => {
  const { lane, channel } = openLane();
  channel.bufferedAmount = 2_000_000;
  const waiting = [lane.send(frame(1)), lane.send(frame(2))];
  await Promise.resolve();
  lane.closed();
  await Promise.all(waiting);
  await lane.send(frame(3));
  expect(channel.sent).toEqual([]);
});

test('a channel that closed before it said so ends the lane, without an error', async () => {
  const { lane, channel } = openLane();
  let closed = 0;
  lane.onClose(() => closed++);
  channel.readyState = 'closing';
  await lane.send(frame(1));
  expect(closed).toBe(1);
  expect(channel.sent).toEqual([]);
});

test('frames that come before there is a receiver are handed to it in order', () => {
  const { lane } = openLane();
  lane.received(frame(1, 3));
  lane.received(frame(2, 3));
  const got: number[] = [];
  lane.onFrame(([first]) => got.push(first ?? -1));
  lane.received(frame(3, 3));
  expect(got).toEqual([1, 2, 3]);
});

test('a message over the frame limit ends the lane for long', () => {
  const { lane, channel } = openLane();
  const got: Uint8Array[] = [];
  lane.onFrame((bytes) => got.push(bytes));
  lane.received(frame(1, MAX_FRAME));
  lane.received(frame(2, MAX_FRAME + 1));
  lane.received(frame(3, 1));
  expect(got.map(([first]) => first)).toEqual([1]);
  expect(channel.ended).toEqual({ forget: true });
});

test('a peer that floods before anyone listens is ended for long', () => {
  const { lane, channel } = openLane();
  for (let i = 0; i < 300; i++) lane.received(frame(1, 1));
  expect(channel.ended).toEqual({ forget: true });
});

test('closing is told once, whoever closes and however often', () => {
  for (const end of ['close', 'refuse', 'closed'] as const) {
    const { lane, channel } = openLane();
    let told = 0;
    lane.onClose(() => told++);
    lane[end]();
    lane.close();
    lane.refuse();
    lane.closed();
    expect(told).toBe(1);
    expect(channel.ended).toEqual(end === 'closed' ? undefined : { forget: end === 'refuse' });
  }
});

test('whoever listens for the end only after it is told at once', () => {
  const { lane } = openLane();
  lane.close();
  let told = 0;
  lane.onClose(() => told++);
  expect(told).toBe(1);
});

test('a frame of no byte, or one too many, is a mistake of the sender', () => {
  const { lane } = openLane();
  expect(() => lane.send(new Uint8Array(0))).toThrow('1 to');
  expect(() => lane.send(new Uint8Array(MAX_FRAME + 1))).toThrow('1 to');
});
