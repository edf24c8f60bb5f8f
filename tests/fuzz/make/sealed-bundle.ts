/**
 * Seals a bundle's frames rightly, whatever is in them: key derivation, boxes, digest and end, as PROTOCOL says. Code of its own, since
 * the product's seals only what is in form.
 */
import { hash as digestOf } from 'node:crypto';
import nacl from 'tweetnacl';
import { concatBytes } from '../../../src/core/op/bytes.ts';

export interface SealKeys {
  circle: Uint8Array;
  groupKey: Uint8Array;
}

export interface FrameToSeal {
  content: Uint8Array;
  /** Under the lobby's key, or under the group key's. */
  key: 'lobby' | 'member';
  /** What its length says; undefined: the truth. */
  length?: number | undefined;
}

const label = (text: string): Uint8Array => new TextEncoder().encode(text);
const hash = (bytes: Uint8Array): Uint8Array => new Uint8Array(digestOf('sha256', bytes, 'buffer'));
function padded(key: Uint8Array, pad: number): Uint8Array {
  const block = new Uint8Array(64).fill(pad);
  for (const [i, byte] of key.entries()) block[i] = byte ^ pad;
  return block;
}

/** RFC 2104, for keys of up to 64 bytes: node:crypto makes an object of each key, which takes longer than all the rest. */
const hmac = (key: Uint8Array, message: Uint8Array): Uint8Array => hash(concatBytes(padded(key, 0x5c), hash(concatBytes(padded(key, 0x36), message))));
const derive = (key: Uint8Array, name: string, salt: Uint8Array): Uint8Array => hmac(hmac(key, label(name)), salt);

export function sealFrames({ circle, groupKey }: SealKeys, salt: Uint8Array, version: number, frames: readonly FrameToSeal[], endKey: FrameToSeal['key']): Uint8Array {
  const keys = { lobby: derive(circle, 'huan/lobby-bundle/1', salt), member: derive(groupKey, 'huan/bundle/1', salt) };
  const boxes = frames.flatMap(({ content, key, length }, number) => {
    const nonce = new Uint8Array(24);
    new DataView(nonce.buffer).setUint32(20, number);
    const box = nacl.secretbox(content, nonce, keys[key]);
    const prefix = new Uint8Array(4);
    new DataView(prefix.buffer).setUint32(0, length ?? box.length);
    return [prefix, box];
  });
  const before = concatBytes(label('huan/bundle\n'), Uint8Array.of(version), salt, derive(circle, 'huan/bundle-tag/1', salt), ...boxes);
  return closeBundle(before, keys[endKey]);
}

/** Bytes with the digest and end that belong to them. */
function closeBundle(before: Uint8Array, key: Uint8Array): Uint8Array {
  const digest = hash(before);
  return concatBytes(before, digest, hmac(key, concatBytes(label('huan/bundle-end/1'), digest)));
}
