/** What belongs to a kitchen and to going out: tea, coffee, plants, bicycles, a tent, instruments. */
import type { Brush } from '../brush.ts';
import { BRASS, CHAR, CLAY, CREAM, GLASS, INK, IRON, LEAF, mix, OAK, shade, STEEL, WALNUT, WOOD, type Colour } from '../colours.ts';
import type { DrawMotif } from './motif.ts';

/** Unglazed, so none of the paints. */
const TEAPOT: Colour = [16, 42, 37];
/** What instruments are made of. */
const TIMBERS: readonly [Colour, ...Colour[]] = [[28, 52, 52], [18, 50, 40], [36, 54, 60]];

export const drawTeapot: DrawMotif = (b, { accent, dice }) => {
  const main = mix(TEAPOT, dice);
  b.shadow(190, 620);
  b.stroke('M560 240 C 680 220, 690 380, 560 400', main, 32);
  b.stroke('M566 236 C 680 220, 688 372, 566 394', shade(main, 12), 5);
  b.body('M250 350 C 190 340, 190 250, 120 226 L 160 200 C 230 216, 240 270, 280 280 Z', main, [120, 380], 0.5);
  b.body('M400 196 C 540 196, 604 290, 584 374 C 572 430, 520 462, 486 466 L 314 466 C 280 462, 228 430, 216 374 C 196 290, 260 196, 400 196 Z', main, [206, 594], 0.72);
  b.fill('M300 206 Q 400 150, 500 206 Q 400 232, 300 206 Z', shade(main, 8));
  b.stroke('M296 210 Q 400 236, 504 210', shade(main, -16), 5);
  b.ball(400, 158, 24, accent);
  b.stroke('M226 322 Q 400 360, 576 322', accent, 9);
  b.stroke('M222 344 Q 400 382, 580 344', accent, 4);
  b.glint([[268, 270], [250, 320]], 12);
  b.stroke('M120 190 C 100 160, 134 140, 112 106', CREAM, 7, 0.75);
  b.stroke('M150 176 C 136 150, 160 134, 146 108', CREAM, 5, 0.6);
};

export const drawCups: DrawMotif = (b, { main, accent }) => {
  b.shadow(130, 670);
  const cup = (x: number, y: number, paint: Colour, scale: number): void => {
    b.at(x, y, () => {
      b.oval(0, 2, 104, 18, shade(CREAM, -12));
      b.oval(0, -2, 100, 16, CREAM);
      b.body('M-74 -96 C -74 -30, -50 -6, -30 -4 L 30 -4 C 50 -6, 74 -30, 74 -96 Z', paint, [-74, 74]);
      b.oval(0, -96, 74, 18, shade(paint, -12));
      b.oval(0, -93, 64, 13, [24, 52, 30]);
      b.oval(-18, -95, 20, 4, [34, 60, 56], 0.7);
      b.glint([[-56, -74], [-46, -42]], 7);
    }, { scale });
  };
  cup(240, 380, shade(accent, 6), 1);
  cup(570, 376, main, 1);
  cup(330, 462, main, 1.12);
  cup(530, 466, shade(accent, 2), 1.2);
  for (const x of [330, 530]) {
    b.stroke(`M${String(x - 12)} 330 C ${String(x - 32)} 300, ${String(x + 8)} 280, ${String(x - 12)} 246`, CREAM, 7, 0.7);
    b.stroke(`M${String(x + 22)} 326 C ${String(x + 4)} 300, ${String(x + 40)} 284, ${String(x + 22)} 258`, CREAM, 5, 0.55);
  }
};

