/** What a person is told when a photo can't be taken: which file, why, and what would do. */
import type { CallError } from '../host/connection.ts';
import { m } from '../paraglide/messages.js';
import type { PhotoRefusal } from '../photos/prepare-photo.ts';
import { errorWords } from './error-words.ts';

const WORDS: Record<PhotoRefusal, (inputs: { name: string }) => string> = {
  'not-image': m.photo_not_image,
  'file-too-large': m.photo_file_too_large,
  'too-many-pixels': m.photo_too_many_pixels,
  'too-detailed': m.photo_too_detailed,
  'no-memory': m.photo_no_memory,
};

export function photoRefusalWords(refusal: PhotoRefusal | CallError, name: string): string {
  if (typeof refusal === 'string') return WORDS[refusal]({ name });
  const { happened, next } = errorWords(refusal);
  return `${happened} ${next}`;
}
