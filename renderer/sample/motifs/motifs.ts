/** The recipe for each motif that a sample circle can name. */
import type { SampleMotif } from '../../../src/core/sample/sample-things.ts';
import { drawCamera, drawFilm, drawLens, drawRadio, drawRecords, drawTelescope, drawTurntable, drawTwinLens } from './cameras.ts';
import { drawClock, drawFabric, drawMugs, drawSewingMachine, drawTools, drawYarn } from './crafts.ts';
import { drawBooks, drawInk, drawInkstone, drawKeyboard, drawLamp, drawPen, drawTypewriter } from './desk.ts';
import { drawBoardGame, drawBricks, drawGameConsole, drawKite, drawMeeples, drawRacket, drawTrain, drawXiangqi } from './games.ts';
import { drawBicycle, drawCoffee, drawCups, drawGuitar, drawHouseplant, drawSucculents, drawSynth, drawTeapot, drawTent, drawUkulele, drawWheel } from './home.ts';
import type { DrawMotif } from './motif.ts';

export const MOTIFS: Record<SampleMotif, DrawMotif> = {
  camera: drawCamera,
  'twin-lens': drawTwinLens,
  lens: drawLens,
  film: drawFilm,
  bicycle: drawBicycle,
  wheel: drawWheel,
  pen: drawPen,
  ink: drawInk,
  yarn: drawYarn,
  teapot: drawTeapot,
  cups: drawCups,
  bricks: drawBricks,
  records: drawRecords,
  turntable: drawTurntable,
  houseplant: drawHouseplant,
  succulents: drawSucculents,
  'sewing-machine': drawSewingMachine,
  fabric: drawFabric,
  'board-game': drawBoardGame,
  meeples: drawMeeples,
  train: drawTrain,
  guitar: drawGuitar,
  ukulele: drawUkulele,
  keyboard: drawKeyboard,
  books: drawBooks,
  radio: drawRadio,
  lamp: drawLamp,
  tent: drawTent,
  coffee: drawCoffee,
  telescope: drawTelescope,
  clock: drawClock,
  kite: drawKite,
  tools: drawTools,
  typewriter: drawTypewriter,
  xiangqi: drawXiangqi,
  inkstone: drawInkstone,
  racket: drawRacket,
  mugs: drawMugs,
  'game-console': drawGameConsole,
  synth: drawSynth,
};
