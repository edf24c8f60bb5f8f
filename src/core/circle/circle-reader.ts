/**
 * What the command line asks a host about its circles, answered from the circle's own view. Nothing here changes anything.
 * Holds always: a page of listings is far smaller than the largest message, however long the listings' texts are; a page that
 * follows another begins where that one ended, whatever was posted or revised in between.
 */
import type { CircleSummary, ListingPage, Params } from '../commands.ts';
import type { AccountKey } from '../ids.ts';
import { shownState, type Listing } from '../market/listing.ts';
import { isShown } from '../market/market.ts';
import { makeSearch } from '../market/search.ts';
import type { MemberCircle } from './member-circle.ts';
import { countMembers, ownRole } from './people.ts';

/** Estimated bytes at which a page ends. */
const PAGE_BYTES = 1_048_576;
/** What a listing takes besides its texts and photos; UTF-8 takes at most 3 bytes for a UTF-16 unit. */
const LISTING_BYTES = 500;
const PHOTO_BYTES = 300;
const BYTES_PER_UNIT = 3;

export function summarizeCircle(circle: MemberCircle, self: AccountKey, now: number): CircleSummary {
  const { name, public: isPublic } = circle.status([], undefined);
  const { view } = circle.open.ops;
  const { membership } = circle;
  const role = membership === 'member' ? ownRole(circle.open, self) : membership;
  let listings = 0;
  for (const listing of view.listings.values()) if (isShown(listing, now)) listings++;
  return { circle: circle.circle, name, public: isPublic, members: countMembers(circle.open), listings, role, ...(circle.sample ? { sample: true } : {}) };
}

/** The newest first. */
export function pageListings(listings: Iterable<Listing>, query: Params<'listListings'>, self: AccountKey, now: number): ListingPage {
  const fits = makeSearch(query.query ?? '');
  const { kind, state, mine, after, limit } = query;
  const wanted = [...listings].filter((listing) => {
    if (!isShown(listing, now) || (kind !== undefined && listing.kind !== kind) || (mine === true && listing.owner !== self)) return false;
    if (state !== undefined && shownState(listing, now) !== state) return false;
    return (after === undefined || compareNewestFirst(after, listing) < 0) && fits(listing);
  });
  wanted.sort(compareNewestFirst);
  let count = 0;
  let bytes = 0;
  for (const listing of wanted) {
    bytes += sizeOf(listing);
    if (count === limit || (count > 0 && bytes > PAGE_BYTES)) break;
    count++;
  }
  const page = wanted.slice(0, count);
  const last = page.at(-1);
  if (last === undefined || count === wanted.length) return { listings: page };
  return { listings: page, next: { postedAt: last.postedAt, id: last.id } };
}

/** By when it was posted, which never changes. */
function compareNewestFirst(a: Pick<Listing, 'postedAt' | 'id'>, b: Pick<Listing, 'postedAt' | 'id'>): number {
  if (a.postedAt !== b.postedAt) return b.postedAt - a.postedAt;
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
}

function sizeOf({ title, text, want, area, fields, photos }: Listing): number {
  const units = title.length + (text?.length ?? 0) + (want?.length ?? 0) + (area?.length ?? 0) + (fields ?? []).flat().join('').length;
  return LISTING_BYTES + BYTES_PER_UNIT * units + PHOTO_BYTES * photos.length;
}
