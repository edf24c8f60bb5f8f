/** Listings as the command line prints them. */
import type { CircleId } from '../../core/ids.ts';
import { shownState, type Listing, type ListingKind, type ShownState } from '../../core/market/listing.ts';
import { isChinese } from '../words.ts';
import { formatAmount } from './money.ts';
import { oneLine } from './output.ts';
import { cliWords } from './words.ts';

/** In Chinese; in English a kind is called by its own name. */
export const KIND_NAMES: Readonly<Record<ListingKind, string>> = { swap: '交换', give: '赠送', sell: '出售', lend: '出借', service: '服务', repair: '修理', wanted: '求购', 'trade-in': '以旧换新' };
const STATE_NAMES: Readonly<Record<ShownState, string>> = { open: '可换', reserved: '已预留', closed: '已成交', withdrawn: '已撤回', expired: '已过期' };

const time = (ms: number): string => new Date(ms).toISOString();

/** One of many. Times are ISO 8601, amounts plain decimals. */
export function toRow(listing: Listing, now: number): Record<string, unknown> {
  const { id, title, kind, owner, price, area, photos, revisedAt } = listing;
  return { listing: id, title, kind, status: shownState(listing, now), owner, ...priceFields(price), area: area ?? null, photos: photos.length, revised: time(revisedAt) };
}

/** All of one. */
export function toRecord(listing: Listing, circle: CircleId, now: number): Record<string, unknown> {
  const { id, title, text, kind, owner, price, want, area, fields, photos, postedAt, revisedAt, until, revisions } = listing;
  return {
    listing: id,
    circle,
    title,
    text: text ?? null,
    kind,
    status: shownState(listing, now),
    owner,
    ...priceFields(price),
    want: want ?? null,
    area: area ?? null,
    fields: Object.fromEntries(fields ?? []),
    photos: photos.map(({ hash, thumb, width, height, bytes }) => ({ hash, thumb, width, height, bytes })),
    posted: time(postedAt),
    revised: time(revisedAt),
    until: time(until),
    revisions,
  };
}

export function priceFields(price: Listing['price']): { price: string | null; currency: string | null } {
  return { price: price ? formatAmount(price) : null, currency: price?.currency ?? null };
}

/** Two lines: what it is, and its id. */
export function toLines(listing: Listing, now: number): string {
  return `${summary(listing, now)}\n  ${listing.id}`;
}

/** Everything that a person wants to know of one. `owner` is the name of whoever posted it. */
export function toPage(listing: Listing, circleName: string, owner: string, now: number): string {
  const { fields } = cliWords();
  const rows: [string, string | undefined][] = [
    ['want', listing.want],
    ['area', listing.area],
    ['owner', owner],
    ['circle', circleName],
    ['posted', time(listing.postedAt)],
    ['revised', listing.revisions > 0 ? time(listing.revisedAt) : undefined],
    ['until', time(listing.until)],
  ];
  const own = (listing.fields ?? []).map(([name, value]) => `${oneLine(name)}: ${oneLine(value)}`);
  const known = rows.flatMap(([field, value]) => (value === undefined ? [] : [`${fields[field] ?? field}: ${oneLine(value)}`]));
  const text = listing.text === undefined ? [] : ['', listing.text, ''];
  return [summary(listing, now), listing.id, ...text, ...own, ...known].join('\n');
}

function summary(listing: Listing, now: number): string {
  const { title, kind, price, photos } = listing;
  const state = shownState(listing, now);
  const parts = isChinese() ? [KIND_NAMES[kind], STATE_NAMES[state]] : [kind, state];
  if (price) parts.push(`${formatAmount(price)} ${price.currency}`);
  if (photos.length > 0) parts.push(cliWords().photoCount(photos.length));
  return `${oneLine(title)} · ${parts.join(' · ')}`;
}
