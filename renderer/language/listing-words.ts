/** Words for a listing's kind and state. */
import type { ListingKind, ShownState } from '../../src/core/market/listing.ts';
import { m } from '../paraglide/messages.js';

const KIND_WORDS: Record<ListingKind, () => string> = {
  swap: m.kind_swap,
  give: m.kind_give,
  sell: m.kind_sell,
  lend: m.kind_lend,
  service: m.kind_service,
  repair: m.kind_repair,
  wanted: m.kind_wanted,
  'trade-in': m.kind_trade_in,
};

export function kindWord(kind: ListingKind): string {
  return KIND_WORDS[kind]();
}

const KIND_HINTS: Record<ListingKind, () => string> = {
  swap: m.kind_swap_hint,
  give: m.kind_give_hint,
  sell: m.kind_sell_hint,
  lend: m.kind_lend_hint,
  service: m.kind_service_hint,
  repair: m.kind_repair_hint,
  wanted: m.kind_wanted_hint,
  'trade-in': m.kind_trade_in_hint,
};

/** What a kind is for, in one sentence. */
export function kindHint(kind: ListingKind): string {
  return KIND_HINTS[kind]();
}

/** What the field "want" is asked as, for that kind. */
export function wantLabel(kind: ListingKind): string {
  if (kind === 'wanted') return m.want_label_wanted();
  return kind === 'give' ? m.want_label_give() : m.want_label();
}

/** What stands over the same field when others read it. */
export function wantHeading(kind: ListingKind): string {
  if (kind === 'wanted') return m.want_shown_wanted();
  return kind === 'give' ? m.want_shown_give() : m.want_shown();
}

const STATE_WORDS: Record<ShownState, () => string> = {
  open: m.state_open,
  reserved: m.state_reserved,
  closed: m.state_closed,
  withdrawn: m.state_withdrawn,
  expired: m.state_expired,
};

export function shownStateWord(state: ShownState): string {
  return STATE_WORDS[state]();
}
