/** A process of the bench: a program of ../processes that prints one JSON value per line, and takes commands by line. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Place } from '../../support/net/namespace.ts';

export interface ChildOptions {
  place?: Place;
  /** For Node itself. */
  flags?: readonly string[];
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export class Child {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #gone: Promise<void>;

  /** Starts `processes/NAME.ts` with a fresh Node. What it says on stderr is passed on. */
  constructor(name: string, args: readonly string[], { place, flags = [] }: ChildOptions = {}) {
    const program = fileURLToPath(new URL(`../processes/${name}.ts`, import.meta.url));
    const all = [...flags, program, ...args];
    const options = { stdio: ['pipe', 'pipe', 'inherit'] as ['pipe', 'pipe', 'inherit'] };
    this.#process = place === undefined ? spawn(process.execPath, all, options) : place.spawn(process.execPath, all, options);
    running.add(this.#process);
    this.#gone = new Promise((resolve) => {
      this.#process.once('exit', () => {
        running.delete(this.#process);
        resolve();
      });
    });
    const { stdout } = this.#process;
    if (stdout === null) throw new Error('a process without output');
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  /** The next thing that it says. Rejects if it ends before. */
  async next<T>(): Promise<T> {
    const line = await this.#lines.next();
    if (line.done === true) throw new Error(`a process of the bench ended too early: ${this.#process.spawnargs.join(' ')}`);
    return JSON.parse(line.value) as T;
  }

  tell(command: string): void {
    this.#process.stdin?.write(`${command}\n`);
  }

  async ask<T>(command: string): Promise<T> {
    this.tell(command);
    return await this.next<T>();
  }

  /** Ends it for certain. */
  async stop(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#gone;
  }
}

/** Starts a process, takes the one thing that it says, and ends it. */
export async function runChild<T>(name: string, args: readonly string[], options: ChildOptions = {}): Promise<T> {
  const child = new Child(name, args, options);
  try {
    return await child.next<T>();
  } finally {
    await child.stop();
  }
}
