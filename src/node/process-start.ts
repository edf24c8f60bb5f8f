/**
 * When a process started, so that it can be told from a later one with the same number.
 * Linux: boot id and clock ticks since boot, exact (proc(5), field 22 of stat). Elsewhere: seconds since 1970, asked of the
 * system by a program, and only when a lock was found whose process number is in use.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { errorCode } from './store/store-errors.ts';

const run = promisify(execFile);
/** States of proc(5): zombie, dead. */
const ENDED = new Set(['Z', 'X', 'x']);
/** Clocks and the programs that tell start times round differently. */
const TOLERANCE_S = 5;

/** What a lock says of this process. */
export async function ownProcessStart(): Promise<string> {
  if (process.platform === 'linux') return (await linuxStart(process.pid)) ?? '';
  return String(Math.round(performance.timeOrigin / 1000));
}

/** Whether the process with that number runs and started then. True where the start can't be found out. */
export async function runsSince(pid: number, start: string): Promise<boolean> {
  if (!exists(pid)) return false;
  if (process.platform === 'linux') {
    const found = await linuxStart(pid);
    return found === undefined ? exists(pid) : found !== 'ended' && (start === '' || found === start);
  }
  const found = await startInSeconds(pid);
  return found === undefined || Number.isNaN(Number(start)) || Math.abs(found - Number(start)) <= TOLERANCE_S;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

async function linuxStart(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    // The second field, the program's name in brackets, may itself have spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A killed process that nobody has reaped yet still has a number and a start time, and does nothing any more.
    return ENDED.has(fields[0] ?? '') ? 'ended' : `${boot.trim()} ${fields[19]}`;
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}

async function startInSeconds(pid: number): Promise<number | undefined> {
  try {
    if (process.platform === 'win32') {
      const script = `[DateTimeOffset]::new((Get-Process -Id ${pid}).StartTime).ToUnixTimeSeconds()`;
      return finite(Number((await run('powershell', ['-NoProfile', '-NonInteractive', '-Command', script])).stdout));
    }
    const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)], { env: { ...process.env, LC_ALL: 'C' } });
    return finite(Date.parse(stdout) / 1000);
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
