/**
 * What an owner can do with a listing from where it stands. Each step tells in a note that it is saved, and can be taken back
 * from there; a step back that fails is told as well, wherever the person is by then.
 */
import { renewalOf } from '../../src/core/market/listing-content.ts';
import type { CircleId } from '../../src/core/ids.ts';
import { shownState, type Listing, type ListingState } from '../../src/core/market/listing.ts';
import type { CallError } from '../host/connection.ts';
import { errorWords } from '../language/error-words.ts';
import { m } from '../paraglide/messages.js';
import type { AppState } from './app-state.svelte.ts';
import { compactInput } from './listing-input.ts';
import { toasts } from './toasts.svelte.ts';

type Caller = Pick<AppState, 'call' | 'now'>;

export interface Step {
  id: 'reserve' | 'reopen' | 'mark-done' | 'withdraw' | 'renew';
  words: () => string;
  look: 'main' | 'plain' | 'danger';
  possible: (listing: Listing, now: number) => boolean;
  /** Resolves with why it could not be done. */
  run: (app: Caller, circle: CircleId, listing: Listing) => Promise<CallError | undefined>;
}

const DONE: Record<ListingState, () => string> = { open: m.done_open, reserved: m.done_reserved, closed: m.done_closed, withdrawn: m.done_withdrawn };
const toState =
  (next: ListingState): Step['run'] =>
  (app, circle, listing) =>
    setState(app, circle, listing, next);
const isHad = (listing: Listing): boolean => listing.state === 'open' || listing.state === 'reserved';

export const STEPS: readonly Step[] = [
  { id: 'renew', words: m.renew, look: 'main', possible: (listing, now) => shownState(listing, now) === 'expired', run: renew },
  { id: 'reserve', words: m.reserve, look: 'plain', possible: (listing) => listing.state === 'open', run: toState('reserved') },
  { id: 'reopen', words: m.reopen, look: 'plain', possible: (listing) => listing.state !== 'open', run: toState('open') },
  { id: 'mark-done', words: m.mark_done, look: 'plain', possible: isHad, run: toState('closed') },
  { id: 'withdraw', words: m.withdraw, look: 'danger', possible: isHad, run: toState('withdrawn') },
];

/** Tells of something that went wrong where the person no longer looks at what they did it with. */
export function tellFailure(error: CallError): void {
  toasts.show(
    () => {
      const { happened, next } = errorWords(error);
      return `${happened} ${next}`;
    },
    { tone: 'bad' },
  );
}

async function setState(app: Caller, circle: CircleId, { id, state }: Listing, next: ListingState): Promise<CallError | undefined> {
  const answer = await app.call('setListingState', { circle, id, state: next });
  if (!answer.ok) return answer.error;
  const undo = async (): Promise<void> => {
    const back = await app.call('setListingState', { circle, id, state });
    if (back.ok) toasts.show(DONE[state]);
    else tellFailure(back.error);
  };
  toasts.show(DONE[next], { undo: () => void undo() });
  return undefined;
}

async function renew(app: Caller, circle: CircleId, listing: Listing): Promise<CallError | undefined> {
  const answer = await app.call('reviseListing', { circle, id: listing.id, listing: renewalOf(listing, app.now) });
  if (!answer.ok) return answer.error;
  toasts.show(m.done_renewed, { undo: () => void reviseBack(app, circle, listing) });
  return undefined;
}

/** Gives a listing the content again that it had before it was changed. */
export async function reviseBack(app: Caller, circle: CircleId, before: Listing): Promise<void> {
  const answer = await app.call('reviseListing', { circle, id: before.id, listing: compactInput({ ...before, fields: before.fields?.map(([name, value]) => [name, value]), photos: [...before.photos] }) });
  if (answer.ok) toasts.show(m.done_back);
  else tellFailure(answer.error);
}
