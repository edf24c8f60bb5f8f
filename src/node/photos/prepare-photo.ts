/**
 * A photo as someone has it, made ready to be sent, by the same bounds as in the window: upright, at most 1,600 pixels a side, WebP,
 * with a thumbnail of 320. Drawing it anew leaves behind everything but the picture: place, camera, time, name.
 * Colours are taken as sRGB, whatever profile the file has: a photo in wider colours comes out a little paler than in the window.
 * What comes in is not trusted: bytes, sides and passes are bounded before anything is decoded.
 */
import { LISTING_LIMITS } from '../../core/market/listing.ts';
import { fitSides, MOST_FILE_BYTES, MOST_PIXELS, QUALITIES, type Sides } from '../../core/market/photo-sides.ts';
import { readSides } from '../../core/market/read-sides.ts';
import { readWebp } from '../../core/market/webp.ts';
import { decodePicture, encodeWebp, formatOf, type PictureFormat, type Pixels } from './codecs.ts';
import { shrinkPixels } from './shrink-pixels.ts';

export interface PreparedPhoto extends Sides {
  photo: Uint8Array;
  thumb: Uint8Array;
}

/** `too-detailed`: it can't be made small enough. */
export type PhotoRefusal = 'not-image' | 'file-too-large' | 'too-many-pixels' | 'too-detailed';

export type Prepared = { ok: true; photo: PreparedPhoto } | { ok: false; refusal: PhotoRefusal };

/** A JPEG that comes in passes has some ten; each costs as much as drawing the whole picture. */
const MOST_PASSES = 100;

/** What a file's bytes are, before any decoder sees them: to be taken as it is, to be drawn anew, or refused. */
export type Look = { type: 'as-it-is'; sides: Sides } | { type: 'draw'; format: PictureFormat } | { type: 'refused'; refusal: PhotoRefusal };

/** Prepares one file's bytes. Never rejects for what is in them. */
export async function preparePhoto(bytes: Uint8Array): Promise<Prepared> {
  const look = lookAtPicture(bytes);
  if (look.type === 'refused') return { ok: false, refusal: look.refusal };
  if (look.type === 'as-it-is') return { ok: true, photo: { photo: bytes, thumb: bytes, ...look.sides } };
  const picture = await decodePicture(bytes, look.format);
  if (!picture) return { ok: false, refusal: 'not-image' };
  const drawn = shrinkPixels(picture, fitSides(picture, LISTING_LIMITS.photoSide));
  const photo = await encodeWithin(drawn, LISTING_LIMITS.photoBytes);
  const thumb = await encodeWithin(shrinkPixels(drawn, fitSides(drawn, LISTING_LIMITS.thumbSide)), LISTING_LIMITS.thumbBytes);
  if (!photo || !thumb) return { ok: false, refusal: 'too-detailed' };
  return { ok: true, photo: { photo, thumb, width: drawn.width, height: drawn.height } };
}

/** Bounds bytes, sides and passes. Never throws. */
export function lookAtPicture(bytes: Uint8Array): Look {
  if (bytes.length > MOST_FILE_BYTES) return { type: 'refused', refusal: 'file-too-large' };
  const asItIs = readThumb(bytes);
  if (asItIs) return { type: 'as-it-is', sides: asItIs };
  const format = formatOf(bytes);
  const sides = format && readSides(bytes);
  if (!format || !sides || sides.width < 1 || sides.height < 1 || (format === 'jpeg' && !isSoundJpeg(bytes))) return { type: 'refused', refusal: 'not-image' };
  if (sides.width * sides.height > MOST_PIXELS) return { type: 'refused', refusal: 'too-many-pixels' };
  return { type: 'draw', format };
}

/** The sides of a file that is small and plain enough to be its own thumb: drawn again, it would only lose. */
function readThumb(bytes: Uint8Array): Sides | undefined {
  const reading = readWebp(bytes);
  if (reading.type === 'refused' || bytes.length > LISTING_LIMITS.thumbBytes) return undefined;
  return Math.max(reading.width, reading.height) > LISTING_LIMITS.thumbSide ? undefined : { width: reading.width, height: reading.height };
}

/**
 * Whether a JPEG ends (its decoder takes one that was cut off, and leaves the rest grey), and does so after passes that can be counted: a
 * small file with thousands of them would keep a computer busy for hours. Within a pass, ff is never followed by da or d9 (ITU T.81, B.1.1.5).
 */
function isSoundJpeg(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let passes = 0;
  for (let at = file.indexOf('ffda', 0, 'hex'); at >= 0 && passes <= MOST_PASSES; at = file.indexOf('ffda', at + 2, 'hex')) passes++;
  return passes <= MOST_PASSES && file.lastIndexOf('ffd9', undefined, 'hex') > file.lastIndexOf('ffda', undefined, 'hex');
}

/** WebP bytes of the picture, at the best quality that fits; undefined if none does. */
async function encodeWithin(picture: Pixels, mostBytes: number): Promise<Uint8Array | undefined> {
  for (const quality of QUALITIES) {
    const bytes = await encodeWebp(picture, quality);
    if (bytes.length <= mostBytes) return bytes;
  }
  return undefined;
}
