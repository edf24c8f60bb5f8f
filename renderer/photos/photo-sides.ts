/** How large a photo may be, coming in and going out: pure arithmetic. */

/** Files larger than this are refused before they are read. */
export const MOST_FILE_BYTES = 50 * 1024 * 1024;
/** Pictures with more pixels than this are refused before they are decoded: they'd take 400 MB and more. */
export const MOST_PIXELS = 100_000_000;

export interface Sides {
  width: number;
  height: number;
}

/** The sides of a picture scaled down (never up) to fit into a square; each at least 1. */
export function fitSides(sides: Sides, most: number): Sides {
  const scale = Math.min(1, most / Math.max(sides.width, sides.height));
  return { width: Math.max(1, Math.round(sides.width * scale)), height: Math.max(1, Math.round(sides.height * scale)) };
}
