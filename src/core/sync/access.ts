/**
 * What a device is given of a circle in a session: decided anew whenever the circle changes, by this device's authority alone.
 */
import type { Authority } from '../authority/authority.ts';
import { isFact, type FactOf } from '../authority/facts.ts';
import { isRemoved, standingOf } from '../authority/rights.ts';
import { ownerOf } from '../circle/key-ring.ts';
import type { DeviceKey } from '../ids.ts';

/** Why nothing more is given. */
export const OUT_REASONS = ['removed', 'left'] as const;
export type OutReason = (typeof OUT_REASONS)[number];

/** `serve`: all of it. `hear`: it may say what it has, and is told nothing but proofs: nobody here knows it. `doubt`: the same, of one that only admits let in that don't count. */
export type Access = 'serve' | 'hear' | 'doubt' | OutReason;

/** Admits that name a device, whether they count or not. */
export function admitsOf({ evidence }: Authority, device: DeviceKey): FactOf<'admit'>[] {
  return [...evidence.facts.values()].filter((fact): fact is FactOf<'admit'> => isFact(fact, 'admit') && fact.says.device === device);
}

/** `isCurrent`: whether it has shown that it holds the current key, or the circle is for all who have a link. */
export function accessOf(authority: Authority, device: DeviceKey, isCurrent: boolean): Access {
  const account = ownerOf(authority, device);
  if (account === undefined) return admitsOf(authority, device).length > 0 ? 'doubt' : isCurrent ? 'serve' : 'hear';
  const standing = standingOf(authority, account);
  if (standing === 'left') return 'left';
  return standing === 'removed' || isRemoved(authority, account) ? 'removed' : 'serve';
}
