/**
 * A store in memory, for tests and simulation: same promises as the file store, except that nothing outlives it.
 * Copies what it is given and what it hands out, so that no caller can change what is stored.
 */
import type { Journal, Store } from '../ports.ts';
import { assertRecords, assertStoreName } from './store-rules.ts';

/** A store in memory. Closing and opening a journal again gives what was appended before. */
export class MemoryStore implements Store {
  readonly #journals = new Map<string, Uint8Array[]>();
  readonly #values = new Map<string, Uint8Array>();

  async journal(name: string): Promise<Journal> {
    assertStoreName(name);
    if (!this.#journals.has(name)) this.#journals.set(name, []);
    return new MemoryJournal(
      () => this.#journals.get(name) ?? [],
      (records) => this.#journals.set(name, records),
    );
  }

  async journals(): Promise<string[]> {
    return [...this.#journals.keys()].sort();
  }

  async removeJournal(name: string): Promise<void> {
    assertStoreName(name);
    this.#journals.delete(name);
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    assertStoreName(name);
    return this.#values.get(name)?.slice();
  }

  async put(name: string, value: Uint8Array): Promise<void> {
    assertStoreName(name);
    this.#values.set(name, value.slice());
  }

  async remove(name: string): Promise<void> {
    assertStoreName(name);
    this.#values.delete(name);
  }

  async names(prefix: string): Promise<string[]> {
    return [...this.#values.keys()].filter((name) => name.startsWith(prefix)).sort();
  }
}

class MemoryJournal implements Journal {
  readonly #load: () => Uint8Array[];
  readonly #save: (records: Uint8Array[]) => void;
  #open = true;
  #read = false;

  constructor(load: () => Uint8Array[], save: (records: Uint8Array[]) => void) {
    this.#load = load;
    this.#save = save;
  }

  async read(): Promise<Uint8Array[]> {
    this.#assertOpen();
    if (this.#read) throw new Error('a journal is read once, before the first append');
    this.#read = true;
    return this.#load().map((record) => record.slice());
  }

  async append(records: readonly Uint8Array[]): Promise<void> {
    this.#assertOpen();
    assertRecords(records);
    this.#read = true;
    const kept = this.#load();
    for (const record of records) kept.push(record.slice());
    this.#save(kept);
  }

  async rewrite(records: readonly Uint8Array[]): Promise<void> {
    this.#assertOpen();
    assertRecords(records);
    this.#read = true;
    this.#save(records.map((record) => record.slice()));
  }

  async close(): Promise<void> {
    this.#open = false;
  }

  #assertOpen(): void {
    if (!this.#open) throw new Error('this journal was closed');
  }
}