export const drawCoffee: DrawMotif = (b, { main, accent }) => {
  b.shadow(150, 660);
  b.line([[268, 190], [180, 150]], IRON, 11);
  b.ball(176, 140, 21, accent);
  b.body('M210 190 L330 190 L346 262 L194 262 Z', STEEL, [194, 346]);
  b.oval(270, 190, 60, 14, IRON);
  b.block(196, 260, 148, 204, WOOD, 8);
  b.rect(216, 372, 108, 66, shade(WOOD, -9), 6);
  b.ball(270, 404, 11, BRASS);
  b.body('M440 178 L640 178 L578 286 L502 286 Z', main, [440, 640]);
  b.stroke('M636 200 C 690 196, 680 262, 606 258', main, 13);
  b.poly([[448, 178], [632, 178], [660, 150], [420, 150]], CREAM);
  b.oval(540, 152, 112, 15, [24, 44, 24]);
  b.rect(470, 284, 140, 14, shade(main, -10), 6);
  const jug = 'M486 300 L594 300 C 604 350, 660 372, 660 428 Q 660 466, 622 466 L 458 466 Q 420 466, 420 428 C 420 372, 476 350, 486 300 Z';
  b.fill(jug, GLASS, 0.85);
  b.inside(jug, () => {
    b.rect(410, 404, 260, 70, [22, 58, 22]);
    b.rect(410, 404, 260, 7, [26, 50, 40]);
    b.rect(620, 290, 60, 190, INK, 0, 0.1);
  });
  b.glint([[446, 408], [446, 444]], 8);
  for (const [x, y, turn] of [[386, 462, 20], [372, 444, -30], [402, 446, 70]] as const) {
    b.at(x, y, () => {
      b.oval(0, 0, 15, 10, [22, 46, 26]);
      b.stroke('M-12 0 C -4 -5, 4 5, 12 0', [24, 40, 44], 2.5);
    }, { turn });
  }
};

function drawPot(b: Brush, x: number, width: number, height: number, paint: Colour): void {
  const half = width / 2;
  b.body(`M${String(x - half)} ${String(468 - height)} L${String(x + half)} ${String(468 - height)} L${String(x + half * 0.74)} 468 L${String(x - half * 0.74)} 468 Z`, paint, [x - half, x + half]);
  b.block(x - half - 8, 468 - height - 8, width + 16, Math.max(16, height * 0.2), shade(paint, 4), 5);
}

export const drawHouseplant: DrawMotif = (b, { main, accent, dice, ground }) => {
  b.shadow(300, 510);
  const green = ground.dark === true ? shade(LEAF, 14) : LEAF;
  const leaf = 'M0 0 C -64 -18, -96 -84, -70 -140 C -50 -176, -20 -186, 0 -196 C 20 -186, 50 -176, 70 -140 C 96 -84, 64 -18, 0 0 Z';
  for (const [turn, length, scale] of [[-70, 130, 0.76], [66, 136, 0.8], [-38, 190, 0.9], [34, 200, 0.92], [-8, 218, 1], [88, 84, 0.56], [-96, 80, 0.54]] as const) {
    b.at(404, 350, () => {
      b.stroke(`M0 0 C 0 ${String(-length * 0.4)}, 8 ${String(-length * 0.6)}, 0 ${String(-length)}`, shade(green, -8), 8);
      b.at(0, -length + 60, () => {
        const paint = shade(green, dice.between(-6, 9));
        b.fill(leaf, paint);
        b.inside(leaf, () => {
          b.rect(0, -220, 120, 240, INK, 0, 0.13);
          for (const side of [-1, 1]) for (const y of [-50, -88, -124]) b.poly([[side * 26, y + 4], [side * 110, y - 12], [side * 110, y + 12]], ground.wall);
        });
        b.line([[0, 0], [0, -176]], shade(paint, 18), 4);
      }, { scale });
    }, { turn: turn + dice.between(-5, 5) });
  }
  drawPot(b, 404, 190, 136, main);
  b.stroke('M330 410 L 478 410', accent, 9);
};

