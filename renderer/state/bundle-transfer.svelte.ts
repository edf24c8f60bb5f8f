/**
 * A circle's file being written or opened, with how far it is: one at a time. The browser keeps what is written until all of
 * it is here, on disk where it is large; only then is it saved under a name, so that no half file is ever carried away.
 */
import { exportByCalls, importByCalls, type Call } from '../../src/core/bundle-calls.ts';
import type { ImportResult } from '../../src/core/commands.ts';
import type { CircleId } from '../../src/core/ids.ts';
import type { CallError, HostConnection } from '../host/connection.ts';

export type BundleState =
  | { type: 'idle' }
  | { type: 'saving'; ops: number; all: number; blobs: number }
  /** `part` is from 0 to 1. */
  | { type: 'checking' | 'taking'; part: number }
  | { type: 'saved'; ops: number; blobs: number }
  | { type: 'taken'; result: ImportResult }
  | { type: 'failed'; error: CallError };

/** A refusal of the host on its way through what knows no answers. */
class Refused extends Error {
  readonly error: CallError;
  constructor(error: CallError) {
    super(error.message);
    this.error = error;
  }
}

/** The person wants no more of it. */
class Stopped extends Error {}

/** Saves a file under a name, as this window can. */
export type SaveFile = (file: Blob, name: string) => void;

export class BundleTransfer {
  #state = $state.raw<BundleState>({ type: 'idle' });
  #stopped = false;
  readonly #call: Call;

  constructor(app: Pick<HostConnection, 'call'>) {
    this.#call = async (command, params) => {
      if (this.#stopped && command !== 'cancelTransfer') throw new Stopped();
      const answer = await app.call(command, params);
      if (!answer.ok) throw new Refused(answer.error);
      return answer.result;
    };
  }

  get state(): BundleState {
    return this.#state;
  }

  get busy(): boolean {
    return this.#state.type === 'saving' || this.#state.type === 'checking' || this.#state.type === 'taking';
  }

  stop(): void {
    this.#stopped = true;
  }

  save(circle: CircleId, name: string, saveFile: SaveFile): Promise<void> {
    return this.#run(async () => {
      const pieces: BlobPart[] = [];
      let saved = { ops: 0, blobs: 0 };
      const progress = exportByCalls(this.#call, circle, true, ({ ops, blobs, of }) => {
        saved = { ops, blobs };
        this.#state = { type: 'saving', ops, all: of.ops, blobs };
      });
      for await (const piece of progress) pieces.push(new Blob([piece as Uint8Array<ArrayBuffer>]));
      saveFile(new Blob(pieces, { type: 'application/octet-stream' }), fileNameOf(name));
      return { type: 'saved', ...saved };
    });
  }

  open(file: Blob): Promise<void> {
    return this.#run(async () => {
      const result = await importByCalls(this.#call, () => piecesOf(file), ({ phase, bytes }) => {
        this.#state = { type: phase, part: file.size === 0 ? 0 : bytes / file.size };
      });
      return { type: 'taken', result };
    });
  }

  async #run(work: () => Promise<BundleState>): Promise<void> {
    if (this.busy) return;
    this.#stopped = false;
    this.#state = { type: 'checking', part: 0 };
    try {
      this.#state = await work();
    } catch (error) {
      if (error instanceof Stopped) this.#state = { type: 'idle' };
      else this.#state = { type: 'failed', error: error instanceof Refused ? error.error : unreadable(error) };
    }
  }
}

/** A stick that was pulled out: to this person the file is as good as damaged. */
function unreadable(error: unknown): CallError {
  if (error instanceof DOMException) return { type: 'bad-bundle', message: error.message };
  throw error;
}

async function* piecesOf(file: Blob): AsyncGenerator<Uint8Array> {
  const piece = 1_048_576;
  for (let at = 0; at < file.size; at += piece) yield new Uint8Array(await file.slice(at, at + piece).arrayBuffer());
}

/** A circle's name as a file's, on any system. */
export function fileNameOf(name: string): string {
  const safe = name.normalize('NFC').replace(/[\p{C}<>:"/\\|?*]/gu, ' ').replace(/\s+/g, ' ').replace(/^[\s.]+|[\s.]+$/g, '');
  return `${safe === '' ? 'circle' : [...safe].slice(0, 60).join('')}.huan`;
}
