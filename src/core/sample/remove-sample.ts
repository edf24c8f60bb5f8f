/**
 * Takes a sample circle off this device without a trace: photos, drafts, journal, settings. Said first in the settings, so
 * that what a crash interrupts is finished at the next start.
 * Holds always: a photo or draft that another circle, or a draft for one, still needs stays.
 */
import { bytesToId, isId, type BlobHash } from '../ids.ts';
import { removeSettings } from '../circle/settings.ts';
import { PendingJoins } from '../circle/pending-joins.ts';
import type { CircleOps } from '../circle/circle-ops.ts';
import type { MemberCircle } from '../circle/member-circle.ts';
import type { OpenCircle } from '../circle/open-circle.ts';
import { listingContentSchema } from '../market/listing.ts';
import { decodeAs } from '../op/body.ts';
import { KIND } from '../op/kinds.ts';
import type { Blobs, Store } from '../ports.ts';

const DRAFTS = 'draft/';

/**
 * Closes and erases a sample circle whose settings say that it is removed. `others` are the circles that stay.
 * Rejects with StoreError; then the rest is done at the next start.
 */
export async function eraseSample(sample: OpenCircle, journal: string, others: Iterable<MemberCircle>, { store, blobs }: { store: Store; blobs: Blobs }): Promise<void> {
  const { circle } = sample;
  const needed = new Set<string>();
  for (const { open } of others) {
    for (const { photos } of open.ops.view.listings.values()) for (const { hash, thumb } of photos) needed.add(hash).add(thumb);
  }
  const photos = everyPhoto(sample.ops);
  await sample.close();
  const drafts: string[] = [];
  for (const name of await store.names(DRAFTS)) {
    const ids = idsIn(await store.get(name));
    if (name.includes(circle)) {
      drafts.push(name);
      for (const id of ids) photos.add(id as BlobHash);
    } else {
      for (const id of ids) needed.add(id);
    }
  }
  for (const hash of photos) if (!needed.has(hash)) await blobs.remove(hash);
  for (const name of drafts) await store.remove(name);
  await store.removeJournal(journal);
  await PendingJoins.remove(store, circle);
  await removeSettings(store, circle);
}

/** All photos that any op has ever named, also those of listings that were changed since. */
function everyPhoto(ops: CircleOps): Set<BlobHash> {
  const hashes = new Set<BlobHash>();
  for (const { device, counted } of ops.logs.all()) {
    for (let seq = 0; seq < counted; seq++) {
      const op = ops.op(device, seq);
      if (op?.kind !== KIND.listing && op?.kind !== KIND.revise) continue;
      for (const { hash, thumb } of decodeAs(listingContentSchema, op.body)?.photos ?? []) hashes.add(bytesToId<BlobHash>(hash)).add(bytesToId<BlobHash>(thumb));
    }
  }
  return hashes;
}

/** A draft is the window's own text: whatever looks like an id in it may name a photo. */
function idsIn(draft: Uint8Array | undefined): string[] {
  if (draft === undefined) return [];
  let text = '';
  for (const byte of draft) text += String.fromCharCode(byte);
  return (text.match(/[0-9a-f]{64}/g) ?? []).filter(isId);
}