export const drawSucculents: DrawMotif = (b, { main, accent, ground }) => {
  b.shadow(130, 670);
  const green = ground.dark === true ? shade(LEAF, 18) : shade(LEAF, 6);
  for (const [ring, radius, count] of [[0, 92, 9], [1, 66, 8], [2, 40, 6]] as const) {
    for (let i = 0; i < count; i++) {
      b.at(248, 326, () => b.fill(`M0 0 C ${String(-radius * 0.4)} ${String(-radius * 0.5)}, ${String(-radius * 0.25)} ${String(-radius * 0.9)}, 0 ${String(-radius)} C ${String(radius * 0.25)} ${String(-radius * 0.9)}, ${String(radius * 0.4)} ${String(-radius * 0.5)}, 0 0 Z`, [150 - ring * 16, 22, 44 + ring * 11 + (i % 2) * 4]), { turn: (i * 360) / count + ring * 20 });
    }
  }
  drawPot(b, 248, 140, 112, CLAY);
  b.body('M352 362 C 344 210, 356 150, 402 150 C 448 150, 460 210, 452 362 Z', green, [348, 456]);
  for (let rib = 0; rib < 4; rib++) b.line([[370 + rib * 21, 176 + Math.abs(rib - 1.5) * 12], [370 + rib * 21, 356]], shade(green, -10), 4);
  for (let spine = 0; spine < 16; spine++) b.disc(381 + (spine % 4) * 21 - 10, 196 + Math.floor(spine / 4) * 42, 3, CREAM);
  b.disc(402, 146, 17, accent);
  b.disc(420, 156, 11, shade(accent, 10));
  drawPot(b, 402, 128, 104, main);
  for (const [turn, length] of [[-48, 120], [-26, 170], [-6, 196], [16, 176], [38, 140], [58, 100]] as const) {
    b.at(560, 372, () => b.fill(`M-14 0 C -18 ${String(-length * 0.6)}, -6 ${String(-length * 0.9)}, 0 ${String(-length)} C 6 ${String(-length * 0.9)}, 18 ${String(-length * 0.6)}, 14 0 Z`, shade(green, turn / 8)), { turn });
  }
  drawPot(b, 560, 146, 96, shade(CLAY, 10));
};

export const drawBicycle: DrawMotif = (b, { main, accent, ground }) => {
  const dark = ground.dark === true ? STEEL : CHAR;
  b.shadow(110, 690, 474);
  for (const x of [232, 572]) {
    b.ring(x, 358, 110, 13, dark);
    b.ring(x, 358, 100, 4, STEEL);
    for (let spoke = 0; spoke < 12; spoke++) b.at(x, 358, () => b.line([[0, 12], [0, 98]], STEEL, 2, 0.85), { turn: spoke * 30 });
    b.disc(x, 358, 13, IRON);
    b.stroke(x === 232 ? 'M124 318 A 120 120 0 0 1 330 290' : 'M470 300 A 120 120 0 0 1 690 320', main, 9);
  }
  b.line([[232, 358], [392, 360]], main, 11);
  b.line([[232, 358], [338, 218]], main, 10);
  b.line([[392, 360], [326, 180]], main, 14);
  b.line([[338, 222], [522, 210]], main, 14);
  b.line([[392, 360], [528, 236]], main, 14);
  b.line([[514, 166], [572, 358]], main, 13);
  b.line([[326, 180], [318, 158]], STEEL, 10);
  b.fill('M262 148 C 290 132, 340 140, 378 148 C 360 166, 300 172, 262 160 Z', WALNUT);
  b.stroke('M514 166 L 508 140 C 540 116, 590 124, 578 158', STEEL, 10);
  b.line([[582, 152], [562, 176]], WALNUT, 15);
  b.line([[186, 236], [304, 232]], dark, 9);
  b.block(186, 168, 104, 64, accent, 8);
  b.rect(186, 182, 104, 7, CREAM, 0, 0.6);
  b.ring(392, 360, 35, 8, STEEL);
  b.line([[392, 360], [424, 410]], IRON, 9);
  b.rect(404, 408, 46, 11, dark, 4);
  b.disc(596, 206, 16, [46, 80, 74]);
};

