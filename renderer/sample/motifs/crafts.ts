/** Yarn, fabric, a sewing machine, tools, and a clock. */
import { box, disc, type Brush } from '../brush.ts';
import { BRASS, CHAR, CREAM, INK, IRON, OAK, PAPER, shade, STEEL, WALNUT, WOOD, type Colour } from '../colours.ts';
import type { DrawMotif } from './motif.ts';

function drawBall(b: Brush, x: number, y: number, radius: number, paint: Colour, turn: number): void {
  b.at(x, y, () => {
    b.ball(0, 0, radius, paint);
    b.inside(disc(0, 0, radius), () => {
      for (let i = -3; i < 4; i++) b.ring(radius * 1.15, i * 4, radius * (0.55 + (i + 3) * 0.15), 3, shade(paint, -12), 0.75);
      for (let i = 0; i < 5; i++) b.ring(-radius * 0.9, radius * 0.7, radius * (0.35 + i * 0.14), 3, shade(paint, 12), 0.75);
    });
  }, { turn });
}

export const drawYarn: DrawMotif = (b, { main, accent, dice }) => {
  b.shadow(160, 650);
  b.line([[470, 190], [590, 60]], OAK, 11);
  b.line([[330, 190], [250, 50]], OAK, 11);
  b.disc(590, 60, 13, accent);
  b.disc(250, 50, 13, accent);
  drawBall(b, 400, 268, 118, shade(accent, 5), dice.between(-30, 30));
  drawBall(b, 262, 370, 102, main, dice.between(-40, 40));
  drawBall(b, 530, 364, 108, [44, 40, 84], dice.between(0, 80));
  b.stroke('M610 436 C 680 490, 730 420, 690 400 S 640 450, 720 494', [44, 40, 84], 7);
  b.stroke('M190 446 C 130 500, 90 440, 130 430', main, 7);
};

export const drawFabric: DrawMotif = (b, { main, accent, dice }) => {
  b.shadow(150, 650);
  const cloths: Colour[] = dice.shuffle([main, accent, PAPER, [212, 28, 58], [4, 38, 66]]);
  for (const [i, cloth] of cloths.slice(0, 4).entries()) {
    const [y, left, width] = [404 - i * 64, 168 + (i % 2) * 22, 456 - i * 14];
    const fold = box(left, y, width, 62, [30, 12, 12, 30]);
    b.body(fold, cloth, [left, left + width], 0.8);
    b.inside(fold, () => {
      const mark = shade(cloth, cloth[2] > 60 ? -16 : 18);
      if (i % 3 === 0) for (let dot = 0; dot < 60; dot++) b.disc(left + 22 + (dot % 20) * 24 + (Math.floor(dot / 20) % 2) * 12, y + 12 + Math.floor(dot / 20) * 20, 4, mark);
      if (i % 3 === 1) for (let stripe = 0; stripe < 30; stripe++) b.rect(left + stripe * 18, y, 7, 62, mark, 0, 0.8);
      if (i % 3 === 2) for (let line = 0; line < 12; line++) {
        b.rect(left + line * 42, y, 10, 62, mark, 0, 0.5);
        b.rect(left, y + (line % 3) * 22 + 6, width, 6, mark, 0, 0.2);
      }
      b.rect(left, y + 28, width, 4, shade(cloth, -18), 0, 0.45);
    });
  }
  b.at(470, 176, () => {
    b.ring(-52, 12, 27, 11, CHAR);
    b.ring(-52, -44, 27, 11, CHAR);
    b.poly([[-30, 0], [150, -42], [154, -34], [-26, 16]], STEEL);
    b.poly([[-30, -34], [150, 14], [146, 20], [-34, -20]], shade(STEEL, 10));
    b.disc(8, -12, 6, IRON);
  }, { turn: -8 });
};

export const drawSewingMachine: DrawMotif = (b, { main, accent }) => {
  b.shadow(130, 670);
  b.block(130, 418, 540, 50, WOOD, 8);
  b.rect(130, 418, 540, 9, OAK, 6);
  b.block(180, 386, 430, 36, main, 10);
  b.body('M470 390 L470 250 Q 470 216, 430 216 L 300 216 L 300 300 Q 300 310, 290 310 L 236 310 Q 226 310, 226 300 L 226 196 Q 226 150, 272 150 L 540 150 Q 590 150, 590 210 L 590 390 Z', main, [226, 590], 0.8);
  b.stroke('M250 176 L 552 176', BRASS, 4);
  b.stroke('M500 372 L 500 230 M560 372 L 560 230', BRASS, 3, 0.8);
  b.fill('M330 182 q 30 -14 60 0 q 30 14 60 0 q -18 22 -60 16 q -42 6 -60 -16 Z', BRASS);
  b.disc(616, 250, 72, IRON);
  b.disc(616, 250, 52, shade(main, -8));
  b.disc(616, 250, 20, STEEL);
  b.rect(254, 310, 14, 66, STEEL, 3);
  b.rect(238, 374, 46, 10, STEEL, 4);
  b.rect(290, 118, 8, 36, IRON);
  b.block(276, 92, 36, 44, accent, 6);
  b.stroke('M292 116 C 250 120, 216 170, 240 240 S 258 300, 261 330', accent, 3);
  b.fill('M150 388 C 210 380, 250 392, 330 386 L 350 402 C 250 420, 200 404, 128 440 Z', shade(accent, 12));
};

