/**
 * A picture as someone drops it, made ready to be sent: turned upright, at most 1,600 pixels a side, WebP, with a
 * thumbnail of 320. Drawing it anew leaves behind everything but the picture: place, camera, time, name.
 * What comes in is not trusted: size and sides are bounded before anything is decoded.
 */
import { LISTING_LIMITS } from '../../src/core/market/listing.ts';
import { fitSides, MOST_FILE_BYTES, MOST_PIXELS, QUALITIES, type Sides } from '../../src/core/market/photo-sides.ts';
import { HEAD_BYTES, readSides } from '../../src/core/market/read-sides.ts';

export interface PreparedPhoto extends Sides {
  photo: Uint8Array;
  thumb: Uint8Array;
}

/** `too-detailed`: it can't be made small enough; `no-memory`: this computer could not draw it. */
export type PhotoRefusal = 'not-image' | 'file-too-large' | 'too-many-pixels' | 'too-detailed' | 'no-memory';

export type Prepared = { ok: true; photo: PreparedPhoto } | { ok: false; refusal: PhotoRefusal };

/** Prepares one file. Never rejects for what is in the file. */
export async function preparePhoto(file: Blob): Promise<Prepared> {
  if (file.size > MOST_FILE_BYTES) return { ok: false, refusal: 'file-too-large' };
  const head = readSides(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()));
  if (head !== undefined && head.width * head.height > MOST_PIXELS) return { ok: false, refusal: 'too-many-pixels' };
  const picture = await decode(file);
  if (picture === undefined) return { ok: false, refusal: 'not-image' };
  try {
    if (picture.width * picture.height > MOST_PIXELS) return { ok: false, refusal: 'too-many-pixels' };
    const sides = fitSides(picture, LISTING_LIMITS.photoSide);
    const photo = await encodeWithin(picture, sides, LISTING_LIMITS.photoBytes);
    const thumb = await encodeWithin(picture, fitSides(picture, LISTING_LIMITS.thumbSide), LISTING_LIMITS.thumbBytes);
    if (photo === 'no-memory' || thumb === 'no-memory') return { ok: false, refusal: 'no-memory' };
    if (photo === undefined || thumb === undefined) return { ok: false, refusal: 'too-detailed' };
    return { ok: true, photo: { ...sides, photo, thumb } };
  } finally {
    picture.close();
  }
}

async function decode(file: Blob): Promise<ImageBitmap | undefined> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

/** WebP bytes of the picture at that size, at the best quality that fits; undefined if none does. */
async function encodeWithin(picture: ImageBitmap, sides: Sides, mostBytes: number): Promise<Uint8Array | 'no-memory' | undefined> {
  const canvas = new OffscreenCanvas(sides.width, sides.height);
  const context = canvas.getContext('2d');
  if (context === null) return 'no-memory';
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, sides.width, sides.height);
  for (const quality of QUALITIES) {
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality });
    if (blob.type !== 'image/webp') return 'no-memory';
    if (blob.size <= mostBytes) return new Uint8Array(await blob.arrayBuffer());
  }
  return undefined;
}
