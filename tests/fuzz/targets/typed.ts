/** What people type or hand over as files: the command line’s arguments, tables of listings, amounts. */
import { makeListingContent } from '../../../src/core/market/listing-content.ts';
import { LISTING_KINDS } from '../../../src/core/market/listing.ts';
import { readArguments, readPlace, UsageError, type Arguments } from '../../../src/node/cli/arguments.ts';
import { COMMANDS } from '../../../src/node/cli/command-table.ts';
import type { CommandSpec } from '../../../src/node/cli/command.ts';
import { applyFields } from '../../../src/node/cli/commands/listing-fields.ts';
import { guessSeparator, readCsv, unescapeCell, writeCsv } from '../../../src/node/cli/csv.ts';
import { COLUMNS, readListingTable } from '../../../src/node/cli/listing-table.ts';
import { CliFailure } from '../../../src/node/cli/output.ts';
import { runCommandLine } from '../../../src/node/cli/run-command-line.ts';
import { decodeText } from '../../../src/node/cli/text-encoding.ts';
import type { FuzzRandom } from '../harness/fuzz-random.ts';
import { assertBounded, assertHolds, assertSame, attempt, type FuzzTarget } from '../harness/target.ts';
import { alterSometimes } from '../make/alter-bytes.ts';

const NOW = Date.UTC(2026, 0, 1);
const HEADERS: readonly [string, ...string[]] = [...(COLUMNS as readonly string[] as [string]), '类型', '标题', '价格', '货币', 'Kind', ' title ', 'unknown'];
const CELLS = ['', 'swap', 'sell', '出售', 'Olympus XA', '12.50', '1e3', '12', 'EUR', 'cny', '=SUM(A1)', "'=x", "''+1", '-5', '@a', 'a"b', 'a,b', 'a\nb', ' a ', '相机', '\t'] as const;

