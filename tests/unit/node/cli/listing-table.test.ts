import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { guessSeparator, readCsv, unescapeCell, writeCsv, type CsvRow } from '../../../../src/node/cli/csv.ts';
import { readListingTable, type TableRow } from '../../../../src/node/cli/listing-table.ts';
import { formatAmount, parsePrice } from '../../../../src/node/cli/money.ts';
import { decodeText } from '../../../../src/node/cli/text-encoding.ts';

const NOW = Date.UTC(2026, 0, 1);
const csv = (text: string): CsvRow[] => [...readCsv(text, ',')];
const table = (text: string): TableRow[] => readListingTable(text, 'things.csv', NOW);

beforeAll(() => void vi.stubEnv('LC_ALL', 'en_US.UTF-8'));
afterAll(() => void vi.unstubAllEnvs());

describe('CSV', () => {
  test('has quotes, doubled quotes, line breaks inside them, and any line end', () => {
    expect(csv('a,"b ""x""",c\r\n"1\r\n2",,\n\n"",z\rlast')).toEqual([
      { row: 1, cells: ['a', 'b "x"', 'c'] },
      { row: 2, cells: ['1\r\n2', '', ''] },
      { row: 4, cells: ['', 'z'] },
      { row: 5, cells: ['last'] },
    ]);
  });

  test('that is ambiguous is told with its row, and the rows after it are read', () => {
    expect(csv('a"b,c\n"a"b,c\nd,e\n"open\nf,g')).toEqual([
      { row: 1, problem: 'quote-in-cell' },
      { row: 2, problem: 'text-after-quote' },
      { row: 3, cells: ['d', 'e'] },
      { row: 4, problem: 'quote-not-closed' },
      { row: 5, cells: ['f', 'g'] },
    ]);
  });

  test('that is written is read again as it was, whatever is in it', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\t', '\n', '\r', ' ', '=', "'", '-', '换') });
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1 }), (rows) => {
        const text = writeCsv(rows).slice(1);
        const read = csv(text).map((row) => ('cells' in row ? row.cells.map(unescapeCell) : row));
        expect(read).toEqual(rows);
      }),
    );
  });

  test('that is written is no formula for any spreadsheet', () => {
    for (const cell of ['=1+1', '+1', '-1', '@SUM(A1)']) expect(writeCsv([[cell, 'x']])).toBe(`\uFEFF'${cell},x\r\n`);
  });

  test('that is written keeps an apostrophe that stood before what looks like a formula', () => {
    for (const cell of ["'=1+1", "''-1", "'tis"]) {
      const [row] = csv(writeCsv([[cell, 'x']]).slice(1));
      expect(row && 'cells' in row ? row.cells.map(unescapeCell) : row).toEqual([cell, 'x']);
    }
  });

  test('may have semicolons or tabs in the place of commas', () => {
    expect(guessSeparator('kind;title;"a,b,c,d"\n1,2,3,4,5')).toBe(';');
    expect(guessSeparator('kind\ttitle')).toBe('\t');
    expect(guessSeparator('title')).toBe(',');
  });
});

