/** What a command reads: files and standard input, whole and up to a bound. */
import { open, stat } from 'node:fs/promises';
import { errorCode } from '../store/store-errors.ts';
import { CliFailure } from './output.ts';
import { cliWords } from './words.ts';

const MOST_BYTES = 64 * 1_048_576;

/** How much may come, in bytes, and what is said of more. */
export interface InputBound {
  most: number;
  tooLarge: (path: string) => string;
}

const ORDINARY: InputBound = { most: MOST_BYTES, tooLarge: (path) => cliWords().fileTooLarge(path, MOST_BYTES) };

/** Everything on standard input. Rejects with a CliFailure where it is too much. */
export async function readStandardInput({ most, tooLarge } = ORDINARY): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > most) throw new CliFailure('file-too-large', tooLarge('-'));
    pieces.push(piece);
  }
  return new Uint8Array(Buffer.concat(pieces));
}

/** A file's bytes; `-` is standard input. Rejects with a CliFailure that names it. */
export async function readInputFile(path: string, bound = ORDINARY): Promise<Uint8Array> {
  if (path === '-') return readStandardInput(bound);
  try {
    if ((await stat(path)).isDirectory()) throw new CliFailure('file-unreadable', cliWords().fileUnreadable(path, 'EISDIR'));
    const handle = await open(path, 'r');
    try {
      if ((await handle.stat()).size > bound.most) throw new CliFailure('file-too-large', bound.tooLarge(path));
      return new Uint8Array(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    throw new CliFailure('file-unreadable', cliWords().fileUnreadable(path, code));
  }
}
