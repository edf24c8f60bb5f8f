/** Why a host could not start, as a sentence for a person: what is the matter, and what to do next. In their language. */
import { StoreError } from '../core/ports.ts';
import { HomeInUse } from './home-lock.ts';
import { words } from './words.ts';

export interface StartFailure {
  type: 'home-in-use' | StoreError['type'];
  message: string;
}

/** Undefined for what is a bug. */
export function describeStartFailure(error: unknown): StartFailure | undefined {
  if (error instanceof HomeInUse) return { type: 'home-in-use', message: words().homeInUse(error.reach?.window === true ? error.reach.address : undefined) };
  if (error instanceof StoreError) return { type: error.type, message: words()[error.type](error.message) };
  return undefined;
}
