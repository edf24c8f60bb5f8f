import { encode } from 'cborg';
import { describe, expect, test } from 'vitest';
import type { CircleStatus, Room } from '../../../../src/core/commands.ts';
import { CommandFailure } from '../../../../src/core/failure.ts';
import type { CircleId } from '../../../../src/core/ids.ts';
import { StoreError } from '../../../../src/core/ports.ts';
import { CallRefused } from '../../../support/window-client.ts';
import { makeHost } from './support.ts';

const CIRCLE = 'c'.repeat(64) as CircleId;
const PHRASE = 'legal winner thank year wave sausage worth useful legal winner thank yellow';

const refusal = async (call: Promise<unknown>): Promise<unknown> => {
  try {
    return await call;
  } catch (error) {
    if (error instanceof CallRefused) return error.error;
    throw error;
  }
};

describe('an account', () => {
  test('is made once, told with its words once, and is still there after a power cut', async () => {
    const { window, disk, clock } = await makeHost();
    const one = window();
    expect((await one.next('welcome')).status).toMatchObject({ version: '1.2.3', identity: null, circles: [], storage: null });
    const { account, device, name, phrase } = await one.call('createAccount', { name: ' Ada ' });
    expect(name).toBe('Ada');
    expect(phrase.split(' ')).toHaveLength(12);
    await clock.pass(1_000);
    expect((await one.next('status', ({ status }) => status.identity !== null)).status.identity).toEqual({ account, device, name: 'Ada' });
    expect(await refusal(one.call('createAccount', { name: 'Eve' }))).toMatchObject({ type: 'account-exists' });
    expect(await refusal(one.call('restoreAccount', { name: 'Eve', phrase: PHRASE }))).toMatchObject({ type: 'account-exists' });
    const again = (await makeHost({ disk: disk.crash() })).window();
    expect((await again.next('welcome')).status.identity).toEqual({ account, device, name: 'Ada' });
  });

  test('can be restored from its words: the same account on a new device', async () => {
    const first = await (await makeHost()).window().call('createAccount', { name: 'Ada' });
    const second = await (await makeHost()).window().call('restoreAccount', { name: 'Ada', phrase: first.phrase.toUpperCase() });
    expect(second.account).toBe(first.account);
    expect(second.device).not.toBe(first.device);
  });

  test('is not made from wrong words, and can be made after that', async () => {
    const one = (await makeHost()).window();
    expect(await refusal(one.call('restoreAccount', { name: 'Ada', phrase: 'twelve words that are none' }))).toMatchObject({ type: 'bad-phrase', field: 'phrase' });
    expect((await one.call('restoreAccount', { name: 'Ada', phrase: PHRASE })).name).toBe('Ada');
  });

  test('is made only once when two windows ask at the same time', async () => {
    const { window } = await makeHost();
    const asked = await Promise.all([window(), window()].map((one) => refusal(one.call('createAccount', { name: 'Ada' }))));
    expect(asked.filter((answer) => 'phrase' in (answer as object))).toHaveLength(1);
    expect(asked.filter((answer) => (answer as { type?: string }).type === 'account-exists')).toHaveLength(1);
  });

  test('is not said to be made when the disk is full', async () => {
    const { window, disk } = await makeHost();
    const one = window();
    disk.capacity = 0;
    expect(await refusal(one.call('createAccount', { name: 'Ada' }))).toMatchObject({ type: 'disk-full' });
    disk.capacity = Infinity;
    expect((await one.call('createAccount', { name: 'Ada' })).name).toBe('Ada');
  });

  test('is needed for everything in circles', async () => {
    const one = (await makeHost()).window();
    expect(await refusal(one.call('digest', { circle: CIRCLE }))).toMatchObject({ type: 'no-account' });
  });
});

describe('a call', () => {
  test('with bad parameters is refused with the field that is wrong', async () => {
    const one = (await makeHost()).window();
    await one.call('createAccount', { name: 'Ada' });
    expect(await refusal(one.callRaw('createCircle', { name: '', public: true, relays: [] }))).toMatchObject({ type: 'bad-input', field: 'name' });
    expect(await refusal(one.callRaw('createCircle', { name: 'A', public: true, relays: ['wss://ok.example', 'http://no'] }))).toMatchObject({ type: 'bad-input', field: 'relays.1' });
    expect(await refusal(one.callRaw('digest', { circle: 'C'.repeat(64) }))).toMatchObject({ type: 'bad-input', field: 'circle' });
    expect(await refusal(one.callRaw('digest', null))).toMatchObject({ type: 'bad-input' });
  });

  test('of a command that there isn’t is refused, also where the name is one of every object’s', async () => {
    const one = (await makeHost()).window();
    for (const command of ['formatDisk', 'toString', '__proto__', 'constructor']) {
      expect(await refusal(one.callRaw(command, {}))).toMatchObject({ type: 'bad-input' });
    }
  });

  test('gets the engine’s refusal as it is, and a bug without its stack', async () => {
    const { window, peer, bugs } = await makeHost();
    const one = window();
    await one.call('createAccount', { name: 'Ada' });
    const outcomes = [new CommandFailure('not-owner', 'This is not yours.'), new StoreError('read-only', 'this folder can’t be written to'), new TypeError('x is not a function')];
    peer.onRun = async () => {
      throw outcomes.shift();
    };
    const ask = () => refusal(one.call('leaveWaiting', { circle: CIRCLE }));
    expect(await ask()).toEqual({ type: 'not-owner', message: 'This is not yours.', field: undefined });
    expect(await ask()).toMatchObject({ type: 'read-only', message: 'This folder can’t be written to.' });
    const bug = await ask();
    expect(bug).toMatchObject({ type: 'internal' });
    expect(JSON.stringify(bug)).not.toContain('function');
    expect(bugs).toEqual([expect.any(TypeError)]);
  });

  test('may bring optional fields as undefined', async () => {
    const { window, peer } = await makeHost();
    const one = window();
    await one.call('createAccount', { name: 'Ada' });
    peer.onRun = async (_, params) => params;
    expect(await one.callRaw('getBlob', { circle: undefined, hash: 'a'.repeat(64) })).toEqual({ circle: undefined, hash: 'a'.repeat(64) });
  });
});

