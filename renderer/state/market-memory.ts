/** What a market looked like when one left it, so that coming back finds it as it was. For as long as the window lives. */
import type { CircleId, ListingId } from '../../src/core/ids.ts';
import type { ListingKind } from '../../src/core/market/listing.ts';

export interface MarketMemory {
  kind: ListingKind | undefined;
  text: string;
  mine: boolean;
  scrollTop: number;
  /** The listing whose card had the focus last. */
  listing: ListingId | undefined;
}

const memories = new Map<CircleId, MarketMemory>();

export function recallMarket(circle: CircleId): MarketMemory {
  return memories.get(circle) ?? { kind: undefined, text: '', mine: false, scrollTop: 0, listing: undefined };
}

export function rememberMarket(circle: CircleId, memory: MarketMemory): void {
  memories.set(circle, memory);
}