export const drawWheel: DrawMotif = (b, { main, accent, ground }) => {
  const dark = ground.dark === true ? STEEL : CHAR;
  b.shadow(240, 560);
  b.ring(400, 272, 176, 24, dark);
  b.ring(400, 272, 158, 10, STEEL);
  for (let spoke = 0; spoke < 24; spoke++) b.at(400, 272, () => b.line([[6, 18], [spoke % 2 === 0 ? -14 : 14, 154]], STEEL, 2.6), { turn: spoke * 15 });
  b.disc(400, 272, 30, IRON);
  b.disc(400, 272, 16, main);
  b.disc(400, 272, 6, CREAM);
  b.at(400, 272, () => b.rect(-20, 146, 40, 16, accent, 3), { turn: 62 });
  b.at(606, 444, () => {
    b.rect(-96, -14, 192, 28, main, 12);
    b.disc(-96, 0, 31, main);
    b.disc(-96, 0, 14, ground.table);
    b.disc(96, 0, 31, main);
    b.poly([[86, -14], [140, -14], [140, 14], [86, 14]], ground.table);
  }, { turn: -8 });
  b.stroke('M150 456 c 0 -22 30 -22 30 0 c 0 22 30 22 30 0 c 0 -22 30 -22 30 0', IRON, 9);
};

export const drawTent: DrawMotif = (b, { main, accent, ground }) => {
  b.disc(640, 120, 52, ground.dark === true ? CREAM : [44, 76, 74]);
  for (const [x, size] of [[120, 1], [190, 0.74], [690, 0.86]] as const) {
    b.at(x, 404, () => {
      b.rect(-8, -20, 16, 44, WALNUT);
      for (let tier = 0; tier < 3; tier++) b.poly([[0, -210 + tier * 52], [58 + tier * 14, -96 + tier * 46], [-58 - tier * 14, -96 + tier * 46]], shade(LEAF, tier * 4 - 4));
    }, { scale: size });
  }
  b.shadow(150, 650, 472);
  b.poly([[150, 468], [352, 166], [480, 468]], main);
  b.poly([[352, 166], [480, 468], [660, 468], [450, 176]], shade(main, -11));
  b.poly([[232, 468], [352, 196], [414, 468]], [26, 24, 22]);
  b.poly([[352, 196], [414, 468], [462, 468]], accent);
  b.poly([[352, 196], [232, 468], [204, 468]], shade(accent, -8));
  b.line([[352, 166], [352, 130]], OAK, 8);
  b.line([[352, 170], [96, 478]], CREAM, 3);
  b.line([[450, 176], [712, 478]], CREAM, 3);
  b.poly([[352, 130], [398, 142], [352, 156]], accent);
};

function drawStrings(b: Brush, from: number, to: number, count: number, spread: number): void {
  for (let string = 0; string < count; string++) {
    const x = (string - (count - 1) / 2) * spread;
    b.line([[x, from], [x * 1.3, to]], CREAM, 2, 0.9);
  }
}

export const drawGuitar: DrawMotif = (b, { accent, dice }) => {
  const main = mix(dice.pick(TIMBERS), dice);
  b.shadow(260, 520);
  b.at(372, 300, () => {
    const body = 'M0 -34 C 74 -50, 104 -2, 88 46 C 80 70, 86 82, 106 106 C 142 152, 120 232, 0 232 C -120 232, -142 152, -106 106 C -86 82, -80 70, -88 46 C -104 -2, -74 -50, 0 -34 Z';
    b.body(body, main, [-130, 130]);
    b.stroke(body, shade(main, -16), 7);
    b.disc(0, 70, 46, WALNUT);
    b.disc(0, 70, 35, INK);
    b.block(-18, -252, 36, 300, WALNUT, 3);
    for (let fret = 0; fret < 10; fret++) b.rect(-18, -226 + fret * 25, 36, 3, BRASS);
    b.body('M-28 -330 L28 -330 L24 -252 L-24 -252 Z', shade(WALNUT, 8), [-28, 28]);
    for (let peg = 0; peg < 3; peg++) for (const side of [-1, 1]) b.disc(side * 37, -316 + peg * 24, 9, STEEL);
    b.block(-50, 150, 100, 22, WALNUT, 6);
    drawStrings(b, -250, 156, 6, 5);
    b.stroke('M60 120 C 74 150, 66 180, 40 196', accent, 7, 0.9);
  }, { turn: 20, scale: 0.86 });
  b.block(560, 380, 92, 84, accent, 8);
  b.oval(606, 378, 46, 11, shade(accent, 12));
};

