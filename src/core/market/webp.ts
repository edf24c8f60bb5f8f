/**
 * What the bytes of a WebP file are, as far as it must be known before they are kept and sent to others: a still picture
 * of which size, with nothing beside the picture (no EXIF, XMP or other chunk that could carry a place or a name). Only a
 * small colour profile may be there: browsers write their own sRGB one beside whatever they draw.
 * Source: RFC 9649 (container), RFC 6386 section 9.1 (VP8 frame header). Never throws, whatever the bytes are.
 */

export type WebpReading = { type: 'still'; width: number; height: number } | { type: 'refused'; why: string };

const RIFF = 0x46464952;
const WEBP = 0x50424557;
const VP8 = 0x20385056;
const VP8L = 0x4c385056;
const VP8X = 0x58385056;
const ALPH = 0x48504c41;
const ICCP = 0x50434349;
/** VP8X flags: alpha and a colour profile are the only extras that a plain picture has. */
const PLAIN_FLAGS = 0x10 | 0x20;
/** Chromium's has 456 bytes. */
const MOST_PROFILE = 1_024;
/** "acsp", at byte 36 of every ICC profile. */
const PROFILE_SIGNATURE = 0x61637370;

interface Size {
  width: number;
  height: number;
}

interface Chunk {
  name: number;
  data: DataView;
}

/** Reads a whole WebP file. */
export function readWebp(bytes: Uint8Array): WebpReading {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.byteLength < 20 || view.getUint32(0, true) !== RIFF || view.getUint32(8, true) !== WEBP) return refused('it is no WebP file');
  if (view.getUint32(4, true) + 8 !== view.byteLength) return refused('its length is not what it says');
  const chunks = readChunks(view);
  if (!chunks) return refused('it is cut off');
  const [first] = chunks;
  const extended = first?.name === VP8X ? first : undefined;
  const pictures = chunks.filter(({ name }) => name === VP8 || name === VP8L);
  const others = chunks.filter((chunk) => chunk !== extended && !pictures.includes(chunk) && chunk.name !== ALPH && !isSmallProfile(chunk));
  if (others.length > 0) return refused('it holds more than a still picture');
  const [picture] = pictures;
  const size = picture && (picture.name === VP8 ? readVp8(picture.data) : readVp8l(picture.data));
  if (pictures.length !== 1 || !size || size.width < 1 || size.height < 1) return refused('it holds no picture');
  if (!extended && chunks.length > 1) return refused('it holds more than a still picture');
  if (extended && !isPlainCanvas(extended.data, size)) return refused('it holds more than a still picture');
  return { type: 'still', ...size };
}

function refused(why: string): WebpReading {
  return { type: 'refused', why };
}

/** Chunks are padded to even lengths. Undefined if one goes beyond the end. */
function readChunks(view: DataView): Chunk[] | undefined {
  const chunks: Chunk[] = [];
  for (let at = 12; at < view.byteLength; ) {
    if (at + 8 > view.byteLength || chunks.length >= 8) return undefined;
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length;
    if (end + (length % 2) > view.byteLength) return undefined;
    chunks.push({ name: view.getUint32(at, true), data: new DataView(view.buffer, view.byteOffset + at + 8, length) });
    at = end + (length % 2);
  }
  return chunks;
}

/** A key frame begins with three bytes of tag, the start code 9d 01 2a, and 14 bits each for width and height. */
function readVp8(data: DataView): Size | undefined {
  if (data.byteLength < 10 || (data.getUint8(0) & 1) !== 0) return undefined;
  if (data.getUint8(3) !== 0x9d || data.getUint8(4) !== 0x01 || data.getUint8(5) !== 0x2a) return undefined;
  return { width: data.getUint16(6, true) & 0x3fff, height: data.getUint16(8, true) & 0x3fff };
}

/** Lossless: 0x2f, then 14 bits each for width - 1 and height - 1, one for alpha, three for the version. */
function readVp8l(data: DataView): Size | undefined {
  if (data.byteLength < 5 || data.getUint8(0) !== 0x2f) return undefined;
  const bits = data.getUint32(1, true);
  if (bits >>> 29 !== 0) return undefined;
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

function isSmallProfile({ name, data }: Chunk): boolean {
  return name === ICCP && data.byteLength >= 128 && data.byteLength <= MOST_PROFILE && data.getUint32(36) === PROFILE_SIGNATURE;
}

function isPlainCanvas(data: DataView, { width, height }: Size): boolean {
  if (data.byteLength !== 10 || (data.getUint8(0) & ~PLAIN_FLAGS) !== 0) return false;
  return readUint24(data, 4) + 1 === width && readUint24(data, 7) + 1 === height;
}

function readUint24(data: DataView, at: number): number {
  return data.getUint16(at, true) | (data.getUint8(at + 2) << 16);
}
