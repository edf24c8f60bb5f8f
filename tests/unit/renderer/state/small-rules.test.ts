import { describe, expect, it } from 'vitest';
import { circleHealth } from '../../../../renderer/state/circle-health.ts';
import { accountsWrong, readAccounts } from '../../../../renderer/state/account-keys.ts';
import { nameProblem } from '../../../../renderer/state/name-rules.ts';
import { isRelayAddress, readRelays } from '../../../../renderer/state/relay-addresses.ts';
import { readStored } from '../../../../renderer/state/settings.svelte.ts';
import type { CircleStatus } from '../../../../src/core/commands.ts';
import type { AccountKey, CircleId, DeviceKey } from '../../../../src/core/ids.ts';

describe('relay addresses', () => {
  it('are read one per line or with commas between, each once', () => {
    expect(readRelays(' ws://a:1\nwss://b, ws://a:1 ')).toEqual(['ws://a:1', 'wss://b']);
  });

  it('may leave out ws://', () => {
    expect(readRelays('192.168.1.20:4444')).toEqual(['ws://192.168.1.20:4444']);
  });

  it('are eight at most', () => {
    expect(readRelays(Array.from({ length: 12 }, (_, i) => `ws://r${i}`).join('\n'))).toHaveLength(8);
  });

  it.each([
    ['ws://relay.example:4444', true],
    ['wss://relay.example', true],
    ['http://relay.example', false],
    ['ws://', false],
    [`ws://${'a'.repeat(300)}`, false],
  ])('are checked as the host will: %s', (address, good) => {
    expect(isRelayAddress(address)).toBe(good);
  });
});

describe('circleHealth', () => {
  const quiet: CircleStatus = {
    circle: 'ab'.repeat(32) as CircleId,
    name: 'x',
    public: false,
    membership: 'member',
    relays: [],
    ops: 1,
    members: 1,
    unsent: 0,
    peers: [],
    photosMissing: 0,
    forks: 0,
  };
  const peer = { device: 'cd'.repeat(32) as DeviceKey, name: 'Ann', lane: 'webrtc' as const, inSync: true };

  it.each<[string, Partial<CircleStatus>]>([
    ['offline', {}],
    ['alone', { sample: true }],
    ['in-sync', { peers: [peer] }],
    ['connected', { peers: [peer, { ...peer, inSync: false }] }],
    ['syncing', { peers: [peer], receiving: { have: 412, of: 10_000 } }],
    ['in-sync', { peers: [peer], receiving: { have: 10_000, of: 10_000 } }],
    ['waiting', { membership: 'waiting', peers: [peer] }],
    ['problem', { problem: 'older-copy', peers: [peer] }],
    ['out', { membership: 'left', peers: [peer] }],
    ['out', { membership: 'removed', problem: 'refused', receiving: { have: 1, of: 2 } }],
  ])('is %s', (health, part) => {
    expect(circleHealth({ ...quiet, ...part })).toBe(health);
  });
});

describe('account keys', () => {
  const [a, b] = ['ab'.repeat(32), 'cd'.repeat(32)] as AccountKey[];

  it('are read in any form that one pastes, each once', () => {
    expect(readAccounts(` ${a?.toUpperCase()}\n${b}，${a} `)).toEqual([a, b]);
    expect(readAccounts(' \n')).toEqual([]);
  });

  it.each<[string, string, string | undefined]>([
    ['nothing', '', undefined],
    ['keys', `${b}`, undefined],
    ['half a key', `${b}`.slice(1), 'form'],
    ['one’s own', `${b} ${a}`, 'own'],
    ['too many', Array.from({ length: 7 }, (_, i) => `${i}`.repeat(64)).join(' '), 'many'],
  ])('are checked: %s', (_, text, wrong) => {
    expect(accountsWrong(text, a)).toBe(wrong);
  });
});

describe('names', () => {
  it.each([
    ['Ann', false],
    ['林', false],
    ['', true],
    ['\u200b ', true],
    ['x'.repeat(61), true],
  ])('need something to see, and an end: %j', (name, problem) => {
    expect(nameProblem(name)).toBe(problem);
  });
});

describe('stored settings', () => {
  const defaults = { locale: undefined, theme: 'system', singleKeys: true };

  it.each([null, '', 'null', '[]', '{"locale":"tlh","theme":"neon"}'])('fall back to the defaults where they are strange: %s', (json) => {
    expect(readStored(json)).toEqual(defaults);
  });

  it('are taken where they are known', () => {
    expect(readStored('{"locale":"zh-CN","theme":"dark","singleKeys":false}')).toEqual({ locale: 'zh-CN', theme: 'dark', singleKeys: false });
  });
});
