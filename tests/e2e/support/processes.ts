/** Child processes of tests: started with their first line of output awaited, and ended for certain. */
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Place } from '../../support/net/namespace.ts';

export interface RunningProcess {
  /** The first line that it printed. */
  firstLine: string;
  /** Everything else that it printed, for a failing test's message. */
  output(): string;
  /** Ends it, with SIGTERM unless told otherwise, and waits until it is gone. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a program; rejects with what it printed if it ends without printing a line. */
export async function startProcess(place: Place, program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<RunningProcess> {
  const child = place.spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  running.add(child);
  const lines: string[] = [];
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      running.delete(child);
      resolve();
    });
  });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('a process without output');
  createInterface({ input: stderr }).on('line', (line) => lines.push(line));
  const out = createInterface({ input: stdout });
  const firstLine = await new Promise<string>((resolve, reject) => {
    out.once('line', resolve);
    child.once('error', reject);
    void gone.then(() => reject(new Error(`${program} ended without a word: ${lines.join('\n')}`)));
  });
  out.on('line', (line) => lines.push(line));
  return {
    firstLine,
    output: () => lines.join('\n'),
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      await gone;
    },
  };
}
