import { describe, expect, it } from 'vitest';
import { filterMarket, kindsIn } from '../../../../renderer/state/market-filter.ts';
import type { AccountKey, ListingId } from '../../../../src/core/ids.ts';
import type { Listing } from '../../../../src/core/market/listing.ts';

const NOW = 1_000_000_000;
const mine = 'aa'.repeat(32) as AccountKey;
const theirs = 'bb'.repeat(32) as AccountKey;
let next = 0;

function listing(part: Partial<Listing>): Listing {
  const id = String(next++).padStart(64, '0') as ListingId;
  return { id, owner: theirs, kind: 'swap', state: 'open', title: 'Thing', photos: [], postedAt: NOW - 1_000, revisedAt: NOW - 1_000, until: NOW + 1_000, revisions: 0, ...part };
}

const everything = { kind: undefined, text: '', owner: undefined };
const titles = (listings: Listing[]): string[] => listings.map(({ title }) => title);

describe('filterMarket', () => {
  const market = [
    listing({ title: 'old', postedAt: NOW - 5_000 }),
    listing({ title: 'new', postedAt: NOW - 10 }),
    listing({ title: 'reserved', state: 'reserved', postedAt: NOW - 20 }),
    listing({ title: 'gone', state: 'closed' }),
    listing({ title: 'withdrawn', state: 'withdrawn', owner: mine }),
    listing({ title: 'expired', until: NOW }),
    listing({ title: 'from the future', postedAt: NOW + 11 * 60_000 }),
  ];

  it('shows what is open or reserved, newest first', () => {
    expect(titles(filterMarket(market, everything, NOW))).toEqual(['new', 'reserved', 'old']);
  });

  it('shows one owner everything of theirs', () => {
    expect(titles(filterMarket(market, { ...everything, owner: mine }, NOW))).toEqual(['withdrawn']);
  });

  it('finds words anywhere, whatever their case, accents and width, all of them', () => {
    const found = [listing({ title: 'Café table', want: 'A chair' }), listing({ title: 'Table' }), listing({ title: 'ＡＢＣ相机' })];
    expect(titles(filterMarket(found, { ...everything, text: ' CAFE chair ' }, NOW))).toEqual(['Café table']);
    expect(titles(filterMarket(found, { ...everything, text: 'abc相' }, NOW))).toEqual(['ＡＢＣ相机']);
  });

  it('shows one kind only', () => {
    const kinds = [listing({ title: 'a', kind: 'give' }), listing({ title: 'b', kind: 'sell' })];
    expect(titles(filterMarket(kinds, { ...everything, kind: 'sell' }, NOW))).toEqual(['b']);
    expect(kindsIn(kinds)).toEqual(['give', 'sell']);
  });
});
