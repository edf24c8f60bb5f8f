#!/usr/bin/env node
/**
 * `npx huan ...` in this project: the command line, built first where it has to be. What it prints on stdout is the command
 * line's alone.
 */
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureDependencies } from './install.mjs';
import { ROOT, runScript, toolNode } from './project.mjs';
import { runToEnd } from './run-program.mjs';

await runScript(async () => {
  await ensureDependencies();
  await ensureBuilt();
  process.exitCode = await runToEnd(toolNode(), [join(ROOT, 'dist', 'node', 'cli.js'), ...process.argv.slice(2)]);
});
