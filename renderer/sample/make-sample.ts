/**
 * Makes the sample circle: draws its pictures one after the other, puts them into the host as any photo, and has the circle
 * written around them. Loaded only when it is asked for.
 */
import type { Results } from '../../src/core/commands.ts';
import type { Photo } from '../../src/core/market/listing.ts';
import type { SampleLanguage } from '../../src/core/sample/sample-languages.ts';
import { planSample, type SamplePicture } from '../../src/core/sample/sample-plan.ts';
import type { Answer } from '../host/connection.ts';
import type { AppState } from '../state/app-state.svelte.ts';
import { drawSample } from './draw-sample.ts';

/** One that lays both languages' tables well: something of everything at the top. */
const SEED = 1_798;

/** So many pictures are under way at once: the browser writes WebP beside this thread, and the host writes files. */
const UNDER_WAY = 4;

/** `onProgress` counts pictures. What is stored already, from an attempt that was broken off, is not stored again. */
export async function makeSample(app: AppState, language: SampleLanguage, onProgress: (done: number, all: number) => void): Promise<Answer<Results['createSampleCircle']>> {
  const { listings } = planSample(SEED, language);
  const jobs = listings.flatMap(({ pictures }, listing) => pictures.map((picture, place) => ({ picture, listing, place })));
  const photos: (Photo | undefined)[][] = listings.map(() => []);
  let next = 0;
  let done = 0;
  let failed: Answer<never> | undefined;
  const work = async (): Promise<void> => {
    for (let job = jobs[next++]; job !== undefined && failed === undefined; job = jobs[next++]) {
      const answer = await putPicture(app, job.picture);
      if (!answer.ok) {
        failed = answer;
        return;
      }
      const some = photos[job.listing];
      if (some !== undefined) some[job.place] = answer.result;
      onProgress((done += 1), jobs.length);
    }
  };
  onProgress(done, jobs.length);
  await Promise.all(Array.from({ length: UNDER_WAY }, work));
  if (failed !== undefined) return failed;
  return await app.call('createSampleCircle', { language, seed: SEED, photos: photos.map((some) => some.filter((photo) => photo !== undefined)) });
}

async function putPicture(app: AppState, picture: SamplePicture): Promise<Answer<Photo | undefined>> {
  const drawn = await drawSample(picture);
  if (drawn === undefined) return { ok: true, result: undefined };
  const { photo, thumb, width, height } = drawn;
  const answer = await app.call('putPhoto', { photo, thumb });
  if (!answer.ok) return answer;
  app.photos.put(answer.result.thumb, thumb);
  return { ok: true, result: { ...answer.result, width, height, bytes: photo.length, thumbBytes: thumb.length } };
}
