/**
 * The group key: 32 random bytes that every member device holds. It names the circle's room, encrypts what passes
 * through signalling, and proves in a session that both sides are in the circle (RFC 2104 HMAC with SHA-256).
 * The lobby's names come from the circle's id alone, which whoever has a link knows.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Room } from '../commands.ts';
import { bytesToId, idToBytes, type CircleId } from '../ids.ts';
import { concatBytes, labelBytes } from '../op/bytes.ts';

/** What genesis says of the first group key. */
export function commitGroupKey(groupKey: Uint8Array): Uint8Array {
  return sha256(concatBytes(labelBytes('huan/group-key/1'), groupKey));
}

/** The key under which a session's tags are made inside the circle. */
export function memberTagKey(groupKey: Uint8Array): Uint8Array {
  return derive(groupKey, 'huan/topic/1');
}

/** The same for the circle's lobby. */
export function lobbyTagKey(circle: CircleId): Uint8Array {
  return derive(idToBytes(circle), 'huan/lobby-topic/1');
}

/** The key of one bundle, which its salt (32 random bytes) tells from every other: whoever has it can read that bundle. */
export function memberBundleKey(groupKey: Uint8Array, salt: Uint8Array): Uint8Array {
  return hmac(sha256, derive(groupKey, 'huan/bundle/1'), salt);
}

/** The same for what everyone with the circle's id may read of a bundle: who asks to be let in, and who was. */
export function lobbyBundleKey(circle: CircleId, salt: Uint8Array): Uint8Array {
  return hmac(sha256, derive(idToBytes(circle), 'huan/lobby-bundle/1'), salt);
}

/** By which a bundle tells those who know the circle, and nobody else, which circle it is of. */
export function bundleTag(circle: CircleId, salt: Uint8Array): Uint8Array {
  return hmac(sha256, derive(idToBytes(circle), 'huan/bundle-tag/1'), salt);
}

/** The room in which members' windows meet. */
export function memberRoom(circle: CircleId, groupKey: Uint8Array, relays: string[]): Room {
  return { circle, topic: hex(derive(groupKey, 'huan/room/1')), password: hex(derive(groupKey, 'huan/room-password/1')), relays };
}

/** The room in which someone who wants in is met. */
export function lobbyRoom(circle: CircleId, relays: string[]): Room {
  const secret = idToBytes(circle);
  return { circle, topic: hex(derive(secret, 'huan/lobby/1')), password: hex(derive(secret, 'huan/lobby-password/1')), relays };
}

function derive(key: Uint8Array, label: string): Uint8Array {
  return hmac(sha256, key, labelBytes(label));
}

function hex(bytes: Uint8Array): string {
  return bytesToId<CircleId>(bytes);
}
