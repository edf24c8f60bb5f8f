/** A sample of `npm run mutants`. In a process of its own: changed sources are loaded by Node's own loader. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('rules of authority that are switched off are noticed', async () => {
  const script = fileURLToPath(new URL('../../../mutants/run.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--sample'], { timeout: 55_000 });
  expect(stdout.trim().split('\n').at(-1)).toMatch(/^\d+ rules switched off: \d+ caught, 0 change nothing, 0 survived$/);
});
