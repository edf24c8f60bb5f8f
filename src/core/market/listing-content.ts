/** From what a person filled in to what is signed: trimmed, complete, within bounds; otherwise which field is wrong. */
import * as v from 'valibot';
import type { ListingInput } from '../commands.ts';
import { CommandFailure } from '../failure.ts';
import { idToBytes } from '../ids.ts';
import { LISTING_DAYS, listingContentSchema, type ListingContent } from './listing.ts';

const DAY = 86_400_000;

/** Throws CommandFailure('bad-input') that names the field. `now` in ms since 1970. */
export function makeListingContent(input: ListingInput, now: number): ListingContent {
  const content = {
    kind: input.kind,
    title: input.title.trim().replace(/\s+/g, ' '),
    text: blankToUndefined(input.text),
    price: input.price,
    want: blankToUndefined(input.want),
    area: blankToUndefined(input.area),
    photos: input.photos.map((photo) => ({ ...photo, hash: idToBytes(photo.hash), thumb: idToBytes(photo.thumb) })),
    until: input.until ?? now + LISTING_DAYS * DAY,
  };
  const result = v.safeParse(listingContentSchema, withoutUndefined(content), { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new CommandFailure('bad-input', `This listing can't be published: ${issue.message}.`, String(issue.path?.[0]?.key ?? 'listing'));
}

function blankToUndefined(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
}

function withoutUndefined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Partial<T>;
}
