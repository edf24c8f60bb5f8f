import { describe, expect, it } from 'vitest';
import { Best, rankName, wordsOf } from '../../../../renderer/state/palette-search.ts';
import { foldText } from '../../../../src/core/market/search.ts';

const rank = (name: string, query: string): number | undefined => rankName(foldText(name), wordsOf(query));

describe('how well a name fits', () => {
  it.each([
    ['Olympus OM-1', 'oly', 0],
    ['Olympus OM-1', 'om', 1],
    ['Olympus OM-1', 'mpu', 2],
    ['Olympus OM-1', 'zuiko', undefined],
    ['Old lens, Olympus', 'oly', 1],
    ['Rolleiflex: flex', 'flex', 1],
    ['Café table', 'CAFE', 0],
    ['ＯＭ－１', 'om', 0],
    ['海鸥 4A 双反相机', '海', 0],
    ['海鸥 4A 双反相机', '相机', 1],
    ['海鸥4A双反相机', '4a', 1],
    ['📷 Lens', 'lens', 1],
    ['x', '', 0],
  ])('%s for "%s" is %s', (name, query, expected) => {
    expect(rank(name, query)).toBe(expected);
  });

  it('adds up over several words, all of which must be there', () => {
    expect(rank('Olympus OM-1', 'om oly')).toBe(1);
    expect(rank('Olympus OM-1', 'om zz')).toBeUndefined();
  });
});

describe('the best of many', () => {
  it('are the best ranks first, and of equals whichever the comparison puts first, however they are offered', () => {
    const offers = [5, 3, 9, 1, 7, 2, 8].map((item) => ({ item, rank: item % 2 }));
    for (const order of [offers, offers.toReversed()]) {
      const best = new Best<number>(4, (a, b) => a - b);
      for (const { item, rank: each } of order) best.offer(item, each);
      expect(best.items).toEqual([2, 8, 1, 3]);
    }
  });
});

describe('ten thousand names', () => {
  it('come down to the few that fit best, beginnings first', () => {
    const best = new Best<string>(12, (a, b) => Number(a.slice(6)) - Number(b.slice(6)));
    for (let i = 0; i < 10_000; i++) {
      const each = rank(`thing ${i}`, '999');
      if (each !== undefined) best.offer(`thing ${i}`, each);
    }
    expect(best.items).toEqual(['thing 999', ...Array.from({ length: 10 }, (_, i) => `thing ${9_990 + i}`), 'thing 1999']);
  });
});
