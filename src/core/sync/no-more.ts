/**
 * Logs that are at their quota: not asked for again until something was decided that may change that, or more of them is here. Otherwise a
 * member who goes on writing would have everyone fetch in vain what is beyond it, with each of their ops.
 */
import type { DeviceKey } from '../ids.ts';
import type { Authority } from '../authority/authority.ts';

export class NoMore {
  /** What authority's version was, and how much of the log was here. */
  readonly #of = new Map<DeviceKey, { version: number; here: number }>();

  note(device: DeviceKey, { version }: Authority, here: number): void {
    this.#of.set(device, { version, here });
  }

  /** Whether asking for more is of no use. */
  has(device: DeviceKey, { version }: Authority, here: number): boolean {
    const known = this.#of.get(device);
    return known?.version === version && known.here === here;
  }
}
