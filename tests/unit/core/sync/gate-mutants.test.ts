import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mutants, type Mutant } from '../../../support/attacks/mutants.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
/** Inside the repository, so that packages are found. */
const COPIES = join(ROOT, '.cache', 'mutants', String(process.pid));
const run = promisify(execFile);
/** Copies of the sources that are not in use, and who waits for one. */
const free: string[] = [];
const waiting: ((copy: string) => void)[] = [];

async function withCopy<T>(work: (copy: string) => Promise<T>): Promise<T> {
  const copy = free.pop() ?? (await new Promise<string>((resolve) => waiting.push(resolve)));
  try {
    return await work(copy);
  } finally {
    const next = waiting.shift();
    if (next === undefined) free.push(copy);
    else next(copy);
  }
}

beforeAll(async () => {
  for (const name of ['0', '1']) {
    const copy = join(COPIES, name);
    await mkdir(copy, { recursive: true });
    for (const folder of ['src/core', 'src/node', 'tests/support']) await cp(join(ROOT, folder), join(copy, folder), { recursive: true });
    free.push(copy);
  }
});

afterAll(() => rm(COPIES, { recursive: true, force: true }));

/** Names of the rows that fail in a copy. A row that never ends counts as failing. */
async function failingRows(copy: string, rows: readonly string[]): Promise<string[]> {
  const script = join(copy, 'tests/support/attacks/run-tables.ts');
  try {
    const { stdout } = await run(process.execPath, [script, ...rows], { timeout: 30_000, env: { ...process.env, NODE_COMPILE_CACHE: join(COPIES, 'compiled') } });
    return (JSON.parse(stdout) as { failed: string[] }).failed;
  } catch (error) {
    return [`the runner itself: ${String(error).slice(0, 500)}`];
  }
}

/** Switches a rule off in a copy while the rows run. */
async function failingWithout(copy: string, { file, find, replace, rows }: Mutant): Promise<string[]> {
  const path = join(copy, 'src/core', file);
  const source = await readFile(path, 'utf8');
  expect(source.split(find), `occurrences of the rule in ${file}`).toHaveLength(2);
  try {
    await writeFile(path, source.replace(find, () => replace));
    return await failingRows(copy, rows);
  } finally {
    await writeFile(path, source);
  }
}

it('with every rule in its place no row fails', async () => {
  const rows = ['sends garbage', 'the gate is brought a whole log', 'a proof of the same op twice', 'is let in by herself', 'a mirror that sends back what it gets learns nothing'];
  expect(await withCopy((copy) => failingRows(copy, rows))).toEqual([]);
});

describe('some row fails without the rule that', () => {
  it.concurrent.each(mutants)('$rule', async (mutant) => {
    expect((await withCopy((copy) => failingWithout(copy, mutant))).length).toBeGreaterThan(0);
  });
});
