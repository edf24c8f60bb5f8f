/**
 * The market: listings computed from ops. Each listing has one writer, its owner's account; of its owner's revisions
 * and states the newest by (lamport, id) holds. The order in which ops come in changes nothing.
 */
import * as v from 'valibot';
import { bytesToId, type AccountKey, type BlobHash, type ListingId, type OpId } from '../ids.ts';
import { decodeAs } from '../op/body.ts';
import { KIND } from '../op/kinds.ts';
import { compareOps, refTo, type Op, type Ref } from '../op/op.ts';
import { LISTING_STATES, type Listing, type ListingContent, type Photo } from './listing.ts';
import { readListing } from './read-listing.ts';

/** Body of a `state` op. */
const listingStateSchema = v.object({ state: v.picklist(LISTING_STATES) });

/** How far an op's time may be ahead of this computer's clock before it is held back from being shown. */
export const MAX_AHEAD = 10 * 60_000;

interface Entry {
  listing: Listing;
  /** The op that posted it. */
  posted: Ref;
  lamport: number;
  /** Where the content and the state come from. */
  content: { lamport: number; id: OpId };
  state?: { lamport: number; id: OpId };
}

/** An op that changes a listing, and whose it is. */
interface Change {
  op: Op;
  author: AccountKey;
}

export class Market {
  readonly #entries = new Map<ListingId, Entry>();
  readonly #listings = new Map<ListingId, Listing>();
  /** Changes of listings that aren't here yet. */
  readonly #waiting = new Map<ListingId, Change[]>();

  get listings(): ReadonlyMap<ListingId, Listing> {
    return this.#listings;
  }

  ref(id: ListingId): Ref | undefined {
    return this.#entries.get(id)?.posted;
  }

  /** Takes in one op; returns the listing that it changed. */
  apply(op: Op, author: AccountKey): ListingId | undefined {
    if (op.kind === KIND.listing) return this.#post(op, author);
    if (op.kind !== KIND.revise && op.kind !== KIND.state) return undefined;
    const named = op.refs[0];
    if (named === undefined) return undefined;
    const id = named.id as string as ListingId;
    const entry = this.#entries.get(id);
    if (entry !== undefined) return this.#change(entry, { op, author }) ? id : undefined;
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) this.#waiting.set(id, [{ op, author }]);
    else waiting.push({ op, author });
    return undefined;
  }

  #post(op: Op, author: AccountKey): ListingId | undefined {
    const content = readListing(op.body);
    if (content === undefined) return undefined;
    const id = op.id as string as ListingId;
    const { kind, title, text, price, want, area, fields, until } = content;
    const listing: Listing = { id, owner: author, kind, state: 'open', title, text, price, want, area, fields, photos: shownPhotos(content), postedAt: op.wall, revisedAt: op.wall, until, revisions: 0 };
    const entry: Entry = { listing, posted: refTo(op), lamport: op.lamport, content: { lamport: op.lamport, id: op.id } };
    this.#entries.set(id, entry);
    this.#listings.set(id, listing);
    const waiting = this.#waiting.size === 0 ? undefined : this.#waiting.get(id);
    if (waiting === undefined) return id;
    this.#waiting.delete(id);
    for (const change of waiting) this.#change(entry, change);
    return id;
  }

  #change(entry: Entry, { op, author }: Change): boolean {
    if (author !== entry.listing.owner || op.lamport <= entry.lamport) return false;
    const next = op.kind === KIND.revise ? this.#revised(entry, op) : this.#restated(entry, op);
    if (next === undefined) return false;
    entry.listing = next;
    this.#listings.set(next.id, next);
    return true;
  }

  #revised(entry: Entry, op: Op): Listing | undefined {
    const content = readListing(op.body);
    if (content === undefined) return undefined;
    const { listing } = entry;
    const counted = { ...listing, revisions: listing.revisions + 1 };
    if (compareOps(op, entry.content) < 0) return counted;
    entry.content = { lamport: op.lamport, id: op.id };
    const { id, owner, state, postedAt, revisions } = counted;
    return { id, owner, state, postedAt, revisions, revisedAt: Math.max(op.wall, postedAt), ...content, photos: shownPhotos(content) };
  }

  #restated(entry: Entry, op: Op): Listing | undefined {
    const body = decodeAs(listingStateSchema, op.body);
    if (body === undefined || (entry.state !== undefined && compareOps(op, entry.state) < 0)) return undefined;
    entry.state = { lamport: op.lamport, id: op.id };
    return { ...entry.listing, state: body.state };
  }
}

/** True unless the listing's time is too far ahead of this clock: then it is kept and not shown yet. */
export function isShown(listing: Listing, now: number): boolean {
  return listing.postedAt <= now + MAX_AHEAD;
}

const NO_PHOTOS: readonly Photo[] = [];

function shownPhotos({ photos }: ListingContent): readonly Photo[] {
  if (photos.length === 0) return NO_PHOTOS;
  return photos.map((photo) => ({ ...photo, hash: bytesToId<BlobHash>(photo.hash), thumb: bytesToId<BlobHash>(photo.thumb) }));
}
