import * as fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { bytesOf, bytesUpTo, decodeAs, decodeCbor, encodeCbor, wholeUpTo } from '../../../../src/core/op/body.ts';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const schema = v.object({ a: v.number(), b: v.optional(v.string()) });

const anyValue = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: 'grapheme' }),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 20 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

describe('CBOR', () => {
  it('gives back what was encoded', () => {
    fc.assert(fc.property(anyValue, (value) => void expect(decodeCbor(encodeCbor(value))).toEqual(value)));
  });

  it('leaves out what is undefined, and writes keys in one order', () => {
    expect(encodeCbor({ b: undefined, a: 1 })).toEqual(encodeCbor({ a: 1 }));
    expect(encodeCbor({ b: 1, a: 2 })).toEqual(encodeCbor({ a: 2, b: 1 }));
  });

  it.each([
    ['an integer in a longer form', '1801'],
    ['a length in a longer form', '780161'],
    ['a number of 64 bits that fits in 32', '1b0000000000000001'],
    ['a number beyond 2^53', '1bffffffffffffffff'],
    ['text without an end', '7f6161ff'],
    ['a list without an end', '9f01ff'],
    ['a map without an end', 'bf616101ff'],
    ['undefined', 'f7'],
    ['not a number', 'f97e00'],
    ['infinity', 'f97c00'],
    ['minus infinity', 'f9fc00'],
    ['the same key twice', 'a2616101616102'],
    ['a key that is a number', 'a10101'],
    ['a tag', 'c001'],
    ['a list that is too short', '8201'],
    ['a map that is too short', 'a16161'],
    ['bytes that are too short', '4301'],
    ['more after the end', '0101'],
    ['nothing', ''],
    ['an end of nothing', 'ff'],
    ['an unknown simple value', 'f0'],
  ])('is refused: %s', (_, text) => {
    expect(decodeCbor(hex(text))).toBeUndefined();
  });

  it('nested deeper than anybody needs is refused, and nothing breaks', () => {
    expect(decodeAs(schema, new Uint8Array(60_000).fill(0x81))).toBeUndefined();
  });

  it('a list or a text that claims to be huge is refused without making room for it', () => {
    expect(decodeCbor(hex('9affffffff'))).toBeUndefined();
    expect(decodeCbor(hex('5affffffff'))).toBeUndefined();
  });

  it('never throws, whatever the bytes are', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => decodeAs(schema, bytes) === undefined || decodeCbor(bytes) !== undefined), { numRuns: 2_000 });
  });

  it('of another schema is undefined, and what a newer version adds is dropped', () => {
    expect(decodeAs(schema, encodeCbor({ a: 1, b: 'x' }))).toEqual({ a: 1, b: 'x' });
    expect(decodeAs(schema, encodeCbor({ a: 1, more: [1, 2] }))).toEqual({ a: 1 });
    for (const wrong of [{}, { a: '1' }, { a: 1, b: 2 }, [1], null, 7]) expect(decodeAs(schema, encodeCbor(wrong))).toBeUndefined();
  });

  it('a key named like an object\'s own parts is only a key', () => {
    const bytes = encodeCbor(Object.defineProperty({}, '__proto__', { value: { a: 1 }, enumerable: true }));
    expect(decodeAs(schema, bytes)).toBeUndefined();
    expect(Object.getPrototypeOf(decodeCbor(bytes))).toBe(Object.prototype);
  });

  it('bounds hold at the limit and not beyond', () => {
    const bounded = v.tuple([bytesOf(2), bytesUpTo(3), wholeUpTo(9)]);
    const is = (a: unknown, b: unknown, c: unknown): boolean => decodeAs(bounded, encodeCbor([a, b, c])) !== undefined;
    const [two, three] = [new Uint8Array(2), new Uint8Array(3)];
    expect(is(two, three, 9)).toBe(true);
    expect(is(two, new Uint8Array(), 0)).toBe(true);
    for (const [a, b, c] of [[three, three, 9], [new Uint8Array(1), three, 9], [two, new Uint8Array(4), 9], [two, three, 10], [two, three, -1], [two, three, 0.5], ['ab', three, 9]]) expect(is(a, b, c)).toBe(false);
  });
});