export const drawTools: DrawMotif = (b, { main, accent }) => {
  b.shadow(170, 630);
  for (const [x, turn, draw] of [
    [270, -12, 0],
    [370, -4, 1],
    [460, 5, 2],
    [546, 14, 3],
  ] as const) {
    b.at(x, 310, () => {
      if (draw === 0) {
        b.rect(-9, -180, 18, 190, OAK, 6);
        b.block(-52, -216, 104, 46, IRON, 8);
        b.poly([[-52, -214], [-86, -186], [-52, -174]], IRON);
      } else if (draw === 1) {
        b.rect(-7, -210, 14, 130, STEEL);
        b.poly([[-7, -210], [7, -210], [10, -224], [-10, -224]], STEEL);
        b.block(-20, -96, 40, 110, accent, 14);
      } else if (draw === 2) {
        b.rect(-14, -150, 28, 170, STEEL, 6);
        b.ring(0, -184, 30, 20, STEEL);
        b.rect(-14, -238, 28, 46, CREAM, 0, 0);
        b.disc(0, -184, 20, IRON);
      } else {
        b.poly([[-8, -70], [-32, -206], [-14, -210], [4, -80]], IRON);
        b.poly([[8, -70], [22, -208], [4, -210], [-6, -80]], STEEL);
        b.disc(0, -84, 12, CHAR);
        b.rect(-26, -72, 20, 90, main, 10);
        b.rect(6, -72, 20, 90, main, 10);
      }
    }, { turn });
  }
  b.block(170, 296, 460, 170, main, 14);
  b.rect(170, 296, 460, 30, shade(main, -10), 12);
  for (let i = 0; i < 4; i++) {
    const x = 190 + i * 108;
    b.rect(x, 340, 96, 100, shade(main, 7), 8);
    b.line([[x + 6, 350], [x + 90, 350]], CREAM, 2, 0.7);
  }
  b.rect(360, 380, 80, 18, WALNUT, 4);
  b.rect(390, 374, 20, 30, BRASS, 4);
};

export const drawClock: DrawMotif = (b, { main, accent, dice }) => {
  b.shadow(190, 610);
  b.body('M206 440 L206 280 C 206 70, 594 70, 594 280 L594 440 Z', WALNUT, [206, 594], 0.8);
  b.stroke('M226 430 L226 284 C 226 96, 574 96, 574 284 L574 430', shade(WALNUT, 12), 5);
  b.block(176, 434, 448, 34, shade(WALNUT, -6), 6);
  b.disc(400, 276, 128, BRASS);
  b.disc(400, 276, 114, CREAM);
  for (let hour = 0; hour < 12; hour++) {
    b.at(400, 276, () => b.rect(-4, -104, hour % 3 === 0 ? 9 : 5, hour % 3 === 0 ? 26 : 16, hour === 0 ? accent : CHAR, 2), { turn: hour * 30 });
  }
  b.at(400, 276, () => b.line([[0, 10], [0, -56]], INK, 10), { turn: dice.between(0, 360) });
  b.at(400, 276, () => b.line([[0, 16], [0, -86]], INK, 6), { turn: dice.between(0, 360) });
  b.disc(400, 276, 10, main);
  b.poly([[260, 432], [540, 432], [500, 412], [300, 412]], BRASS, 0.5);
  b.rect(200, 466, 44, 8, INK, 3);
  b.rect(556, 466, 44, 8, INK, 3);
};

export const drawMugs: DrawMotif = (b, { main, accent, ground }) => {
  b.shadow(140, 660);
  const mug = (x: number, size: number, paint: Colour, handle: number): void => {
    b.at(x, 466, () => {
      b.ring(handle * 82, -78, 34, 15, paint);
      b.ring(handle * 82, -78, 34, 4, shade(paint, -22), 0.4);
      b.block(-80, -150, 160, 150, paint, 12);
      b.rect(-84, -158, 168, 14, shade(main, -22), 7);
      b.rect(-80, -10, 160, 10, shade(main, -22), 5);
      b.oval(0, -151, 76, 6, INK, 0.5);
    }, { scale: size });
  };
  mug(266, 1.02, CREAM, -1);
  for (const [x, y] of [[0, -18], [17, -5], [10, 15], [-10, 15], [-17, -5]] as const) b.disc(266 + x, 392 + y, 11, main);
  b.disc(266, 392, 9, BRASS);
  mug(560, 1.1, ground.dark === true ? shade(accent, 14) : accent, 1);
  b.rect(480, 400, 144, 10, CREAM, 0, 0.9);
  b.rect(480, 418, 144, 5, CREAM, 0, 0.9);
  mug(416, 0.86, shade(main, 6), 1);
};
