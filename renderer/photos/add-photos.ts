/** From dropped files to photos in a draft: one at a time, so that memory holds one decoded picture at most. */
import { LISTING_LIMITS } from '../../src/core/market/listing.ts';
import type { AppState } from '../state/app-state.svelte.ts';
import type { ListingDraft } from '../state/listing-draft.svelte.ts';
import { preparePhoto } from './prepare-photo.ts';

/** Adds as many files as there is room for, in their order; each is shown while it is being prepared. */
export async function addPhotos(app: AppState, draft: ListingDraft, files: readonly File[]): Promise<void> {
  const room = Math.max(0, LISTING_LIMITS.photos - draft.photos.length);
  const jobs = files.slice(0, room).map((file) => ({ file, key: draft.addPhoto(file.name) }));
  for (const { file, key } of jobs) {
    if (draft.photos.some((photo) => photo.key === key)) await addPhoto(app, draft, key, file);
  }
}

async function addPhoto(app: AppState, draft: ListingDraft, key: number, file: File): Promise<void> {
  const prepared = await preparePhoto(file);
  if (!prepared.ok) {
    draft.settlePhoto(key, prepared.refusal);
    return;
  }
  const { photo, thumb, width, height } = prepared.photo;
  const answer = await app.call('putPhoto', { photo, thumb });
  if (!answer.ok) {
    draft.settlePhoto(key, answer.error);
    return;
  }
  app.photos.put(answer.result.thumb, thumb);
  draft.settlePhoto(key, { hash: answer.result.hash, thumb: answer.result.thumb, width, height, bytes: photo.length, thumbBytes: thumb.length });
}
