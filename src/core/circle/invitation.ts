/**
 * Invitations: the op that makes one, and the link that carries its secret.
 * A link is `huan://join/` and base64url of CBOR, ended by 4 bytes of SHA-256, so that a broken one is told at once.
 * Whoever has the link can ask to be let in: it is as secret as the circle is.
 */
import * as v from 'valibot';
import { sha256 } from '@noble/hashes/sha2.js';
import nacl from 'tweetnacl';
import { CommandFailure } from '../failure.ts';
import { bytesToId, idToBytes, type CircleId } from '../ids.ts';
import { bytesOf, decodeAs, decodeCbor, encodeCbor, wholeUpTo } from '../op/body.ts';
import { concatBytes, equalBytes } from '../op/bytes.ts';
import { ROLES } from './control-bodies.ts';
import { base64urlToBytes, bytesToBase64url } from './base64url.ts';

/** Body of an `invite` op. */
export const inviteSchema = v.object({
  /** Ed25519 public key whose secret is in the link. */
  key: bytesOf(32),
  /** How many devices it is meant for; 0: any number. More is shown, never undone. */
  uses: wholeUpTo(10_000),
  /** The role that its author means those to have who come by it: given by a grant, once they are in. */
  role: v.optional(v.picklist(ROLES)),
});

export interface Invitation {
  circle: CircleId;
  /** Seed of the invitation's key pair (32 bytes). */
  secret: Uint8Array;
  circleName: string;
  /** Who made it. */
  from: string;
  relays: string[];
  /** The read key of a public circle. */
  readKey?: Uint8Array | undefined;
}

const PREFIX = 'huan://join/';
const LINK_VERSION = 1;
const CHECKSUM = 4;
/** Pieces that white space cuts a link and what follows it into. */
const MAX_PIECES = 200;

const linkSchema = v.strictObject({
  v: v.literal(LINK_VERSION),
  c: bytesOf(32),
  s: bytesOf(32),
  n: v.pipe(v.string(), v.maxLength(60)),
  f: v.pipe(v.string(), v.maxLength(60)),
  r: v.pipe(v.array(v.pipe(v.string(), v.maxLength(300), v.regex(/^wss?:\/\/[^\s]+$/))), v.maxLength(8)),
  k: v.optional(bytesOf(32)),
});

export function encodeLink(invitation: Invitation): string {
  const { circle, secret, circleName, from, relays, readKey } = invitation;
  const bytes = encodeCbor({ v: LINK_VERSION, c: idToBytes(circle), s: secret, n: circleName, f: from, r: relays, k: readKey });
  return PREFIX + bytesToBase64url(concatBytes(bytes, sha256(bytes).subarray(0, CHECKSUM)));
}

/** Reads a link as people paste it: with spaces, line breaks or words around it. */
export function decodeLink(text: string): Invitation {
  const found = /huan:\/\/join\/\s*([A-Za-z0-9_\-\s]+)/.exec(text)?.[1];
  if (found === undefined) throw new CommandFailure('bad-link', 'This is not an invitation link. It begins with huan://join/');
  const bytes = readPieces(found.split(/\s+/, MAX_PIECES));
  if (bytes === undefined) throw new CommandFailure('bad-link', 'This invitation link is damaged: a part of it is missing or was changed. Ask for it again.');
  const link = decodeAs(linkSchema, bytes);
  if (link !== undefined) {
    return { circle: bytesToId<CircleId>(link.c), secret: link.s, circleName: link.n, from: link.f, relays: link.r, readKey: link.k };
  }
  const newer = v.safeParse(v.object({ v: v.pipe(v.number(), v.minValue(LINK_VERSION + 1)) }), decodeCbor(bytes));
  if (newer.success) throw new CommandFailure('newer-link', 'This invitation was made by a newer Huan. Update this one to use it.');
  throw new CommandFailure('bad-link', 'This invitation link says something that makes no sense. Ask for it again.');
}

/** What a link carries, of the first pieces that its checksum fits: a mail may have broken it, and words may follow it. */
function readPieces(pieces: readonly string[]): Uint8Array | undefined {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    const all = base64urlToBytes(text);
    if (all === undefined || all.length <= CHECKSUM) continue;
    const bytes = all.subarray(0, all.length - CHECKSUM);
    if (equalBytes(sha256(bytes).subarray(0, CHECKSUM), all.subarray(all.length - CHECKSUM))) return bytes;
  }
  return undefined;
}

/** The public key of an invitation's secret. */
export function invitationKey(secret: Uint8Array): Uint8Array {
  return nacl.sign.keyPair.fromSeed(secret).publicKey;
}
