/** The colours of the drawn pictures: paper, clay, moss and what goes with them, as hue (degrees), saturation and lightness (%). */
import type { Dice } from '../../src/core/sample/seeded.ts';

export type Colour = readonly [hue: number, saturation: number, lightness: number];

export const INK: Colour = [28, 14, 17];
export const CHAR: Colour = [25, 10, 27];
export const CREAM: Colour = [42, 62, 94];
export const PAPER: Colour = [38, 48, 88];
export const STEEL: Colour = [36, 8, 70];
export const IRON: Colour = [30, 6, 48];
export const GLASS: Colour = [200, 24, 82];
export const WOOD: Colour = [28, 42, 50];
export const OAK: Colour = [33, 46, 62];
export const WALNUT: Colour = [22, 38, 33];
export const BRASS: Colour = [42, 58, 55];
export const LEAF: Colour = [104, 26, 36];
export const CLAY: Colour = [12, 58, 43];
const OCHRE: Colour = [38, 66, 54];

/** What a thing may be painted in. */
const PAINTS: readonly [Colour, ...Colour[]] = [CLAY, [14, 56, 52], [106, 24, 38], [96, 22, 50], [228, 34, 42], [212, 34, 52], OCHRE, [2, 44, 58], [176, 32, 38], [320, 20, 40], [44, 52, 72]];

/** A ground: what is behind a thing, what it stands on, and whether that is dark. */
export interface Ground {
  wall: Colour;
  table: Colour;
  dark?: boolean;
}

export const GROUNDS: readonly [Ground, ...Ground[]] = [
  { wall: [24, 52, 84], table: [20, 46, 68] },
  { wall: [88, 26, 80], table: [92, 22, 62] },
  { wall: [228, 34, 86], table: [228, 28, 70] },
  { wall: [43, 66, 83], table: [40, 60, 67] },
  { wall: [36, 50, 91], table: [34, 36, 78] },
  { wall: [4, 42, 86], table: [2, 36, 72] },
  { wall: [170, 22, 80], table: [172, 22, 61] },
  { wall: [264, 10, 32], table: [266, 12, 24], dark: true },
  { wall: [100, 14, 30], table: [104, 16, 22], dark: true },
];

export function css([hue, saturation, lightness]: Colour, alpha = 1): string {
  return `hsl(${hue.toFixed(1)} ${saturation.toFixed(1)}% ${lightness.toFixed(1)}% / ${alpha.toFixed(3)})`;
}

/** Lighter by that many percent, or darker where it is below 0. */
export function shade([hue, saturation, lightness]: Colour, by: number): Colour {
  return [hue, saturation, Math.min(97, Math.max(6, lightness + by))];
}

/** The same colour as another hand would have mixed it. */
export function mix([hue, saturation, lightness]: Colour, dice: Dice): Colour {
  return [hue + dice.between(-7, 7), saturation * dice.between(0.88, 1.1), lightness + dice.between(-3, 3)];
}

/** Two paints that are told from the ground and from each other. */
export function pickPaints({ table, wall }: Ground, dice: Dice): { main: Colour; accent: Colour } {
  const stands = dice.shuffle(PAINTS).filter((paint) => distance(paint, table) > 55 && distance(paint, wall) > 45);
  const main = stands[0] ?? CLAY;
  const accent = stands.slice(1).find((paint) => distance(paint, main) > 60) ?? OCHRE;
  return { main: mix(main, dice), accent: mix(accent, dice) };
}

/** Around the circle of hues, and twice the difference in lightness. */
function distance(a: Colour, b: Colour): number {
  const around = Math.abs(a[0] - b[0]) % 360;
  return Math.min(around, 360 - around) * Math.min(1, (a[1] + b[1]) / 80) + 2 * Math.abs(a[2] - b[2]);
}
