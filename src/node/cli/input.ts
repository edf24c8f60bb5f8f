/** What a command reads: files and standard input, whole and up to a bound. */
import { open, stat } from 'node:fs/promises';
import { errorCode } from '../store/store-errors.ts';
import { CliFailure } from './output.ts';
import { cliWords } from './words.ts';

const MOST_BYTES = 64 * 1_048_576;

/** Everything on standard input. Rejects with a CliFailure where it is too much. */
export async function readStandardInput(): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > MOST_BYTES) throw new CliFailure('file-too-large', cliWords().fileTooLarge('-', MOST_BYTES));
    pieces.push(piece);
  }
  return new Uint8Array(Buffer.concat(pieces));
}

/** A file's bytes; `-` is standard input. Rejects with a CliFailure that names it. */
export async function readInputFile(path: string, most = MOST_BYTES): Promise<Uint8Array> {
  if (path === '-') return readStandardInput();
  try {
    if ((await stat(path)).isDirectory()) throw new CliFailure('file-unreadable', cliWords().fileUnreadable(path, 'EISDIR'));
    const handle = await open(path, 'r');
    try {
      if ((await handle.stat()).size > most) throw new CliFailure('file-too-large', cliWords().fileTooLarge(path, most));
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
