import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ListingInput } from '../../../../src/core/commands.ts';
import { CommandFailure } from '../../../../src/core/failure.ts';
import { idToBytes, type BlobHash } from '../../../../src/core/ids.ts';
import { LISTING_DAYS, LISTING_KINDS, LISTING_LIMITS, listingContentSchema } from '../../../../src/core/market/listing.ts';
import { makeListingContent } from '../../../../src/core/market/listing-content.ts';
import { decodeAs, encodeCbor } from '../../../../src/core/op/body.ts';
import { MAX_BODY } from '../../../../src/core/op/op.ts';

const NOW = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;
const hash = 'ab'.repeat(32) as BlobHash;
const photo = { hash, thumb: hash, width: 1_600, height: 1_200, bytes: 200_000, thumbBytes: 9_000 };
const input = (more: Partial<ListingInput> = {}): ListingInput => ({ kind: 'swap', title: 'Olympus XA', photos: [], ...more });

/** Which field is refused; undefined if none is. */
function refused(more: Partial<ListingInput>): string | undefined {
  try {
    makeListingContent(input(more), NOW);
    return undefined;
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    expect(error.type).toBe('bad-input');
    return error.field;
  }
}

const L = LISTING_LIMITS;
const fields = (count: number): [string, string][] => Array.from({ length: count }, (_, i) => [`${String(i)}${'字'.repeat(L.fieldName - 3)}`, '字'.repeat(L.fieldValue)]);
const photos = (count: number): ListingInput['photos'] => Array.from({ length: count }, () => photo);

