/**
 * The window's keys: N, / and ? (which can be turned off), and F6 from pane to pane. Keys that are typed into a field,
 * held with Ctrl, Alt or Cmd, or pressed while a dialog is open belong to others.
 */

export interface KeyActions {
  newListing: () => void;
  search: () => void;
  help: () => void;
  escape: () => void;
}

/** Handles one key press; says to the browser that it was taken. */
export function handleKey(event: KeyboardEvent, actions: KeyActions, singleKeys: boolean): void {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (document.querySelector('dialog[open]') !== null) return;
  if (event.key === 'F6') {
    event.preventDefault();
    focusNextPane(event.shiftKey ? -1 : 1);
    return;
  }
  if (event.key === 'Escape') {
    actions.escape();
    return;
  }
  if (!singleKeys || isTyping(event.target)) return;
  const action = actionOf(event.key, actions);
  if (action === undefined) return;
  event.preventDefault();
  action();
}

function actionOf(key: string, actions: KeyActions): (() => void) | undefined {
  if (key === 'n' || key === 'N') return actions.newListing;
  if (key === '/') return actions.search;
  return key === '?' ? actions.help : undefined;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/** Focus goes to the next pane (an element with data-pane) that is shown, round and round. */
function focusNextPane(step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter((pane) => pane.offsetParent !== null);
  if (panes.length === 0) return;
  const current = panes.findLastIndex((pane) => pane.contains(document.activeElement));
  const next = current === -1 ? 0 : (current + step + panes.length) % panes.length;
  const pane = panes[next];
  if (pane === undefined) return;
  pane.dataset['arrived'] = '';
  pane.addEventListener('blur', () => delete pane.dataset['arrived'], { once: true });
  pane.focus();
}
