/**
 * Judges mutants of authority in a thread, so that one that never comes back is ended, and counts as caught: whoever ran it would see
 * that. The thread keeps the worlds that it made for the mutants after it.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Task } from './authority-worker.ts';

/** All worlds of a mutant that survives take some ten seconds. */
const PATIENCE_MS = 120_000;

export class WatchedJudge {
  #worker: Worker | undefined;

  /** What catches it, in words; undefined where it survives. Throws what the thread throws. */
  async whatCatches(task: Task): Promise<string | undefined> {
    this.#worker ??= new Worker(new URL('./authority-worker.ts', import.meta.url));
    const worker = this.#worker;
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
    try {
      worker.postMessage(task);
      const [{ caught }] = (await once(worker, 'message', { signal: patience.signal })) as [{ caught: string | undefined }];
      return caught;
    } catch (error) {
      if (!patience.signal.aborted) throw error;
      await this.close();
      return 'it never comes back';
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }
}
