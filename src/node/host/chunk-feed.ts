/** Hands pieces from calls to whoever reads them, one at a time: a call is answered when its piece was taken. */

export class ChunkFeed implements AsyncIterable<Uint8Array> {
  #piece: Uint8Array | undefined;
  #ended = false;
  #failure: Error | undefined;
  #stopped = false;
  #waiting: (() => void)[] = [];

  /** True once the reader wants no more. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Resolves when the piece was taken, or the reader wants no more. */
  async push(piece: Uint8Array): Promise<void> {
    this.#piece = piece;
    this.#changed();
    while (this.#piece !== undefined && !this.#stopped) await this.#change();
  }

  /** There are no more pieces. */
  end(): void {
    this.#ended = true;
    this.#changed();
  }

  /** The reader gets this error in the place of more pieces. */
  fail(error: Error): void {
    this.#failure = error;
    this.#changed();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        if (this.#failure !== undefined) throw this.#failure;
        const piece = this.#piece;
        if (piece !== undefined) {
          this.#piece = undefined;
          this.#changed();
          yield piece;
        } else if (this.#ended) {
          return;
        } else {
          await this.#change();
        }
      }
    } finally {
      this.#stopped = true;
      this.#changed();
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #changed(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
