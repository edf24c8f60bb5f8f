/** Which listings a market shows, and in which order: a pure function of the listings and of what the person asked for. */
import { LISTING_KINDS, shownState, type Listing, type ListingKind } from '../../src/core/market/listing.ts';
import { isShown } from '../../src/core/market/market.ts';
import { makeSearch } from '../../src/core/market/search.ts';
import type { AccountKey } from '../../src/core/ids.ts';

export interface MarketQuery {
  kind: ListingKind | undefined;
  text: string;
  /** Only what this account posted: then also what is closed, withdrawn or expired. */
  owner: AccountKey | undefined;
}

/** Newest first. Without an owner: only what is open or reserved and not expired. */
export function filterMarket(listings: readonly Listing[], query: MarketQuery, now: number): Listing[] {
  const fits = makeSearch(query.text);
  return listings
    .filter((listing) => isWanted(listing, query, now) && fits(listing))
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
