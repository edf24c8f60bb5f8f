/** `huan listing`: posting, finding and changing listings, one at a time. */
import type { ListingInput } from '../../../core/commands.ts';
import { inputOf, renewalOf } from '../../../core/market/listing-content.ts';
import { LISTING_KINDS, SHOWN_STATES, type ListingKind, type ListingState, type ShownState } from '../../../core/market/listing.ts';
import { nodeClock } from '../../crypto/node-clock.ts';
import { UsageError } from '../arguments.ts';
import { HOME_OPTION, JSON_OPTION, type CommandSpec, type OptionTable, type PositionalSpec, type Text } from '../command.ts';
import { eachListing } from '../each-listing.ts';
import { toLines, toPage, toRecord, toRow } from '../listing-view.ts';
import { findCircle, findListing, withAccount } from '../with-session.ts';
import { cliWords } from '../words.ts';
import { CIRCLE } from './circle.ts';
import { applyFields, FIELD_OPTIONS, readFields, readPhotos, readPrice, storePhotos } from './listing-fields.ts';

const LISTING: PositionalSpec = { name: 'LISTING', source: 'text', does: { en: 'A listing’s id, or its first 6 or more digits', zh: '物品的编号，或它的前 6 位以上' } };
const MOST_LISTED = 1_000_000;

/** Options with some of them required. */
function requiring(options: OptionTable, ...names: readonly string[]): OptionTable {
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, names.includes(name) ? { ...option, required: true as const } : option]));
}

const post: CommandSpec = {
  path: 'listing post',
  does: { en: 'Post a listing', zh: '发布一件物品' },
  positionals: [CIRCLE],
  options: { ...requiring(FIELD_OPTIONS, 'kind', 'title'), ...HOME_OPTION, ...JSON_OPTION },
  async run(args, output) {
    const input = applyFields({ kind: 'swap', title: '', photos: [] }, args);
    const files = await readPhotos(args);
    await withAccount(args, async (session) => {
      const circle = findCircle(session, args);
      const photos = await storePhotos(session.client, files ?? []);
      const { listing, op } = await session.client.call('postListing', { circle, listing: { ...input, photos } });
      output.print({ listing, op }, listing);
    });
  },
};

const list: CommandSpec = {
  path: 'listing list',
  does: { en: 'List what is in a circle, newest first', zh: '列出圈子里的物品，最新的在前' },
  positionals: [CIRCLE],
  options: {
    query: { value: 'WORDS', source: 'text', does: { en: 'Only what has all these words', zh: '只列出包含这些词的' } },
    kind: { value: 'KIND', choices: LISTING_KINDS, does: { en: `Only of that kind: ${LISTING_KINDS.join(', ')}`, zh: `只列出这一类：${LISTING_KINDS.join('、')}` } },
    status: { value: 'STATUS', choices: SHOWN_STATES, does: { en: `Only in that state: ${SHOWN_STATES.join(', ')}`, zh: `只列出这种状态：${SHOWN_STATES.join('、')}` } },
    mine: { does: { en: 'Only what you posted', zh: '只列出你发布的' } },
    limit: { value: 'N', does: { en: 'At most so many', zh: '最多多少件' } },
    ...HOME_OPTION,
    ...JSON_OPTION,
  },
  async run(args, output) {
    const limit = args.number('limit', 1, MOST_LISTED) ?? Infinity;
    await withAccount(args, async (session) => {
      const query: Parameters<typeof eachListing>[1] = { circle: findCircle(session, args) };
      const [words, kind, state] = [args.text('query'), args.text('kind'), args.text('status')];
      if (words !== undefined) query.query = words;
      // `choices` lets nothing else through.
      if (kind !== undefined) query.kind = kind as ListingKind;
      if (state !== undefined) query.state = state as ShownState;
      if (args.has('mine')) query.mine = true;
      const now = nodeClock.now();
      for await (const listing of eachListing(session.client, query, limit)) {
        if (output.closed) return;
        output.print(toRow(listing, now), toLines(listing, now));
      }
    });
  },
};

const show: CommandSpec = {
  path: 'listing show',
  does: { en: 'Show all of a listing', zh: '显示一件物品的全部内容' },
  positionals: [LISTING],
  options: { ...HOME_OPTION, ...JSON_OPTION },
  run: (args, output) =>
    withAccount(args, async (session) => {
      const { circle, listing } = await findListing(session, args);
      const now = nodeClock.now();
      const members = output.json ? [] : await session.client.call('listMembers', { circle });
      const owner = members.find(({ account }) => account === listing.owner)?.name ?? listing.owner;
      const circleName = session.status.circles.find((status) => status.circle === circle)?.name ?? circle;
      output.print(toRecord(listing, circle, now), toPage(listing, circleName, owner, now));
    }),
};

const edit: CommandSpec = {
  path: 'listing edit',
  does: {
    en: 'Change a listing of yours; what isn’t named stays, and an empty --text, --price, --want, --area, --field or --photo takes it away',
    zh: '修改你的物品；没有给出的保持不变，--text、--price、--want、--area、--field、--photo 给空值即去掉',
  },
  positionals: [LISTING],
  options: { ...FIELD_OPTIONS, ...HOME_OPTION, ...JSON_OPTION },
  async run(args, output) {
    if (!Object.keys(FIELD_OPTIONS).some((name) => args.has(name))) throw new UsageError(cliWords().nothingToEdit);
    // A price without a currency takes the one that the listing has.
    if (args.has('currency')) readPrice(args);
    readFields(args, []);
    const files = await readPhotos(args);
    await withAccount(args, async (session) => {
      const { circle, listing } = await findListing(session, args);
      const next: ListingInput = applyFields(inputOf(listing), args);
      if (files) next.photos = await storePhotos(session.client, files);
      const { op } = await session.client.call('reviseListing', { circle, id: listing.id, listing: next });
      output.print({ op }, op);
    });
  },
};

function stateCommand(word: string, state: ListingState, does: Text): CommandSpec {
  return {
    path: `listing ${word}`,
    does,
    positionals: [LISTING],
    options: { ...HOME_OPTION, ...JSON_OPTION },
    run: (args, output) =>
      withAccount(args, async (session) => {
        const { circle, listing } = await findListing(session, args);
        const { op } = await session.client.call('setListingState', { circle, id: listing.id, state });
        output.print({ op }, op);
      }),
  };
}

const renew: CommandSpec = {
  path: 'listing renew',
  does: { en: 'Show a listing of yours for another 90 days', zh: '让你的物品再展示 90 天' },
  positionals: [LISTING],
  options: { ...HOME_OPTION, ...JSON_OPTION },
  run: (args, output) =>
    withAccount(args, async (session) => {
      const { circle, listing } = await findListing(session, args);
      const { op } = await session.client.call('reviseListing', { circle, id: listing.id, listing: renewalOf(listing, nodeClock.now()) });
      output.print({ op }, op);
    }),
};

export const listingCommands: readonly CommandSpec[] = [
  post,
  list,
  show,
  edit,
  stateCommand('reserve', 'reserved', { en: 'Say that a listing of yours is promised to someone', zh: '说明你的物品已为人预留' }),
  stateCommand('close', 'closed', { en: 'Say that a listing of yours is gone', zh: '说明你的物品已成交' }),
  stateCommand('withdraw', 'withdrawn', { en: 'Take a listing of yours back', zh: '撤回你的物品' }),
  renew,
];
