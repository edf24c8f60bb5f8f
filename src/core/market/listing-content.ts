/** From what a person filled in to what is signed: trimmed, complete, within bounds; otherwise which field is wrong. */
import * as v from 'valibot';
import type { ListingInput } from '../commands.ts';
import { CommandFailure } from '../failure.ts';
import { idToBytes } from '../ids.ts';
import { LISTING_DAYS, listingContentSchema, type Listing, type ListingContent } from './listing.ts';

const DAY = 86_400_000;

/** Throws CommandFailure('bad-input') that names the field. `now` in ms since 1970. */
export function makeListingContent(input: ListingInput, now: number): ListingContent {
  const content = {
    kind: input.kind,
    title: oneLine(input.title),
    text: blankToUndefined(input.text),
    price: input.price,
    want: blankToUndefined(input.want),
    area: blankToUndefined(input.area),
    fields: keepFields(input.fields),
    photos: input.photos.map((photo) => ({ ...photo, hash: idToBytes(photo.hash), thumb: idToBytes(photo.thumb) })),
    until: input.until ?? now + LISTING_DAYS * DAY,
  };
  const result = v.safeParse(listingContentSchema, withoutUndefined(content), { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new CommandFailure('bad-input', `This listing can't be published: ${issue.message}.`, String(issue.path?.[0]?.key ?? 'listing'));
}

/** What a person would fill in to get the listing as it stands; how long it is shown is left to the host. */
export function inputOf({ kind, title, text, price, want, area, fields, photos }: Listing): ListingInput {
  const input: ListingInput = { kind, title, photos: photos.map((photo) => ({ ...photo })) };
  if (text !== undefined) input.text = text;
  if (price !== undefined) input.price = { ...price };
  if (want !== undefined) input.want = want;
  if (area !== undefined) input.area = area;
  if (fields !== undefined) input.fields = fields.map(([name, value]) => [name, value]);
  return input;
}

/** The same content, shown for another 90 days. */
export function renewalOf(listing: Listing, now: number): ListingInput {
  return { ...inputOf(listing), until: now + LISTING_DAYS * DAY };
}

/** In one line each; a field without a value is none. */
function keepFields(fields: ListingInput['fields']): [string, string][] | undefined {
  const kept = (fields ?? []).map(([name, value]): [string, string] => [oneLine(name), oneLine(value)]).filter(([, value]) => value !== '');
  return kept.length === 0 ? undefined : kept;
}

const oneLine = (text: string): string => text.trim().replace(/\s+/g, ' ');

function blankToUndefined(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
}

function withoutUndefined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Partial<T>;
}
