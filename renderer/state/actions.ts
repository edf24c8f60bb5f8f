/**
 * Everything that can be done from anywhere in the window, in one list: the keys, the help and the palette all read it, so
 * that none of them lacks what another has. What belongs to one form stays with that form.
 */
import type { CircleStatus } from '../../src/core/commands.ts';
import type { Listing } from '../../src/core/market/listing.ts';
import { LANGUAGE_NAMES, LOCALES } from '../language/locale.svelte.ts';
import { themeWord } from '../language/theme-words.ts';
import { m } from '../paraglide/messages.js';
import type { AppState } from './app-state.svelte.ts';
import { copyText } from './clipboard.ts';
import { STEPS, tellFailure } from './listing-steps.ts';
import { focusNextPane } from './panes.ts';
import { pickFile } from './pick-file.ts';
import { route, routeCircle, type Route } from './route.svelte.ts';
import { saveFile } from './save-file.ts';
import { settings, THEMES } from './settings.svelte.ts';
import { shell } from './shell.svelte.ts';
import type { Shortcut } from './shortcut.ts';
import { toasts } from './toasts.svelte.ts';

/** Where the person is, and what is there. */
export interface Here {
  app: AppState;
  at: Route;
  /** There is an account, and its words are written down: one can go about. */
  arrived: boolean;
  /** The circle that the screen is in. */
  circle: CircleStatus | undefined;
  /** The same, if this device was let in. */
  member: CircleStatus | undefined;
  /** The same, if it can be read: also by who is no longer in it. */
  reader: CircleStatus | undefined;
  /** The listing that is open, if it is one's own. */
  own: Listing | undefined;
}

export interface Action {
  id: string;
  words: () => string;
  shortcut?: Shortcut;
  /** What only makes sense by its key: told in the help, not offered in the palette. */
  byKeyOnly?: true;
  possible: (here: Here) => boolean;
  run: (here: Here) => void;
}

export function readHere(app: AppState): Here {
  const at = route.current;
  const id = routeCircle(at);
  const arrived = app.status !== undefined && app.status.identity !== null && app.phrase === undefined;
  const circle = id === undefined || !arrived ? undefined : app.circle(id);
  const listing = circle !== undefined && at.page === 'listing' ? app.replica(circle.circle)?.listing(at.listing) : undefined;
  return { app, at, arrived, circle, member: circle?.membership === 'member' ? circle : undefined, reader: circle?.membership === 'waiting' ? undefined : circle, own: listing?.owner === app.me ? listing : undefined };
}

const TAB_WORDS = { invitations: m.action_invitations, rules: m.action_rules, decisions: m.action_decisions } as const;

/** Opens the palette, from everywhere. */
export const PALETTE_KEYS: Shortcut = { key: 'k', mod: true, everywhere: true };

const always = (): boolean => true;
const inCircle = ({ member }: Here): boolean => member !== undefined;
const canRead = ({ reader }: Here): boolean => reader !== undefined;
const isFileFree = (here: Here): boolean => canShare(here) && here.circle !== undefined && !here.app.transfer(here.circle.circle).busy;
/** A sample circle is for nobody else. */
const canShare = ({ circle }: Here): boolean => circle !== undefined && circle.sample !== true;

/** Where Escape leads from what lies before a market. */
function leave({ at }: Here): void {
  if ('circle' in at) route.go({ page: 'market', circle: at.circle });
}

async function copyLink({ app, member }: Here): Promise<void> {
  if (member === undefined) return;
  const answer = await app.call('createInvitation', { circle: member.circle });
  if (!answer.ok) tellFailure(answer.error);
  else if (await copyText(answer.result.link)) toasts.show(m.link_copied);
  else shell.show('invite');
}

/** The screen that tells how far the circle's file is. */
function showFiles({ reader, circle }: Here): void {
  if (circle !== undefined) route.go({ page: reader === undefined ? 'market' : 'people', circle: circle.circle });
}

async function openFile(here: Here): Promise<void> {
  const { app, circle } = here;
  const file = await pickFile('.huan');
  if (file === undefined || circle === undefined) return;
  showFiles(here);
  await app.transfer(circle.circle).open(file);
}

