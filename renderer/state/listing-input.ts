/** A listing's content as the host takes it. Fields that say nothing are left out, so that CBOR carries no `undefined`. */
import type { ListingInput } from '../../src/core/commands.ts';

/** The same without fields that are empty or undefined; texts without space around them. */
export function compactInput(input: ListingInput): ListingInput {
  const { kind, title, price, fields, photos, until } = input;
  const compact: ListingInput = { kind, title: title.trim(), photos: photos.map((photo) => ({ ...photo })) };
  for (const field of ['text', 'want', 'area'] as const) {
    const value = input[field]?.trim() ?? '';
    if (value !== '') compact[field] = value;
  }
  const said = (fields ?? []).filter(([, value]) => value.trim() !== '');
  if (said.length > 0) compact.fields = said.map(([name, value]) => [name, value.trim()]);
  if (price !== undefined) compact.price = { ...price };
  if (until !== undefined) compact.until = until;
  return compact;
}
