/** All listings that fit, page by page, so that no answer grows with the circle. */
import type { Params } from '../../core/commands.ts';
import type { Listing } from '../../core/market/listing.ts';
import type { HostClient } from './host-client.ts';

const PAGE = 1_000;

/** Newest first, at most `limit` of them. */
export async function* eachListing(client: HostClient, query: Omit<Params<'listListings'>, 'limit' | 'after'>, limit = Infinity): AsyncGenerator<Listing> {
  let left = limit;
  let after: Params<'listListings'>['after'];
  do {
    const page = await client.call('listListings', { ...query, limit: Math.min(left, PAGE), after });
    yield* page.listings;
    left -= page.listings.length;
    after = page.next;
  } while (after !== undefined && left > 0);
}
