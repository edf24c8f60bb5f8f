/**
 * A circle as shown: members and listings, computed from ops by every window and host for itself.
 * Equal op sets give equal views, whatever the order in which ops came. Trusts that ops passed the gate.
 */
import type { AccountKey, CircleId, DeviceKey, ListingId } from './ids.ts';
import type { Listing } from './market/listing.ts';

export interface Member {
  account: AccountKey;
  name: string;
  devices: DeviceKey[];
  /** Who let this account in; undefined for the founder. */
  admittedBy?: AccountKey | undefined;
  joinedAt: number;
}

/** What one batch of ops changed. */
export interface ViewChange {
  listings: ReadonlySet<ListingId>;
  members: boolean;
}

export interface CircleState {
  readonly circle: CircleId;
  readonly name: string;
  readonly public: boolean;
  readonly members: ReadonlyMap<AccountKey, Member>;
  readonly listings: ReadonlyMap<ListingId, Listing>;
}
