/** How large a photo may be, coming in and going out: the same for whoever prepares it. Pure arithmetic. */

/** Files larger than this are refused before they are read. */
export const MOST_FILE_BYTES = 50 * 1024 * 1024;
/** Pictures with more pixels than this are refused before they are decoded: they'd take 400 MB and more. */
export const MOST_PIXELS = 100_000_000;

/** WebP qualities, best first: the first at which a photo fits its bound is taken. */
export const QUALITIES = [0.85, 0.75, 0.62, 0.5, 0.35, 0.2] as const;

export interface Sides {
  width: number;
  height: number;
}

/** The sides of a picture scaled down (never up) to fit into a square; each at least 1. */
export function fitSides(sides: Sides, most: number): Sides {
  const scale = Math.min(1, most / Math.max(sides.width, sides.height));
  return { width: Math.max(1, Math.round(sides.width * scale)), height: Math.max(1, Math.round(sides.height * scale)) };
}
