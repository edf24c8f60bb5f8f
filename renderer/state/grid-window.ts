/** Which rows of a long grid are drawn, and where the arrow keys lead: pure arithmetic. */

export interface GridShape {
  columns: number;
  /** Height of one row with its gap, in px. */
  rowHeight: number;
  count: number;
}

export interface GridSlice {
  /** Index of the first and after the last item that is drawn. */
  first: number;
  end: number;
  /** Height in px of all rows before and after. */
  before: number;
  after: number;
}

const OVERSCAN_ROWS = 2;

/** As many columns as fit, at least two. */
export function countColumns(width: number, least: number, gap: number): number {
  return Math.max(2, Math.floor((width + gap) / (least + gap)));
}

/** What of a grid to draw, where `top` px of it are scrolled away and `height` px can be seen. */
export function sliceGrid(shape: GridShape, top: number, height: number): GridSlice {
  const rows = Math.ceil(shape.count / shape.columns);
  const firstRow = Math.min(Math.max(0, Math.floor(top / shape.rowHeight) - OVERSCAN_ROWS), Math.max(0, rows - 1));
  const endRow = Math.min(rows, Math.max(firstRow + 1, Math.ceil((top + height) / shape.rowHeight) + OVERSCAN_ROWS));
  return {
    first: firstRow * shape.columns,
    end: Math.min(shape.count, endRow * shape.columns),
    before: firstRow * shape.rowHeight,
    after: (rows - endRow) * shape.rowHeight,
  };
}

/** The index to which a key leads from `index`; undefined if the key is none of the grid's. */
export function moveInGrid(key: string, index: number, shape: GridShape, rightToLeft: boolean): number | undefined {
  const last = shape.count - 1;
  const sideways = rightToLeft ? -1 : 1;
  const steps: Record<string, number> = { ArrowRight: sideways, ArrowLeft: -sideways, ArrowDown: shape.columns, ArrowUp: -shape.columns, PageDown: 3 * shape.columns, PageUp: -3 * shape.columns };
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  const step = steps[key];
  if (step === undefined) return undefined;
  const next = index + step;
  if (next >= 0 && next <= last) return next;
  return key.startsWith('Page') ? Math.min(last, Math.max(0, next)) : index;
}
