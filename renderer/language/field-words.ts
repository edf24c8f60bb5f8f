/** What is wrong with a field of a listing, said beside it. */
import { LISTING_LIMITS } from '../../src/core/market/listing.ts';
import { m } from '../paraglide/messages.js';
import type { DraftField, FieldProblem } from '../state/listing-draft.svelte.ts';
import { formatNumber } from './format.ts';

export function problemWords(field: DraftField, problem: FieldProblem | undefined): string | undefined {
  if (problem === undefined) return undefined;
  if (problem === 'missing') return m.problem_missing_title();
  if (problem === 'not-amount') return m.problem_not_amount();
  const limit = formatNumber(field === 'price' ? 0 : LISTING_LIMITS[field === 'fields' ? 'fieldValue' : field]);
  return problem === 'too-many' ? m.problem_too_many_photos({ limit }) : m.problem_too_long({ limit });
}
