/** Whether a draft is kept, in words. */
import { m } from '../paraglide/messages.js';
import type { KeptState } from '../state/draft-keeper.ts';

const KEPT_WORDS: Record<KeptState, () => string> = { nothing: () => '', keeping: m.draft_keeping, kept: m.draft_kept, failed: m.draft_failed };

export const keptWords = (state: KeptState): string => KEPT_WORDS[state]();
