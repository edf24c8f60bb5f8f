/** Finding listings by words, the same in a window and on the command line. */
import type { Listing } from './listing.ts';

/** Nothing to fold but case: most texts, and ten times as fast. */
const PLAIN = /^[\u{20}-\u{7e}\n\r\t]*$/u;

const searchTexts = new WeakMap<Listing, string>();

/** A test for listings that hold every word of `query` in title, text, want, area or a field; the empty query fits all. */
export function makeSearch(query: string): (listing: Listing) => boolean {
  const words = foldText(query).split(/\s+/).filter((word) => word !== '');
  return (listing) => words.every((word) => searchText(listing).includes(word));
}

function searchText(listing: Listing): string {
  const known = searchTexts.get(listing);
  if (known !== undefined) return known;
  const text = foldText([listing.title, listing.text, listing.want, listing.area, ...(listing.fields ?? []).flat()].join('\n'));
  searchTexts.set(listing, text);
  return text;
}

/** Without case, accents and width, so that "Café" is found by "cafe" and full-width letters by plain ones. */
export function foldText(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
