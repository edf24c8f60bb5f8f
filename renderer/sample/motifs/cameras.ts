/** Cameras, a lens, film, and a telescope. */
import { box, disc, FLOOR, type Brush } from '../brush.ts';
import { BRASS, CHAR, CREAM, GLASS, INK, IRON, OAK, shade, STEEL, WALNUT, type Colour } from '../colours.ts';
import type { DrawMotif } from './motif.ts';

export const drawCamera: DrawMotif = (b, { main, accent }) => {
  b.shadow(190, 610);
  b.block(320, 196, 160, 70, STEEL, 18);
  b.block(210, 222, 76, 34, STEEL, 8);
  b.rect(222, 206, 44, 20, IRON, 6);
  b.rect(518, 210, 56, 30, IRON, 8);
  b.block(180, 240, 440, 224, STEEL, 30);
  b.rect(180, 290, 440, 136, main);
  b.rect(180, 290, 440, 6, shade(main, -14));
  for (let i = 0; i < 26; i++) b.disc(196 + i * 16.4, 306 + ((i * 37) % 108), 3, shade(main, -9), 0.7);
  b.rect(372, 214, 56, 26, GLASS, 6);
  drawGlass(b, 400, 358, 112);
  b.disc(570, 270, 13, accent);
  b.disc(228, 270, 9, CHAR);
  b.stroke('M184 276 C 90 300, 96 440, 150 462', WALNUT, 11);
  b.stroke('M616 276 C 712 300, 700 430, 660 466', WALNUT, 11);
};

function drawGlass(b: Brush, x: number, y: number, radius: number): void {
  b.disc(x, y, radius, IRON);
  b.ring(x, y, radius - 8, 4, STEEL);
  b.disc(x, y, radius * 0.82, INK);
  b.ring(x, y, radius * 0.66, 7, CHAR);
  b.disc(x, y, radius * 0.55, [214, 30, 26]);
  b.disc(x, y, radius * 0.36, [222, 34, 16]);
  b.disc(x - radius * 0.2, y - radius * 0.22, radius * 0.16, CREAM, 0.85);
  b.disc(x + radius * 0.2, y + radius * 0.24, radius * 0.08, [300, 40, 80], 0.6);
}

export const drawTwinLens: DrawMotif = (b, { main, accent }) => {
  b.shadow(276, 524);
  b.block(300, 96, 200, 62, CHAR, 6);
  b.rect(312, 104, 176, 14, IRON, 4);
  b.block(276, 150, 248, 316, CHAR, 20);
  b.rect(276, 178, 248, 262, main);
  b.rect(296, 172, 208, 280, CHAR, 16);
  b.ring(400, 240, 56, 8, STEEL);
  drawGlass(b, 400, 240, 54);
  drawGlass(b, 400, 372, 66);
  b.block(524, 250, 26, 70, STEEL, 10);
  b.disc(540, 392, 22, IRON);
  b.disc(540, 392, 10, accent);
  b.disc(260, 214, 15, STEEL);
  b.stroke('M262 206 C 190 190, 150 330, 190 464', WALNUT, 10);
};

export const drawLens: DrawMotif = (b, { main, accent }) => {
  b.shadow(270, 530);
  b.block(286, 210, 228, 254, CHAR, 14);
  for (let i = 0; i < 15; i++) b.rect(292 + i * 15, 300, 8, 70, i > 10 ? INK : IRON, 3);
  b.rect(286, 250, 228, 26, main);
  for (let i = 0; i < 6; i++) b.rect(310 + i * 34, 256, 4, 14, CREAM);
  b.rect(286, 392, 228, 8, accent);
  b.block(300, 436, 200, 30, STEEL, 6);
  b.oval(400, 210, 114, 40, IRON);
  b.oval(400, 208, 98, 32, INK);
  b.oval(400, 206, 72, 22, [222, 34, 26]);
  b.oval(376, 200, 22, 7, CREAM, 0.8);
  b.block(548, 430, 104, 36, CHAR, 12);
  b.rect(548, 430, 104, 10, IRON, 8);
};

export const drawFilm: DrawMotif = (b, { main, accent, dice }) => {
  b.shadow(180, 640);
  const paints: Colour[] = dice.shuffle([main, accent, [42, 66, 58], [200, 30, 48]]);
  for (const [i, x] of [196, 336, 476].entries()) {
    const paint = paints[i] ?? main;
    const top = 300 - (i === 1 ? 26 : 0);
    b.rect(x + 46, top - 26, 28, 30, IRON, 5);
    b.block(x, top, 120, 466 - top, paint, 8);
    b.rect(x, top + 46, 120, 54, CREAM);
    b.rect(x + 16, top + 60, 60, 8, paint);
    b.rect(x + 16, top + 76, 40, 8, paint, 0, 0.6);
    b.block(x - 6, top - 6, 132, 20, CHAR, 6);
    b.block(x - 6, 450, 132, 18, CHAR, 6);
  }
  b.fill('M596 400 C 650 396, 690 410, 700 470 L 596 470 Z', [26, 34, 24]);
  for (let i = 0; i < 4; i++) b.rect(606 + i * 22, 410 + i * 5, 11, 8, CREAM, 2, 0.7);
  b.ball(160, 444, 24, accent);
};