describe('the encoding', () => {
  const chinese = 'kind,title\nswap,尼康相机，带镜头\n';
  const utf16 = (text: string, big: boolean): Uint8Array => {
    const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
    return big ? bytes.swap16() : bytes;
  };
  // "尼康相机，带镜头" in GBK.
  const gbk = Buffer.concat([Buffer.from('kind,title\nswap,'), Buffer.from('c4e1bfb5cfe0bbfaa3acb4f8beb5cdb7', 'hex'), Buffer.from('\n')]);

  test.each([
    ['UTF-8', Buffer.from(chinese), 'UTF-8'],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${chinese}`), 'UTF-8'],
    ['UTF-16, little end first', utf16(chinese, false), 'UTF-16'],
    ['UTF-16, big end first', utf16(chinese, true), 'UTF-16'],
    ['GBK', gbk, 'GBK'],
  ])('%s is told', (_, bytes, encoding) => {
    expect(decodeText(bytes)).toEqual({ text: chinese, encoding });
  });

  test.each([
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['UTF-16 without a mark', Buffer.from('kind,title', 'utf16le')],
    ['UTF-16 that is cut off', utf16(chinese, false).subarray(0, 21)],
    ['a Western encoding', Buffer.from('kind,title\nswap,Appareil photo usagé\ngive,Caméra\n', 'latin1')],
    ['a Western encoding that would be letters in GBK', Buffer.from('kind,title\ngive,Caméra\n', 'latin1')],
  ])('%s is refused', (_, bytes) => {
    expect(decodeText(bytes)).toBeUndefined();
  });
});

describe('amounts', () => {
  test.each([
    ['12.50', 'EUR', 1_250],
    ['12.5', 'EUR', 1_250],
    ['12', 'EUR', 1_200],
    ['0', 'CNY', 0],
    ['1250', 'JPY', 1_250],
    ['1.234', 'KWD', 1_234],
    ['12.505', 'EUR', undefined],
    ['12.5', 'JPY', undefined],
    ['1,250', 'EUR', undefined],
    ['12,50', 'EUR', undefined],
    ['-1', 'EUR', undefined],
    ['1e3', 'EUR', undefined],
    ['100000000000.01', 'EUR', undefined],
  ])('%s %s is %s of its smallest unit', (text, currency, minor) => {
    expect(parsePrice(text, currency)).toEqual(minor === undefined ? undefined : { minor, currency });
  });

  test('are printed as they are typed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e13 }), fc.constantFrom('EUR', 'JPY', 'KWD'), (minor, currency) => {
        expect(parsePrice(formatAmount({ minor, currency }), currency)).toEqual({ minor, currency });
      }),
      { examples: [[1e13, 'JPY']] },
    );
    expect(formatAmount({ minor: 5, currency: 'EUR' })).toBe('0.05');
  });
});

describe('a table of listings', () => {
  test('has its columns in any order, in English or Chinese', () => {
    const listing = { kind: 'sell', title: 'Olympus XA', text: 'with flash', price: { minor: 1_250, currency: 'EUR' }, want: 'a meter', area: 'Riverside', photos: [] };
    expect(table('Title,KIND,text,price,currency,want,area\nOlympus XA,Sell,with flash,12.50,eur,a meter,Riverside\n')).toEqual([{ row: 2, listing }]);
    expect(table('标题;类型;描述;价格;货币;想换;地区\nOlympus XA;出售;with flash;12.50;EUR;a meter;Riverside\n')).toEqual([{ row: 2, listing }]);
    expect(table("kind\ttitle\ntrade-in\t'=1+1\n以旧换新\tb\n")).toEqual([
      { row: 2, listing: { kind: 'trade-in', title: '=1+1', photos: [] } },
      { row: 3, listing: { kind: 'trade-in', title: 'b', photos: [] } },
    ]);
  });

  test.each([
    ['', 'is empty'],
    ['kind,title,colour\n', '“colour”'],
    ['kind,title,constructor\n', '“constructor”'],
    ['kind,title,Kind\n', '“kind” is there twice'],
    ['标题,title,kind\n', '“title” is there twice'],
    ['title,price\n', '“kind” is missing'],
    ['kind\n', '“title” is missing'],
    ['"kind,title\n', 'first row'],
    ['swap,Olympus XA\n', '“swap”'],
  ])('with the header %j is refused whole', (text, named) => {
    expect(() => table(text)).toThrow(expect.objectContaining({ type: 'bad-table', message: expect.stringContaining(named) }));
  });

  test('names each wrong row and why', () => {
    const rows = table(`kind,title,text,price,currency,want,area
swap,fine,,,,,
auction,x,,,,,
swap,,,,,,
swap,${'x'.repeat(121)},,,,,
sell,x,,12.50,,,
sell,x,,12.50,euros,,
sell,x,,"12,50",EUR,,
swap,x

swap,x,"${'y'.repeat(8_001)}",,,,
swap,x,,,,${'y'.repeat(501)},
swap,x,,,,,${'y'.repeat(81)}
swap,x "y",,,,,
swap,"also
fine",,,,,
`);
    const wrong = rows.flatMap((row) => ('error' in row ? [[row.row, row.error.field] as const] : []));
    expect(wrong).toEqual([[3, 'kind'], [4, 'title'], [5, 'title'], [6, 'price'], [7, 'price'], [8, 'price'], [9, undefined], [11, 'text'], [12, 'want'], [13, 'area'], [14, undefined]]);
    expect(rows.flatMap((row) => ('listing' in row ? [row.row] : []))).toEqual([2, 15]);
    for (const row of rows) if ('error' in row) expect(row.error).toMatchObject({ type: 'bad-row', message: expect.stringMatching(/\w/) });
  });
});
