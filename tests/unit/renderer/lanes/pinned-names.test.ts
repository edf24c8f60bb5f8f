// @vitest-environment node
/**
 * The names that are taken over from y-webrtc and simple-peer: they are there in the pinned version, and their absence
 * is loud. A real provider meets a real relay here; that a real connection has its names, every WebRTC test in a browser shows.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebrtcProvider } from 'y-webrtc';
import { Doc } from 'yjs';
import { checkConnection, checkProvider, PinnedNameError } from '../../../../renderer/lanes/pinned-names.ts';
import { startRelay, type Relay } from '../../../../src/node/relay/relay.ts';

let relay: Relay;
let provider: WebrtcProvider;
const doc = new Doc();

beforeAll(async () => {
  relay = await startRelay({ listen: { host: '127.0.0.1', port: 0 } });
  provider = new WebrtcProvider('pinned names', doc, {
    signaling: [`ws://127.0.0.1:${relay.address.port}`],
    password: 'secret',
    maxConns: 1,
    filterBcConns: false,
    peerOpts: { config: { iceServers: [] } },
  });
  await provider.key;
});

afterAll(async () => {
  provider.disconnect();
  provider.destroy();
  doc.destroy();
  await relay.close();
});

const packageOf = (path: string) => JSON.parse(readFileSync(new URL(`../../../../${path}package.json`, import.meta.url), 'utf8')) as { version: string; dependencies: Record<string, string> };

test('the versions are the ones whose insides are known', () => {
  expect(packageOf('').dependencies['y-webrtc']).toBe('10.3.0');
  expect(packageOf('node_modules/y-webrtc/').version).toBe('10.3.0');
  expect(packageOf('node_modules/simple-peer/').version).toBe('9.11.1');
});

test('a real provider has every name', () => {
  const room = checkProvider(provider);
  expect(room.peerId).toMatch(/^[0-9a-f-]{36}$/);
  expect(room.webrtcConns.size).toBe(0);
  provider.awareness.setLocalState(null);
});

test.each(['room', 'signalingConns', 'awareness', 'disconnect', 'destroy'])('a provider without %s is refused by name', (name) => {
  const changed = new Proxy(provider, { get: (target, key) => (key === name ? (name === 'awareness' ? {} : undefined) : Reflect.get(target, key)) });
  expect(() => checkProvider(changed)).toThrow(PinnedNameError);
  expect(() => checkProvider(changed)).toThrow(name);
});

test.each(['peerId', 'name', 'webrtcConns', 'key'])('a room without %s is refused by name', (name) => {
  const room = new Proxy(checkProvider(provider), { get: (target, key) => (key === name ? undefined : Reflect.get(target, key)) });
  const changed = new Proxy(provider, { get: (target, key) => (key === 'room' ? room : Reflect.get(target, key)) });
  expect(() => checkProvider(changed)).toThrow(`provider.room.${name}`);
});

const whole = { initiator: true, destroying: false, _channel: null, _pc: {}, send() {}, destroy() {}, on() {}, removeAllListeners() {} };

test('a connection with every name passes', () => {
  expect(() => checkConnection({ peer: whole } as unknown as Parameters<typeof checkConnection>[0])).not.toThrow();
});

test.each(Object.keys(whole))('a connection without %s is refused by name', (name) => {
  const peer = { ...whole, [name]: undefined };
  expect(() => checkConnection({ peer } as unknown as Parameters<typeof checkConnection>[0])).toThrow(`connection.peer.${name}`);
});
