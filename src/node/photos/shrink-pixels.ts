/**
 * Makes a picture smaller: each new pixel is the mean of the area that it covers, opaque parts counting for more. The codecs' own
 * companion for this takes ten times as long, and 3 GB for 100 million pixels; this one needs the new picture and one row.
 */
import type { Sides } from '../../core/market/photo-sides.ts';
import type { Pixels } from './codecs.ts';

/** Never enlarges: `to` is at most as wide and as high as the picture. */
export function shrinkPixels(picture: Pixels, to: Sides): Pixels {
  if (to.width === picture.width && to.height === picture.height) return picture;
  const data = new Uint8ClampedArray(to.width * to.height * 4);
  const row = new Float64Array(to.width * 4);
  const scale = picture.height / to.height;
  for (let y = 0; y < to.height; y++) {
    row.fill(0);
    const [from, end] = [y * scale, Math.min((y + 1) * scale, picture.height)];
    for (let at = Math.floor(from); at < end; at++) addRow(picture, at, Math.min(at + 1, end) - Math.max(at, from), row);
    for (let i = 0; i < row.length; i += 4) {
      const [opacity = 0, area = (picture.width / to.width) * (end - from)] = [row[i + 3]];
      const at = y * row.length + i;
      for (let channel = 0; channel < 3; channel++) data[at + channel] = opacity === 0 ? 0 : (row[i + channel] ?? 0) / opacity;
      data[at + 3] = opacity / area;
    }
  }
  return { data, ...to };
}

/** Adds one row of the picture, `weight` of its height, to the sums: colours times opacity, and opacity. */
function addRow({ data, width }: Pixels, at: number, weight: number, row: Float64Array): void {
  const count = row.length / 4;
  const scale = width / count;
  let source = at * width * 4;
  let x = 0;
  for (let i = 0; i < count; i++) {
    const end = i + 1 === count ? width : (i + 1) * scale;
    let [red, green, blue, opacity] = [0, 0, 0, 0];
    for (let left = i * scale; left < end; ) {
      const right = Math.min(x + 1, end);
      const part = (right - left) * weight * (data[source + 3] ?? 0);
      red += part * (data[source] ?? 0);
      green += part * (data[source + 1] ?? 0);
      blue += part * (data[source + 2] ?? 0);
      opacity += part;
      left = right;
      if (right === x + 1) {
        x++;
        source += 4;
      }
    }
    row[i * 4] = (row[i * 4] ?? 0) + red;
    row[i * 4 + 1] = (row[i * 4 + 1] ?? 0) + green;
    row[i * 4 + 2] = (row[i * 4 + 2] ?? 0) + blue;
    row[i * 4 + 3] = (row[i * 4 + 3] ?? 0) + opacity;
  }
}
