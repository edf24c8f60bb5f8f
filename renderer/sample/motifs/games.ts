/** Games and toys: bricks, board games, a train, a kite, a racket, a console, xiangqi. */
import { box, disc, type Brush } from '../brush.ts';
import { BRASS, CHAR, CREAM, INK, IRON, OAK, PAPER, shade, STEEL, WALNUT, WOOD, type Colour } from '../colours.ts';
import type { DrawMotif } from './motif.ts';

function drawBrick(b: Brush, x: number, y: number, studs: number, paint: Colour): void {
  const width = studs * 46;
  for (let stud = 0; stud < studs; stud++) b.block(x + stud * 46 + 9, y - 12, 28, 16, shade(paint, 6), 4);
  b.block(x, y, width, 54, paint, 4);
  b.rect(x, y, width, 6, shade(paint, 10), 3);
}

export const drawBricks: DrawMotif = (b, { main, accent, dice }) => {
  b.shadow(150, 660);
  const paints: Colour[] = dice.shuffle([main, accent, [44, 78, 56], [212, 46, 48], [8, 62, 50], [110, 30, 44]]);
  const paint = (i: number): Colour => paints[i % paints.length] ?? main;
  const rows = [
    [[160, 4], [346, 3], [486, 3]],
    [[206, 3], [346, 4], [530, 2]],
    [[252, 4], [438, 2]],
    [[252, 2], [346, 3]],
    [[300, 3]],
  ] as const;
  let count = dice.below(6);
  for (const [row, bricks] of rows.entries()) for (const [x, studs] of bricks) drawBrick(b, x, 412 - row * 56, studs, paint((count += 1)));
  b.at(668, 444, () => drawBrick(b, -46, -27, 2, paint(count + 2)), { turn: 14 });
};

export const drawBoardGame: DrawMotif = (b, { main, accent, dice }) => {
  b.at(400, 350, () => {
    b.rect(-248, -150, 520, 300, INK, 10, 0.2);
    b.rect(-260, -164, 520, 304, CREAM, 10);
    b.rect(-246, -150, 492, 276, [88, 24, 74], 6);
    b.fill('M-246 20 C -160 -20, -120 70, -20 40 S 120 110, 246 60 L246 126 L-246 126 Z', [204, 34, 72]);
    b.fill('M60 -150 C 90 -80, 190 -100, 246 -60 L246 -150 Z', [44, 58, 74]);
    const stops = [[-200, -100], [-110, -50], [-30, -106], [40, -36], [130, -20], [196, -112], [-170, 50], [-60, 16], [70, 66], [200, 40]] as const;
    for (const [from, to, paint] of [[0, 1, 0], [1, 2, 0], [2, 3, 1], [3, 4, 1], [4, 5, 0], [6, 7, 1], [7, 3, 0], [3, 8, 1], [8, 9, 0], [1, 7, 0]] as const) {
      const [a, z] = [stops[from], stops[to]];
      for (let car = 1; car < 4; car++) b.disc(a[0] + ((z[0] - a[0]) * car) / 4, a[1] + ((z[1] - a[1]) * car) / 4, 9, paint === 0 ? main : accent);
    }
    for (const [x, y] of stops) {
      b.disc(x, y, 14, CHAR);
      b.disc(x, y, 8, CREAM);
    }
  }, { turn: dice.between(-9, -3) });
  drawPawn(b, 250, 470, main);
  drawPawn(b, 560, 478, accent);
  drawDie(b, 468, 462, CREAM, 12);
};

function drawPawn(b: Brush, x: number, y: number, paint: Colour, scale = 1): void {
  b.at(x, y, () => {
    b.oval(14, 0, 50, 11, INK, 0.22);
    b.body('M-20 -96 C -10 -60, -38 -40, -42 -8 Q -42 2, -30 2 L 30 2 Q 42 2, 42 -8 C 38 -40, 10 -60, 20 -96 Z', paint, [-42, 42]);
    b.ball(0, -110, 32, paint);
  }, { scale });
}

function drawDie(b: Brush, x: number, y: number, paint: Colour, turn: number): void {
  b.at(x, y, () => {
    b.rect(-30, -26, 72, 66, INK, 12, 0.2);
    b.block(-36, -36, 72, 72, paint, 14);
    for (const [px, py] of [[-17, -17], [17, 17], [0, 0], [-17, 17], [17, -17]] as const) b.disc(px, py, 7, CHAR);
  }, { turn });
}

