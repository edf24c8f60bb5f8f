import { decode, encode } from 'cborg';
import { describe, expect, it, vi } from 'vitest';
import { HostConnection, NoTokenError, type ConnectionState } from '../../../../renderer/host/connection.ts';
import { CONTRACT_VERSION, type HostMessage, type HostStatus, type Pipe, type WindowMessage } from '../../../../src/core/commands.ts';
import type { CircleId } from '../../../../src/core/ids.ts';

const STATUS: HostStatus = { version: '0.1.0', identity: null, circles: [], storage: null };
const CIRCLE = 'ab'.repeat(32) as CircleId;

/** The host's end of a pipe, in the test's hands. */
class TestPipe implements Pipe {
  readonly buffered = 0;
  readonly sent: WindowMessage[] = [];
  closed = false;
  #receive: ((bytes: Uint8Array) => void) | undefined;
  #onClose: (() => void) | undefined;

  send(bytes: Uint8Array): void {
    this.sent.push(decode(bytes) as WindowMessage);
  }

  onMessage(receive: (bytes: Uint8Array) => void): void {
    this.#receive = receive;
  }

  onClose(closed: () => void): void {
    this.#onClose = closed;
  }

  close(): void {
    this.closed = true;
  }

  say(message: HostMessage): void {
    this.#receive?.(encode(message));
  }

  sayBytes(bytes: Uint8Array): void {
    this.#receive?.(bytes);
  }

  drop(): void {
    this.#onClose?.();
  }
}

/** A connection whose pipes are handed out one after the other. */
async function connected(): Promise<{ connection: HostConnection; pipes: TestPipe[]; pipe: TestPipe; states: ConnectionState[] }> {
  const pipes: TestPipe[] = [];
  const connection = new HostConnection(() => {
    const pipe = new TestPipe();
    pipes.push(pipe);
    return Promise.resolve(pipe);
  });
  const states: ConnectionState[] = [];
  connection.onState((state) => states.push(state));
  connection.start();
  await vi.waitUntil(() => pipes.length > 0);
  const [pipe] = pipes;
  if (pipe === undefined) throw new Error('no pipe');
  await Promise.resolve();
  pipe.say({ type: 'welcome', contract: CONTRACT_VERSION, status: STATUS });
  return { connection, pipes, pipe, states };
}

describe('HostConnection', () => {
  it('is open once the host has said welcome', async () => {
    const { connection, states } = await connected();
    expect(states).toEqual(['open']);
    connection.close();
  });

  it('gives each call its own answer, in whatever order they come', async () => {
    const { connection, pipe } = await connected();
    const first = connection.call('getDraft', { key: 'one' });
    const second = connection.call('getDraft', { key: 'two' });
    expect(pipe.sent).toEqual([
      { type: 'call', id: 1, command: 'getDraft', params: { key: 'one' } },
      { type: 'call', id: 2, command: 'getDraft', params: { key: 'two' } },
    ]);
    pipe.say({ type: 'refusal', id: 2, error: { type: 'disk-full', message: 'no room' } });
    pipe.say({ type: 'reply', id: 1, result: 'a draft' });
    expect(await first).toEqual({ ok: true, result: 'a draft' });
    expect(await second).toEqual({ ok: false, error: { type: 'disk-full', message: 'no room' } });
    connection.close();
  });

  it('answers what was under way with no-host when the pipe goes, and connects again', async () => {
    const { connection, pipes, pipe, states } = await connected();
    const call = connection.call('status', {});
    pipe.drop();
    expect(await call).toMatchObject({ ok: false, error: { type: 'no-host' } });
    expect(connection.state).toBe('lost');
    await vi.waitUntil(() => pipes.length === 2);
    await Promise.resolve();
    pipes[1]?.say({ type: 'welcome', contract: CONTRACT_VERSION, status: STATUS });
    expect(states).toEqual(['open', 'lost', 'open']);
    connection.close();
  });

  it('asks a host that has gone quiet, and gives it up when it says nothing', async () => {
    vi.useFakeTimers();
    try {
      const pipe = new TestPipe();
      const connection = new HostConnection(() => Promise.resolve(pipe));
      connection.start();
      await vi.advanceTimersByTimeAsync(0);
      pipe.say({ type: 'welcome', contract: CONTRACT_VERSION, status: STATUS });
      await vi.advanceTimersByTimeAsync(6_000);
      expect(pipe.sent).toEqual([{ type: 'call', id: 1, command: 'status', params: {} }]);
      pipe.say({ type: 'reply', id: 1, result: STATUS });
      await vi.advanceTimersByTimeAsync(14_000);
      expect(connection.state).toBe('open');
      await vi.advanceTimersByTimeAsync(30_000);
      expect(pipe.closed).toBe(true);
      expect(connection.state).toBe('lost');
      connection.close();
    } finally {
      vi.useRealTimers();
    }
  });

  it('answers with no-host at once while there is no host', async () => {
    const connection = new HostConnection(() => new Promise(() => undefined));
    connection.start();
    expect(await connection.call('status', {})).toMatchObject({ ok: false, error: { type: 'no-host' } });
  });

  it('hands pushes to those who listen, until they stop', async () => {
    const { connection, pipe } = await connected();
    const seen: string[] = [];
    const off = connection.on('replica', (message) => seen.push(message.document));
    const push: HostMessage = { type: 'replica', circle: CIRCLE, document: 'first', reset: true, complete: true, update: new Uint8Array([1, 2]) };
    pipe.say(push);
    off();
    pipe.say(push);
    expect(seen).toEqual(['first']);
    connection.close();
  });

  it.each([
    ['no CBOR', new Uint8Array([0xff, 0x00])],
    ['no message', encode([1, 2, 3])],
    ['a message of no known type', encode({ type: 'surprise' })],
    ['an answer without its number', encode({ type: 'reply', result: 1 })],
  ])('ends a pipe that brings %s', async (_what, bytes) => {
    const { connection, pipe } = await connected();
    pipe.sayBytes(bytes);
    expect(pipe.closed).toBe(true);
    expect(connection.state).toBe('lost');
    connection.close();
  });

  it('says so, and does not try again, where this page has no token', async () => {
    let tries = 0;
    const connection = new HostConnection(() => {
      tries += 1;
      return Promise.reject(new NoTokenError('none'));
    });
    const state = new Promise<ConnectionState>((resolve) => connection.onState(resolve));
    connection.start();
    expect(await state).toBe('no-token');
    expect(tries).toBe(1);
  });

  it('does not call itself open with a host of another contract', async () => {
    const pipe = new TestPipe();
    const connection = new HostConnection(() => Promise.resolve(pipe));
    connection.start();
    await Promise.resolve();
    await Promise.resolve();
    pipe.say({ type: 'welcome', contract: CONTRACT_VERSION + 1, status: STATUS });
    expect(connection.state).toBe('other-version');
    connection.close();
  });
});
