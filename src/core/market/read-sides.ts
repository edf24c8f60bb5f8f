/**
 * The sides of a picture, read from the head of its file, so that a small file that would unpack to gigapixels is refused
 * before it is decoded. Understands PNG, JPEG, GIF, WebP and BMP (headers as in their public specifications); for other
 * formats it answers undefined, and the browser's own decoder decides.
 */
import type { Sides } from './photo-sides.ts';

/** How much of a file's head is enough (a JPEG's size may come after large metadata). */
export const HEAD_BYTES = 1024 * 1024;

/** Sides in pixels, or undefined if these bytes are none of the known formats. */
export function readSides(bytes: Uint8Array): Sides | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47]) && bytes.length >= 24) return { width: view.getUint32(16), height: view.getUint32(20) };
  if (startsWith(bytes, [0x47, 0x49, 0x46, 0x38]) && bytes.length >= 10) return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  if (startsWith(bytes, [0x42, 0x4d]) && bytes.length >= 26) return { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) };
  if (startsWith(bytes, [0xff, 0xd8])) return readJpeg(view);
  if (startsWith(bytes, [0x52, 0x49, 0x46, 0x46]) && bytes.length >= 30 && startsWith(bytes.subarray(8), [0x57, 0x45, 0x42, 0x50])) return readWebp(view);
  return undefined;
}

/** ITU T.81: the frame header is a segment SOF0 to SOF15, but for DHT (C4), JPG (C8) and DAC (CC). */
function readJpeg(view: DataView): Sides | undefined {
  let at = 2;
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** RFC 9649: VP8 (lossy), VP8L (lossless) or VP8X (extended) comes first. */
function readWebp(view: DataView): Sides | undefined {
  const fourth = view.getUint8(15);
  if (fourth === 0x20) return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (fourth === 0x4c) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (fourth === 0x58) return { width: (view.getUint32(24, true) & 0xffffff) + 1, height: (view.getUint32(26, true) >>> 8) + 1 };
  return undefined;
}

function startsWith(bytes: Uint8Array, head: readonly number[]): boolean {
  return head.every((byte, index) => bytes[index] === byte);
}
