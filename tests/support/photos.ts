/** Photos as people have them, for tests: drawn and written here, but for one JPEG. */
import { readFile } from 'node:fs/promises';
import { crc32, deflateSync } from 'node:zlib';

/** The head of a PNG that says it has these sides. */
export function pngHead(width: number, height: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(33);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  new DataView(bytes.buffer).setUint32(16, width);
  new DataView(bytes.buffer).setUint32(20, height);
  return bytes;
}

/** What stands at a place of a picture: red, green, blue, opacity. */
export type Paint = (x: number, y: number) => readonly [number, number, number, number];

/** A PNG of that picture; `extra` are chunks before it, such as a text with a place. */
export function makePng(width: number, height: number, paint: Paint, extra: readonly [string, Buffer][] = []): Uint8Array {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const rows = Array.from({ length: height }, (_, y) => [0, ...[...Array(width).keys()].flatMap((x) => paint(x, y))]);
  const chunks: readonly [string, Buffer][] = [['IHDR', header], ...extra, ['IDAT', deflateSync(Buffer.from(rows.flat()))], ['IEND', Buffer.alloc(0)]];
  return new Uint8Array(Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks.map(([type, data]) => pngChunk(type, data))]));
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** EXIF that says which way up a picture is (1 to 8) and where it was made, as a JPEG's segment. */
export function exifSegment(orientation: number, place: string): Buffer {
  const text = Buffer.from(`${place}\0`, 'latin1');
  const entry = (tag: number, type: number, count: number, value: number): Buffer => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt16BE(tag, 0);
    bytes.writeUInt16BE(type, 2);
    bytes.writeUInt32BE(count, 4);
    bytes.writeUInt32BE(value, 8);
    return bytes;
  };
  // Tags 0x010e (a description, behind the table) and 0x0112 (a short, in the upper half of its value).
  const table = [Buffer.from([0, 2]), entry(0x010e, 2, text.length, 8 + 2 + 24 + 4), entry(0x0112, 3, 1, orientation * 65_536), Buffer.alloc(4)];
  const body = Buffer.concat([Buffer.from('Exif\0\0MM\0*\0\0\0\x08', 'latin1'), ...table, text]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** 32 × 16 pixels: red on the left, green at the top; as a JPEG that comes in four passes. */
export async function readJpegFixture(): Promise<Uint8Array> {
  return new Uint8Array(await readFile(new URL('../fixtures/corners.jpg', import.meta.url)));
}
