/**
 * `huan listing import`: a table of listings, all of it checked before anything is posted.
 * Holds always: with wrong rows nothing is posted unless the person says so, by --skip-wrong or by a word on a terminal; what was
 * posted is told row by row, also where the posting ends halfway.
 */
import { createInterface } from 'node:readline';
import { nodeClock } from '../../crypto/node-clock.ts';
import type { CircleId } from '../../../core/ids.ts';
import { HOME_OPTION, JSON_OPTION, type CommandSpec } from '../command.ts';
import type { HostClient } from '../host-client.ts';
import { readInputFile } from '../input.ts';
import { readListingTable, type RowError, type TableRow } from '../listing-table.ts';
import { CliFailure, type Output } from '../output.ts';
import { startProgress } from '../progress.ts';
import { decodeText } from '../text-encoding.ts';
import { findCircle, withAccount } from '../with-session.ts';
import { cliWords } from '../words.ts';
import { CIRCLE } from './circle.ts';

/** Posted at once: they share a signature run and a sync of the disk. */
const AT_ONCE = 200;

type RightRow = Extract<TableRow, { listing: unknown }>;

export const listingImportCommand: CommandSpec = {
  path: 'listing import',
  does: {
    en: 'Post a table of listings: CSV with a header of kind, title, text, price, currency, want, area; rows count from the header, which is row 1',
    zh: '发布一张物品表：CSV，表头为 类型、标题、描述、价格、货币、想换、地区（或英文 kind、title、text、price、currency、want、area）；行号从表头算起，表头是第 1 行',
  },
  positionals: [CIRCLE, { name: 'FILE', source: 'file', does: { en: 'A CSV file in UTF-8, UTF-16 or GBK', zh: 'UTF-8、UTF-16 或 GBK 的 CSV 文件' } }],
  options: {
    'skip-wrong': { does: { en: 'Post the right rows even if others are wrong', zh: '即使有错误的行，也发布其余正确的行' } },
    ...HOME_OPTION,
    ...JSON_OPTION,
  },
  async run(args, output) {
    const path = args.positional('FILE');
    const read = decodeText(await readInputFile(path));
    if (read === undefined) throw new CliFailure('bad-table', cliWords().notText(path));
    if (read.encoding !== 'UTF-8') output.note(cliWords().readAs(read.encoding));
    const rows = readListingTable(read.text, path, nodeClock.now());
    await withAccount(args, async (session) => {
      const circle = findCircle(session, args);
      if (session.status.circles.find((one) => one.circle === circle)?.membership === 'waiting') throw new CliFailure('not-member', cliWords().stillWaiting);
      const right = rows.filter((row) => 'listing' in row);
      const wrong = rows.length - right.length;
      if (wrong > 0 && !args.has('skip-wrong')) await askToSkip(rows, right.length, output);
      await postRows(session.client, circle, rows, output);
    });
  },
};

/** Names the wrong rows, and rejects with a CliFailure unless the person wants to go on without them. */
async function askToSkip(rows: readonly TableRow[], right: number, output: Output): Promise<void> {
  const wrong = rows.filter((row) => 'error' in row);
  const asking = process.stdin.isTTY && process.stderr.isTTY && !output.json && right > 0;
  for (const { row, error } of wrong) {
    if (asking) output.note(cliWords().wrongRow(row, error.message));
    else printWrong(row, error, output);
  }
  if (asking) {
    if (/^(y|yes|是|好)$/i.test(await ask(cliWords().askSkip(wrong.length, right)))) return;
  } else {
    output.print({ posted: 0, refused: wrong.length }, cliWords().posted(0, wrong.length));
  }
  throw new CliFailure('wrong-rows', cliWords().wrongRows(wrong.length, right));
}

/** What the person answers on the terminal; nothing where they end it instead (Ctrl+C, Ctrl+D). */
function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    terminal.once('close', () => {
      process.stderr.write('\n');
      resolve('');
    });
    terminal.question(question, (answer) => {
      terminal.removeAllListeners('close').close();
      resolve(answer.trim());
    });
  });
}

/** Posts what is right, and prints every row in its place. */
async function postRows(client: HostClient, circle: CircleId, rows: readonly TableRow[], output: Output): Promise<void> {
  const progress = startProgress(cliWords().posting, rows.length);
  let posted = 0;
  let refused = 0;
  let failure: CliFailure | undefined;
  for (let from = 0; from < rows.length && failure === undefined; from += AT_ONCE) {
    const chunk = rows.slice(from, from + AT_ONCE);
    const outcomes = await Promise.all(chunk.map((row) => ('listing' in row ? postRow(client, circle, row) : row)));
    for (const outcome of outcomes) {
      if ('failure' in outcome) {
        failure ??= outcome.failure;
      } else if ('error' in outcome) {
        refused++;
        printWrong(outcome.row, outcome.error, output);
      } else {
        posted++;
        output.print({ row: outcome.row, listing: outcome.posted }, cliWords().postedRow(outcome.row, outcome.posted));
      }
    }
    progress.to(from + chunk.length);
  }
  progress.end();
  output.print({ posted, refused }, cliWords().posted(posted, refused));
  if (failure) throw failure;
}

type Outcome = { row: number; posted: string } | { row: number; error: RowError } | { failure: CliFailure };

async function postRow(client: HostClient, circle: CircleId, { row, listing }: RightRow): Promise<Outcome> {
  try {
    return { row, posted: (await client.call('postListing', { circle, listing })).listing };
  } catch (error) {
    if (!(error instanceof CliFailure)) throw error;
    // What is wrong with one row is told with it; a full disk or the circle's rules end it all.
    return error.type === 'bad-input' ? { row, error: { type: 'bad-row', message: error.message } } : { failure: error };
  }
}

function printWrong(row: number, error: RowError, output: Output): void {
  output.print({ row, error }, cliWords().wrongRow(row, error.message));
}
