/**
 * The command line `huan`. Exit status: 0 done; 1 refused or failed, with one sentence on stderr (and with --json one error on
 * stdout); 2 wrong usage. A stack is shown only with HUAN_DEBUG=1.
 */
import { readArguments, UsageError, type Arguments, type OptionTable } from './cli/arguments.ts';
import { CliFailure, createOutput, type Output } from './cli/output.ts';
import { relay, relayOptions } from './cli/relay.ts';
import { start, startOptions } from './cli/start.ts';
import { describeBug } from './open-host.ts';
import { VERSION } from './version.ts';
import { words } from './words.ts';

interface Command {
  options: OptionTable;
  run: (args: Arguments, output: Output) => Promise<void>;
}

const commands: ReadonlyMap<string, Command> = new Map([
  ['start', { options: startOptions, run: start }],
  ['relay', { options: relayOptions, run: relay }],
]);

async function run(args: readonly string[], output: Output): Promise<void> {
  if (args.includes('--help') || args[0] === 'help') {
    process.stdout.write(`${words().help}\n`);
    return;
  }
  if (args[0] === '--version') {
    output.print({ version: VERSION }, `huan ${VERSION}`);
    return;
  }
  const named = args[0] !== undefined && !args[0].startsWith('-');
  const name = named ? args[0] : 'start';
  const command = commands.get(name ?? '');
  if (!command) throw new UsageError(words().unknownCommand(name ?? ''));
  await command.run(readArguments(named ? args.slice(1) : args, command.options), output);
}

/** Prints why, and gives the exit status. */
function fail(error: unknown, json: boolean, output: Output): number {
  if (error instanceof UsageError) {
    output.note(error.message);
    return 2;
  }
  const known = error instanceof CliFailure ? error : undefined;
  const message = known?.message ?? words().bug(describeBug(error));
  output.note(message);
  if (json) output.print({ error: { type: known?.type ?? 'internal', message } }, '');
  return 1;
}

/** Ends once everything is printed, whatever a command that failed may have left running. */
function exit(status: number): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(status)));
}

const args = process.argv.slice(2);
const json = args.includes('--json');
const output = createOutput(json);
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => exit(fail(error, json, output)));
}
try {
  await run(args, output);
  exit(0);
} catch (error) {
  exit(fail(error, json, output));
}
