/**
 * `huan archive`: a circle as files that people can read without Huan.
 * Holds always: nothing that was there is touched; README.txt comes last, so an archive that has one is whole.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MemberSummary } from '../../../core/circle-calls.ts';
import type { BlobHash, CircleId } from '../../../core/ids.ts';
import { shownState, type Listing } from '../../../core/market/listing.ts';
import { nodeClock } from '../../crypto/node-clock.ts';
import { errorCode } from '../../store/store-errors.ts';
import { HOME_OPTION, JSON_OPTION, type CommandSpec } from '../command.ts';
import { writeCsv } from '../csv.ts';
import { eachListing } from '../each-listing.ts';
import type { HostClient } from '../host-client.ts';
import { COLUMNS } from '../listing-table.ts';
import { priceFields, toRecord } from '../listing-view.ts';
import { CliFailure } from '../output.ts';
import { describeRefusal } from '../refusal-words.ts';
import { startProgress } from '../progress.ts';
import { findCircle, withAccount } from '../with-session.ts';
import { cliWords } from '../words.ts';
import { CIRCLE } from './circle.ts';

export const archiveCommand: CommandSpec = {
  path: 'archive',
  does: { en: 'Write a circle into a new folder as files for people: JSON, CSV, photos', zh: '把圈子存为人能直接阅读的文件：JSON、CSV、照片' },
  positionals: [CIRCLE, { name: 'DIR', source: 'folder', does: { en: 'A folder that is new or empty', zh: '新文件夹或空文件夹' } }],
  options: { ...HOME_OPTION, ...JSON_OPTION },
  run: (args, output) =>
    withAccount(args, async (session) => {
      const circle = findCircle(session, args);
      const about = session.status.circles.find((one) => one.circle === circle);
      // What is made up should not lie about looking like the members and things of a real circle.
      if (about?.sample === true) throw new CliFailure('sample-circle', describeRefusal({ type: 'sample-circle', message: '' }));
      const folder = args.positional('DIR');
      await explained(folder, () => makeEmptyFolder(folder));
      const { client } = session;
      const now = nodeClock.now();
      const members = await client.call('listMembers', { circle });
      const listings: Listing[] = [];
      for await (const listing of eachListing(client, { circle })) listings.push(listing);
      const name = about?.name ?? '';

      await explained(folder, async () => {
        await write(folder, 'members.json', toJson(members));
        await write(folder, 'listings.json', toJson(listings.map((listing) => withFiles(toRecord(listing, circle, now)))));
        await write(folder, 'listings.csv', toTable(listings, members, now));
      });
      const { photos, missing } = await writePhotos(client, circle, listings, folder);
      await explained(folder, () => write(folder, 'README.txt', readme(name, circle, now)));
      if (missing > 0) output.note(cliWords().photosMissing(missing));
      const counts = { circle, folder, listings: listings.length, members: members.length, photos, missing };
      output.print(counts, cliWords().archived(listings.length, members.length, photos, folder));
    }),
};

async function makeEmptyFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0) throw new CliFailure('folder-not-empty', cliWords().folderNotEmpty(folder));
}

async function explained<T>(folder: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const code = errorCode(error);
    throw code === undefined ? error : new CliFailure('folder-unwritable', cliWords().cannotWrite(folder, code));
  }
}

/** `wx`: whatever came into the folder meanwhile stays as it is. */
async function write(folder: string, file: string, content: string | Uint8Array): Promise<void> {
  await writeFile(join(folder, file), content, { flag: 'wx', mode: 0o600 });
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const fileOf = (hash: string): string => `photos/${hash}.webp`;

function withFiles(record: Record<string, unknown>): Record<string, unknown> {
  const photos = record['photos'] as { hash: string }[];
  return { ...record, photos: photos.map((photo) => ({ ...photo, file: fileOf(photo.hash) })) };
}

function toTable(listings: readonly Listing[], members: readonly MemberSummary[], now: number): string {
  const names = new Map(members.map(({ account, name }) => [account, name]));
  const header = [...COLUMNS, 'status', 'owner', 'account', 'posted', 'revised', 'until', 'listing', 'photos', 'fields'];
  const rows = listings.map((listing) => {
    const { kind, title, text, want, area, owner, postedAt, revisedAt, until, id, photos, fields } = listing;
    const { price, currency } = priceFields(listing.price);
    const times = [postedAt, revisedAt, until].map((ms) => new Date(ms).toISOString());
    return [kind, title, text ?? '', price ?? '', currency ?? '', want ?? '', area ?? '', shownState(listing, now), names.get(owner) ?? '', owner, ...times, id, photos.map(({ hash }) => fileOf(hash)).join(' '), (fields ?? []).map((field) => field.join('=')).join('\n')];
  });
  return writeCsv([header, ...rows]);
}

/** One after the other, each named by its content. */
async function writePhotos(client: HostClient, circle: CircleId, listings: readonly Listing[], folder: string): Promise<{ photos: number; missing: number }> {
  const hashes = new Set<BlobHash>(listings.flatMap((listing) => listing.photos.map(({ hash }) => hash)));
  if (hashes.size > 0) await explained(folder, () => mkdir(join(folder, 'photos'), { mode: 0o700 }));
  const progress = startProgress(cliWords().fetching, hashes.size);
  let photos = 0;
  let missing = 0;
  for (const hash of hashes) {
    const bytes = await client.call('getBlob', { circle, hash });
    if (bytes === null) missing++;
    else {
      await explained(folder, () => write(folder, fileOf(hash), bytes));
      photos++;
    }
    progress.to(photos + missing);
  }
  progress.end();
  return { photos, missing };
}

function readme(name: string, circle: CircleId, now: number): string {
  const date = new Date(now).toISOString();
  return `Huan archive of the circle “${name}”
Circle ${circle}
Written ${date}

listings.csv   every listing, for a spreadsheet (UTF-8). An apostrophe before =, +, - or @ keeps it from being run as a formula.
listings.json  the same with everything that is known of each
members.json   who is in the circle
photos/        the photos (WebP), named by the SHA-256 of their content; only those that were on this computer
These files are for people: they can't be read back into Huan, and nothing in them is signed.


圈子“${name}”的 Huan 存档
圈子 ${circle}
写于 ${date}

listings.csv   所有物品，可用表格软件打开（UTF-8）。=、+、-、@ 前的撇号防止内容被当作公式运行。
listings.json  同样的内容，包含每件物品的全部信息
members.json   圈子里的成员
photos/        照片（WebP），以内容的 SHA-256 命名；只包含这台电脑上有的
这些文件供人阅读：不能再导回 Huan，其中内容没有签名。
`;
}
