/** The machine that a run was measured on, as far as it matters. */
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { findChromium } from '../../e2e/support/browser.ts';
import type { Machine } from './report.ts';

export function describeMachine(): Machine {
  const processors = cpus();
  const [load = 0] = loadavg();
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    os: `${type()} ${release()}`,
    node: process.version,
    chromium: chromiumVersion(),
    loadBefore: Math.round(load * 100) / 100,
  };
}

function chromiumVersion(): string | null {
  const chromium = findChromium();
  if (chromium === undefined) return null;
  return execFileSync(chromium, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}