describe('drafts', () => {
  test('are kept, replaced, removed, and survive a power cut', async () => {
    const { window, disk } = await makeHost();
    const one = window();
    expect(await one.call('getDraft', { key: 'new-listing' })).toBeNull();
    await one.call('putDraft', { key: 'new-listing', draft: '{"title":"相机"}' });
    await one.call('putDraft', { key: 'new-listing', draft: '{"title":"相机 📷"}' });
    const later = (await makeHost({ disk: disk.crash() })).window();
    expect(await later.call('getDraft', { key: 'new-listing' })).toBe('{"title":"相机 📷"}');
    await later.call('removeDraft', { key: 'new-listing' });
    expect(await later.call('getDraft', { key: 'new-listing' })).toBeNull();
  });

  test('on a full disk are refused, and the status says why until a write goes well', async () => {
    const { window, disk, clock } = await makeHost();
    const one = window();
    disk.capacity = 0;
    expect(await refusal(one.call('putDraft', { key: 'a', draft: 'x' }))).toMatchObject({ type: 'disk-full' });
    await clock.pass(1_000);
    expect((await one.call('status', {})).storage).toBe('disk-full');
    expect(one.messages.at(-2)).toMatchObject({ type: 'status', status: { storage: 'disk-full' } });
    disk.capacity = Infinity;
    await one.call('putDraft', { key: 'a', draft: 'x' });
    await clock.pass(1_000);
    expect(one.messages.findLast(({ type }) => type === 'status')).toMatchObject({ status: { storage: null } });
  });
});

describe('a photo', () => {
  const vp8l = (width: number, height: number): Uint8Array => {
    const bytes = Buffer.alloc(26);
    bytes.write('RIFF\x12\0\0\0WEBPVP8L\x06\0\0\0', 'latin1');
    bytes[20] = 0x2f;
    bytes.writeUInt32LE((width - 1) | ((height - 1) << 14), 21);
    return new Uint8Array(bytes);
  };

  test('within bounds goes to the engine; any other is refused before', async () => {
    const { window, peer } = await makeHost();
    const one = window();
    await one.call('createAccount', { name: 'Ada' });
    const seen: string[] = [];
    peer.onRun = async (command) => {
      seen.push(command);
      return { hash: 'a'.repeat(64), thumb: 'b'.repeat(64) };
    };
    expect(await one.call('putPhoto', { photo: vp8l(1_600, 900), thumb: vp8l(320, 180) })).toMatchObject({ hash: 'a'.repeat(64) });
    const bad: [Uint8Array, Uint8Array, string, string][] = [
      [vp8l(1_601, 900), vp8l(320, 180), 'bad-photo', 'photo'],
      [vp8l(1_600, 900), vp8l(320, 321), 'bad-photo', 'thumb'],
      [new TextEncoder().encode('<svg onload="alert(1)"/>'), vp8l(320, 180), 'bad-photo', 'photo'],
      [new Uint8Array(1_572_865), vp8l(320, 180), 'bad-input', 'photo'],
    ];
    for (const [photo, thumb, type, field] of bad) expect(await refusal(one.call('putPhoto', { photo, thumb }))).toMatchObject({ type, field });
    expect(seen).toEqual(['putPhoto']);
  });
});