export const drawTelescope: DrawMotif = (b, { main, accent }) => {
  b.shadow(240, 570);
  b.line([[400, 300], [268, 466]], WALNUT, 16);
  b.line([[400, 300], [550, 466]], WALNUT, 16);
  b.line([[400, 300], [414, 468]], OAK, 16);
  b.line([[326, 400], [486, 400]], BRASS, 5);
  b.block(376, 262, 48, 54, IRON, 8);
  b.at(400, 238, () => {
    b.block(-210, -44, 330, 88, main, 10);
    b.block(-252, -56, 70, 112, CREAM, 10);
    b.rect(-216, -56, 10, 112, BRASS);
    b.rect(84, -46, 12, 92, BRASS);
    b.block(116, -26, 88, 52, STEEL, 6);
    b.block(198, -17, 44, 34, CHAR, 6);
    b.block(-60, -82, 130, 22, accent, 8);
    b.rect(-30, -62, 12, 20, IRON);
    b.rect(36, -62, 12, 20, IRON);
    b.glint([[-170, -22], [60, -22]], 7);
  }, { turn: 24 });
  for (const [x, y, r] of [[150, 120, 5], [230, 70, 3], [640, 110, 4], [560, 66, 3], [690, 210, 3]] as const) b.disc(x, y, r, CREAM, 0.9);
  b.fill('M664 60 a46 46 0 1 0 40 70 a38 38 0 1 1 -40 -70 Z', CREAM, 0.85);
};

export const drawRecords: DrawMotif = (b, { main, accent, ground, dice }) => {
  b.shadow(170, 640);
  const sleeve = (x: number, turn: number, front: Colour, sign: number): void => {
    b.at(x, 300, () => {
      b.rect(-150, -150, 312, 316, shade(front, -16), 4);
      b.rect(-156, -154, 312, 316, front, 4);
      const mark = ground.dark === true ? CREAM : shade(front, 26);
      if (sign === 0) for (let ring = 0; ring < 4; ring++) b.ring(0, 4, 34 + ring * 28, 12, mark, 0.85);
      else if (sign === 1) {
        b.disc(0, 40, 78, mark);
        b.rect(-156, 62, 312, 60, shade(front, -12));
      } else for (let bar = 0; bar < 6; bar++) b.rect(-120 + bar * 42, 110 - bar * 34, 24, 40 + bar * 30, mark, 4);
    }, { turn });
  };
  sleeve(296, -9, shade(accent, 4), 2);
  b.at(520, 310, () => {
    b.disc(0, 0, 154, INK);
    for (let ring = 0; ring < 6; ring++) b.ring(0, 0, 72 + ring * 13, 2, CHAR);
    b.inside(disc(0, 0, 150), () => b.poly([[0, 0], [-80, -170], [-20, -170]], CREAM, 0.14));
    b.disc(0, 0, 52, main);
    b.disc(0, 0, 8, CREAM);
  });
  sleeve(372, 3, main, dice.below(2));
};

export const drawTurntable: DrawMotif = (b, { main, accent }) => {
  b.shadow(150, 650);
  b.poly([[200, 250], [600, 250], [660, 410], [140, 410]], OAK);
  b.poly([[200, 250], [600, 250], [604, 262], [196, 262]], shade(OAK, 12));
  b.block(140, 408, 520, 50, shade(OAK, -12), 6);
  b.oval(364, 332, 176, 66, IRON);
  b.oval(364, 326, 172, 64, INK);
  for (let ring = 0; ring < 4; ring++) b.stroke(ovalPath(364, 326, 80 + ring * 24, 30 + ring * 9), CHAR, 2);
  b.oval(364, 326, 58, 21, main);
  b.oval(364, 326, 7, 3, CREAM);
  b.poly([[300, 280], [330, 274], [372, 322]], CREAM, 0.14);
  b.oval(588, 300, 34, 15, IRON);
  b.oval(588, 294, 26, 11, STEEL);
  b.line([[588, 290], [596, 372], [470, 356]], STEEL, 9);
  b.rect(446, 346, 36, 18, CHAR, 4);
  b.oval(618, 386, 20, 9, accent);
  b.rect(180, 456, 54, 14, CHAR, 5);
  b.rect(566, 456, 54, 14, CHAR, 5);
};

function ovalPath(x: number, y: number, radiusX: number, radiusY: number): Path2D {
  const path = new Path2D();
  path.ellipse(x, y, radiusX, radiusY, 0, 0, 2 * Math.PI);
  return path;
}

export const drawRadio: DrawMotif = (b, { main, accent }) => {
  b.shadow(170, 630);
  b.line([[560, 220], [650, 70]], STEEL, 6);
  b.disc(650, 70, 8, STEEL);
  b.block(170, 206, 460, 258, WALNUT, 44);
  b.rect(192, 228, 416, 214, CREAM, 28);
  b.fill(box(206, 242, 236, 186, 20), main);
  for (let row = 0; row < 8; row++) for (let dot = 0; dot < 10; dot++) b.disc(228 + dot * 21, 264 + row * 20.5, 5, shade(main, -18));
  b.rect(462, 246, 130, 70, [44, 74, 78], 10);
  for (let tick = 0; tick < 7; tick++) b.rect(474 + tick * 17, 262, 3, tick % 3 === 0 ? 24 : 14, CHAR);
  b.rect(522, 254, 4, 54, accent);
  for (const x of [496, 560]) {
    b.ball(x, 374, 27, BRASS);
    b.line([[x, 374], [x + 10, 358]], WALNUT, 5);
  }
  b.rect(206, 458, 46, 14, INK, 5);
  b.rect(548, 458, 46, FLOOR - 456, INK, 5);
};
