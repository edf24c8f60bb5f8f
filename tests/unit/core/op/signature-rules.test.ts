import { ed25519 } from '@noble/curves/ed25519.js';
import * as fc from 'fast-check';
import nacl from 'tweetnacl';
import { describe, expect, it } from 'vitest';
import { isSoundPoint, isSoundSignature } from '../../../../src/core/op/signature-rules.ts';
import type { SignatureCheck } from '../../../../src/core/ports.ts';
import { createNodeVerifier } from '../../../../src/node/crypto/node-verifier.ts';
import edgeCases from '../../../fixtures/ed25519-edge-cases.json' with { type: 'json' };

const hex = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, 'hex'));
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const P = 2n ** 255n - 19n;

function littleEndian(value: bigint): Uint8Array {
  return hex(value.toString(16).padStart(64, '0')).toReversed();
}

function toBigInt(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes.toReversed()).toString('hex')}`);
}

const isSound = ({ publicKey, signature }: SignatureCheck): boolean => isSoundPoint(publicKey) && isSoundSignature(signature);

const node = createNodeVerifier();
/** The verifiers that may stand behind the Verifier port. */
const verifiers: Record<string, (check: SignatureCheck) => Promise<boolean>> = {
  'node:crypto': async (check) => (await node.verify([check]))[0] === true,
  WebCrypto: async ({ publicKey, message, signature }) => {
    // A key that is no point of the curve is refused here already when it is read.
    const key = await crypto.subtle.importKey('raw', Uint8Array.from(publicKey), 'Ed25519', false, ['verify']).catch(() => undefined);
    return key !== undefined && (await crypto.subtle.verify('Ed25519', key, Uint8Array.from(signature), Uint8Array.from(message)));
  },
  tweetnacl: async ({ publicKey, message, signature }) => nacl.sign.detached.verify(message, signature, publicKey),
};

/** What each verifier says, by its name. */
async function askAll(check: SignatureCheck): Promise<boolean[]> {
  return await Promise.all(Object.values(verifiers).map((verify) => verify(check)));
}

const cases = edgeCases.cases.map(({ about, key, message, signature }) => ({ about, check: { publicKey: hex(key), message: hex(message), signature: hex(signature) } }));
const onlyCofactored = cases.filter(({ about }) => about.includes('only the cofactored equation holds'));

describe('the published edge cases', () => {
  it('those that an attacker could make without a key, or in two forms, are refused before any verifier runs', () => {
    expect(cases.filter(({ check }) => isSound(check)).map(({ about }) => about)).toEqual([
      'mixed order A and R, both equations hold',
      'mixed order A and R, only the cofactored equation holds',
      'mixed order A, only the cofactored equation holds, hash not reduced with the cofactor',
    ]);
  });

  it.each(cases.filter(({ check }) => isSound(check)))('all verifiers agree on: $about', async ({ about, check }) => {
    const holds = about.includes('both equations hold');
    expect(await askAll(check)).toEqual([holds, holds, holds]);
  });

  it('without the rules they would not agree', async () => {
    const answers = await Promise.all(cases.filter(({ check }) => !isSound(check)).map(({ check }) => askAll(check)));
    expect(answers.filter((answer) => new Set(answer).size > 1).length).toBeGreaterThan(0);
  });

  it('@noble/curves says otherwise exactly where only the cofactored equation holds, so it is no verifier for us', async () => {
    const sound = cases.filter(({ check }) => isSound(check));
    for (const zip215 of [true, false]) {
      const differing = [];
      for (const { about, check } of sound) {
        if (ed25519.verify(check.signature, check.message, check.publicKey, { zip215 }) !== (await askAll(check))[0]) differing.push(about);
      }
      expect(differing).toEqual(onlyCofactored.map(({ about }) => about));
    }
    expect(onlyCofactored).toHaveLength(2);
  });
});

describe('points of small order', () => {
  const eighth = 2707385501144840649318225287225658788936804267575313519463743609750303402022n;
  /** Each y in its canonical and, where it fits in 255 bits, its second form; each with both signs: all that any decoder takes for one of the eight. */
  const encodings = [0n, 1n, P - 1n, eighth, P - eighth, P, P + 1n].flatMap((y) => [littleEndian(y), littleEndian(y + 2n ** 255n)]);

  it.each(encodings.map((point) => ({ name: Buffer.from(point).toString('hex'), point })))('$name is refused as a key and as R', ({ point }) => {
    expect(isSoundPoint(point)).toBe(false);
    expect(isSoundSignature(Uint8Array.of(...point, ...new Uint8Array(32)))).toBe(false);
  });

  it('there are fourteen such encodings, and all but those of the order 8 itself are what they are said to be', () => {
    expect(new Set(encodings.map((point) => Buffer.from(point).toString('hex'))).size).toBe(14);
    for (const y of [1n, P - 1n, eighth, P - eighth, 0n]) expect(ed25519.Point.fromBytes(littleEndian(y), true).isSmallOrder()).toBe(true);
  });
});

describe('canonical forms', () => {
  it('a y of p or more is refused, the largest below it that is of no small order is not', () => {
    for (let above = 0n; above < 19n; above++) expect(isSoundPoint(littleEndian(P + above))).toBe(false);
    expect(isSoundPoint(littleEndian(P - 2n))).toBe(true);
    expect(isSoundPoint(littleEndian(2n))).toBe(true);
  });

  it('S is refused from L on', () => {
    const r = nacl.sign.keyPair.fromSeed(new Uint8Array(32).fill(3)).publicKey;
    const withS = (s: bigint): Uint8Array => Uint8Array.of(...r, ...littleEndian(s));
    expect([0n, 1n, L - 1n].map((s) => isSoundSignature(withS(s)))).toEqual([true, true, true]);
    expect([L, L + 1n, 2n ** 253n, 2n ** 256n - 1n].map((s) => isSoundSignature(withS(s)))).toEqual([false, false, false, false]);
  });

  it('other lengths are refused', () => {
    for (const length of [0, 31, 33]) expect(isSoundPoint(new Uint8Array(length).fill(2))).toBe(false);
    for (const length of [0, 63, 65]) expect(isSoundSignature(new Uint8Array(length).fill(2))).toBe(false);
  });
});

describe('random signatures', () => {
  const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const anySigned = fc.record({ seed: bytes32, message: fc.uint8Array({ maxLength: 80 }) }).map(({ seed, message }) => {
    const pair = nacl.sign.keyPair.fromSeed(seed);
    return { publicKey: pair.publicKey, message, signature: nacl.sign.detached(message, pair.secretKey) };
  });

  it('all verifiers agree that they hold', async () => {
    await fc.assert(
      fc.asyncProperty(anySigned, async (check) => {
        expect(isSound(check)).toBe(true);
        expect(await askAll(check)).toEqual([true, true, true]);
      }),
      { numRuns: 15 },
    );
  });

  it('with any bit flipped they are refused before, or all verifiers agree that they do not hold', async () => {
    await fc.assert(
      fc.asyncProperty(anySigned, fc.nat(), fc.constantFrom('publicKey' as const, 'signature' as const), async (check, bit, part) => {
        const flipped = { ...check, [part]: check[part].slice() };
        const at = (bit >> 3) % flipped[part].length;
        flipped[part][at] = (flipped[part][at] ?? 0) ^ (1 << (bit & 7));
        if (isSound(flipped)) expect(await askAll(flipped)).toEqual([false, false, false]);
      }),
      { numRuns: 25 },
    );
  });

  it('with L added to S are always refused before, though tweetnacl takes them', () => {
    fc.assert(
      fc.property(anySigned, (check) => {
        const s = toBigInt(check.signature.subarray(32));
        const signature = Uint8Array.of(...check.signature.subarray(0, 32), ...littleEndian(s + L));
        expect(nacl.sign.detached.verify(check.message, signature, check.publicKey)).toBe(true);
        expect(isSoundSignature(signature)).toBe(false);
      }),
      { numRuns: 10 },
    );
  });
});
