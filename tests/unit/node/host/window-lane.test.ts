import { describe, expect, test } from 'vitest';
import { LANE_WINDOW } from '../../../../src/core/commands.ts';
import type { CircleId } from '../../../../src/core/ids.ts';
import { MAX_FRAME } from '../../../../src/core/ports.ts';
import type { FakePeer } from '../../../support/fake-peer.ts';
import type { WindowClient } from '../../../support/window-client.ts';
import { makeHost } from './support.ts';

const CIRCLE = 'c'.repeat(64) as CircleId;
const BINDING = new Uint8Array(32).fill(7);

async function carrier() {
  const made = await makeHost();
  const window = made.window();
  await window.call('createAccount', { name: 'Ada' });
  window.send({ type: 'carrier', able: true });
  await window.next('rooms');
  return { peer: made.peer, window, another: made.window };
}

async function openLane(window: WindowClient, peer: FakePeer, id: number) {
  window.send({ type: 'lane-open', lane: id, circle: CIRCLE, initiator: true, binding: BINDING });
  await window.call('status', {});
  const lane = peer.lanes.at(-1);
  if (!lane) throw new Error('no lane came');
  return lane;
}

const framesTo = (window: WindowClient): number[] => window.messages.flatMap((message) => (message.type === 'lane-frame' ? [message.frame[0] ?? -1] : []));

describe('a lane through a window', () => {
  test('is given to the engine with what the window says of it', async () => {
    const { window, peer } = await carrier();
    expect(await openLane(window, peer, 1)).toMatchObject({ kind: 'webrtc', circle: CIRCLE, initiator: true, binding: BINDING });
  });

  test('brings frames in order, also those that came before there was a receiver', async () => {
    const { window, peer } = await carrier();
    const lane = await openLane(window, peer, 1);
    for (const value of [1, 2, 3]) window.send({ type: 'lane-frame', lane: 1, frame: Uint8Array.of(value) });
    await window.call('status', {});
    const got: number[] = [];
    lane.onFrame((frame) => got.push(frame[0] ?? -1));
    window.send({ type: 'lane-frame', lane: 1, frame: Uint8Array.of(4) });
    await window.call('status', {});
    expect(got).toEqual([1, 2, 3, 4]);
  });

  test('has at most so many frames under way, and goes on with each that the channel took', async () => {
    const { window, peer } = await carrier();
    const lane = await openLane(window, peer, 1);
    let sent = 0;
    for (let i = 0; i < 40; i++) void lane.send(Uint8Array.of(i)).then(() => sent++);
    await window.call('status', {});
    expect(framesTo(window)).toHaveLength(LANE_WINDOW);
    expect(sent).toBe(LANE_WINDOW);
    for (let i = 0; i < 5; i++) window.send({ type: 'lane-ack', lane: 1 });
    await window.call('status', {});
    expect(sent).toBe(LANE_WINDOW + 5);
    for (let i = 0; i < 100; i++) window.send({ type: 'lane-ack', lane: 1 });
    await window.call('status', {});
    expect(framesTo(window)).toEqual(Array.from({ length: 40 }, (_, i) => i));
  });

  test('is not given more room by acknowledgements of nothing', async () => {
    const { window, peer } = await carrier();
    const lane = await openLane(window, peer, 1);
    for (let i = 0; i < 100; i++) window.send({ type: 'lane-ack', lane: 1 });
    await window.call('status', {});
    for (let i = 0; i < 40; i++) void lane.send(Uint8Array.of(i));
    await window.call('status', {});
    expect(framesTo(window)).toHaveLength(LANE_WINDOW);
  });

  test('closed by the engine is closed in the window, once; what waited is let go', async () => {
    const { window, peer } = await carrier();
    const lane = await openLane(window, peer, 1);
    let closed = 0;
    lane.onClose(() => closed++);
    const sending = Promise.all(Array.from({ length: 20 }, () => lane.send(Uint8Array.of(1))));
    lane.close();
    lane.close();
    await sending;
    await window.call('status', {});
    expect(closed).toBe(1);
    expect(window.messages.filter(({ type }) => type === 'lane-close')).toEqual([{ type: 'lane-close', lane: 1, forget: false }]);
    window.send({ type: 'lane-frame', lane: 1, frame: Uint8Array.of(1) });
    window.send({ type: 'lane-close', lane: 1 });
    expect((await window.call('status', {})).version).toBe('1.2.3');
  });

  test('is closed for the engine when the window closes it, or goes away', async () => {
    const { window, peer } = await carrier();
    const [one, two] = [await openLane(window, peer, 1), await openLane(window, peer, 2)];
    const closed: number[] = [];
    one.onClose(() => closed.push(1));
    two.onClose(() => closed.push(2));
    window.send({ type: 'lane-close', lane: 1 });
    await window.call('status', {});
    expect(closed).toEqual([1]);
    window.close();
    expect(closed).toEqual([1, 2]);
    await two.send(Uint8Array.of(1));
  });

  test('that sends a frame beyond the bound is a bug', async () => {
    const { window, peer } = await carrier();
    const lane = await openLane(window, peer, 1);
    expect(() => lane.send(new Uint8Array(MAX_FRAME + 1))).toThrow('at most');
  });

  test('whose window floods before there is a receiver is closed', async () => {
    const { window, peer } = await carrier();
    await openLane(window, peer, 1);
    for (let i = 0; i < 70; i++) window.send({ type: 'lane-frame', lane: 1, frame: new Uint8Array(MAX_FRAME) });
    expect(await window.next('lane-close')).toMatchObject({ lane: 1 });
  });

  test('is refused from a window that is not the carrier', async () => {
    const { window, peer, another } = await carrier();
    const other = another();
    other.send({ type: 'lane-open', lane: 1, circle: CIRCLE, initiator: false, binding: BINDING });
    expect(await other.next('lane-close')).toEqual({ type: 'lane-close', lane: 1, forget: false });
    expect(peer.lanes).toEqual([]);
    expect(window.closed).toBe(false);
  });

  test('with a number that was used before ends the pipe', async () => {
    const { window, peer } = await carrier();
    await openLane(window, peer, 1);
    window.send({ type: 'lane-open', lane: 1, circle: CIRCLE, initiator: true, binding: BINDING });
    await window.untilClosed();
    expect(peer.lanes).toHaveLength(1);
  });
});
