/** Reads the command line. Whatever is wrong with it is told by naming the argument. */
import { parseArgs } from 'node:util';
import { words } from '../words.ts';

/** Wrong usage: exit status 2. */
export class UsageError extends Error {}

/** By option name: whether it takes a value. */
export type OptionTable = Readonly<Record<string, 'string' | 'boolean'>>;

export interface Arguments {
  /** The option's value, if it was given one. */
  text(name: string): string | undefined;
  /** Whether the option was given. */
  has(name: string): boolean;
}

/** Reads options only: no command takes anything else yet. Throws UsageError. */
export function readArguments(args: readonly string[], table: OptionTable): Arguments {
  const options = Object.fromEntries(Object.entries(table).map(([name, type]) => [name, { type }]));
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const given = new Map<string, string | undefined>();
  for (const token of tokens) {
    if (token.kind === 'positional') throw new UsageError(words().unexpected(token.value));
    if (token.kind === 'option-terminator') continue;
    const type = Object.hasOwn(table, token.name) ? table[token.name] : undefined;
    if (!type) throw new UsageError(words().unknownOption(token.rawName));
    // `--home --json` means that the folder was forgotten.
    const missing = !token.value || (token.inlineValue === false && token.value.startsWith('--'));
    if (type === 'string' && missing) throw new UsageError(words().needsValue(token.rawName));
    if (type === 'boolean' && token.value !== undefined) throw new UsageError(words().takesNoValue(token.rawName));
    given.set(token.name, token.value);
  }
  return { text: (name) => given.get(name), has: (name) => given.has(name) };
}

/** A port to listen on. Throws UsageError. */
export function readPort(text: string): number {
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw new UsageError(words().badPort(text));
  return port;
}

/** `HOST:PORT`, where a port of 0 takes a free one, and an IPv6 host stands in brackets. Throws UsageError. */
export function readPlace(text: string): { host: string; port: number } {
  const [, bracketed, plain, port] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]/\s]+)):([0-9]{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (!host || Number(port) > 65_535) throw new UsageError(words().badListen(text));
  return { host, port: Number(port) };
}