describe('what a person fills in', () => {
  it.each(LISTING_KINDS)('may be of the kind %s', (kind) => {
    expect(makeListingContent(input({ kind }), NOW)).toMatchObject({ kind, title: 'Olympus XA', photos: [], until: NOW + LISTING_DAYS * DAY });
  });

  it('of no known kind is refused', () => {
    expect(refused({ kind: 'auction' as ListingInput['kind'] })).toBe('kind');
  });

  it.each<[string, Partial<ListingInput>, Partial<ListingInput>]>([
    ['title', { title: 'x'.repeat(L.title) }, { title: 'x'.repeat(L.title + 1) }],
    ['text', { text: 'x'.repeat(L.text) }, { text: 'x'.repeat(L.text + 1) }],
    ['want', { want: 'x'.repeat(L.want) }, { want: 'x'.repeat(L.want + 1) }],
    ['area', { area: 'x'.repeat(L.area) }, { area: 'x'.repeat(L.area + 1) }],
    ['fields', { fields: fields(L.fields) }, { fields: fields(L.fields + 1) }],
    ['fields', { fields: [['n'.repeat(L.fieldName), 'v'.repeat(L.fieldValue)]] }, { fields: [['n'.repeat(L.fieldName + 1), 'v']] }],
    ['fields', { fields: [['n', 'v'.repeat(L.fieldValue)]] }, { fields: [['n', 'v'.repeat(L.fieldValue + 1)]] }],
    ['fields', { fields: [['Mount', 'M42'], ['mount', 'M42']] }, { fields: [['Mount', 'M42'], ['Mount ', 'F']] }],
    ['fields', { fields: [['Mount', '']] }, { fields: [[' ', 'M42']] }],
    ['photos', { photos: photos(L.photos) }, { photos: photos(L.photos + 1) }],
    ['photos', { photos: [{ ...photo, width: L.photoSide, height: 1 }] }, { photos: [{ ...photo, width: L.photoSide + 1 }] }],
    ['photos', { photos: [{ ...photo, height: L.photoSide }] }, { photos: [{ ...photo, height: 0 }] }],
    ['photos', { photos: [{ ...photo, bytes: L.photoBytes }] }, { photos: [{ ...photo, bytes: L.photoBytes + 1 }] }],
    ['photos', { photos: [{ ...photo, thumbBytes: L.thumbBytes }] }, { photos: [{ ...photo, thumbBytes: L.thumbBytes + 1 }] }],
    ['price', { price: { minor: 0, currency: 'EUR' } }, { price: { minor: -1, currency: 'EUR' } }],
    ['price', { price: { minor: 1e13, currency: 'CNY' } }, { price: { minor: 1e13 + 1, currency: 'CNY' } }],
    ['price', { price: { minor: 1, currency: 'USD' } }, { price: { minor: 0.5, currency: 'USD' } }],
    ['price', { price: { minor: 1, currency: 'USD' } }, { price: { minor: 1, currency: 'usd' } }],
    ['price', { price: { minor: 1, currency: 'USD' } }, { price: { minor: 1, currency: '€' } }],
    ['until', { until: 8.64e15 }, { until: 8.64e15 + 2 }],
    ['until', { until: 0 }, { until: -1 }],
    ['until', { until: 1 }, { until: 1.5 }],
    ['until', { until: 1 }, { until: Number.NaN }],
  ])('%s is taken at its bound, and refused beyond it by name', (field, at, beyond) => {
    expect(refused(at)).toBeUndefined();
    expect(refused(beyond)).toBe(field);
  });

  it.each([
    ['from right to left', 'כיסא עץ ישן'],
    ['of mixed direction', 'ספר "Leica" عربي'],
    ['of emoji only', '📷🎞️'],
    ['of a family joined to one', '👨‍👩‍👧'],
    ['in Chinese', '奥林巴斯 XA'],
    ['of one letter', 'x'],
  ])('a title %s is taken as it is', (_, title) => {
    expect(makeListingContent(input({ title }), NOW).title).toBe(title);
  });

  it.each([
    ['nothing', ''],
    ['white space', ' \n\t\u3000 '],
    ['zero-width characters', '\u200B\u200C\u200D\uFEFF\u2060'],
    ['marks of direction', '\u200E\u200F\u202E'],
    ['control characters', '\u0000\u0007'],
    ['half a character', '\uD83D'],
  ])('a title of %s shows nothing, and is refused', (_, title) => {
    expect(refused({ title })).toBe('title');
  });

  it('a text of 1 MB is refused by name, and at once', () => {
    for (const field of ['title', 'text', 'want', 'area'] as const) expect(refused({ [field]: '字'.repeat(2 ** 20) })).toBe(field);
  });

  it('is trimmed, its title in one line; what is blank is left out', () => {
    const content = makeListingContent(input({ title: '  Olympus\n\n XA ', text: '  a\n b ', want: '   ', area: ' Riverside ', fields: [[' Lens\n mount ', ' M42 '], ['Colour', ' ']] }), NOW);
    expect(content).toMatchObject({ title: 'Olympus XA', text: 'a\n b', area: 'Riverside', fields: [['Lens mount', 'M42']] });
    expect('want' in content).toBe(false);
    expect('fields' in makeListingContent(input({ fields: [['Colour', '']] }), NOW)).toBe(false);
  });

  it('at every limit at once fits into an op, and reads back the same', () => {
    const most = { title: '字'.repeat(L.title), text: '字'.repeat(L.text), want: '字'.repeat(L.want), area: '字'.repeat(L.area), fields: fields(L.fields), photos: photos(L.photos), price: { minor: 1e13, currency: 'CNY' } };
    const content = makeListingContent(input(most), NOW);
    const body = encodeCbor(content);
    expect(body.length).toBeLessThanOrEqual(MAX_BODY);
    expect(decodeAs(listingContentSchema, body)).toEqual(content);
  });

  it('reads back the same, whatever it is', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(fc.record({ kind: fc.constantFrom(...LISTING_KINDS), title: text.map((words) => `x${words}`), text, want: text, area: text, photos: fc.constantFrom(photos(0), photos(3)) }), (any) => {
        const content = makeListingContent(any, NOW);
        expect(decodeAs(listingContentSchema, encodeCbor(content))).toEqual(content);
        expect(content.photos.every((one) => Buffer.from(one.hash).equals(idToBytes(hash)))).toBe(true);
      }),
    );
  });
});
