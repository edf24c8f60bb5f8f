import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countColumns, moveInGrid, sliceGrid } from '../../../../renderer/state/grid-window.ts';

const shape = fc.record({ columns: fc.integer({ min: 2, max: 12 }), rowHeight: fc.integer({ min: 100, max: 500 }), count: fc.integer({ min: 1, max: 100_000 }) });

describe('sliceGrid', () => {
  it('draws all that can be seen, few more, and leaves room for the rest', () => {
    fc.assert(
      fc.property(shape, fc.double({ min: -500, max: 4e6, noNaN: true }), fc.integer({ min: 100, max: 2_000 }), (grid, top, height) => {
        const slice = sliceGrid(grid, top, height);
        const rows = Math.ceil(grid.count / grid.columns);
        const drawn = Math.ceil((slice.end - slice.first) / grid.columns);
        expect(slice.before + drawn * grid.rowHeight + slice.after).toBe(rows * grid.rowHeight);
        expect(drawn).toBeLessThanOrEqual(Math.ceil(height / grid.rowHeight) + 6);
        expect(slice.first % grid.columns).toBe(0);
        for (const row of [Math.floor(top / grid.rowHeight), Math.floor((top + height) / grid.rowHeight)]) {
          if (row < 0 || row >= rows) continue;
          expect(slice.first).toBeLessThanOrEqual(row * grid.columns);
          expect(slice.end).toBeGreaterThanOrEqual(Math.min(grid.count, (row + 1) * grid.columns));
        }
      }),
    );
  });
});

describe('moveInGrid', () => {
  const grid = { columns: 4, rowHeight: 100, count: 10 };

  it.each([
    ['ArrowRight', 0, 1],
    ['ArrowLeft', 1, 0],
    ['ArrowDown', 1, 5],
    ['ArrowUp', 5, 1],
    ['Home', 7, 0],
    ['End', 2, 9],
    ['PageDown', 0, 9],
    ['PageUp', 9, 0],
  ])('leads with %s from %i to %i', (key, from, to) => {
    expect(moveInGrid(key, from, grid, false)).toBe(to);
  });

  it('stays where there is no further card that way', () => {
    expect(moveInGrid('ArrowLeft', 0, grid, false)).toBe(0);
    expect(moveInGrid('ArrowDown', 7, grid, false)).toBe(7);
  });

  it('turns left and right around where text runs from right to left', () => {
    expect(moveInGrid('ArrowLeft', 0, grid, true)).toBe(1);
  });

  it('leaves other keys alone', () => {
    expect(moveInGrid('Enter', 0, grid, false)).toBeUndefined();
  });
});

describe('countColumns', () => {
  it('is two at least, and as many as fit', () => {
    expect(countColumns(320, 210, 10)).toBe(2);
    expect(countColumns(900, 210, 20)).toBe(4);
  });
});
