/** Which listings a market shows, and in which order: a pure function of the listings and of what the person asked for. */
import { LISTING_KINDS, type Listing, type ListingKind } from '../../src/core/market/listing.ts';
import { isShown } from '../../src/core/market/market.ts';
import type { AccountKey } from '../../src/core/ids.ts';
import { shownState } from '../language/listing-words.ts';

export interface MarketQuery {
  kind: ListingKind | undefined;
  text: string;
  /** Only what this account posted: then also what is closed, withdrawn or expired. */
  owner: AccountKey | undefined;
}

/** Nothing to fold but case: most texts, and ten times as fast. */
const PLAIN = /^[\u{20}-\u{7e}\n\r\t]*$/u;

const searchTexts = new WeakMap<Listing, string>();

/** Newest first. Without an owner: only what is open or reserved and not expired. */
export function filterMarket(listings: readonly Listing[], query: MarketQuery, now: number): Listing[] {
  const words = foldText(query.text).split(/\s+/).filter((word) => word !== '');
  return listings
    .filter((listing) => isWanted(listing, query, now) && words.every((word) => searchText(listing).includes(word)))
    .sort((a, b) => b.postedAt - a.postedAt || (a.id < b.id ? -1 : 1));
}

/** The kinds that these listings have, in the usual order. */
export function kindsIn(listings: readonly Listing[]): ListingKind[] {
  const present = new Set(listings.map((listing) => listing.kind));
  return LISTING_KINDS.filter((kind) => present.has(kind));
}

function isWanted(listing: Listing, query: MarketQuery, now: number): boolean {
  if (query.kind !== undefined && listing.kind !== query.kind) return false;
  if (!isShown(listing, now)) return false;
  if (query.owner !== undefined) return listing.owner === query.owner;
  const state = shownState(listing, now);
  return state === 'open' || state === 'reserved';
}

function searchText(listing: Listing): string {
  const known = searchTexts.get(listing);
  if (known !== undefined) return known;
  const text = foldText([listing.title, listing.text, listing.want, listing.area].join('\n'));
  searchTexts.set(listing, text);
  return text;
}

/** Without case, accents and width, so that "Café" is found by "cafe" and full-width letters by plain ones. */
function foldText(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