export const drawMeeples: DrawMotif = (b, { main, accent, dice }) => {
  b.shadow(160, 640);
  const paints: Colour[] = dice.shuffle([main, accent, OAK, [204, 36, 52]]);
  const meeple = (x: number, y: number, scale: number, paint: Colour): void => {
    b.at(x, y, () => b.body('M0 -190 C 30 -190, 44 -166, 36 -138 C 60 -122, 108 -112, 106 -84 C 104 -64, 70 -66, 52 -68 C 56 -44, 78 -20, 78 -6 Q 78 0, 68 0 L 26 0 Q 16 0, 12 -10 L 0 -34 L -12 -10 Q -16 0, -26 0 L -68 0 Q -78 0, -78 -6 C -78 -20, -56 -44, -52 -68 C -70 -66, -104 -64, -106 -84 C -108 -112, -60 -122, -36 -138 C -44 -166, -30 -190, 0 -190 Z', paint, [-106, 106]), { scale });
  };
  meeple(286, 440, 1.2, paints[0] ?? main);
  meeple(520, 436, 1.3, paints[1] ?? accent);
  meeple(404, 470, 1.05, paints[2] ?? OAK);
  drawDie(b, 626, 452, CREAM, -14);
  drawDie(b, 190, 462, accent, 10);
};

export const drawTrain: DrawMotif = (b, { main, accent }) => {
  b.rect(-200, 474, 1200, 9, STEEL);
  for (let tie = -6; tie < 28; tie++) b.rect(-40 + tie * 38, 483, 22, 14, WALNUT, 2);
  b.oval(410, 500, 380, 16, INK, 0.16);
  for (const [x, y, r] of [[250, 140, 28], [216, 96, 36], [160, 66, 30], [120, 98, 20]] as const) b.disc(x, y, r, CREAM, 0.8);
  b.block(248, 190, 36, 92, CHAR, 4);
  b.rect(238, 180, 56, 18, CHAR, 6);
  b.block(190, 262, 250, 118, main, 20);
  b.rect(236, 262, 9, 118, BRASS);
  b.rect(376, 262, 9, 118, BRASS);
  b.block(320, 232, 46, 36, BRASS, 16);
  b.disc(196, 321, 44, CHAR);
  b.disc(196, 321, 15, [46, 88, 78]);
  b.block(430, 206, 120, 182, main, 6);
  b.rect(418, 192, 146, 20, CHAR, 8);
  b.rect(452, 232, 74, 62, [200, 26, 78], 8);
  b.rect(168, 380, 392, 26, accent, 4);
  b.poly([[168, 392], [128, 452], [196, 452]], IRON);
  const wheel = (x: number, radius: number): void => {
    b.disc(x, 474 - radius, radius, CHAR);
    b.ring(x, 474 - radius, radius - 8, 5, accent);
    for (let spoke = 0; spoke < 6; spoke++) b.at(x, 474 - radius, () => b.rect(-3, -radius + 10, 6, radius * 2 - 20, accent), { turn: spoke * 30 });
    b.disc(x, 474 - radius, 9, BRASS);
  };
  for (const x of [320, 416, 512]) wheel(x, 45);
  wheel(226, 27);
  b.line([[320, 440], [512, 440]], STEEL, 11);
  b.rect(556, 400, 40, 10, IRON);
  b.block(592, 250, 260, 156, accent, 10);
  b.rect(582, 236, 280, 20, CHAR, 8);
  for (let window = 0; window < 3; window++) b.rect(616 + window * 80, 280, 56, 56, [46, 70, 84], 6);
  wheel(640, 29);
  wheel(790, 29);
};

export const drawKite: DrawMotif = (b, { main, accent }) => {
  b.fill('M90 150 q 20 -46 66 -26 q 40 -40 76 6 q 50 0 40 34 l -190 0 q -24 -2 8 -14 Z', CREAM, 0.8);
  b.fill('M560 330 q 14 -34 50 -20 q 30 -28 56 4 q 40 0 32 26 l -150 0 Z', CREAM, 0.7);
  b.stroke('M420 402 C 470 440, 380 480, 440 520 S 400 600, 470 640', WALNUT, 4);
  b.at(410, 220, () => {
    b.poly([[0, -200], [150, -20], [0, 190], [-150, -20]], main);
    b.poly([[0, -200], [150, -20], [0, -20]], accent);
    b.poly([[0, 190], [-150, -20], [0, -20]], CREAM);
    b.line([[0, -200], [0, 190]], WALNUT, 6);
    b.line([[-150, -20], [150, -20]], WALNUT, 6);
    b.disc(0, -20, 30, shade(main, -10));
  }, { turn: 16 });
  for (const [x, y, turn, paint] of [[412, 452, 20, main], [432, 512, -24, accent], [412, 574, 16, main]] as const) {
    b.at(x, y, () => b.poly([[-34, -16], [0, 0], [-34, 16], [34, 16], [0, 0], [34, -16]], paint), { turn });
  }
};

