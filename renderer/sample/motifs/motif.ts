/** What draws one kind of thing, standing on the floor about the middle, in the two paints that go with its ground. */
import type { Dice } from '../../../src/core/sample/seeded.ts';
import type { Brush } from '../brush.ts';
import type { Colour, Ground } from '../colours.ts';

export interface Paints {
  main: Colour;
  accent: Colour;
  ground: Ground;
  dice: Dice;
}

export type DrawMotif = (brush: Brush, paints: Paints) => void;