describe('the status', () => {
  const circle = (ops: number): CircleStatus => ({ circle: CIRCLE, name: 'Cameras', public: false, membership: 'member', relays: [], ops, members: 1, unsent: 0, peers: [], photosMissing: 0, forks: 0 });

  test('is pushed at once, then at most four times a second, and the last one always arrives', async () => {
    const { window, peer, clock } = await makeHost();
    const one = window();
    await one.call('createAccount', { name: 'Ada' });
    await clock.pass(1_000);
    const before = one.messages.length;
    for (let ops = 1; ops <= 100; ops++) {
      peer.circleList = [circle(ops)];
      peer.changeStatus();
    }
    await clock.pass(0);
    const opsTold = () => one.messages.slice(before).flatMap((message) => (message.type === 'status' ? [message.status.circles[0]?.ops] : []));
    expect(opsTold()).toEqual([1]);
    await clock.pass(250);
    expect(opsTold()).toEqual([1, 100]);
    peer.changeStatus();
    await clock.pass(1_000);
    expect(opsTold()).toEqual([1, 100]);
  });
});

describe('the carrier', () => {
  const rooms: Room[] = [{ circle: CIRCLE, topic: 't', password: 'p', relays: ['ws://127.0.0.1:4444'] }];

  test('is the first window that can, then the next; it alone knows the rooms', async () => {
    const { window, peer, clock } = await makeHost();
    peer.roomList = rooms;
    const [unable, first, second] = [window(), window(), window()];
    await unable.call('createAccount', { name: 'Ada' });
    unable.send({ type: 'carrier', able: false });
    first.send({ type: 'carrier', able: true });
    second.send({ type: 'carrier', able: true });
    await clock.pass(1_000);
    expect((await first.next('rooms', (message) => message.rooms.length === 1)).rooms).toEqual(rooms);
    const more = [...rooms, { circle: CIRCLE, topic: 'lobby', password: 'q', relays: [] }];
    peer.roomList = more;
    peer.changeStatus();
    await first.next('rooms', (message) => message.rooms.length === 2);
    await clock.pass(1_000);
    expect([...unable.messages, ...second.messages].some(({ type }) => type === 'rooms')).toBe(false);
    first.close();
    expect((await second.next('rooms')).rooms).toEqual(more);
  });

  test('that no longer can is told to leave its rooms', async () => {
    const { window, peer, clock } = await makeHost();
    peer.roomList = rooms;
    const one = window();
    await one.call('createAccount', { name: 'Ada' });
    await clock.pass(1_000);
    one.send({ type: 'carrier', able: true });
    await one.next('rooms', (message) => message.rooms.length === 1);
    one.send({ type: 'carrier', able: false });
    await one.call('status', {});
    expect(one.messages.findLast(({ type }) => type === 'rooms')).toEqual({ type: 'rooms', rooms: [] });
  });
});

describe('bytes that break the contract', () => {
  const lane = { type: 'lane-open', lane: 1, circle: CIRCLE, initiator: true, binding: new Uint8Array(32) };
  test.each<[string, Uint8Array]>([
    ['no CBOR', Uint8Array.of(0xff, 0xff)],
    ['CBOR with a key twice', Uint8Array.of(0xa2, 0x61, 0x61, 0x01, 0x61, 0x61, 0x02)],
    ['no message', encode({ type: 'shutdown' })],
    ['more than 4 MiB', encode({ type: 'call', id: 1, command: 'putDraft', params: new Uint8Array(4 * 1_048_576) })],
    ['ten million brackets', new Uint8Array(4_000_000).fill(0x81)],
    ['a call with half a million empty values', encode({ type: 'call', id: 1, command: 'status', params: Array.from({ length: 500_000 }, () => '') })],
    ['a list without an end', Uint8Array.of(0x9f, 0xff)],
    ['a call with a number that is none', encode({ type: 'call', id: -1, command: 'status', params: {} })],
    ['a frame that is too long', encode({ type: 'lane-frame', lane: 1, frame: new Uint8Array(61_505) })],
    ['a circle that is none', encode({ type: 'watch', circle: '../..', document: null, stateVector: null })],
    ['a state vector that is none', encode({ type: 'watch', circle: CIRCLE, document: 'd', stateVector: Uint8Array.of(255, 255, 255, 255) })],
    ['a binding of one byte', encode({ ...lane, binding: Uint8Array.of(1) })],
  ])('end that window’s pipe and no other: %s', async (_, bytes) => {
    const { window } = await makeHost();
    const [honest, other] = [window(), window()];
    await honest.call('createAccount', { name: 'Ada' });
    other.sendBytes(bytes);
    await other.untilClosed();
    expect((await honest.call('status', {})).identity?.name).toBe('Ada');
  });
});

test('the photos of the largest sample circle fit into one call', async () => {
  const { window } = await makeHost();
  const one = window();
  await one.call('createAccount', { name: 'Ada' });
  const photo = { hash: 'a'.repeat(64), thumb: 'b'.repeat(64), width: 1, height: 1, bytes: 1, thumbBytes: 1 };
  const photos = Array.from({ length: 200 }, () => Array.from({ length: 12 }, () => photo));
  expect(await one.callRaw('createSampleCircle', { language: 'en', seed: 1, photos })).toBeNull();
});

test('closing the host ends its windows and its engine', async () => {
  const { host, window, peer } = await makeHost();
  const one = window();
  await one.call('createAccount', { name: 'Ada' });
  await host.close();
  await one.untilClosed();
  expect(peer.closed).toBe(true);
});
