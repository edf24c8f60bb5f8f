/** From what the operating system says to what a person can be told. */
import { StoreError, type StoreErrorType } from '../../core/ports.ts';
import { ReplaceError } from './disk.ts';

const TYPES: Readonly<Record<string, StoreErrorType>> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
};

const SENTENCES: Readonly<Record<StoreErrorType, string>> = {
  'disk-full': 'the disk is full',
  'read-only': 'this folder can’t be written to',
  'storage-failed': 'the disk didn’t do what it was asked',
};

/** A StoreError for whatever a Disk rejected with. */
export function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  if (error instanceof ReplaceError) return toStoreError(error.cause);
  const type = TYPES[errorCode(error) ?? ''] ?? 'storage-failed';
  return new StoreError(type, SENTENCES[type], { cause: error });
}

/** The errno name of a system error, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Runs a step on the disk; whatever it rejects with becomes a StoreError. */
export async function asStoreError<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw toStoreError(error);
  }
}
