/** What comes to a relay: the signalling messages of strangers. */
import { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';
import { concatBytes } from '../../../src/core/op/bytes.ts';
import { DEFAULT_RELAY_LIMITS } from '../../../src/node/relay/limits.ts';
import { Signalling } from '../../../src/node/relay/signalling.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import type { FuzzRandom } from '../harness/fuzz-random.ts';
import { assertHolds, type FuzzTarget } from '../harness/target.ts';
import { alterJson } from '../make/alter-json.ts';

/** As much of a socket as signalling asks for. */
class HandSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  isPaused = false;
  readonly sent: string[] = [];

  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.readyState = 3;
    this.emit('close');
  }
  terminate(): void {
    this.close();
  }
  pause(): void {
    this.isPaused = true;
  }
  resume(): void {
    this.isPaused = false;
  }
  ping(): void {
    this.emit('pong');
  }
}

const TOPICS = ['room', 'room', 'other', '', '__proto__', 'x'.repeat(200), 'x'.repeat(201)] as const;

function makeMessage(random: FuzzRandom): Uint8Array {
  const topics = random.list(0, random.oneIn(50) ? 300 : 3, (i) => (i > 5 ? `t${i}` : random.pick(TOPICS)));
  const data = random.pick<unknown>([null, 1, random.text(60), { a: [1, { b: random.text(20) }] }, Buffer.from(random.bytes(60)).toString('base64')]);
  return alterJson(
    random,
    random.pick<unknown>([
      { type: 'subscribe', topics: ['room', ...topics] },
      { type: 'unsubscribe', topics },
      { type: 'publish', topic: random.pick(TOPICS), data },
      { type: 'publish', topic: 'room', data },
      { type: 'ping' },
      { type: random.text(10) },
    ]),
  );
}

const signalling: FuzzTarget = {
  name: 'signalling',
  covers: 'the relay’s signalling messages, up to six in a row, beside a client that listens: Signalling, without the WebSocket below it',
  make: (random) => concatBytes(...random.list(1, 6, () => concatBytes(makeMessage(random), Uint8Array.of(random.oneIn(60) ? 1 : 0, 0x0a)))),
  take(input) {
    const clock = new VirtualClock();
    const service = new Signalling(DEFAULT_RELAY_LIMITS, clock, () => undefined);
    const [listener, stranger] = [new HandSocket(), new HandSocket()];
    service.serve(listener as unknown as WebSocket);
    service.serve(stranger as unknown as WebSocket);
    const subscribe = Buffer.from('{"type":"subscribe","topics":["room"]}');
    listener.emit('message', subscribe, false);
    stranger.emit('message', subscribe, false);
    const lines = Buffer.from(input).toString('latin1').split('\n');
    if (lines.at(-1) === '') lines.pop();
    for (const line of lines) stranger.emit('message', Buffer.from(line.slice(0, -1), 'latin1'), line.endsWith('\u0001'));
    assertHolds(listener.readyState === 1, 'another client is left alone');
    const { clients, topics } = service.counts;
    assertHolds(clients === (stranger.readyState === 1 ? 2 : 1) && topics <= DEFAULT_RELAY_LIMITS.topicsPerClient + 1, 'what is held is counted');
    // 1e20 comes out as 21 digits.
    const units = listener.sent.reduce((sum, text) => sum + text.length, 0);
    assertHolds(units <= 6 * input.length + 80 * lines.length, 'what is published is as long as it was');
    for (const text of listener.sent) JSON.parse(text);
    const isTaken = stranger.readyState === 1;
    stranger.emit('close');
    assertHolds(service.counts.topics === 1, 'who leaves leaves no topic behind');
    service.close();
    return isTaken;
  },
};

export const relayTargets: readonly FuzzTarget[] = [signalling];
