/**
 * What a listing says: its fields, bounds and checks. One writer: the account that posted it.
 * Holds for every listing that this code accepts: each field is within its bound, and a price has a currency.
 */
import * as v from 'valibot';
import type { AccountKey, BlobHash, ListingId } from '../ids.ts';

export const LISTING_KINDS = ['swap', 'give', 'sell', 'lend', 'service', 'repair', 'wanted', 'trade-in'] as const;
export type ListingKind = (typeof LISTING_KINDS)[number];

export const LISTING_STATES = ['open', 'reserved', 'closed', 'withdrawn'] as const;
export type ListingState = (typeof LISTING_STATES)[number];

/** A listing's state as people see it: an open one whose time is over has expired. */
export const SHOWN_STATES = [...LISTING_STATES, 'expired'] as const;
export type ShownState = (typeof SHOWN_STATES)[number];

/** Bounds, in UTF-16 code units for text and in items for lists. */
export const LISTING_LIMITS = { title: 120, text: 8_000, want: 500, area: 80, fields: 12, fieldName: 24, fieldValue: 80, photos: 12, photoSide: 1_600, thumbSide: 320, photoBytes: 1_572_864, thumbBytes: 131_072 } as const;

/** A listing is shown for 90 days; renewing is one click. */
export const LISTING_DAYS = 90;

const bytes32 = v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 32, 'a hash has 32 bytes');
const side = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));
const visible = /[^\s\p{C}]/u;

const photoSchema = v.object({
  hash: bytes32,
  thumb: bytes32,
  width: side(LISTING_LIMITS.photoSide),
  height: side(LISTING_LIMITS.photoSide),
  bytes: side(LISTING_LIMITS.photoBytes),
  thumbBytes: side(LISTING_LIMITS.thumbBytes),
});

const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const visibleText = (most: number) => v.pipe(text(most), v.check((value) => visible.test(value), 'it has something to see'));

/** Body of a `listing` op, and of the `revise` ops after it (which replace the whole content). */
export const listingContentSchema = v.object({
  kind: v.picklist(LISTING_KINDS),
  title: v.pipe(text(LISTING_LIMITS.title), v.check((title) => visible.test(title), 'a title has something to see')),
  text: v.optional(text(LISTING_LIMITS.text)),
  /** In the currency's smallest unit (cents, fen), so that no one rounds. */
  price: v.optional(v.object({ minor: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e13)), currency: v.pipe(v.string(), v.regex(/^[A-Z]{3}$/)) })),
  want: v.optional(text(LISTING_LIMITS.want)),
  /** A name such as "Riverside": never an address. */
  area: v.optional(text(LISTING_LIMITS.area)),
  /** What its owner says of a thing of this sort, such as ["Mount", "M42"]: name and value, in the order given, no name twice. */
  fields: v.optional(
    v.pipe(
      v.array(v.strictTuple([visibleText(LISTING_LIMITS.fieldName), visibleText(LISTING_LIMITS.fieldValue)])),
      v.minLength(1),
      v.maxLength(LISTING_LIMITS.fields),
      v.check((fields) => new Set(fields.map(([name]) => name)).size === fields.length, 'a field stands twice'),
    ),
  ),
  photos: v.pipe(v.array(photoSchema), v.maxLength(LISTING_LIMITS.photos)),
  /** Milliseconds since 1970. */
  until: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15)),
});

export type ListingContent = v.InferOutput<typeof listingContentSchema>;

/** A photo as the window names it. Bytes are those of the stored WebP files. */
export interface Photo {
  hash: BlobHash;
  thumb: BlobHash;
  width: number;
  height: number;
  bytes: number;
  thumbBytes: number;
}

/** Name and value of a field of a listing. */
export type ListingField = readonly [name: string, value: string];

export interface Price {
  minor: number;
  currency: string;
}

/** A listing as shown: the newest content and state that its owner gave it. A view: never stored. */
export interface Listing {
  id: ListingId;
  owner: AccountKey;
  kind: ListingKind;
  state: ListingState;
  title: string;
  text?: string | undefined;
  price?: Price | undefined;
  want?: string | undefined;
  area?: string | undefined;
  fields?: readonly ListingField[] | undefined;
  photos: readonly Photo[];
  /** Times in ms since 1970, as people are told them. */
  postedAt: number;
  revisedAt: number;
  until: number;
  /** How many times its owner changed the content. */
  revisions: number;
}

export function shownState(listing: Listing, now: number): ShownState {
  return listing.state === 'open' && listing.until <= now ? 'expired' : listing.state;
}
