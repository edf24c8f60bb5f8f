/**
 * What this device alone keeps of a circle, beside its ops: keys, relays, and how far it is with joining.
 * Small, written whole, never synced.
 */
import * as v from 'valibot';
import type { CircleId } from '../ids.ts';
import { bytesOf, decodeAs, encodeCbor, wholeUpTo } from '../op/body.ts';
import type { Store } from '../ports.ts';

/** Group keys that are kept. */
export const MOST_KEYS = 16;

const settingsSchema = v.object({
  /** What to call it until genesis is here. */
  name: v.string(),
  relays: v.array(v.string()),
  /** The group key, once it is here; for a public circle its read key. */
  groupKey: v.optional(bytesOf(32)),
  /** Group keys that it had before, or that others made at the same time. */
  olderKeys: v.optional(v.pipe(v.array(bytesOf(32)), v.maxLength(MOST_KEYS - 1))),
  /** The invitation's secret, until this device is let in. */
  secret: v.optional(bytesOf(32)),
  /** How many of one's own ops another device is known to hold. */
  confirmed: wholeUpTo(Number.MAX_SAFE_INTEGER),
  /** What another device of this person said in vain, because its log was written twice: to be said again once this one is in. CBOR. */
  again: v.optional(v.pipe(v.array(v.object({ kind: wholeUpTo(1_000), refs: v.pipe(v.array(v.object({ device: v.string(), seq: wholeUpTo(Number.MAX_SAFE_INTEGER), id: v.string() })), v.maxLength(16)), body: v.unknown() })), v.maxLength(10_000))),
  /** A sample circle: of this device alone, never offered to anyone. `removed`: it is being taken away with all that is in it. */
  sample: v.optional(v.picklist(['here', 'removed'])),
});

export type CircleSettings = v.InferOutput<typeof settingsSchema>;

const PREFIX = 'circle/';

export async function saveSettings(store: Store, circle: CircleId, settings: CircleSettings): Promise<void> {
  await store.put(PREFIX + circle, encodeCbor(settings));
}

export async function loadSettings(store: Store): Promise<Map<CircleId, CircleSettings>> {
  const found = new Map<CircleId, CircleSettings>();
  for (const name of await store.names(PREFIX)) {
    const bytes = await store.get(name);
    const settings = bytes === undefined ? undefined : decodeAs(settingsSchema, bytes);
    if (settings !== undefined) found.set(name.slice(PREFIX.length) as CircleId, settings);
  }
  return found;
}

export async function removeSettings(store: Store, circle: CircleId): Promise<void> {
  await store.remove(PREFIX + circle);
}
