/** The command line for tests: as a process of its own, or within the test where only what it says is looked at. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { runCommandLine } from '../../src/node/cli/run-command-line.ts';

export const CLI = fileURLToPath(new URL('../../src/node/cli.ts', import.meta.url));
/** From its sources a process takes a second to start, and a third of that once they are compiled. */
export const NODE_COMPILE_CACHE = fileURLToPath(new URL('../../.cache/compiled', import.meta.url));

export interface Ended {
  status: number | null;
  out: string;
  err: string;
}

export interface Run {
  child: ChildProcess;
  /** The first line on stdout; undefined if it ended without one. */
  first: Promise<string | undefined>;
  ended: Promise<Ended>;
}

export interface RunOptions {
  env?: NodeJS.ProcessEnv;
  /** What standard input has. */
  input?: string | Uint8Array;
  /** As another user. */
  uid?: number;
}

/** A new folder, which goes when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'huan-cli-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Where a home may be made. */
export async function newHome(): Promise<string> {
  return join(await temporaryFolder(), 'home');
}

/** Starts `huan` with those arguments; it is gone when the test ends. */
export function startHuan(args: readonly string[], { env = {}, input, uid }: RunOptions = {}): Run {
  const user = uid === undefined ? {} : { uid, gid: uid };
  const child = spawn(process.execPath, [CLI, ...args], { env: { ...process.env, LC_ALL: 'en_US.UTF-8', HUAN_DEBUG: '', NODE_COMPILE_CACHE, ...env }, stdio: ['pipe', 'pipe', 'pipe'], ...user });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  child.stdin.on('error', () => undefined).end(input);
  const lines: string[] = [];
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const reader = createInterface({ input: child.stdout });
  const first = new Promise<string | undefined>((resolve) => {
    reader.on('line', (line) => {
      lines.push(line);
      resolve(line);
    });
    reader.on('close', () => resolve(undefined));
  });
  const ended = once(child, 'close').then(() => ({ status: child.exitCode, out: lines.join('\n'), err }));
  return { child, first, ended };
}

/** `huan ... --json` on that home: its exit status, and the values that it printed. As a process where `options` say how. */
export async function huanJson(home: string, args: readonly string[], options?: RunOptions): Promise<{ status: number | null; values: Record<string, unknown>[]; err: string }> {
  const all = [...args, '--home', home, '--json'];
  const { status, out, err } = await (options === undefined ? runHere(all) : startHuan(all, options).ended);
  const values = out === '' ? [] : out.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  return { status, values, err };
}

/** The one value that a command printed; throws with what it said where it failed. */
export async function huanValue(home: string, args: readonly string[], options?: RunOptions): Promise<Record<string, string>> {
  const { status, values, err } = await huanJson(home, args, options);
  if (status !== 0 || values.length !== 1) throw new Error(`huan ${args.join(' ')} ended with ${status} and ${values.length} values: ${err}`);
  return values[0] as Record<string, string>;
}

/** The same command line without a process, in whatever language `LC_ALL` names. */
export async function runHere(args: readonly string[]): Promise<Ended> {
  const out: string[] = [];
  const err: string[] = [];
  const json = args.includes('--json');
  const status = await runCommandLine(args, {
    json,
    closed: false,
    print: (value, text) => void out.push(json ? JSON.stringify(value) : text),
    write: (text) => void out.push(text),
    note: (text) => void err.push(text),
  });
  return { status, out: out.join('\n'), err: err.join('\n') };
}
