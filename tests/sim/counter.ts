/** Counts things by name: what was met in a run, and in many. */
export class Counter {
  readonly #counts = new Map<string, number>();

  note(name: string, count = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
  }

  add(other: Iterable<readonly [string, number]>): void {
    for (const [name, count] of other) this.note(name, count);
  }

  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  /** All of them, by name. */
  entries(): [string, number][] {
    return [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}
