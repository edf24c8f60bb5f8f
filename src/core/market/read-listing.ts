/**
 * Reads the body of a `listing` or `revise` op. The schema says what is one; before it is asked, a quick look takes what most
 * bodies are, since a view reads tens of thousands of them. Always: what the quick look takes, the schema takes, and reads the
 * same (held by a property test).
 */
import { decodeCbor, readAs } from '../op/body.ts';
import { LISTING_KINDS, LISTING_LIMITS, listingContentSchema, type ListingContent } from './listing.ts';

const KINDS: ReadonlySet<unknown> = new Set(LISTING_KINDS);
const CURRENCY = /^[A-Z]{3}$/;
/** A letter or digit: then there is something to see. */
const PLAINLY_VISIBLE = /[\p{L}\p{N}]/u;
const MAX_MINOR = 1e13;
const MAX_TIME = 8.64e15;

/** The content, or undefined if the bytes are no listing. */
export function readListing(body: Uint8Array): ListingContent | undefined {
  const value = decodeCbor(body);
  return quickRead(value) ?? readAs(listingContentSchema, value);
}

/** What a value says that is plainly a listing, and has no fields; undefined where one has to look closer. */
function quickRead(value: unknown): ListingContent | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, title, text, price, want, area, fields, photos, until } = value as Record<string, unknown>;
  if (!KINDS.has(kind) || typeof title !== 'string' || title.length > LISTING_LIMITS.title || !PLAINLY_VISIBLE.test(title)) return undefined;
  if (!isTextUpTo(text, LISTING_LIMITS.text) || !isTextUpTo(want, LISTING_LIMITS.want) || !isTextUpTo(area, LISTING_LIMITS.area)) return undefined;
  const shown = quickReadPhotos(photos);
  if (fields !== undefined || shown === undefined || !isWholeUpTo(until, MAX_TIME)) return undefined;
  const content: ListingContent = { kind: kind as ListingContent['kind'], title, photos: shown, until };
  if (text !== undefined) content.text = text;
  if (want !== undefined) content.want = want;
  if (area !== undefined) content.area = area;
  if (price === undefined) return content;
  if (typeof price !== 'object' || price === null) return undefined;
  const { minor, currency } = price as Record<string, unknown>;
  if (!isWholeUpTo(minor, MAX_MINOR) || typeof currency !== 'string' || !CURRENCY.test(currency)) return undefined;
  content.price = { minor, currency };
  return content;
}

function quickReadPhotos(value: unknown): ListingContent['photos'] | undefined {
  if (!Array.isArray(value) || value.length > LISTING_LIMITS.photos) return undefined;
  const photos: ListingContent['photos'] = [];
  for (const photo of value as readonly unknown[]) {
    if (typeof photo !== 'object' || photo === null) return undefined;
    const { hash, thumb, width, height, bytes, thumbBytes } = photo as Record<string, unknown>;
    if (!isHash(hash) || !isHash(thumb) || !isCountUpTo(width, LISTING_LIMITS.photoSide) || !isCountUpTo(height, LISTING_LIMITS.photoSide)) return undefined;
    if (!isCountUpTo(bytes, LISTING_LIMITS.photoBytes) || !isCountUpTo(thumbBytes, LISTING_LIMITS.thumbBytes)) return undefined;
    photos.push({ hash, thumb, width, height, bytes, thumbBytes });
  }
  return photos;
}

const isHash = (value: unknown): value is Uint8Array => value instanceof Uint8Array && value.length === 32;
const isCountUpTo = (value: unknown, most: number): value is number => isWholeUpTo(value, most) && value > 0;

function isTextUpTo(value: unknown, most: number): value is string | undefined {
  return value === undefined || (typeof value === 'string' && value.length <= most);
}

function isWholeUpTo(value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
}
