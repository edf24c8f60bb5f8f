/** A hash of what a circle shows: equal on two peers whose views are equal. */
import { encodeCbor } from './op/body.ts';
import type { Sha256 } from './op/op.ts';
import type { CircleView } from './view.ts';

/** Hex SHA-256 over members and listings in the order of their ids. */
export function stateDigest(view: CircleView, sha256: Sha256): string {
  const members = [...view.members.values()].sort((a, b) => (a.account < b.account ? -1 : 1));
  const listings = [...view.listings.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const hash = sha256(encodeCbor([view.name, view.public, members, listings]));
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
