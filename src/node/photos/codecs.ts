/**
 * From a picture's file to its pixels, and from pixels to WebP, by the codecs of @jsquash: WebAssembly, which sees no file and
 * no memory but its own. Whoever calls has bounded bytes and sides before: a decoder takes what the sides say, at once.
 */
import { readCodec } from './codec-files.ts';

/** Four bytes for each pixel: red, green, blue, opacity; rows from the top. */
export interface Pixels {
  data: Uint8ClampedArray;
  width: number;
  height: number;
}

export type PictureFormat = 'jpeg' | 'png' | 'webp';

/** Which of them a file is, by its first bytes. */
export function formatOf(bytes: Uint8Array): PictureFormat | undefined {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  return head.startsWith('RIFF') && head.endsWith('WEBP') ? 'webp' : undefined;
}

/** The picture, upright as far as a JPEG tells which way up it is; undefined for what its decoder does not take. */
export async function decodePicture(bytes: Uint8Array, format: PictureFormat): Promise<Pixels | undefined> {
  const decode = await DECODERS[format]();
  try {
    return await decode(bytes.slice().buffer);
  } catch {
    // The decoders throw values of their own, each another; all say that these bytes are no picture.
    return undefined;
  }
}

/** `quality` from 0 to 1, as a browser's canvas has it. */
export async function encodeWebp(pixels: Pixels, quality: number): Promise<Uint8Array> {
  const { default: encode, init } = await import('@jsquash/webp/encode.js');
  await (webpEncoder ??= optionsFor('writeWebp').then(init));
  return new Uint8Array(await encode({ ...pixels, colorSpace: 'srgb' }, { quality: Math.round(quality * 100) }));
}

let webpEncoder: Promise<unknown> | undefined;

type Decoder = (bytes: ArrayBuffer) => Promise<Pixels>;

/** Each is made anew for each file: whatever a file did to the one before is gone. */
const DECODERS: Readonly<Record<PictureFormat, () => Promise<Decoder>>> = {
  async jpeg() {
    const { default: decode, init } = await import('@jsquash/jpeg/decode.js');
    await init(await optionsFor('readJpeg'));
    return (bytes) => decode(bytes, { preserveOrientation: true });
  },
  async png() {
    const { default: decode, init } = await import('@jsquash/png/decode.js');
    await init(await readCodec('readPng'));
    return (bytes) => decode(bytes);
  },
  async webp() {
    const { default: decode, init } = await import('@jsquash/webp/decode.js');
    await init(await optionsFor('readWebp'));
    return (bytes) => decode(bytes);
  },
};

/** For a module that Emscripten made: its code, and nobody to tell its warnings to. */
async function optionsFor(name: Parameters<typeof readCodec>[0]) {
  const quiet = (): void => undefined;
  return { noInitialRun: true, wasmBinary: await readCodec(name), print: quiet, printErr: quiet };
}
