/** What lies on a desk: pens, ink, books, a typewriter, a keyboard, a lamp, an inkstone. */
import { box, type Brush } from '../brush.ts';
import { BRASS, CHAR, CREAM, GLASS, INK, IRON, OAK, PAPER, shade, STEEL, WALNUT, WOOD, type Colour } from '../colours.ts';
import type { DrawMotif } from './motif.ts';

export const drawPen: DrawMotif = (b, { main, accent }) => {
  b.at(400, 440, () => {
    b.poly([[-250, -50], [170, -80], [250, 40], [-200, 76]], CREAM);
    b.poly([[-250, -50], [170, -80], [172, -73], [-247, -43]], shade(CREAM, -8));
    for (let line = 0; line < 5; line++) b.line([[-208 + line * 10, -20 + line * 20], [150 + line * 12, -46 + line * 22]], shade(CREAM, -16), 2.5);
    b.stroke('M-196 -24 C -180 -48, -168 0, -150 -28 S -124 -2, -108 -30 S -84 -6, -66 -32 S -30 -10, -20 -36', accent, 5);
  });
  b.shadow(560, 690, 466);
  drawBottle(b, 620, accent, 0.82);
  b.at(384, 352, () => {
    b.oval(10, 60, 230, 10, INK, 0.14);
    b.block(-262, -27, 210, 54, main, 26);
    b.rect(-76, -29, 12, 58, BRASS);
    b.rect(-104, -29, 6, 58, BRASS);
    b.rect(-236, -34, 150, 9, BRASS, 4);
    b.block(-66, -23, 236, 46, shade(main, -5), 12);
    b.rect(118, -24, 8, 48, BRASS);
    b.block(166, -17, 50, 34, INK, 8);
    b.poly([[214, -14], [286, 0], [214, 14]], BRASS);
    b.line([[226, 0], [282, 0]], WALNUT, 2);
    b.disc(230, 0, 4, WALNUT);
    b.glint([[-236, -12], [-100, -12]], 6);
    b.glint([[-40, -12], [104, -12]], 5);
  }, { turn: 17 });
};

function drawBottle(b: Brush, x: number, ink: Colour, scale = 1): void {
  b.at(x, 468, () => {
    b.block(-40, -190, 80, 44, CHAR, 8);
    b.rect(-32, -150, 64, 22, GLASS);
    const glass = 'M-32 -134 C -86 -126, -90 -110, -90 -90 L -90 -14 Q -90 0, -76 0 L 76 0 Q 90 0, 90 -14 L 90 -90 C 90 -110, 86 -126, 32 -134 Z';
    b.fill(glass, GLASS);
    b.inside(glass, () => {
      b.rect(-90, -82, 180, 90, ink);
      b.rect(-90, -82, 180, 7, shade(ink, 14));
      b.rect(44, -140, 60, 150, INK, 0, 0.14);
    });
    b.rect(-46, -66, 92, 46, CREAM, 4);
    b.line([[-30, -48], [30, -48]], ink, 5);
    b.line([[-20, -36], [20, -36]], ink, 3, 0.6);
    b.glint([[-76, -96], [-76, -20]], 6);
  }, { scale });
}

export const drawInk: DrawMotif = (b, { main, accent, dice }) => {
  b.shadow(130, 670);
  const inks: Colour[] = dice.shuffle([main, accent, [228, 46, 34], [336, 46, 40]]);
  drawBottle(b, 236, inks[0] ?? main, 0.92);
  drawBottle(b, 566, inks[1] ?? accent, 0.92);
  drawBottle(b, 400, inks[2] ?? main, 1.12);
  b.fill('M640 500 C 640 482, 690 478, 706 490 S 736 506, 716 514 S 650 520, 640 500 Z', inks[1] ?? accent);
  b.disc(748, 490, 8, inks[1] ?? accent);
};

export const drawBooks: DrawMotif = (b, { main, accent, dice }) => {
  b.shadow(150, 650);
  const covers: Colour[] = dice.shuffle([main, accent, OAK, [212, 30, 44], [96, 20, 42], [12, 50, 52], CREAM]);
  let x = 172;
  for (const [i, cover] of covers.slice(0, 5).entries()) {
    const [width, height] = [dice.between(46, 66), dice.between(210, 300)];
    b.block(x, 466 - height, width, height, cover, 5);
    b.rect(x, 466 - height + 26, width, 8, shade(cover, i % 2 === 0 ? 24 : -14));
    b.rect(x, 466 - 54, width, 8, shade(cover, i % 2 === 0 ? 24 : -14));
    b.rect(x + width / 2 - 8, 466 - height + 60, 16, height * 0.34, shade(cover, i % 2 === 0 ? 28 : -18), 3);
    x += width + 3;
  }
  b.at(x + 44, 466, () => {
    b.block(-24, -252, 50, 252, covers[5] ?? main, 5);
    b.rect(-24, -216, 50, 8, CREAM, 0, 0.7);
  }, { turn: -12 });
  for (const [i, [left, top, width]] of ([[516, 424, 150], [530, 386, 128]] as const).entries()) {
    const cover = [covers[6], covers[0]][i] ?? accent;
    b.block(left, top, width, 40, cover, 5);
    b.rect(left + 8, top + 7, width - 8, 26, PAPER);
    b.line([[left + 14, top + 16], [left + width, top + 16]], shade(PAPER, -14), 2);
    b.line([[left + 14, top + 25], [left + width, top + 25]], shade(PAPER, -14), 2);
  }
};

