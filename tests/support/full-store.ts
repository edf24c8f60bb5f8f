/** A store whose disk is full while a test says so: everything that writes is refused, as the Store port demands. */
import { StoreError, type Journal, type Store } from '../../src/core/ports.ts';
import { MemoryStore } from '../../src/core/store/memory-store.ts';

export class FullStore implements Store {
  full = false;
  /** For small values alone: journals still find room. */
  fullForValues = false;
  /** Writes refused so far. */
  refused = 0;
  readonly #inner = new MemoryStore();

  async journal(name: string): Promise<Journal> {
    const inner = await this.#inner.journal(name);
    return {
      read: () => inner.read(),
      append: async (records, durable) => {
        this.#requireSpace();
        await inner.append(records, durable);
      },
      rewrite: async (records) => {
        this.#requireSpace();
        await inner.rewrite(records);
      },
      close: () => inner.close(),
    };
  }

  journals(): Promise<string[]> {
    return this.#inner.journals();
  }

  removeJournal(name: string): Promise<void> {
    return this.#inner.removeJournal(name);
  }

  get(name: string): Promise<Uint8Array | undefined> {
    return this.#inner.get(name);
  }

  async put(name: string, value: Uint8Array): Promise<void> {
    this.#requireSpace(this.fullForValues);
    await this.#inner.put(name, value);
  }

  remove(name: string): Promise<void> {
    return this.#inner.remove(name);
  }

  names(prefix: string): Promise<string[]> {
    return this.#inner.names(prefix);
  }

  #requireSpace(alsoIf = false): void {
    if (!this.full && !alsoIf) return;
    this.refused++;
    throw new StoreError('disk-full', 'the disk is full');
  }
}
