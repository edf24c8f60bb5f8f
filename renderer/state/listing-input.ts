/** A listing's content as the host takes it. Fields that say nothing are left out, so that CBOR carries no `undefined`. */
import type { ListingInput } from '../../src/core/commands.ts';
import type { Listing } from '../../src/core/market/listing.ts';

/** The content of a listing as it stands, valid for another 90 days. */
export function inputOf(listing: Listing): ListingInput {
  const { kind, title, text, price, want, area, photos } = listing;
  return compactInput({ kind, title, text, price, want, area, photos: [...photos] });
}

/** The same without fields that are empty or undefined; texts without space around them. */
export function compactInput(input: ListingInput): ListingInput {
  const { kind, title, price, photos, until } = input;
  const compact: ListingInput = { kind, title: title.trim(), photos: photos.map((photo) => ({ ...photo })) };
  for (const field of ['text', 'want', 'area'] as const) {
    const value = input[field]?.trim() ?? '';
    if (value !== '') compact[field] = value;
  }
  if (price !== undefined) compact.price = { ...price };
  if (until !== undefined) compact.until = until;
  return compact;
}
