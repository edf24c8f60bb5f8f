/**
 * The bundles that are under way, by number. Holds always: there are few at a time, each does one call at a time, and one
 * about which nobody asks for minutes is given up, so that a window that went away leaves nothing behind.
 */
import type { ImportResult, Results } from '../../core/commands.ts';
import type { PeerFacade } from '../../core/peer.ts';
import type { Clock } from '../../core/ports.ts';
import { ExportTransfer, ImportTransfer, unknownTransfer } from './bundle-transfers.ts';

const IDLE_MS = 300_000;
const MOST_TRANSFERS = 8;

interface Entry {
  transfer: ExportTransfer | ImportTransfer;
  busy: boolean;
  cancelIdle: () => void;
}

export class Transfers {
  readonly #clock: Clock;
  readonly #entries = new Map<number, Entry>();
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  beginExport(bundle: ReturnType<PeerFacade['exportBundle']>): Results['exportBegin'] {
    return { transfer: this.#add(new ExportTransfer(bundle)), ...bundle.total };
  }

  nextOfExport(id: number): Promise<Results['exportNext']> {
    return this.#use(id, async (transfer) => {
      if (!(transfer instanceof ExportTransfer)) throw unknownTransfer();
      const answer = await transfer.next();
      return { answer, isOver: answer.done };
    });
  }

  beginImport(peer: PeerFacade): Results['importBegin'] {
    return { transfer: this.#add(new ImportTransfer(peer)) };
  }

  takeChunk(id: number, chunk: Uint8Array): Promise<null> {
    return this.#use(id, async (transfer) => {
      if (!(transfer instanceof ImportTransfer)) throw unknownTransfer();
      return { answer: await transfer.take(chunk), isOver: false };
    });
  }

  endPass(id: number): Promise<ImportResult | null> {
    return this.#use(id, async (transfer) => {
      if (!(transfer instanceof ImportTransfer)) throw unknownTransfer();
      const answer = await transfer.endPass();
      return { answer, isOver: answer !== null };
    });
  }

  /** Gives a transfer up; one that is over or unknown is none any more already. */
  cancel(id: number): null {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    entry?.cancelIdle();
    entry?.transfer.cancel();
    return null;
  }

  close(): void {
    for (const id of [...this.#entries.keys()]) this.cancel(id);
  }

  #add(transfer: Entry['transfer']): number {
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined && this.#entries.size >= MOST_TRANSFERS) this.cancel(oldest);
    const id = ++this.#last;
    this.#entries.set(id, { transfer, busy: false, cancelIdle: this.#idle(id) });
    return id;
  }

  async #use<T>(id: number, work: (transfer: Entry['transfer']) => Promise<{ answer: T; isOver: boolean }>): Promise<T> {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.busy) throw unknownTransfer();
    entry.busy = true;
    entry.cancelIdle();
    let isOver = true;
    try {
      const done = await work(entry.transfer);
      isOver = done.isOver;
      return done.answer;
    } finally {
      entry.busy = false;
      if (isOver) this.cancel(id);
      else if (this.#entries.has(id)) entry.cancelIdle = this.#idle(id);
    }
  }

  #idle(id: number): () => void {
    return this.#clock.after(IDLE_MS, () => this.cancel(id));
  }
}
