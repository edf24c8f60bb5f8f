/**
 * The window's keys, as the actions have them. Single signs can be turned off; what is typed into a field, composed, or
 * pressed while a dialog is open belongs to others, but for what works everywhere.
 */
import { ACTIONS, type Action, type Here } from './actions.ts';
import { fits, isSingle } from './shortcut.ts';

/** Runs the action whose shortcut was pressed, if it is possible here; says to the browser that the key was taken. */
export function handleKey(event: KeyboardEvent, here: Here, singleKeys: boolean): void {
  if (event.defaultPrevented || event.isComposing || event.repeat) return;
  const action = ACTIONS.find((each) => each.shortcut !== undefined && fits(each.shortcut, event));
  if (action === undefined || !isFree(action, event, singleKeys) || !action.possible(here)) return;
  event.preventDefault();
  action.run(here);
}

function isFree({ shortcut }: Action, event: KeyboardEvent, singleKeys: boolean): boolean {
  if (shortcut === undefined || shortcut.everywhere === true) return shortcut !== undefined;
  if (document.querySelector('dialog[open]') !== null) return false;
  if (isSingle(shortcut) && !singleKeys) return false;
  return shortcut.key.length > 1 || !isTyping(event.target);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}
