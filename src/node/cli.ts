/** The command line `huan`, as a process. */
import { createOutput } from './cli/output.ts';
import { fail, runCommandLine } from './cli/run-command-line.ts';

/** Ends once everything is printed, whatever a command that failed may have left running. */
function exit(status: number): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(status)));
}

const args = process.argv.slice(2);
const output = createOutput(args.includes('--json'));
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => exit(fail(error, output)));
}
exit(await runCommandLine(args, output));
