/**
 * CSV as RFC 4180 has it, strictly: what is ambiguous is told, with its row, and never guessed. Rows count as in a spreadsheet:
 * the first is 1, an empty line is a row, and a line break inside quotes is none. Beside the comma, a semicolon or a tab may
 * stand between cells: spreadsheets write those, too.
 */

export type CsvProblem = 'quote-in-cell' | 'text-after-quote' | 'quote-not-closed';

export type CsvRow = { row: number; cells: string[] } | { row: number; problem: CsvProblem };

export type Separator = ',' | ';' | '\t';

/** The separator of which the first line has the most outside quotes. */
export function guessSeparator(text: string): Separator {
  const counts = new Map<string, number>([[',', 0], [';', 0], ['\t', 0]]);
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    if (quoted) continue;
    if (character === '\n' || character === '\r') break;
    const count = counts.get(character);
    if (count !== undefined) counts.set(character, count + 1);
  }
  const [[best] = [',']] = [...counts].sort(([, a], [, b]) => b - a);
  return best as Separator;
}

/** All rows but empty ones. A row with a problem ends at its line's end, so that the rows after it are read as they are. */
export function* readCsv(text: string, separator: Separator): Generator<CsvRow> {
  const reader = new CsvReader(text, separator);
  for (let row = 1; !reader.atEnd; row++) {
    const read = reader.readRow();
    if (typeof read === 'string') yield { row, problem: read };
    else if (read.length > 1 || read[0] !== '') yield { row, cells: read };
  }
}

class CsvReader {
  readonly #text: string;
  readonly #separator: Separator;
  #at = 0;

  constructor(text: string, separator: Separator) {
    this.#text = text;
    this.#separator = separator;
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  readRow(): string[] | CsvProblem {
    const cells: string[] = [];
    for (;;) {
      const cell = this.#text[this.#at] === '"' ? this.#readQuoted() : this.#readPlain();
      if (typeof cell === 'string') {
        this.#skipLine();
        return cell;
      }
      cells.push(cell.text);
      if (this.#text[this.#at] === this.#separator) this.#at++;
      else {
        this.#skipLineBreak();
        return cells;
      }
    }
  }

  #readPlain(): { text: string } | CsvProblem {
    const start = this.#at;
    while (!this.#atCellEnd()) {
      if (this.#text[this.#at] === '"') return 'quote-in-cell';
      this.#at++;
    }
    return { text: this.#text.slice(start, this.#at) };
  }

  #readQuoted(): { text: string } | CsvProblem {
    let text = '';
    for (let from = this.#at + 1; ; ) {
      const quote = this.#text.indexOf('"', from);
      if (quote < 0) return 'quote-not-closed';
      text += this.#text.slice(from, quote);
      if (this.#text[quote + 1] === '"') {
        text += '"';
        from = quote + 2;
        continue;
      }
      this.#at = quote + 1;
      return this.#atCellEnd() ? { text } : 'text-after-quote';
    }
  }

  #atCellEnd(): boolean {
    const character = this.#text[this.#at];
    return character === undefined || character === this.#separator || character === '\n' || character === '\r';
  }

  #skipLine(): void {
    while (!this.atEnd && this.#text[this.#at] !== '\n' && this.#text[this.#at] !== '\r') this.#at++;
    this.#skipLineBreak();
  }

  #skipLineBreak(): void {
    if (this.#text[this.#at] === '\r' && this.#text[this.#at + 1] === '\n') this.#at += 2;
    else if (!this.atEnd) this.#at++;
  }
}

/** What a spreadsheet would run as a formula when it opens the file (somebody else may have written it), behind any apostrophes. */
const FORMULA = /^'*[=+\-@\t\r]/;
const ESCAPED_FORMULA = /^'+[=+\-@\t\r]/;

/** Rows as a spreadsheet reads them safely: UTF-8 with its mark, CRLF, and an apostrophe before what would be a formula. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((cells) => cells.map((cell) => quoteCell(FORMULA.test(cell) ? `'${cell}` : cell)).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

function quoteCell(cell: string): string {
  return /[",;\t\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A cell without the apostrophe that `writeCsv` put there. */
export function unescapeCell(cell: string): string {
  return ESCAPED_FORMULA.test(cell) ? cell.slice(1) : cell;
}