function makeTable(random: FuzzRandom): Uint8Array {
  const separator = random.pick([',', ',', ';', '\t']);
  const end = random.pick(['\n', '\r\n', '\r']);
  const quote = (cell: string): string => (random.oneIn(30) ? cell : random.oneIn(4) || /[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const columns = random.oneIn(6) ? random.list(1, 8, () => random.pick(HEADERS)) : ['kind', 'title', ...COLUMNS.filter((name) => name !== 'kind' && name !== 'title' && random.oneIn(2))];
  const rows = random.list(0, random.oneIn(100) ? 200 : 5, () => columns.map((column) => (column === 'kind' && !random.oneIn(5) ? random.pick(LISTING_KINDS) : random.oneIn(3) ? random.text(130) : random.pick(CELLS))));
  const text = [columns, ...rows].map((cells) => cells.map(quote).join(separator)).join(end);
  return alterSometimes(random, encodeText(random, text), 3);
}

/** In one of the encodings in which spreadsheets write. */
function encodeText(random: FuzzRandom, text: string): Uint8Array {
  if (!random.oneIn(6)) return new TextEncoder().encode((random.oneIn(3) ? '\uFEFF' : '') + text);
  const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return new Uint8Array(random.oneIn(2) ? utf16 : utf16.swap16());
}

const table: FuzzTarget = {
  name: 'table',
  covers: 'tables of listings: decodeText (UTF-8, UTF-16, GBK), readCsv, readListingTable; each listing is one that can be published; what writeCsv writes is read as it was',
  make: makeTable,
  take(input) {
    const read = decodeText(input);
    if (read === undefined) return false;
    assertBounded(read.text, input.length);
    const rows = attempt(() => readListingTable(read.text, 'table.csv', NOW), (error) => error instanceof CliFailure && error.type === 'bad-table');
    for (const row of readCsv(read.text, guessSeparator(read.text))) if ('cells' in row) assertWrittenAlike(row.cells);
    if ('refusal' in rows) return false;
    // What is wrong with a row is told in a sentence.
    assertBounded(rows.value, input.length, 400);
    for (const row of rows.value) if ('listing' in row) makeListingContent(row.listing, NOW);
    return rows.value.some((row) => 'listing' in row);
  },
};

function assertWrittenAlike(cells: readonly string[]): void {
  const text = decodeText(new TextEncoder().encode(writeCsv([cells])))?.text;
  const rows = text === undefined ? [] : [...readCsv(text, ',')];
  assertSame(rows.map((row) => ('cells' in row ? row.cells.map(unescapeCell) : row.problem)), [cells], 'a row that is written is read as it was');
}

/** Values: right ones of several options, and what people and scripts get wrong. A bare `-` would read standard input. */
const VALUES = ['swap', 'Olympus XA', '12.50', 'EUR', 'eur', '', '0', '3', '10000', '99999999999999999999', '-1', '1e3', 'Mount=M42', '=', 'a=', '=b', '127.0.0.1:4444', '[::1]:0', 'host:99999', '--home', '--', '-h', '__proto__', 'en', 'zh', '相机', 'a\nb', "';--", 'open'] as const;

/** Names of options that there are not, and that every object has. */
const OPTIONS = ['--constructor', '--toString=x', '--__proto__', '--__proto__=x', '--valueOf', '-x', '-xyz', '--=', '--no-json', '---'] as const;

/** The same, never read from standard input. */
function withoutSource<T extends { source?: unknown }>(spec: T): Omit<T, 'source'> {
  const { source: _, ...rest } = spec;
  return rest;
}

function withoutInput({ options, positionals, ...spec }: CommandSpec): CommandSpec {
  return { ...spec, options: Object.fromEntries(Object.entries(options).map(([name, option]) => [name, withoutSource(option)])), positionals: positionals.map(withoutSource) };
}

const SPECS = COMMANDS.map(withoutInput) as [CommandSpec, ...CommandSpec[]];

function makeArguments(random: FuzzRandom): Uint8Array {
  const spec = random.pick(SPECS);
  const value = (option?: { choices?: readonly string[] }): string => (option?.choices && !random.oneIn(8) ? (random.any(option.choices) ?? '') : random.oneIn(4) ? random.text(40) : random.pick(VALUES));
  const words: string[] = spec.path.split(' ');
  if (random.oneIn(10)) words.unshift(random.pick(['--json', '--home=/nowhere', '--help', 'help', '-h', '--home']));
  for (const positional of spec.positionals) if (!random.oneIn(10)) words.push(value(positional));
  for (const [name, option] of Object.entries(spec.options)) {
    if (option.required !== true && !random.oneIn(4)) continue;
    const given = random.oneIn(20) ? `--${name}x` : `--${name}`;
    if (option.value === undefined) words.push(random.oneIn(20) ? `${given}=x` : given);
    else if (random.oneIn(2)) words.push(`${given}=${value(option)}`);
    else if (!random.oneIn(20)) words.push(given, value(option));
    else words.push(given);
    if (option.repeated === true && random.oneIn(2)) words.push(given, value(option));
  }
  if (random.oneIn(8)) words.splice(random.below(words.length + 1), 0, random.pick([...VALUES, ...OPTIONS]));
  if (random.oneIn(12)) words.splice(random.below(words.length), 1);
  return alterSometimes(random, new TextEncoder().encode(words.join('\0')), 12);
}

const isUsage = (error: unknown): boolean => error instanceof UsageError;

const commandLine: FuzzTarget = {
  name: 'arguments',
  covers: 'the command line’s arguments, of every command: readArguments (but for text from standard input), numbers, fields, prices and places in them, and the help that any words ask for; no command is carried out',
  make: makeArguments,
  async take(input) {
    const words = new TextDecoder().decode(input).split('\0');
    // Help is long: of a share of them.
    if (input.length % 4 === 0) await assertHelped(words);
    const spec = SPECS.find(({ path }) => path === words.slice(0, 2).join(' ') || path === words[0]);
    if (spec === undefined) return false;
    try {
      useArguments(await readArguments(words.slice(spec.path.split(' ').length), spec), spec);
      return true;
    } catch (error) {
      if (isUsage(error)) return false;
      throw error;
    }
  },
};

async function assertHelped(words: readonly string[]): Promise<void> {
  const quiet = (): void => undefined;
  const status = await runCommandLine(['--help', ...words], { json: false, closed: false, print: quiet, write: quiet, note: quiet });
  assertHolds(status === 0 || status === 2, 'help is given, or wrong usage is told');
}

/** Reads the values as commands do. */
function useArguments(args: Arguments, spec: CommandSpec): void {
  for (const { name } of spec.positionals) args.positional(name);
  assertHolds(!['constructor', 'toString', '__proto__', 'valueOf'].some((name) => args.has(name)), 'only options of the command are taken');
  for (const name of Object.keys(spec.options)) {
    const number = attempt(() => args.number(name, 1, 10_000), isUsage);
    assertHolds('refusal' in number || number.value === undefined || (number.value >= 1 && number.value <= 10_000), 'a number is within its bounds');
    for (const text of args.all(name)) attempt(() => readPlace(text), isUsage);
  }
  if (!('title' in spec.options)) return;
  const input = applyFields({ kind: 'swap', title: 'a', photos: [] }, args);
  const price = input.price?.minor ?? 0;
  assertHolds(Number.isSafeInteger(price) && price >= 0 && price <= 1e13, 'a price is within its bounds');
}

export const typedTargets: readonly FuzzTarget[] = [table, commandLine];
