import { encode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeStrictCbor } from '../../../../src/core/op/cbor-decoder.ts';
import { encodeCanonicalCbor } from '../../../../src/core/op/cbor-encoder.ts';

const byCborg = (value: unknown): Uint8Array => encode(value, { ignoreUndefinedProperties: true });

const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.maxSafeInteger(),
    fc.constantFrom(0, -0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER, -1, -24, -25, -256, -257, -(2 ** 32), -(2 ** 32) - 1, Number.MIN_SAFE_INTEGER),
    fc.double(),
    fc.boolean(),
    fc.constantFrom(null, 'a'.repeat(24), '圈子', '\ud800', 'é'.repeat(130)),
    fc.string({ unit: 'binary' }),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie('value'), { maxLength: 12 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('c', 'bb', 'ba', 'é', '__proto__')), fc.oneof(tie('value'), fc.constant(undefined)), { maxKeys: 8, noNullPrototype: true }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
  ),
}));

describe('the canonical encoder', () => {
  it('makes of any value what cborg makes of it', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(Buffer.compare(encodeCanonicalCbor(value), byCborg(value))).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a map', new Map([['b', 1], ['a', 2]])],
    ['a big number', 2n ** 60n],
    ['a list with nothing in it', [undefined, 1]],
    ['bytes that Node made', Buffer.from([1, 2, 3])],
    ['other numbers in a list', { list: [1, 2.5], text: 'é' }],
    ['something deep', Array.from({ length: 60 }).reduce<unknown>((inner) => [inner], 'x')],
    ['more than the memory at hand', { long: new Uint8Array(3 * 2 ** 20).fill(7), longer: 'x'.repeat(10_000) }],
  ])('leaves to cborg, or does as it does, %s', (_, value) => {
    expect(Buffer.from(encodeCanonicalCbor(value))).toEqual(Buffer.from(byCborg(value)));
  });

  it('refuses what holds itself, and what is no value', () => {
    const self: unknown[] = [];
    self.push(self);
    expect(() => encodeCanonicalCbor(self)).toThrow('circular');
    expect(() => encodeCanonicalCbor({ run: () => undefined })).toThrow('unsupported type');
  });

  it('makes what the strict decoder reads, and gives memory of its own each time', () => {
    const value = { t: 'live', c: new Uint8Array(32).fill(1), r: [{ d: new Uint8Array(32).fill(2), f: 70_000, o: [new Uint8Array([9])] }] };
    const first = encodeCanonicalCbor(value);
    const copy = first.slice();
    encodeCanonicalCbor('something else');
    expect(first).toEqual(copy);
    expect(decodeStrictCbor(first)).toEqual(value);
  });
});
