/**
 * Bundles as files, for the commands `export` and `import`. A file appears under its name only when it is whole; what
 * comes from standard input is kept in a temporary file while it is read twice.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exportByCalls, importByCalls, type Call, type ExportProgress, type ImportProgress } from '../../core/bundle-calls.ts';
import type { ImportResult } from '../../core/commands.ts';
import type { CircleId } from '../../core/ids.ts';

const READ_PIECE = 524_288;

/** Writes the circle's bundle to that file, durably, in the place of what was there. Rejects with an errno error, or as `call` does. */
export async function writeBundleFile(call: Call, circle: CircleId, path: string, onProgress: (progress: ExportProgress) => void): Promise<{ ops: number; blobs: number; bytes: number }> {
  const unfinished = `${path}.unfinished`;
  const written = { ops: 0, blobs: 0, bytes: 0 };
  const note = (progress: ExportProgress): void => {
    Object.assign(written, { ops: progress.ops, blobs: progress.blobs, bytes: progress.bytes });
    onProgress(progress);
  };
  const file = await open(unfinished, 'w', 0o600);
  try {
    try {
      for await (const piece of exportByCalls(call, circle, true, note)) await file.appendFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  return written;
}

/** Brings a file to the host. Rejects with an errno error, or as `call` does. */
export async function readBundleFile(call: Call, path: string, onProgress: (progress: ImportProgress) => void): Promise<ImportResult> {
  return await importByCalls(call, () => createReadStream(path, { highWaterMark: READ_PIECE }), onProgress);
}

/** The same for a stream that can be read only once. */
export async function readBundleStream(call: Call, input: Readable, onProgress: (progress: ImportProgress) => void): Promise<ImportResult> {
  const folder = await mkdtemp(join(tmpdir(), 'huan-import-'));
  try {
    const path = join(folder, 'bundle');
    await pipeline(input, createWriteStream(path, { mode: 0o600 }));
    return await readBundleFile(call, path, onProgress);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
