/** The form in which the things of a sample circle are written down, and the pictures that there are. */
import type { ListingKind, ListingState } from '../market/listing.ts';

/** What can be drawn; renderer/sample has a recipe for each. */
export const SAMPLE_MOTIFS = [
  'camera',
  'twin-lens',
  'lens',
  'film',
  'bicycle',
  'wheel',
  'pen',
  'ink',
  'yarn',
  'teapot',
  'cups',
  'bricks',
  'records',
  'turntable',
  'houseplant',
  'succulents',
  'sewing-machine',
  'fabric',
  'board-game',
  'meeples',
  'train',
  'guitar',
  'ukulele',
  'keyboard',
  'books',
  'radio',
  'lamp',
  'tent',
  'coffee',
  'telescope',
  'clock',
  'kite',
  'tools',
  'typewriter',
  'xiangqi',
  'inkstone',
  'racket',
  'mugs',
  'game-console',
  'synth',
] as const;

export type SampleMotif = (typeof SAMPLE_MOTIFS)[number];

export interface SampleThing {
  /** Which of the catalogue's people has it. */
  by: number;
  kind: ListingKind;
  title: string;
  text?: string;
  want?: string;
  /** In whole units of the currency; the seed varies it a little. */
  price?: { amount: number; currency: string };
  pictures: readonly SampleMotif[];
  state?: Exclude<ListingState, 'open'>;
  /** Where it isn't the usual 90 days after posting; below 0 it is over. */
  endsInDays?: number;
}

export interface SampleCatalogue {
  name: string;
  people: readonly string[];
  areas: readonly [string, ...string[]];
  things: readonly SampleThing[];
}
