/** Reads the command line. Whatever is wrong with it is told by naming the argument. */
import { parseArgs } from 'node:util';
import type { CommandSpec, OptionSpec } from './command.ts';
import { readStandardInput } from './input.ts';
import { cliWords } from './words.ts';

/** Wrong usage: exit status 2. */
export class UsageError extends Error {}

export interface Arguments {
  /** The argument of that name; every command has all that it names. */
  positional(name: string): string;
  /** The option's value, if it was given one. */
  text(name: string): string | undefined;
  /** The values of an option that may be repeated. */
  all(name: string): readonly string[];
  /** Whether the option was given. */
  has(name: string): boolean;
  /** A whole number within bounds. Throws UsageError. */
  number(name: string, least: number, most: number): number | undefined;
}

interface Given {
  positionals: string[];
  options: Map<string, string[]>;
}

/** Reads what follows the command's own words; a `-` for text is replaced by what standard input has. Throws UsageError. */
export async function readArguments(args: readonly string[], spec: CommandSpec): Promise<Arguments> {
  const given = collect(args, spec);
  check(given, spec);
  await readDashes(given, spec);
  return new GivenArguments(given, spec);
}

function collect(args: readonly string[], spec: CommandSpec): Given {
  const options = Object.fromEntries(Object.entries(spec.options).map(([name, { value }]) => [name, { type: value === undefined ? ('boolean' as const) : ('string' as const) }]));
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const given: Given = { positionals: [], options: new Map() };
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      if (given.positionals.length === spec.positionals.length) throw new UsageError(cliWords().unexpected(token.value));
      given.positionals.push(token.value);
      continue;
    }
    const option = Object.hasOwn(spec.options, token.name) ? spec.options[token.name] : undefined;
    if (!option) throw new UsageError(cliWords().unknownOption(token.rawName));
    given.options.set(token.name, [...(given.options.get(token.name) ?? []), readValue(token, option)]);
    if (option.repeated !== true && (given.options.get(token.name)?.length ?? 0) > 1) throw new UsageError(cliWords().givenTwice(token.rawName));
  }
  return given;
}

function readValue(token: { rawName: string; value?: string | undefined; inlineValue?: boolean | undefined }, option: OptionSpec): string {
  const { rawName, value, inlineValue } = token;
  if (option.value === undefined) {
    if (value !== undefined) throw new UsageError(cliWords().takesNoValue(rawName));
    return '';
  }
  // `--home --json` means that the folder was forgotten.
  const missing = value === undefined || (value === '' && option.mayBeEmpty !== true) || (inlineValue === false && value.startsWith('--'));
  if (missing) throw new UsageError(cliWords().needsValue(rawName));
  if (option.choices && !option.choices.includes(value)) throw new UsageError(cliWords().notAChoice(rawName, value, option.choices));
  return value;
}

function check({ positionals, options }: Given, spec: CommandSpec): void {
  const missing = spec.positionals[positionals.length];
  if (missing) throw new UsageError(cliWords().missingArgument(missing.name, spec.path));
  const empty = positionals.indexOf('');
  if (empty >= 0) throw new UsageError(cliWords().needsValue(spec.positionals[empty]?.name ?? ''));
  for (const [i, { name, choices }] of spec.positionals.entries()) {
    const value = positionals[i] ?? '';
    if (choices && !choices.includes(value)) throw new UsageError(cliWords().notAChoice(name, value, choices));
  }
  for (const [name, { required }] of Object.entries(spec.options)) {
    if (required && !options.has(name)) throw new UsageError(cliWords().missingArgument(`--${name}`, spec.path));
  }
}

async function readDashes({ positionals, options }: Given, spec: CommandSpec): Promise<void> {
  const readers = [...spec.positionals.filter((_, i) => positionals[i] === '-'), ...[...options].flatMap(([name, values]) => values.filter((value) => value === '-').map(() => spec.options[name]))].filter(
    (one) => one?.source === 'text' || one?.source === 'file',
  );
  if (readers.length > 1) throw new UsageError(cliWords().dashTwice);
  if (readers[0]?.source !== 'text') return;
  const text = new TextDecoder().decode(await readStandardInput()).replace(/\r?\n$/, '');
  for (const [i, { source }] of spec.positionals.entries()) if (source === 'text' && positionals[i] === '-') positionals[i] = text;
  for (const [name, values] of options) if (spec.options[name]?.source === 'text') options.set(name, values.map((value) => (value === '-' ? text : value)));
}

class GivenArguments implements Arguments {
  readonly #given: Given;
  readonly #spec: CommandSpec;

  constructor(given: Given, spec: CommandSpec) {
    this.#given = given;
    this.#spec = spec;
  }

  positional(name: string): string {
    const value = this.#given.positionals[this.#spec.positionals.findIndex((spec) => spec.name === name)];
    if (value === undefined) throw new Error(`${this.#spec.path} has no argument ${name}`);
    return value;
  }

  text(name: string): string | undefined {
    return this.#given.options.get(name)?.[0];
  }

  all(name: string): readonly string[] {
    return this.#given.options.get(name) ?? [];
  }

  has(name: string): boolean {
    return this.#given.options.has(name);
  }

  number(name: string, least: number, most: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = /^[0-9]{1,15}$/.test(text) ? Number(text) : -1;
    if (value < least || value > most) throw new UsageError(cliWords().badNumber(`--${name}`, text, least, most));
    return value;
  }
}

/** `HOST:PORT`, where a port of 0 takes a free one, and an IPv6 host stands in brackets. Throws UsageError. */
export function readPlace(text: string): { host: string; port: number } {
  const [, bracketed, plain, port] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]/\s]+)):([0-9]{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (!host || Number(port) > 65_535) throw new UsageError(cliWords().badListen(text));
  return { host, port: Number(port) };
}
