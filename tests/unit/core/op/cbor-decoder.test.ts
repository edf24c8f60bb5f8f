/**
 * The decoder of bodies and frames takes what a well-known strict decoder takes, and reads the same from it; but for texts that
 * are no sound UTF-8, which that one mends, and for -0, which would come back as 0 when it is written.
 */
import { decode, encode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedBytes } from '../../../../src/core/op/bytes.ts';
import { decodeStrictCbor } from '../../../../src/core/op/cbor-decoder.ts';

const STRICT = { strict: true, allowIndefinite: false, allowUndefined: false, allowInfinity: false, allowNaN: false, allowBigInt: false, rejectDuplicateMapKeys: true } as const;

type Reading = { value: unknown } | 'refused';

function read(bytes: Uint8Array): Reading {
  try {
    return { value: decodeStrictCbor(bytes) };
  } catch (error) {
    if (error instanceof MalformedBytes) return 'refused';
    throw error;
  }
}

function readByCborg(bytes: Uint8Array): Reading {
  try {
    return { value: decode(bytes, STRICT) };
  } catch {
    return 'refused';
  }
}

/** Whether a text in a value may have been mended: a character that couldn't be read. */
function isMended(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\ufffd');
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => isMended(key) || isMended(inner));
}

function hasMinusZero(value: unknown): boolean {
  if (typeof value === 'number') return Object.is(value, -0);
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(hasMinusZero);
}

/** Both say the same of some bytes. */
function expectAgreement(bytes: Uint8Array): void {
  const [ours, theirs] = [read(bytes), readByCborg(bytes)];
  if (ours === 'refused' && theirs !== 'refused' && (isMended(theirs.value) || hasMinusZero(theirs.value))) return;
  expect(ours).toEqual(theirs);
}

const leaf = fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null), fc.string({ unit: 'grapheme', maxLength: 60 }), fc.uint8Array({ maxLength: 300 }));
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, fc.array(tie('value'), { maxLength: 6 }), fc.dictionary(fc.string({ maxLength: 30 }), tie('value'), { maxKeys: 6 })),
}));
const hex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

describe('the decoder of strict CBOR', () => {
  it('reads what cborg has written, as cborg does', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const bytes = encode(value);
        expectAgreement(bytes);
      }),
      { numRuns: 500 },
    );
  });

  it('takes and refuses altered bytes as cborg does', () => {
    fc.assert(
      fc.property(anyValue, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }), fc.nat(), (value, alterations, cut) => {
        const bytes = encode(value);
        for (const [at, byte] of alterations) bytes[at % bytes.length] = byte;
        const altered = cut % 3 === 0 ? bytes.subarray(0, cut % (bytes.length + 1)) : bytes;
        expectAgreement(altered);
      }),
      { numRuns: 1_500 },
    );
  });

  it('takes and refuses any bytes as cborg does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expectAgreement(bytes);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['nothing', ''],
    ['a number in more bytes than it needs', '1817'],
    ['a length in more bytes than it needs', '5801ff'],
    ['an array without end', '9f01ff'],
    ['a text without end', '7f6161ff'],
    ['a tag', 'c001'],
    ['undefined', 'f7'],
    ['a simple value', 'f820'],
    ['NaN', 'f97e00'],
    ['infinity', 'fb7ff0000000000000'],
    ['2^53', '1b0020000000000000'],
    ['-2^53 - 1', '3b0020000000000000'],
    ['a key that is no text', 'a10102'],
    ['a key twice', 'a2616101616102'],
    ['a second value after the first', '0102'],
    ['an array of four thousand million values in five bytes', '9affffffff'],
  ])('refuses %s', (_, bytes) => {
    expect(read(hex(bytes))).toBe('refused');
    expect(readByCborg(hex(bytes))).toBe('refused');
  });

  it.each([
    ['a byte that begins nothing', '61ff'],
    ['a character cut short', '62e4bd'],
    ['a surrogate', '63eda080'],
    ['a key', 'a161ff01'],
  ])('refuses a text that is not UTF-8: %s', (_, bytes) => {
    expect(read(hex(bytes))).toBe('refused');
  });

  it.each([
    ['of two bytes', 'f98000'],
    ['of four bytes', 'fa80000000'],
    ['of eight bytes', 'fb8000000000000000'],
    ['in a map', 'a16161f98000'],
  ])('refuses -0 %s', (_, bytes) => {
    expect(read(hex(bytes))).toBe('refused');
  });

  it('keeps a byte order mark, which is a character like others', () => {
    expect(read(hex('64efbbbf61'))).toEqual({ value: '\ufeffa' });
  });

  it('refuses values that are nested without measure, and takes 32 levels', () => {
    const nested = (levels: number): Uint8Array => Uint8Array.from({ length: levels + 1 }, (_, i) => (i < levels ? 0x81 : 0x00));
    expect(read(nested(32))).toEqual(readByCborg(nested(32)));
    expect(read(nested(33))).toBe('refused');
    expect(read(nested(32_000))).toBe('refused');
  });

  it('takes 4,096 keys and values, and one more for each 8 bytes', () => {
    const list = (head: string, item: string, count: number): Uint8Array => hex(head + count.toString(16).padStart(4, '0') + item.repeat(count));
    // Three bytes are the list's head, and the list is a value itself: 1 + 4,680 = 4,096 + (3 + 4,680) / 8.
    expect(read(list('99', '40', 4_680))).not.toBe('refused');
    expect(read(list('99', '40', 4_681))).toBe('refused');
    const map = (count: number): Uint8Array => encode(Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${1_000 + i}`, 1])));
    expect(read(map(3_640))).not.toBe('refused');
    expect(read(map(3_641))).toBe('refused');
  });

  it('keeps apart keys that its memory of keys might take for one another', () => {
    const keys = Array.from({ length: 3_000 }, (_, i) => `k${i.toString(36)}`);
    for (const key of [...keys, 'ü', 'u\u0308', '\u00fc\u0000', ...keys]) expect(read(encode({ [key]: 1 }))).toEqual({ value: { [key]: 1 } });
  });

  it('makes a key called __proto__ an ordinary one', () => {
    const bytes = hex('a1695f5f70726f746f5f5fa161610a');
    const value = decodeStrictCbor(bytes);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.entries(value as object)).toEqual([['__proto__', { a: 10 }]]);
  });

  it('copies short byte strings, so that a key doesn\'t hang on to the frame that it came in', () => {
    const short = decodeStrictCbor(encode(new Uint8Array(64))) as Uint8Array;
    expect(short.buffer.byteLength).toBe(64);
  });
});
