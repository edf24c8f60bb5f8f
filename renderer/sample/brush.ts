/**
 * A brush for flat still lifes. Everything is drawn in a space of 800 by 600 whose floor is at FLOOR; light comes from the
 * upper left, so each body has a darker side on the right.
 */
import { css, INK, shade, type Colour } from './colours.ts';

export const WIDTH = 800;
export const HEIGHT = 600;
/** Where things stand. */
export const FLOOR = 470;

type Points = readonly (readonly [x: number, y: number])[];

export class Brush {
  readonly context: OffscreenCanvasRenderingContext2D;

  constructor(context: OffscreenCanvasRenderingContext2D) {
    this.context = context;
  }

  /** Fills a shape. */
  fill(shape: Path2D | string, colour: Colour, alpha = 1): void {
    this.context.fillStyle = css(colour, alpha);
    this.context.fill(toPath(shape));
  }

  /** A shape with its darker side: the part of it right of `from`, 0 to 1 of its width, which goes from `left` to `right`. */
  body(shape: Path2D | string, colour: Colour, [left, right]: readonly [number, number], from = 0.68): void {
    const path = toPath(shape);
    this.fill(path, colour);
    this.inside(path, () => {
      this.fill(box(left + (right - left) * from, -100, right - left + 200, HEIGHT + 200), shade(colour, -30), 0.3);
    });
  }

  /** What `draw` draws, only where the shape is. */
  inside(shape: Path2D | string, draw: () => void): void {
    this.context.save();
    this.context.clip(toPath(shape));
    draw();
    this.context.restore();
  }

  /** What `draw` draws, moved to a place, turned by an angle (degrees) and scaled. */
  at(x: number, y: number, draw: () => void, { turn = 0, scale = 1 }: { turn?: number; scale?: number } = {}): void {
    this.context.save();
    this.context.translate(x, y);
    this.context.rotate((turn * Math.PI) / 180);
    this.context.scale(scale, scale);
    draw();
    this.context.restore();
  }

  /** A rectangle with round corners, and its darker side. */
  block(x: number, y: number, width: number, height: number, colour: Colour, radius = 6): void {
    this.body(box(x, y, width, height, radius), colour, [x, x + width], 0.72);
  }

  /** A plain rectangle. */
  rect(x: number, y: number, width: number, height: number, colour: Colour, radius = 0, alpha = 1): void {
    this.fill(box(x, y, width, height, radius), colour, alpha);
  }

  disc(x: number, y: number, radius: number, colour: Colour, alpha = 1): void {
    this.fill(disc(x, y, radius), colour, alpha);
  }

  /** A ball, with light and shade. */
  ball(x: number, y: number, radius: number, colour: Colour): void {
    this.disc(x, y, radius, colour);
    this.inside(disc(x, y, radius), () => {
      const moon = disc(x, y, radius * 1.3);
      moon.addPath(disc(x - radius * 0.32, y - radius * 0.28, radius));
      this.context.fillStyle = css(shade(colour, -30), 0.3);
      this.context.fill(moon, 'evenodd');
    });
  }

  ring(x: number, y: number, radius: number, width: number, colour: Colour, alpha = 1): void {
    this.stroke(disc(x, y, radius), colour, width, alpha);
  }

  stroke(shape: Path2D | string, colour: Colour, width: number, alpha = 1): void {
    this.context.strokeStyle = css(colour, alpha);
    this.context.lineWidth = width;
    this.context.lineCap = 'round';
    this.context.lineJoin = 'round';
    this.context.stroke(toPath(shape));
  }

  line(points: Points, colour: Colour, width: number, alpha = 1): void {
    this.stroke(through(points), colour, width, alpha);
  }

  poly(points: Points, colour: Colour, alpha = 1): void {
    const path = through(points);
    path.closePath();
    this.fill(path, colour, alpha);
  }

  oval(x: number, y: number, radiusX: number, radiusY: number, colour: Colour, alpha = 1): void {
    this.fill(oval(x, y, radiusX, radiusY), colour, alpha);
  }

  /** The shadow of what stands on the floor between two points. */
  shadow(left: number, right: number, y = FLOOR): void {
    this.oval((left + right) / 2 + 26, y, (right - left) / 2 + 16, 17, INK, 0.2);
  }

  /** A glint of light along a line. */
  glint(points: Points, width = 8): void {
    this.line(points, [45, 60, 97], width, 0.5);
  }
}

export function box(x: number, y: number, width: number, height: number, radius: number | number[] = 0): Path2D {
  const path = new Path2D();
  path.roundRect(x, y, width, height, radius);
  return path;
}

export function disc(x: number, y: number, radius: number): Path2D {
  return oval(x, y, radius, radius);
}

function oval(x: number, y: number, radiusX: number, radiusY: number): Path2D {
  const path = new Path2D();
  path.ellipse(x, y, radiusX, radiusY, 0, 0, 2 * Math.PI);
  return path;
}

function through(points: Points): Path2D {
  const path = new Path2D();
  for (const [i, [x, y]] of points.entries()) {
    if (i === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
  return path;
}

function toPath(shape: Path2D | string): Path2D {
  return typeof shape === 'string' ? new Path2D(shape) : shape;
}
