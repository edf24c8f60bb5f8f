/**
 * One bundle on its way between a window (or the command line) and the engine, a piece per call, so that neither a message
 * nor this process grows with the file. For an import the file is sent twice: once to see that it is whole, once to take
 * it in. Nothing is kept on disk in between.
 */
import type { ImportResult, Results } from '../../core/commands.ts';
import { CommandFailure } from '../../core/failure.ts';
import type { PeerFacade } from '../../core/peer.ts';
import { ChunkFeed } from './chunk-feed.ts';

/** An answer gathers so many bytes before it is sent. */
const PIECE = 524_288;

type BundleExport = ReturnType<PeerFacade['exportBundle']>;
type ImportStep = { type: 'again' } | { type: 'done'; result: ImportResult } | { type: 'failed'; error: unknown };

/** A transfer that was given up, or never begun. */
export function unknownTransfer(): CommandFailure {
  return new CommandFailure('unknown-transfer', 'This took too long and was given up, or was never begun. Start again.');
}

export class ExportTransfer {
  readonly #bundle: BundleExport;
  readonly #pieces: AsyncIterator<Uint8Array>;

  constructor(bundle: BundleExport) {
    this.#bundle = bundle;
    this.#pieces = bundle[Symbol.asyncIterator]();
  }

  async next(): Promise<Results['exportNext']> {
    const gathered: Uint8Array[] = [];
    let length = 0;
    let done = false;
    while (length < PIECE && !done) {
      const step = await this.#pieces.next();
      done = step.done === true;
      if (step.done === true) break;
      gathered.push(step.value);
      length += step.value.length;
    }
    const { ops, blobs } = this.#bundle.written;
    return { bytes: new Uint8Array(Buffer.concat(gathered)), done, ops, blobs };
  }

  cancel(): void {
    void this.#pieces.return?.();
  }
}

export class ImportTransfer {
  readonly #feeds = [new ChunkFeed(), new ChunkFeed()] as const;
  readonly #end: Promise<ImportStep>;
  readonly #again: Promise<ImportStep>;
  #pass: 0 | 1 = 0;

  constructor(peer: PeerFacade) {
    let wantAgain = (): void => undefined;
    this.#again = new Promise((resolve) => {
      wantAgain = () => resolve({ type: 'again' });
    });
    let opened = 0;
    const open = (): ChunkFeed => {
      if (opened++ === 0) return this.#feeds[0];
      wantAgain();
      return this.#feeds[1];
    };
    this.#end = peer.importBundle(open).then(
      (result): ImportStep => ({ type: 'done', result }),
      (error: unknown): ImportStep => ({ type: 'failed', error }),
    );
  }

  /** Rejects with what the engine rejected with, once it has. */
  async take(chunk: Uint8Array): Promise<null> {
    const feed = this.#feeds[this.#pass];
    await feed.push(chunk);
    if (!feed.stopped) return null;
    const step = await this.#end;
    throw step.type === 'failed' ? step.error : unknownTransfer();
  }

  /** The file has been sent once: null where it is wanted again. */
  async endPass(): Promise<ImportResult | null> {
    this.#feeds[this.#pass].end();
    const step = await (this.#pass === 0 ? Promise.race([this.#again, this.#end]) : this.#end);
    this.#pass = 1;
    if (step.type === 'failed') throw step.error;
    return step.type === 'done' ? step.result : null;
  }

  cancel(): void {
    for (const feed of this.#feeds) feed.fail(unknownTransfer());
  }
}
