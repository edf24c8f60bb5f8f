/**
 * Copies of the sources in which a rule is switched off while rows of the attack tables run. Inside the repository, so that
 * packages are found. Always: one copy has at most one rule switched off, and whoever opened the copies removes them.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Mutant } from '../support/attacks/mutants.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

export class Copies {
  readonly #folder = join(ROOT, '.cache', 'mutants', String(process.pid));
  /** Those that are not in use, and who waits for one. */
  readonly #free: string[] = [];
  readonly #waiting: ((copy: string) => void)[] = [];

  static async open(count: number): Promise<Copies> {
    const copies = new Copies();
    for (let i = 0; i < count; i++) copies.#free.push(await copies.#make(String(i)));
    return copies;
  }

  async #make(name: string): Promise<string> {
    const copy = join(this.#folder, name);
    await mkdir(copy, { recursive: true });
    for (const folder of ['src/core', 'src/node', 'tests/support']) await cp(join(ROOT, folder), join(copy, folder), { recursive: true });
    return copy;
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }

  /** Names of the rows that fail with every rule in its place. */
  failing(rows: readonly string[]): Promise<string[]> {
    return this.#with((copy) => this.#run(copy, rows));
  }

  /** Names of the rows that fail without a rule; throws where its text isn't there exactly once. */
  failingWithout({ file, find, replace, rows }: Mutant): Promise<string[]> {
    return this.#with(async (copy) => {
      const path = join(copy, 'src/core', file);
      const source = await readFile(path, 'utf8');
      const occurrences = source.split(find).length - 1;
      if (occurrences !== 1) throw new Error(`the rule's text is ${occurrences} times in ${file}`);
      try {
        await writeFile(path, source.replace(find, () => replace));
        return await this.#run(copy, rows);
      } finally {
        await writeFile(path, source);
      }
    });
  }

  async #with<T>(work: (copy: string) => Promise<T>): Promise<T> {
    const copy = this.#free.pop() ?? (await new Promise<string>((resolve) => this.#waiting.push(resolve)));
    try {
      return await work(copy);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(copy);
      else next(copy);
    }
  }

  /** A row that never ends, or ends the process, counts as failing; a rule without its row or without sense is a mistake in the table. */
  async #run(copy: string, rows: readonly string[]): Promise<string[]> {
    const script = join(copy, 'tests/support/attacks/run-tables.ts');
    try {
      const { stdout } = await run(process.execPath, [script, ...rows], { timeout: 30_000, env: { ...process.env, NODE_COMPILE_CACHE: join(this.#folder, 'compiled') } });
      return (JSON.parse(stdout) as { failed: string[] }).failed;
    } catch (error) {
      if (/SyntaxError|no such rows/.test(String(error))) throw error;
      return [`the runner itself: ${String(error).slice(0, 500)}`];
    }
  }
}