export const drawRacket: DrawMotif = (b, { main, accent }) => {
  b.shadow(230, 600);
  b.at(380, 300, () => {
    const head = box(-112, -222, 224, 280, 112);
    b.inside(head, () => {
      b.rect(-112, -222, 224, 280, CREAM, 0, 0.28);
      for (let line = -6; line < 7; line++) b.line([[line * 19, -230], [line * 19, 70]], CREAM, 3);
      for (let line = 0; line < 15; line++) b.line([[-120, -212 + line * 19], [120, -212 + line * 19]], CREAM, 3);
    });
    b.stroke(head, main, 21);
    b.stroke(box(-103, -213, 206, 262, 103), shade(main, 12), 4);
    b.poly([[-60, 34], [0, 150], [60, 34], [34, 60], [0, 96], [-34, 60]], main);
    b.block(-15, 96, 30, 70, OAK, 4);
    b.block(-20, 150, 40, 128, WALNUT, 9);
    for (let wrap = 0; wrap < 6; wrap++) b.line([[-20, 172 + wrap * 18], [20, 162 + wrap * 18]], shade(WALNUT, 12), 4);
  }, { turn: 28, scale: 0.9 });
  b.ball(574, 420, 46, accent);
  b.stroke('M540 396 C 566 410, 572 440, 552 460', CREAM, 5);
};

export const drawGameConsole: DrawMotif = (b, { main, accent }) => {
  b.shadow(200, 560);
  b.at(380, 296, () => {
    b.block(-132, -176, 264, 344, main, 26);
    b.rect(-106, -150, 212, 164, CHAR, 14);
    b.rect(-78, -128, 156, 118, [84, 26, 66], 4);
    for (const [x, y, w] of [[-60, -40, 120], [-50, -62, 22], [10, -72, 40]] as const) b.rect(x, y, w, 14, [96, 30, 36]);
    b.rect(-30, -84, 16, 22, [96, 30, 30]);
    b.rect(-98, 62, 72, 24, CHAR, 5);
    b.rect(-74, 38, 24, 72, CHAR, 5);
    b.ball(54, 86, 23, accent);
    b.ball(102, 62, 23, accent);
    for (const x of [-24, 16]) b.at(x, 134, () => b.rect(-18, -5, 36, 10, shade(main, -18), 5), { turn: -24 });
    for (let slot = 0; slot < 4; slot++) b.at(74 + slot * 14, 140, () => b.rect(-3, -18, 6, 36, shade(main, -16), 3), { turn: -24 });
  }, { turn: -6 });
  b.block(546, 350, 104, 114, STEEL, 8);
  b.rect(558, 384, 80, 64, accent, 5);
  b.rect(558, 360, 80, 10, IRON, 3);
  b.at(618, 430, () => b.block(-50, -20, 104, 54, PAPER, 6), { turn: 8 });
};

export const drawXiangqi: DrawMotif = (b, { main, accent }) => {
  b.at(400, 350, () => {
    b.rect(-284, -160, 590, 330, INK, 8, 0.2);
    b.rect(-296, -176, 592, 334, WOOD, 8);
    b.rect(-280, -160, 560, 302, OAK, 4);
    for (let line = 0; line < 9; line++) {
      b.line([[-248 + line * 62, -140], [-248 + line * 62, -26]], WALNUT, 3);
      b.line([[-248 + line * 62, 10], [-248 + line * 62, 124]], WALNUT, 3);
    }
    for (const y of [-140, -102, -64, -26, 10, 48, 86, 124]) b.line([[-248, y], [248, y]], WALNUT, 3);
    b.line([[-62, -140], [62, -64]], WALNUT, 3);
    b.line([[62, -140], [-62, -64]], WALNUT, 3);
    b.line([[-62, 124], [62, 48]], WALNUT, 3);
    b.line([[62, 124], [-62, 48]], WALNUT, 3);
    for (const [x, y, red] of [[0, -140, 0], [-124, -102, 0], [124, -140, 0], [62, -26, 0], [-186, -26, 0], [0, 124, 1], [-124, 86, 1], [186, 10, 1], [62, 48, 1], [-62, 10, 1]] as const) {
      const paint = red === 1 ? main : CHAR;
      b.disc(x + 5, y + 8, 29, INK, 0.25);
      b.disc(x, y + 3, 28, shade(OAK, -10));
      b.disc(x, y, 28, CREAM);
      b.ring(x, y, 21, 3, paint);
      b.line([[x - 9, y - 6], [x + 9, y - 6]], paint, 4);
      b.line([[x, y - 12], [x, y + 12]], paint, 4);
      b.line([[x - 9, y + 8], [x + 9, y + 8]], paint, 4);
    }
  }, { turn: -4 });
  b.disc(698, 468, 31, shade(OAK, -12));
  b.disc(698, 460, 31, CREAM);
  b.ring(698, 460, 23, 4, accent);
  b.fill(disc(698, 460, 8), accent);
};
