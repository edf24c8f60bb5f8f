/**
 * Draws the pictures of the sample circle: a ground, one thing on it, and a few touches, all after the picture's seed. No photo of
 * anything, and nothing loaded. Gives what a prepared photo gives: WebP bytes, once large and once as a thumbnail.
 */
import { LISTING_LIMITS } from '../../src/core/market/listing.ts';
import type { SamplePicture } from '../../src/core/sample/sample-plan.ts';
import { makeDice, type Dice } from '../../src/core/sample/seeded.ts';
import type { PreparedPhoto } from '../photos/prepare-photo.ts';
import { fitSides } from '../../src/core/market/photo-sides.ts';
import { Brush, disc, FLOOR, HEIGHT, WIDTH, box } from './brush.ts';
import { css, GROUNDS, INK, mix, pickPaints, shade, type Ground } from './colours.ts';
import { MOTIFS } from './motifs/motifs.ts';

/** The larger one is as wide as that. */
const LARGE = 960;
const QUALITY = 0.82;

/** Undefined where the browser can't write WebP. */
export async function drawSample(picture: SamplePicture): Promise<PreparedPhoto | undefined> {
  const dice = makeDice(picture.seed);
  // Some are taken upright, as people do.
  const tall = dice.roll() < 0.18;
  const sides = tall ? { width: LARGE * 0.75, height: LARGE } : { width: LARGE, height: LARGE * 0.75 };
  const canvas = new OffscreenCanvas(sides.width, sides.height);
  paint(contextOf(canvas), picture, { dice, tall, ...sides });
  const small = fitSides(sides, LISTING_LIMITS.thumbSide);
  const thumb = new OffscreenCanvas(small.width, small.height);
  const context = contextOf(thumb);
  context.imageSmoothingQuality = 'high';
  context.drawImage(canvas, 0, 0, small.width, small.height);
  const [large, little] = await Promise.all([encode(canvas), encode(thumb)]);
  return large === undefined || little === undefined ? undefined : { ...sides, photo: large, thumb: little };
}

interface Frame {
  dice: Dice;
  tall: boolean;
  width: number;
  height: number;
}

function paint(context: OffscreenCanvasRenderingContext2D, { motif, ground: number }: SamplePicture, { dice, tall, width, height }: Frame): void {
  const plain = GROUNDS[number % GROUNDS.length] ?? GROUNDS[0];
  const ground: Ground = { ...plain, wall: mix(plain.wall, dice), table: mix(plain.table, dice) };
  const brush = new Brush(context);
  const scale = tall ? width / 640 : width / WIDTH;
  context.scale(scale, scale);
  const space = { width: width / scale, height: height / scale };
  context.translate((space.width - WIDTH) / 2, (space.height - HEIGHT) * 0.55);
  paintGround(brush, ground, dice);
  context.save();
  const size = dice.between(0.96, 1.06);
  context.translate(WIDTH / 2 + dice.between(-14, 14), FLOOR + dice.between(-4, 10));
  context.scale((dice.roll() < 0.5 ? -1 : 1) * size, size);
  context.translate(-WIDTH / 2, -FLOOR);
  MOTIFS[motif](brush, { ...pickPaints(ground, dice), ground, dice });
  context.restore();
  paintGrain(brush, dice);
}

const FAR = 900;

function paintGround(brush: Brush, { wall, table, dark }: Ground, dice: Dice): void {
  brush.rect(-FAR, -FAR, WIDTH + 2 * FAR, HEIGHT + 2 * FAR, wall);
  const horizon = dice.between(372, 408);
  const x = dice.between(300, 500);
  const soft = shade(wall, dark === true ? 6 : 5);
  const backs = [
    () => brush.disc(x, dice.between(230, 280), dice.between(190, 230), soft),
    () => brush.fill(box(x - 200, dice.between(60, 110), 400, 700, [200, 200, 0, 0]), soft),
    () => {
      for (let stripe = -6; stripe < 18; stripe++) brush.rect(stripe * 84 + x % 84, -FAR, 36, 2 * FAR, soft, 0, 0.75);
    },
    () => {
      brush.disc(x - 150, 200, 120, soft);
      brush.disc(x + 130, 250, 180, soft, 0.75);
    },
    () => brush.poly([[x - 420, -FAR], [x - 60, -FAR], [x + 260, 900], [x - 220, 900]], soft, 0.8),
  ] as const;
  backs[dice.below(backs.length)]?.();
  brush.rect(-FAR, horizon, WIDTH + 2 * FAR, FAR, table);
  brush.rect(-FAR, horizon, WIDTH + 2 * FAR, 5, shade(table, dark === true ? 9 : 8), 0, 0.8);
  const cloth = shade(table, dark === true ? 7 : -6);
  const laid = dice.below(4);
  if (laid === 0) for (let line = 0; line < 4; line++) brush.rect(-FAR, horizon + 30 + line * (22 + line * 12), WIDTH + 2 * FAR, 3 + line, cloth, 0, 0.7);
  if (laid === 1) brush.oval(WIDTH / 2, FLOOR + 6, dice.between(330, 370), dice.between(62, 80), cloth, 0.8);
  if (laid === 2) brush.poly([[60, horizon + 34], [740, horizon + 34], [860, 700], [-60, 700]], cloth, 0.7);
}

/** A little unevenness, as paint on paper has it. */
function paintGrain({ context }: Brush, dice: Dice): void {
  for (let i = 0; i < 130; i++) {
    context.fillStyle = dice.roll() < 0.5 ? css(INK, 0.045) : css([45, 60, 97], 0.07);
    context.fill(disc(dice.between(-50, WIDTH + 50), dice.between(-150, HEIGHT + 150), dice.between(0.8, 2.6)));
  }
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser gives no canvas to draw on');
  return context;
}

async function encode(canvas: OffscreenCanvas): Promise<Uint8Array | undefined> {
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality: QUALITY });
  return blob.type === 'image/webp' ? new Uint8Array(await blob.arrayBuffer()) : undefined;
}
