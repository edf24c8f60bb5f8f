/**
 * A second codec of ops, written from docs/PROTOCOL.md alone (sections 1 to 3) and node:crypto, held against the vectors: if
 * the document leaves something out or says it wrongly, this fails. Imports nothing of Huan's own code.
 */
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Ref {
  device: string;
  seq: number;
  id: string;
}
interface Place {
  circle: string;
  season: number;
  device: string;
  seq: number;
  prev: string;
  prevLamport: number;
}
interface Content {
  lamport: number;
  refs: Ref[];
  kind: number;
  wall: number;
  body: string;
}
interface Vector {
  name: string;
  deviceSeed: string;
  place: Place;
  content: Content;
  header: string;
  stored: string;
  signature: string;
  id: string;
}

const sha256 = (...parts: Buffer[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
const hex = (text: string): Buffer => Buffer.from(text, 'hex');

function integer(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) + 128);
  return Buffer.from([...bytes, Number(rest)]);
}

function encodeHeader(place: Place, { lamport, refs, kind, wall, body }: Content): Buffer {
  const named = refs.flatMap((ref) => [hex(ref.device), integer(ref.seq), hex(ref.id)]);
  const before = [integer(1), hex(place.circle), integer(place.season), hex(place.device), integer(place.seq), hex(place.prev), integer(lamport)];
  return Buffer.concat([...before, integer(refs.length), ...named, integer(kind), integer(wall), integer(hex(body).length), sha256(hex(body))]);
}

function encodeStored(place: Place, { lamport, refs, kind, wall, body }: Content, signature: Buffer): Buffer {
  const named = refs.flatMap(({ device, seq, id }) => [...(device === place.device ? [integer(0)] : [integer(1), hex(device)]), integer(seq), hex(id)]);
  const before = [integer(1), integer(lamport - place.prevLamport - 1), integer(refs.length), ...named];
  return Buffer.concat([...before, integer(kind), integer(wall), integer(hex(body).length), hex(body), signature]);
}

/** Throws for every byte string but the one that encoding makes. */
function decodeStored(stored: Buffer, place: Place): { content: Content; signature: Buffer } {
  let at = 0;
  const take = (count: number): Buffer => {
    if (at + count > stored.length) throw new Error('too short');
    return stored.subarray(at, (at += count));
  };
  const number = (): number => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = BigInt(take(1)[0] ?? 0);
      value += (byte & 127n) << shift;
      if (value > 2n ** 53n - 1n) throw new Error('too large');
      if (byte < 128n) return Number(value);
    }
  };
  if (number() !== 1) throw new Error('another version');
  const lamport = place.prevLamport + 1 + number();
  const refs = Array.from({ length: number() }, () => {
    const device = number() === 0 ? place.device : take(32).toString('hex');
    return { device, seq: number(), id: take(32).toString('hex') };
  });
  const [kind, wall] = [number(), number()];
  const content = { lamport, refs, kind, wall, body: take(number()).toString('hex') };
  const signature = take(64);
  const step = lamport - place.prevLamport;
  const inBounds = step <= 2 ** 32 && lamport <= Number.MAX_SAFE_INTEGER && refs.length <= 16 && content.body.length <= 2 * 32_768 && wall <= 8.64e15;
  if (!inBounds || new Set(refs.map(({ id }) => id)).size < refs.length) throw new Error('out of bounds');
  if (!encodeStored(place, content, signature).equals(stored)) throw new Error('not canonical');
  return { content, signature };
}

const message = (header: Buffer): Buffer => Buffer.concat([Buffer.from('huan/op/1'), sha256(header)]);
const idOf = (header: Buffer, signature: Buffer): string => sha256(sha256(header), signature).toString('hex');
const privateKey = (seed: string) => createPrivateKey({ key: Buffer.concat([hex('302e020100300506032b657004220420'), hex(seed)]), format: 'der', type: 'pkcs8' });
const publicKey = (device: string) => createPublicKey({ key: Buffer.concat([hex('302a300506032b6570032100'), hex(device)]), format: 'der', type: 'spki' });

const fixture = new URL('../../fixtures/ops-v1.json', import.meta.url);
const { ops: vectors } = JSON.parse(readFileSync(fixture, 'utf8')) as { ops: Vector[] };

describe('a codec that was written from the protocol document alone', () => {
  it.each(vectors)('$name: makes the same bytes, signature and id', ({ place, content, deviceSeed, header, stored, signature, id }) => {
    const made = encodeHeader(place, content);
    const signed = sign(null, message(made), privateKey(deviceSeed));
    expect(made.toString('hex')).toBe(header);
    expect(signed.toString('hex')).toBe(signature);
    expect(idOf(made, signed)).toBe(id);
    expect(encodeStored(place, content, signed).toString('hex')).toBe(stored);
  });

  it.each(vectors)('$name: reads the same content, whose signature holds', ({ place, content, stored, id }) => {
    const read = decodeStored(hex(stored), place);
    expect(read.content).toEqual(content);
    const header = encodeHeader(place, read.content);
    expect(verify(null, message(header), publicKey(place.device), read.signature)).toBe(true);
    expect(idOf(header, read.signature)).toBe(id);
  });

  it.each(vectors)('$name: reads no byte string that is longer, shorter or not in its shortest form', ({ place, stored }) => {
    const bytes = hex(stored);
    for (let length = 0; length < bytes.length; length++) expect(() => decodeStored(bytes.subarray(0, length), place)).toThrow();
    expect(() => decodeStored(Buffer.concat([bytes, hex('00')]), place)).toThrow('not canonical');
    expect(() => decodeStored(Buffer.concat([hex('8100'), bytes.subarray(1)]), place)).toThrow('not canonical');
  });
});
