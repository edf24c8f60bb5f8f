/** A page with nothing but Yjs: takes updates in, then applies them one per task. Driven by plain-replica.ts through `window.plain`. */
import { applyUpdate, Doc } from 'yjs';

export interface PlainReplica {
  /** Base64. */
  take(updates: string[]): void;
  /** Resolves with how many entries there are then. */
  apply(): Promise<number>;
}

let updates: Uint8Array[] = [];

const plain: PlainReplica = {
  take(texts) {
    updates = texts.map((text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
  },
  async apply() {
    const doc = new Doc();
    for (const update of updates) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      applyUpdate(doc, update);
    }
    let count = 0;
    doc.transact(() => {
      for (const name of doc.share.keys()) count += doc.getArray(name).length;
    });
    return count;
  },
};

Object.assign(window, { plain });
