/** How a process of the bench talks to whoever started it: JSON values by line one way, commands by line the other. */
import { createInterface } from 'node:readline';

/** Milliseconds since 1970 with a fraction; on one machine, times of two processes can be compared to about 0.1 ms. */
export const now = (): number => performance.timeOrigin + performance.now();

export function say(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Calls the command's handler with what stands behind its name. Ends the process with whoever started it. */
export function takeCommands(handlers: Record<string, (argument: string) => unknown>): void {
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const [command = '', argument = ''] = line.split(' ', 2);
      const handler = handlers[command];
      if (handler === undefined) throw new Error(`no such command: ${line}`);
      handler(argument);
    })
    .once('close', () => process.exit(0));
}