export const ACTIONS: readonly Action[] = [
  { id: 'palette', words: m.key_palette, shortcut: PALETTE_KEYS, byKeyOnly: true, possible: always, run: () => (shell.palette = !shell.palette) },
  {
    id: 'undo',
    words: m.undo_last,
    shortcut: { key: 'z', mod: true },
    possible: () => toasts.undoable !== undefined,
    run: () => toasts.undoable !== undefined && toasts.undo(toasts.undoable),
  },
  { id: 'new-listing', words: m.new_listing, shortcut: { key: 'n' }, possible: inCircle, run: ({ member }) => member && route.go({ page: 'compose', circle: member.circle }) },
  {
    id: 'search',
    words: m.search_placeholder,
    shortcut: { key: '/' },
    possible: canRead,
    run: ({ at, reader }) => {
      if (reader !== undefined && at.page !== 'market' && at.page !== 'listing') route.go({ page: 'market', circle: reader.circle });
      shell.wantSearch('');
    },
  },
  ...STEPS.map((step): Action => ({
    id: step.id,
    words: step.words,
    possible: ({ app, own, member }) => own !== undefined && member !== undefined && step.possible(own, app.now),
    run: ({ app, circle, own }) => {
      if (circle !== undefined && own !== undefined) void step.run(app, circle.circle, own).then((error) => error && tellFailure(error));
    },
  })),
  { id: 'revise', words: m.edit_listing, possible: ({ own, member }) => own !== undefined && member !== undefined, run: ({ circle, own }) => circle && own && route.go({ page: 'revise', circle: circle.circle, listing: own.id }) },
  { id: 'invite', words: m.invite, possible: (here) => inCircle(here) && canShare(here), run: () => shell.show('invite') },
  { id: 'copy-link', words: m.copy_new_link, possible: (here) => canShare(here) && here.member !== undefined && here.member.relays.length > 0, run: (here) => void copyLink(here) },
  {
    id: 'save-file',
    words: m.action_save_file,
    possible: isFileFree,
    run: (here) => {
      if (here.circle === undefined) return;
      showFiles(here);
      void here.app.transfer(here.circle.circle).save(here.circle.circle, here.circle.name, saveFile);
    },
  },
  { id: 'open-file', words: m.action_open_file, possible: isFileFree, run: (here) => void openFile(here) },
  ...(['invitations', 'rules', 'decisions'] as const).map((tab): Action => ({
    id: `circle-${tab}`,
    words: TAB_WORDS[tab],
    possible: (here) => canRead(here) && (tab !== 'invitations' || canShare(here)),
    run: ({ reader }) => reader && route.go({ page: 'people', circle: reader.circle, tab }),
  })),
  { id: 'leave-circle', words: m.leave_circle, possible: (here) => inCircle(here) && canShare(here), run: () => shell.show('leave-circle') },
  { id: 'renew-device', words: m.renew_device, possible: ({ arrived, app }) => arrived && app.circles.some(({ problem }) => problem === 'older-copy'), run: () => shell.show('renew-device') },
  { id: 'leave-waiting', words: m.waiting_leave, possible: ({ circle }) => circle?.membership === 'waiting', run: () => shell.show('leave-waiting') },
  { id: 'add-circle', words: m.add_circle, possible: ({ arrived, app }) => arrived && app.circles.length > 0, run: () => route.go({ page: 'add' }) },
  { id: 'settings', words: m.settings, possible: ({ arrived }) => arrived, run: () => route.go({ page: 'settings' }) },
  ...THEMES.map((theme): Action => ({
    id: `theme-${theme}`,
    words: () => m.action_theme({ theme: themeWord(theme) }),
    possible: () => settings.theme !== theme,
    run: () => (settings.theme = theme),
  })),
  ...LOCALES.map((language): Action => ({
    id: `language-${language}`,
    words: () => m.action_language({ language: LANGUAGE_NAMES[language] }),
    possible: () => settings.locale !== language,
    run: () => (settings.locale = language),
  })),
  { id: 'single-keys-off', words: m.action_single_keys_off, possible: () => settings.singleKeys, run: () => (settings.singleKeys = false) },
  { id: 'single-keys-on', words: m.action_single_keys_on, possible: () => !settings.singleKeys, run: () => (settings.singleKeys = true) },
  { id: 'next-pane', words: m.key_panes, shortcut: { key: 'f6' }, byKeyOnly: true, possible: always, run: () => focusNextPane(1) },
  { id: 'pane-before', words: m.key_panes_back, shortcut: { key: 'f6', shift: true }, byKeyOnly: true, possible: always, run: () => focusNextPane(-1) },
  { id: 'leave', words: m.key_escape, shortcut: { key: 'escape' }, byKeyOnly: true, possible: ({ at }) => at.page === 'listing' || at.page === 'people', run: leave },
  { id: 'help', words: m.key_help, shortcut: { key: '?' }, possible: always, run: () => shell.show('help') },
];

/** Keys that work only where the focus is in a grid or a picture: no actions, but told with them. */
export const MOVES: readonly { keys: string; words: () => string }[] = [
  { keys: '← ↑ ↓ →', words: m.key_arrows },
  { keys: '← →', words: m.key_photos },
  { keys: '+ −', words: m.key_zoom },
];
