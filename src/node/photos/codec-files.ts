/**
 * Where the decoders' and the encoder's machine code (WebAssembly) is: beside the built command line, or in the package that it
 * comes from where the sources run as they are. `vite.config.ts` copies what CODECS names.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CODECS } from './codec-names.ts';

/** The code of one of them. */
export async function readCodec(name: keyof typeof CODECS): Promise<Uint8Array> {
  const built = fileURLToPath(new URL(`./codecs/${basename(CODECS[name])}`, import.meta.url));
  return new Uint8Array(await readFile(existsSync(built) ? built : createRequire(import.meta.url).resolve(CODECS[name])));
}