export const drawTypewriter: DrawMotif = (b, { main, accent }) => {
  b.shadow(150, 650);
  b.rect(264, 70, 272, 190, CREAM, 4);
  for (let line = 0; line < 5; line++) b.line([[292, 100 + line * 22], [line === 4 ? 400 : 506, 100 + line * 22]], CHAR, 4, 0.55);
  b.block(186, 214, 428, 40, CHAR, 20);
  b.disc(176, 234, 26, IRON);
  b.disc(624, 234, 26, IRON);
  b.line([[200, 220], [150, 186]], STEEL, 8);
  b.body('M212 250 L588 250 L622 350 L178 350 Z', main, [178, 622]);
  b.rect(300, 266, 200, 40, INK, 10);
  for (let arm = 0; arm < 13; arm++) b.line([[400 + (arm - 6) * 5, 300], [400 + (arm - 6) * 13, 274]], STEEL, 2.5);
  b.rect(352, 322, 96, 14, BRASS, 4);
  b.body('M166 348 L634 348 L664 464 L136 464 Z', shade(main, -7), [136, 664]);
  for (let row = 0; row < 4; row++) {
    for (let key = 0; key < 11 - (row === 3 ? 11 : 0); key++) {
      const x = 400 + (key - 5) * (36 + row * 2.4) + (row % 2) * 10 - 5;
      b.oval(x, 376 + row * 26, 14, 10, INK);
      b.oval(x, 373 + row * 26, 13, 9, row === 1 && key === 10 ? accent : CREAM);
    }
  }
  b.rect(276, 448, 248, 11, CREAM, 6);
};

export const drawKeyboard: DrawMotif = (b, { main, accent, ground }) => {
  b.at(400, 372, () => {
    b.rect(-276, -100, 560, 232, INK, 24, 0.2);
    b.rect(-284, -112, 568, 226, ground.dark === true ? STEEL : CHAR, 22);
    b.rect(-272, -100, 544, 202, shade(ground.dark === true ? STEEL : CHAR, -8), 12);
    const rows = [[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2], [1.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1.5], [1.8, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2.2], [2.3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2.7], [1.3, 1.3, 1.3, 6, 1.3, 1.3, 1.5]];
    const unit = 532 / 14;
    for (const [row, widths] of rows.entries()) {
      let x = -266;
      for (const [i, width] of widths.entries()) {
        const edge = width > 1.2 && width < 5;
        const cap = row === 0 && i === 0 ? accent : edge ? main : CREAM;
        b.rect(x + 2, -94 + row * 39, width * unit - 4, 35, shade(cap, -14), 6);
        b.rect(x + 5, -94 + row * 39, width * unit - 10, 28, cap, 5);
        x += width * unit;
      }
    }
  }, { turn: -7 });
  b.stroke('M232 250 C 210 180, 300 170, 280 110 S 330 40, 300 -40', ground.dark === true ? STEEL : CHAR, 9);
};

export const drawLamp: DrawMotif = (b, { main, accent }) => {
  b.poly([[438, 250], [596, 206], [700, 466], [392, 466]], [48, 90, 86], 0.36);
  b.shadow(180, 400);
  b.block(190, 436, 190, 30, main, 14);
  b.line([[284, 438], [220, 262]], STEEL, 13);
  b.line([[220, 262], [440, 150]], STEEL, 13);
  b.disc(220, 262, 18, accent);
  b.disc(284, 432, 15, IRON);
  b.at(470, 168, () => {
    b.block(-34, -62, 68, 46, IRON, 12);
    b.oval(0, 84, 104, 22, [48, 90, 90]);
    b.body('M-40 -24 L40 -24 L106 84 Q 0 106, -106 84 Z', main, [-106, 106]);
    b.glint([[-38, 2], [-68, 56]], 8);
  }, { turn: -22 });
  b.block(540, 438, 120, 28, accent, 4);
  b.rect(546, 444, 114, 15, PAPER);
};

export const drawInkstone: DrawMotif = (b, { main, accent }) => {
  b.poly([[120, 396], [690, 388], [740, 470], [70, 478]], CREAM);
  b.stroke('M520 420 C 560 396, 600 440, 640 408', INK, 9, 0.85);
  b.stroke('M540 446 C 590 440, 620 452, 660 440', INK, 6, 0.7);
  b.shadow(160, 470, 462);
  b.block(170, 330, 290, 128, [220, 8, 25], 22);
  b.rect(190, 346, 250, 84, [220, 8, 18], 16);
  b.oval(380, 376, 48, 22, INK);
  b.oval(370, 371, 20, 6, GLASS, 0.5);
  b.at(268, 370, () => b.block(-60, -20, 120, 36, INK, 5), { turn: -14 });
  b.shadow(520, 660, 464);
  b.body('M530 330 Q 530 462, 556 464 L 634 464 Q 660 462, 660 330 Z', main, [530, 660]);
  b.oval(595, 330, 65, 17, shade(main, -16));
  for (const [x, turn, hair] of [[566, -13, INK], [598, 3, WALNUT], [628, 15, INK]] as const) {
    b.at(x, 330, () => {
      b.rect(-6, -190, 12, 190, x === 598 ? accent : WOOD, 5);
      b.rect(-8, -204, 16, 20, CREAM, 3);
      b.fill('M-8 -204 C -22 -236, -6 -258, 0 -284 C 6 -258, 22 -236, 8 -204 Z', hair);
    }, { turn });
  }
  b.fill(box(98, 420, 40, 40, 5), [8, 66, 44]);
  b.rect(106, 428, 24, 6, CREAM);
  b.rect(106, 440, 24, 6, CREAM);
};
