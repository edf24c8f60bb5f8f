import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LISTING_KINDS, LISTING_LIMITS, listingContentSchema } from '../../../../src/core/market/listing.ts';
import { readListing } from '../../../../src/core/market/read-listing.ts';
import { decodeAs, encodeCbor } from '../../../../src/core/op/body.ts';

/** What stands in a field: mostly what may, at its bounds, and now and then what may not. */
const odd = fc.constantFrom<unknown>(null, '', ' ', '\u200b', 0, -1, 1.5, true, [], {}, 'EURO', 'x'.repeat(9_000));
const textUpTo = (most: number): fc.Arbitrary<unknown> => fc.oneof({ weight: 6, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) }, fc.constantFrom('x'.repeat(most), 'x'.repeat(most + 1), '相'.repeat(most)), odd);
const price = fc.oneof({ weight: 6, arbitrary: fc.record({ minor: fc.oneof(fc.nat(), fc.constantFrom<unknown>(1e13, 1e13 + 1, 0.5)), currency: fc.constantFrom<unknown>('EUR', 'CNY', 'eur', 'E', 7) }, { requiredKeys: [] }) }, odd);
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const sound = fc.record({ hash: bytes32, thumb: bytes32, width: fc.integer({ min: 1, max: LISTING_LIMITS.photoSide }), height: fc.constant(LISTING_LIMITS.photoSide), bytes: fc.constant(LISTING_LIMITS.photoBytes), thumbBytes: fc.constant(LISTING_LIMITS.thumbBytes) });
const unsound = fc.record({ hash: bytes32, thumb: fc.uint8Array({ minLength: 31, maxLength: 32 }), width: fc.nat(1_700), height: fc.nat(1_700), bytes: fc.nat(2_000_000), thumbBytes: fc.nat(200_000) });
const photo = fc.oneof({ weight: 12, arbitrary: sound as fc.Arbitrary<unknown> }, unsound, odd);
const few: fc.Arbitrary<unknown> = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1, maxLength: 9 }).map((name) => `x${name}`), fc.constantFrom('M42', '1979')), { selector: ([name]) => name, minLength: 1, maxLength: 4 });
const anyFields = fc.oneof({ weight: 6, arbitrary: few }, fc.array(fc.tuple(textUpTo(LISTING_LIMITS.fieldName), textUpTo(LISTING_LIMITS.fieldValue)), { maxLength: 14 }));
const anyBody = fc.record(
  {
    kind: fc.oneof({ weight: 8, arbitrary: fc.constantFrom<unknown>(...LISTING_KINDS) }, odd),
    title: textUpTo(LISTING_LIMITS.title),
    text: textUpTo(LISTING_LIMITS.text),
    price,
    want: textUpTo(LISTING_LIMITS.want),
    area: textUpTo(LISTING_LIMITS.area),
    fields: fc.oneof({ weight: 6, arbitrary: anyFields }, odd),
    photos: fc.oneof({ weight: 6, arbitrary: fc.constant<unknown>([]) }, fc.array(photo, { maxLength: 13 }), odd),
    until: fc.oneof({ weight: 6, arbitrary: fc.nat() }, fc.constantFrom<unknown>(8.64e15, 8.64e15 + 2), odd),
    more: odd,
  },
  { requiredKeys: ['kind', 'title', 'photos', 'until'] },
);

/** At all bounds. */
const A_PHOTO = { hash: new Uint8Array(32), thumb: new Uint8Array(32), width: LISTING_LIMITS.photoSide, height: LISTING_LIMITS.photoSide, bytes: LISTING_LIMITS.photoBytes, thumbBytes: LISTING_LIMITS.thumbBytes };

describe('the body of a listing', () => {
  it('is read as its schema reads it, and is one only if it is one there', () => {
    let taken = 0;
    fc.assert(
      fc.property(anyBody, (value) => {
        const body = encodeCbor(value);
        const expected = decodeAs(listingContentSchema, body);
        expect(readListing(body)).toEqual(expected);
        if (expected !== undefined) taken++;
      }),
      { numRuns: 3_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it.each<[string, Record<string, unknown>]>([
    ['a kind that there is not', { kind: 'steal' }],
    ['a title with nothing to see', { title: '\u200b' }],
    ['a title beyond its bound', { title: 'x'.repeat(LISTING_LIMITS.title + 1) }],
    ['a text beyond its bound', { text: 'x'.repeat(LISTING_LIMITS.text + 1) }],
    ['a want beyond its bound', { want: 'x'.repeat(LISTING_LIMITS.want + 1) }],
    ['an area beyond its bound', { area: 'x'.repeat(LISTING_LIMITS.area + 1) }],
    ['a price below 0', { price: { minor: -1, currency: 'EUR' } }],
    ['a price beyond its bound', { price: { minor: 1e13 + 1, currency: 'EUR' } }],
    ['a price in no currency', { price: { minor: 1, currency: 'eur' } }],
    ['a time between two milliseconds', { until: 1.5 }],
    ['a time beyond all dates', { until: 8.64e15 + 2 }],
    ['too many photos', { photos: Array.from({ length: LISTING_LIMITS.photos + 1 }, () => A_PHOTO) }],
    ...(['hash', 'thumb'] as const).map((field): [string, Record<string, unknown>] => [`a photo whose ${field} has 31 bytes`, { photos: [{ ...A_PHOTO, [field]: new Uint8Array(31) }] }]),
    ...(['width', 'height', 'bytes', 'thumbBytes'] as const).map((field): [string, Record<string, unknown>] => [`a photo whose ${field} is 0`, { photos: [{ ...A_PHOTO, [field]: 0 }] }]),
    ...(['width', 'height', 'bytes', 'thumbBytes'] as const).map((field): [string, Record<string, unknown>] => [`a photo whose ${field} is beyond its bound`, { photos: [{ ...A_PHOTO, [field]: A_PHOTO[field] + 1 }] }]),
  ])('is none with %s, and one without', (_, wrong) => {
    const right = { kind: 'swap', title: 'Olympus XA', until: 1, photos: [A_PHOTO] };
    expect(readListing(encodeCbor(right))).toEqual(right);
    expect(readListing(encodeCbor({ ...right, ...wrong }))).toBeUndefined();
  });

  it('is none if it is no CBOR, or no map', () => {
    for (const bytes of [new Uint8Array(), Uint8Array.of(0xff), encodeCbor('a text'), encodeCbor(null)]) expect(readListing(bytes)).toBeUndefined();
  });
});
