/** Short notes at the window's foot: what was done, and how to take it back. Each stays until its time is over or it is closed. */

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
  #nextId = 1;

  get list(): readonly Toast[] {
    return this.#list;
  }

  /** `text` is read anew when the language changes. */
  show(text: () => string, options: { tone?: Toast['tone']; undo?: () => void } = {}): void {
    const id = this.#nextId++;
    const others = this.#list.filter((toast) => toast.text() !== text());
    this.#list = [...others, { id, tone: options.tone ?? 'good', text, undo: options.undo }].slice(-MOST);
    setTimeout(() => this.close(id), SHOWN_MS);
  }

  close(id: number): void {
    this.#list = this.#list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
