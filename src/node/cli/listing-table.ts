/** A table of listings: its columns, and what each row comes to. Nothing is posted here. */
import type { ListingInput } from '../../core/commands.ts';
import { CommandFailure } from '../../core/failure.ts';
import { makeListingContent } from '../../core/market/listing-content.ts';
import { LISTING_KINDS, type ListingKind } from '../../core/market/listing.ts';
import { guessSeparator, readCsv, unescapeCell, type CsvProblem, type CsvRow } from './csv.ts';
import { KIND_NAMES } from './listing-view.ts';
import { isCurrency, parsePrice } from './money.ts';
import { CliFailure } from './output.ts';
import { describeField } from './refusal-words.ts';
import { cliWords, inLanguage } from './words.ts';

export const COLUMNS = ['kind', 'title', 'text', 'price', 'currency', 'want', 'area'] as const;
type Column = (typeof COLUMNS)[number];

/** Names that a header may have beside the English ones. */
const CHINESE_COLUMNS: Readonly<Record<string, Column>> = {
  类型: 'kind', 种类: 'kind', 方式: 'kind',
  标题: 'title', 名称: 'title',
  描述: 'text', 说明: 'text',
  价格: 'price', 金额: 'price',
  货币: 'currency', 币种: 'currency',
  想换: 'want', 想要: 'want',
  地区: 'area', 区域: 'area',
};
const REQUIRED: readonly Column[] = ['kind', 'title'];

const KINDS: ReadonlyMap<string, ListingKind> = new Map(LISTING_KINDS.flatMap((kind) => [[kind, kind], [KIND_NAMES[kind], kind]] as const));

export interface RowError {
  type: 'bad-row';
  message: string;
  /** The column, where it is one. */
  field?: string;
}

/** Rows count as in a spreadsheet: the header is 1. */
export type TableRow = { row: number; listing: ListingInput } | { row: number; error: RowError };

/** Reads the whole table. Throws a CliFailure where the header is wrong. `now` in ms since 1970. */
export function readListingTable(text: string, path: string, now: number): TableRow[] {
  const rows = readCsv(text, guessSeparator(text));
  const { value: header } = rows.next() as IteratorResult<CsvRow, undefined>;
  if (header === undefined) throw new CliFailure('bad-table', cliWords().noHeader(path));
  if ('problem' in header) throw new CliFailure('bad-table', cliWords().badHeader(describeProblem(header.problem)));
  const columns = readHeader(header.cells);
  return [...rows].map((row) => readRow(row, columns, now));
}

function readHeader(cells: readonly string[]): Column[] {
  const columns = cells.map((cell): Column => {
    const name = cell.trim().toLowerCase();
    const column = COLUMNS.find((known) => known === name) ?? (Object.hasOwn(CHINESE_COLUMNS, name) ? CHINESE_COLUMNS[name] : undefined);
    if (column === undefined) throw new CliFailure('bad-table', cliWords().unknownColumn(cell.slice(0, 60), COLUMNS.join(', ')));
    return column;
  });
  const twice = columns.find((column, i) => columns.indexOf(column) !== i);
  if (twice !== undefined) throw new CliFailure('bad-table', cliWords().columnTwice(twice));
  const missing = REQUIRED.find((column) => !columns.includes(column));
  if (missing !== undefined) throw new CliFailure('bad-table', cliWords().columnMissing(missing));
  return columns;
}

function readRow(read: CsvRow, columns: readonly Column[], now: number): TableRow {
  const { row } = read;
  if ('problem' in read) return { row, error: { type: 'bad-row', message: describeProblem(read.problem) } };
  const { cells } = read;
  if (cells.length !== columns.length) return { row, error: { type: 'bad-row', message: describeCount(cells.length, columns.length) } };
  const cell = new Map(columns.map((column, i) => [column, unescapeCell(cells[i] ?? '').trim()]));
  const value = (column: Column): string => cell.get(column) ?? '';
  const wrong = (field: Column): TableRow => ({ row, error: { type: 'bad-row', message: describeField(field, field), field } });

  const kind = KINDS.get(value('kind').toLowerCase());
  if (kind === undefined) return wrong('kind');
  const listing: ListingInput = { kind, title: value('title'), photos: [] };
  for (const field of ['text', 'want', 'area'] as const) if (value(field) !== '') listing[field] = value(field);
  if (value('price') !== '') {
    const currency = value('currency').toUpperCase();
    const price = isCurrency(currency) ? parsePrice(value('price'), currency) : undefined;
    if (price === undefined) return wrong('price');
    listing.price = price;
  }
  const field = findWrongField(listing, now);
  return field === undefined ? { row, listing } : wrong(field);
}

/** As the host will check it. */
function findWrongField(listing: ListingInput, now: number): Column | undefined {
  try {
    makeListingContent(listing, now);
    return undefined;
  } catch (error) {
    if (error instanceof CommandFailure) return error.field as Column;
    throw error;
  }
}

function describeProblem(problem: CsvProblem): string {
  return inLanguage(
    {
      'quote-in-cell': { en: 'a quotation mark stands in a cell that has none around it', zh: '单元格中间出现了引号' },
      'text-after-quote': { en: 'something stands after a closing quotation mark', zh: '结尾引号之后还有内容' },
      'quote-not-closed': { en: 'a quotation mark is never closed', zh: '引号没有结束' },
    }[problem],
  );
}

function describeCount(cells: number, columns: number): string {
  return inLanguage({ en: `it has ${cells} ${cells === 1 ? 'cell' : 'cells'} where the header has ${columns}`, zh: `有 ${cells} 个单元格，而表头有 ${columns} 个` });
}
