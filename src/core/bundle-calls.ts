/**
 * A bundle by calls to a host, for whoever is on the other side of the contract: the window and the command line. Pieces
 * go one after the other, so that neither side holds more than a few of them.
 */
import { BUNDLE_CHUNK, type CommandName, type ImportResult, type Params, type Results } from './commands.ts';
import type { CircleId } from './ids.ts';

/** Carries a command out; rejects where the host refuses. */
export type Call = <K extends CommandName>(command: K, params: Params<K>) => Promise<Results[K]>;

export interface ExportProgress {
  /** Ops, photos and bytes that are written. */
  ops: number;
  blobs: number;
  bytes: number;
  of: { ops: number; blobs: number };
}

export interface ImportProgress {
  /** The file is read twice: to see that it is whole, and to take it in. */
  phase: 'checking' | 'taking';
  /** Bytes read in this phase. */
  bytes: number;
}

/** The circle's bundle; whoever stops reading it early gives it up. */
export async function* exportByCalls(call: Call, circle: CircleId, photos: boolean, onProgress: (progress: ExportProgress) => void): AsyncGenerator<Uint8Array> {
  const { transfer, ops, blobs } = await call('exportBegin', { circle, photos });
  let bytes = 0;
  let isOver = false;
  try {
    while (!isOver) {
      const piece = await call('exportNext', { transfer });
      isOver = piece.done;
      bytes += piece.bytes.length;
      onProgress({ ops: piece.ops, blobs: piece.blobs, bytes, of: { ops, blobs } });
      yield piece.bytes;
    }
  } finally {
    if (!isOver) await call('cancelTransfer', { transfer });
  }
}

/** Brings a file to the host; `open` gives its bytes from the start, each time. */
export async function importByCalls(call: Call, open: () => AsyncIterable<Uint8Array>, onProgress: (progress: ImportProgress) => void): Promise<ImportResult> {
  const { transfer } = await call('importBegin', {});
  let result: ImportResult | null = null;
  try {
    for (const phase of ['checking', 'taking'] as const) {
      let bytes = 0;
      onProgress({ phase, bytes });
      for await (const piece of open()) {
        for (let at = 0; at < piece.length; at += BUNDLE_CHUNK) await call('importChunk', { transfer, chunk: piece.subarray(at, at + BUNDLE_CHUNK) });
        bytes += piece.length;
        onProgress({ phase, bytes });
      }
      result = await call('importEnd', { transfer });
    }
  } finally {
    if (result === null) await call('cancelTransfer', { transfer });
  }
  if (result === null) throw new Error('the host wants a bundle a third time');
  return result;
}
