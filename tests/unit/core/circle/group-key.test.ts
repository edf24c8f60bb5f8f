import { createHmac, createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { commitGroupKey, lobbyRoom, lobbyTagKey, memberRoom, memberTagKey } from '../../../../src/core/circle/group-key.ts';
import { idToBytes, type CircleId } from '../../../../src/core/ids.ts';

const key = new Uint8Array(32).fill(9);
const circle = 'c1'.repeat(32) as CircleId;
const hmac = (secret: Uint8Array, label: string): string => createHmac('sha256', secret).update(label).digest('hex');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('the group key', () => {
  it('is committed to by a hash that shows nothing of it', () => {
    expect(hex(commitGroupKey(key))).toBe(createHash('sha256').update('huan/group-key/1').update(key).digest('hex'));
  });

  it('names the members\' room and its password, and the tags of a session', () => {
    expect(hex(memberTagKey(key))).toBe(hmac(key, 'huan/topic/1'));
    expect(memberRoom(circle, key, ['ws://a'])).toEqual({ circle, topic: hmac(key, 'huan/room/1'), password: hmac(key, 'huan/room-password/1'), relays: ['ws://a'] });
  });

  it('has nothing to do with the lobby, whose names follow from the circle\'s id', () => {
    expect(hex(lobbyTagKey(circle))).toBe(hmac(idToBytes(circle), 'huan/lobby-topic/1'));
    expect(lobbyRoom(circle, [])).toEqual({ circle, topic: hmac(idToBytes(circle), 'huan/lobby/1'), password: hmac(idToBytes(circle), 'huan/lobby-password/1'), relays: [] });
  });

  it('gives another name for each use', () => {
    const names = [hex(memberTagKey(key)), hex(commitGroupKey(key)), memberRoom(circle, key, []).topic, memberRoom(circle, key, []).password, hex(key)];
    expect(new Set(names).size).toBe(names.length);
  });
});
