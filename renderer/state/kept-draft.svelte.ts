/**
 * A draft of a form that the host keeps, from when the form opens until it is sent: read once, written shortly after each change and
 * when the window is hidden. While the host is away before it was read, nothing is written over it.
 */
import type { AppState } from './app-state.svelte.ts';
import { DraftKeeper, type KeptState } from './draft-keeper.ts';

export class KeptDraft {
  readonly #app: AppState;
  readonly #key: string;
  #keeper = $state.raw<DraftKeeper>();
  #state = $state.raw<KeptState>('nothing');
  #closed = false;

  constructor(app: AppState, key: string) {
    this.#app = app;
    this.#key = key;
  }

  /** Whether what was kept has been read, so that one may write. */
  get ready(): boolean {
    return this.#keeper !== undefined;
  }

  get state(): KeptState {
    return this.#state;
  }

  /** Reads what was kept; `fill` takes it (or null) into the form, and returns the form as it is kept from then on. */
  async open(fill: (kept: string | null) => string): Promise<void> {
    for (;;) {
      const answer = await this.#app.call('getDraft', { key: this.#key });
      if (this.#closed) return;
      if (answer.ok || answer.error.type !== 'no-host') {
        this.#begin(fill(answer.ok ? answer.result : null));
        return;
      }
      await this.#app.connection.untilOpen();
    }
  }

  change(draft: string): void {
    this.#keeper?.change(draft);
  }

  flush(): void {
    void this.#keeper?.flush();
  }

  async discard(): Promise<void> {
    await this.#keeper?.discard();
  }

  close(): void {
    this.#closed = true;
    this.flush();
  }

  #begin(kept: string): void {
    const key = this.#key;
    const store = { put: (draft: string) => this.#app.call('putDraft', { key, draft }), remove: () => this.#app.call('removeDraft', { key }) };
    this.#keeper = new DraftKeeper(store, kept, (state) => {
      this.#state = state;
    });
  }
}
