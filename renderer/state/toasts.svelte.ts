/**
 * Short notes at the window's foot: what was done, and how to take it back. Each stays until its time is over or it is closed;
 * while someone points at one or has the focus in it, time stands still for all.
 */

export interface Toast {
  id: number;
  tone: 'good' | 'bad';
  text: () => string;
  undo: (() => void) | undefined;
}

const SHOWN_MS = 10_000;
const MOST = 3;

class Toasts {
  #list = $state.raw<readonly Toast[]>([]);
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #nextId = 1;
  #held = false;

  get list(): readonly Toast[] {
    return this.#list;
  }

  /** The newest note of what can be taken back. */
  get undoable(): Toast | undefined {
    return this.#list.findLast((toast) => toast.undo !== undefined);
  }

  /**
   * `text` is read anew when the language changes. Returns what to close it by. What was said before is said once; while
   * someone is at the notes, in the place where it stands, so that nothing that has the focus goes.
   */
  show(text: () => string, options: { tone?: Toast['tone']; undo?: () => void } = {}): number {
    const said = this.#list.find((toast) => toast.text() === text());
    const id = this.#held && said !== undefined ? said.id : this.#nextId++;
    const toast = { id, tone: options.tone ?? 'good', text, undo: options.undo };
    if (id === said?.id) this.#list = this.#list.map((each) => (each === said ? toast : each));
    else this.#list = [...this.#list.filter((each) => each !== said), toast];
    if (!this.#held) {
      this.#dropOldest();
      this.#startTimer(id);
    }
    return id;
  }

  close(id: number): void {
    this.#list = this.#list.filter((toast) => toast.id !== id);
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  undo(toast: Toast): void {
    this.close(toast.id);
    toast.undo?.();
  }

  /** Someone is at the notes: none goes. */
  hold(): void {
    this.#held = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  /** They left: each has its whole time again. */
  release(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#dropOldest();
    for (const toast of this.#list) this.#startTimer(toast.id);
  }

  #dropOldest(): void {
    this.#list = this.#list.slice(-MOST);
  }

  #startTimer(id: number): void {
    this.#timers.set(
      id,
      setTimeout(() => this.close(id), SHOWN_MS),
    );
  }
}

export const toasts = new Toasts();