export const drawUkulele: DrawMotif = (b, { accent, dice }) => {
  const main = mix(dice.pick(TIMBERS), dice);
  b.shadow(190, 620, 466);
  b.at(360, 348, () => {
    b.oval(30, 104, 300, 12, INK, 0.16);
    const body = 'M-20 -70 C 44 -100, 92 -66, 96 -8 C 96 10, 96 20, 96 34 C 92 92, 44 116, -20 84 C -44 74, -58 74, -82 90 C -150 126, -218 84, -218 8 C -218 -68, -150 -112, -82 -76 C -58 -62, -44 -62, -20 -70 Z';
    b.body(body, main, [-218, 98], 0.8);
    b.stroke(body, shade(main, -15), 6);
    b.disc(0, 6, 38, WALNUT);
    b.disc(0, 6, 29, INK);
    b.block(30, -12, 230, 38, WALNUT, 3);
    for (let fret = 0; fret < 9; fret++) b.rect(90 + fret * 19, -12, 3, 38, BRASS);
    b.block(256, -26, 78, 66, shade(WALNUT, 8), 10);
    for (const [x, y] of [[276, -36], [312, -36], [276, 50], [312, 50]] as const) b.disc(x, y, 11, CREAM);
    b.block(-146, -30, 24, 76, WALNUT, 6);
    for (let string = 0; string < 4; string++) b.line([[-134, -9 + string * 11], [262, -3 + string * 7]], CREAM, 2.4);
    b.fill('M-196 -20 q 12 -22 28 -6 q 18 -14 26 8 q -8 26 -30 36 q -22 -12 -24 -38 Z', accent, 0.9);
  }, { turn: -22 });
};

export const drawSynth: DrawMotif = (b, { main, accent, dice }) => {
  b.shadow(110, 690);
  b.block(110, 226, 580, 238, main, 16);
  b.rect(110, 226, 28, 238, WOOD, 12);
  b.rect(662, 226, 28, 238, WOOD, 12);
  b.rect(154, 246, 126, 58, CHAR, 8);
  b.stroke('M168 276 q 12 -34 24 0 t 24 0 t 24 0 t 24 0', [96, 60, 66], 4);
  for (let knob = 0; knob < 14; knob++) {
    const [x, y] = [318 + (knob % 7) * 50, 256 + Math.floor(knob / 7) * 42];
    b.disc(x, y + 3, 15, INK, 0.3);
    b.disc(x, y, 15, knob % 5 === 0 ? accent : CREAM);
    b.at(x, y, () => b.line([[0, -4], [0, -12]], CHAR, 3), { turn: dice.between(-130, 130) });
  }
  b.rect(150, 328, 500, 130, INK, 6);
  for (let key = 0; key < 14; key++) b.rect(153 + key * 35.3, 330, 33.3, 124, CREAM, 4);
  for (let key = 0; key < 13; key++) if (![2, 6, 9].includes(key)) b.rect(175 + key * 35.3, 330, 22, 76, INK, 3);
  b.stroke('M620 228 C 640 150, 730 190, 720 90 S 760 20, 740 -60', CHAR, 8);
};

