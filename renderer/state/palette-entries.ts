/**
 * What the palette offers: what can be done here and now, the circles and screens one can go to, and listings by their title.
 * Bounded whatever there is; of what fits equally well, what was chosen before comes first.
 */
import type { CircleStatus } from '../../src/core/commands.ts';
import type { AccountKey } from '../../src/core/ids.ts';
import { isShown } from '../../src/core/market/market.ts';
import { shownState, type Listing } from '../../src/core/market/listing.ts';
import { foldText } from '../../src/core/market/search.ts';
import { kindWord } from '../language/listing-words.ts';
import { m } from '../paraglide/messages.js';
import { ACTIONS, type Here } from './actions.ts';
import { Best, rankName, wordsOf } from './palette-search.ts';
import { route } from './route.svelte.ts';
import { shell } from './shell.svelte.ts';
import type { Shortcut } from './shortcut.ts';

export interface Entry {
  /** The same for the same thing, from one time to the next. */
  id: string;
  type: 'action' | 'circle' | 'people' | 'listing' | 'search';
  title: string;
  /** Where it is, or what it is. */
  hint: string;
  shortcut?: Shortcut | undefined;
  run: () => void;
}

export interface Section {
  id: 'recent' | 'here' | 'go' | 'found';
  entries: readonly Entry[];
}

const MOST_FOUND = 30;
const MOST_RECENT = 5;

/** For the empty query: what was chosen last, what can be done, and where one can go. */
export function listSections(here: Here, recent: readonly string[]): Section[] {
  const actions = actionEntries(here);
  const places = placeEntries(here);
  const known = new Map([...actions, ...places].map((entry) => [entry.id, entry]));
  const again = recent.flatMap((id) => known.get(id) ?? listingOf(here, id) ?? []).slice(0, MOST_RECENT);
  const shown = new Set(again.map(({ id }) => id));
  const rest = (entries: readonly Entry[]): Entry[] => entries.filter(({ id }) => !shown.has(id));
  const sections: Section[] = [
    { id: 'recent', entries: again },
    { id: 'here', entries: rest(actions) },
    { id: 'go', entries: rest(places) },
  ];
  return sections.filter(({ entries }) => entries.length > 0);
}

/** What fits a query, best first, and at the end the market's own search for it. */
export function findEntries(query: string, here: Here, recent: readonly string[]): Section[] {
  const words = wordsOf(query);
  const order = new Map(recent.map((id, index) => [id, index]));
  const age = ({ id }: Entry): number => order.get(id) ?? recent.length;
  const best = new Best<Entry>(MOST_FOUND, (a, b) => age(a) - age(b));
  for (const entry of [...actionEntries(here), ...placeEntries(here)]) {
    const rank = rankName(foldText(entry.title), words);
    if (rank !== undefined) best.offer(entry, rank);
  }
  for (const { listing, circle, rank } of bestListings(words, here)) best.offer(listingEntry(listing, circle), rank);
  return [{ id: 'found', entries: [...best.items, ...searchEntry(query.trim(), here)] }];
}

function actionEntries(here: Here): Entry[] {
  const possible = ACTIONS.filter((action) => action.byKeyOnly !== true && action.possible(here));
  return possible.map((action) => ({ id: action.id, type: 'action', title: action.words(), hint: '', shortcut: action.shortcut, run: () => action.run(here) }));
}

function placeEntries({ app, arrived }: Here): Entry[] {
  if (!arrived) return [];
  return app.circles.flatMap(({ circle, name, membership }): Entry[] => {
    const market: Entry = { id: `circle ${circle}`, type: 'circle', title: name, hint: membership === 'waiting' ? m.health_waiting() : m.back_to_market(), run: () => route.go({ page: 'market', circle }) };
    if (membership === 'waiting') return [market];
    return [market, { id: `people ${circle}`, type: 'people', title: m.people_of({ circle: name }), hint: '', run: () => route.go({ page: 'people', circle }) }];
  });
}

const folded = new WeakMap<Listing, string>();

function foldedTitle(listing: Listing): string {
  const known = folded.get(listing);
  if (known !== undefined) return known;
  const text = foldText(listing.title);
  folded.set(listing, text);
  return text;
}

interface Found {
  listing: Listing;
  circle: CircleStatus;
  rank: number;
}

/** Of all circles whose listings are in this window; the newest first of what fits equally well. */
function bestListings(words: readonly string[], { app, arrived }: Here): Found[] {
  const best = new Best<Found>(MOST_FOUND, (a, b) => b.listing.postedAt - a.listing.postedAt);
  if (!arrived) return [];
  // Read once, not per listing: they are watched.
  const { now, me } = app;
  for (const circle of app.circles) {
    for (const listing of app.replica(circle.circle)?.listings ?? []) {
      const rank = rankName(foldedTitle(listing), words);
      if (rank !== undefined && isOffered(listing, now, me)) best.offer({ listing, circle, rank }, rank);
    }
  }
  return best.items;
}

/** As in the market: what is over, only its owner still sees. */
function isOffered(listing: Listing, now: number, me: AccountKey | undefined): boolean {
  if (!isShown(listing, now)) return false;
  const state = shownState(listing, now);
  return listing.owner === me || state === 'open' || state === 'reserved';
}

function listingEntry(listing: Listing, { circle, name }: CircleStatus): Entry {
  return {
    id: `listing ${circle} ${listing.id}`,
    type: 'listing',
    title: listing.title,
    hint: m.palette_listing_in({ kind: kindWord(listing.kind), circle: name }),
    run: () => route.go({ page: 'listing', circle, listing: listing.id }),
  };
}

/** The listing that an id of the recent ones names, if it is still offered. */
function listingOf(here: Here, id: string): Entry | undefined {
  const [type, circle, listing] = id.split(' ');
  const status = here.arrived && type === 'listing' ? here.app.circles.find((each) => each.circle === circle) : undefined;
  const found = status === undefined ? undefined : here.app.replica(status.circle)?.listings.find((each) => each.id === listing);
  return status === undefined || found === undefined || !isOffered(found, here.app.now, here.app.me) ? undefined : listingEntry(found, status);
}

function searchEntry(text: string, { at, reader }: Here): Entry[] {
  if (reader === undefined) return [];
  const run = (): void => {
    if (at.page !== 'market' && at.page !== 'listing') route.go({ page: 'market', circle: reader.circle });
    shell.wantSearch(text);
  };
  return [{ id: 'search-for', type: 'search', title: m.palette_search({ text }), hint: reader.name, run }];
}
