/**
 * How a session begins: nonces, then tags that show which circles both are in, then who each device is.
 * A tag is an HMAC under a key that only those in the circle (or with its link) hold, over both nonces and the lane's
 * channel binding: strangers learn nothing, and someone in between, whose two lanes have two bindings, matches nothing.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { lobbyTagKey, memberTagKey } from '../circle/group-key.ts';
import { bytesToId, idToBytes, type CircleId, type DeviceKey } from '../ids.ts';
import { concatBytes, equalBytes, labelBytes } from '../op/bytes.ts';
import { isSoundPoint, isSoundSignature } from '../op/signature-rules.ts';
import type { Random, SignatureCheck } from '../ports.ts';

/** What the two ends of a lane share once both nonces are known. */
export interface Transcript {
  /** Whether this side opened the lane. */
  initiator: boolean;
  ownNonce: Uint8Array;
  theirNonce: Uint8Array;
  binding: Uint8Array;
}

/** A circle as far as the handshake needs it. */
export interface TaggedCircle {
  circle: CircleId;
  /** The newest key, and those before it, the newest first. */
  groupKey?: Uint8Array | undefined;
  olderKeys?: readonly Uint8Array[];
  /** Still asking to be let in. */
  waiting: boolean;
}

type Role = 'member' | 'greeter' | 'newcomer';
const ROLES: Record<Role, number> = { member: 0, greeter: 1, newcomer: 2 };
/** Tags are filled up with random ones to a multiple of this, so that their number says little. */
const PADDING = 8;

/** What two devices are to each other in one circle. */
export interface Match {
  circle: CircleId;
  /** The newest group key that both hold. */
  under?: Uint8Array | undefined;
  /** This device can let the other one in, or the other way round. */
  lobby?: 'greeter' | 'newcomer' | undefined;
}

/** The tags that this side sends: sorted, filled up. */
export function makeTags(transcript: Transcript, circles: readonly TaggedCircle[], random: Random): Uint8Array[] {
  const tags: Uint8Array[] = [];
  for (const tagged of circles) {
    for (const key of keysOf(tagged)) tags.push(tagOf(transcript, memberTagKey(key), 'member', true));
    tags.push(tagOf(transcript, lobbyTagKey(tagged.circle), tagged.waiting ? 'newcomer' : 'greeter', true));
  }
  while (tags.length % PADDING !== 0 || tags.length === 0) tags.push(random.bytes(32));
  return tags.sort(compareBytes);
}

/** Which circles the two share, by the other side's tags. */
export function matchTags(transcript: Transcript, circles: readonly TaggedCircle[], theirs: readonly Uint8Array[]): Match[] {
  const known = new Set(theirs.map((tag) => bytesToId<CircleId>(tag)));
  const has = (key: Uint8Array, role: Role): boolean => known.has(bytesToId<CircleId>(tagOf(transcript, key, role, false)));
  const matches: Match[] = [];
  for (const tagged of circles) {
    const under = keysOf(tagged).find((key) => has(memberTagKey(key), 'member'));
    const lobbyKey = lobbyTagKey(tagged.circle);
    const lobby = tagged.waiting ? (has(lobbyKey, 'greeter') ? 'newcomer' : undefined) : has(lobbyKey, 'newcomer') ? 'greeter' : undefined;
    if (under !== undefined || lobby !== undefined) matches.push({ circle: tagged.circle, under, lobby });
  }
  return matches;
}

/** What a device signs to say who it is: both nonces, both sides' tags, the lane. */
export function authMessage(transcript: Transcript, side: 'own' | 'their', ownTags: readonly Uint8Array[], theirTags: readonly Uint8Array[]): Uint8Array {
  const byInitiator = (side === 'own') === transcript.initiator;
  const [first, second] = transcript.initiator ? [ownTags, theirTags] : [theirTags, ownTags];
  return concatBytes(labelBytes('huan/session/1'), Uint8Array.of(byInitiator ? 0 : 1), contextBytes(transcript), sha256(concatBytes(...first)), sha256(concatBytes(...second)));
}

/** The check of the other side's signature, or undefined where it is refused before any verifier runs. */
export function authCheck(device: DeviceKey, message: Uint8Array, signature: Uint8Array): SignatureCheck | undefined {
  const publicKey = idToBytes(device);
  return isSoundPoint(publicKey) && isSoundSignature(signature) ? { publicKey, message, signature } : undefined;
}

function keysOf({ groupKey, olderKeys }: TaggedCircle): Uint8Array[] {
  return groupKey === undefined ? [] : [groupKey, ...(olderKeys ?? [])];
}

function tagOf(transcript: Transcript, key: Uint8Array, role: Role, own: boolean): Uint8Array {
  const byInitiator = own === transcript.initiator;
  return hmac(sha256, key, concatBytes(labelBytes('huan/tag/1'), Uint8Array.of(ROLES[role], byInitiator ? 0 : 1), contextBytes(transcript)));
}

/** Nonces in the order of the lane, and its binding. */
function contextBytes({ initiator, ownNonce, theirNonce, binding }: Transcript): Uint8Array {
  return concatBytes(initiator ? ownNonce : theirNonce, initiator ? theirNonce : ownNonce, sha256(binding));
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  if (equalBytes(a, b)) return 0;
  const i = a.findIndex((byte, at) => byte !== b[at]);
  return (a[i] ?? 0) < (b[i] ?? 0) ? -1 : 1;
}
