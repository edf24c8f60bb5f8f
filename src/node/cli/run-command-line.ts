/**
 * From the words of a command line to what it comes to. Exit status: 0 done; 1 refused or failed, with one sentence on stderr (and
 * with --json one error on stdout); 2 wrong usage. A stack is shown only with HUAN_DEBUG=1.
 */
import { readArguments, UsageError } from './arguments.ts';
import { COMMANDS } from './command-table.ts';
import type { CommandSpec } from './command.ts';
import { describeCommand, describeCommands } from './help.ts';
import { CliFailure, type Output } from './output.ts';
import { describeField } from './refusal-words.ts';
import { cliWords } from './words.ts';
import { describeBug } from '../open-host.ts';
import { StoreError } from '../../core/ports.ts';
import { VERSION } from '../version.ts';
import { words } from '../words.ts';

/** Runs a command. Resolves with the exit status; never rejects. */
export async function runCommandLine(args: readonly string[], output: Output): Promise<number> {
  try {
    await run(args, output);
    return 0;
  } catch (error) {
    return fail(error, output);
  }
}

async function run(args: readonly string[], output: Output): Promise<void> {
  const { globals, rest } = splitGlobals(args);
  if (rest[0] === '--version') {
    output.print({ version: VERSION }, `huan ${VERSION}`);
    return;
  }
  const asked = rest[0] === 'help' ? rest.slice(1) : rest;
  if (rest[0] === 'help' || isHelpAsked(rest)) {
    output.write(describe(asked));
    return;
  }
  const { command, after } = findCommand(rest);
  const given = await readArguments([...globals, ...after], command);
  try {
    await command.run(given, output);
  } catch (error) {
    throw asUsageError(error, command);
  }
}

/** Options of every command may stand before it, too. */
function splitGlobals(args: readonly string[]): { globals: string[]; rest: string[] } {
  let at = 0;
  for (let option = args[0]; option !== undefined; option = args[at]) {
    if (option === '--json' || option.startsWith('--home=')) at++;
    else if (option === '--home') at += 2;
    else break;
  }
  return { globals: args.slice(0, at), rest: args.slice(at) };
}

/** What comes after a bare `--` is no option. */
function isHelpAsked(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? args.length : end).some((word) => word === '--help' || word === '-h');
}

/** The command that the first words name; the one that starts Huan where there are none. Throws UsageError. */
function findCommand(args: readonly string[]): { command: CommandSpec; after: string[] } {
  const [first, second] = args;
  if (first === undefined || first.startsWith('-')) return { command: byPath('start'), after: [...args] };
  const alone = COMMANDS.find(({ path }) => path === first);
  if (alone) return { command: alone, after: args.slice(1) };
  const group = COMMANDS.filter(({ path }) => path.startsWith(`${first} `));
  if (group.length === 0) throw new UsageError(cliWords().unknownCommand(first));
  const choices = group.map(({ path }) => path.slice(first.length + 1)).join(', ');
  if (second === undefined || second.startsWith('-')) throw new UsageError(cliWords().needsWord(first, choices));
  const command = group.find(({ path }) => path === `${first} ${second}`);
  if (!command) throw new UsageError(cliWords().unknownCommand(`${first} ${second}`));
  return { command, after: args.slice(2) };
}

function byPath(path: string): CommandSpec {
  const command = COMMANDS.find((one) => one.path === path);
  if (!command) throw new Error(`there is no command ${path}`);
  return command;
}

/** Help for the command that some words name, for the group that one word names, or for all. */
function describe(args: readonly string[]): string {
  const named = args.filter((word) => !word.startsWith('-'));
  if (named.length === 0) return describeCommands(COMMANDS);
  const group = COMMANDS.filter(({ path }) => path.startsWith(`${named[0]} `));
  if (group.length > 0 && named.length === 1) return describeCommands(group);
  return describeCommand(findCommand(named).command);
}

/** A field that the host found to be out of bounds was given by an argument: that is wrong usage. */
function asUsageError(error: unknown, { options, positionals }: CommandSpec): unknown {
  if (!(error instanceof CliFailure) || error.type !== 'bad-input') return error;
  const field = (error.field ?? '').replace(/^(listing|deed)\./, '').split('.')[0] ?? '';
  const option = { photos: 'photo', relays: 'relay', friends: 'friend' }[field] ?? field;
  const argument = Object.hasOwn(options, option) ? `--${option}` : positionals.find(({ name }) => name.toLowerCase() === option)?.name;
  return argument === undefined ? error : new UsageError(cliWords().badField(argument, describeField(field, error.message)));
}

/** Prints why, and gives the exit status. */
export function fail(error: unknown, output: Output): number {
  if (error instanceof UsageError) {
    output.note(error.message);
    return 2;
  }
  const { type, message } = error instanceof CliFailure ? error : error instanceof StoreError ? { type: error.type, message: words()[error.type](error.message) } : { type: 'internal', message: words().bug(describeBug(error)) };
  output.note(message);
  if (output.json) output.print({ error: { type, message } }, '');
  return 1;
}
