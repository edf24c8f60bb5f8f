/** Shortcuts: what a key press must be like, and how one is written for people. */

export interface Shortcut {
  /** As `KeyboardEvent.key` has it, lower case: "n", "?", "f6". */
  key: string;
  /** With Ctrl; on a Mac, with Cmd. */
  mod?: true;
  shift?: true;
  /** Also while typing into a field, and over an open dialog. */
  everywhere?: true;
}

const isMac = /mac|iphone|ipad/i.test(navigator.platform);
const MAC_SIGNS = { mod: '⌘', shift: '⇧' };
const NAMES: Record<string, string> = { escape: 'Esc', f6: 'F6' };

/** Whether it is a single sign, which people can turn off because it is easily typed by accident. */
export function isSingle(shortcut: Shortcut): boolean {
  return shortcut.mod !== true && shortcut.key.length === 1;
}

/** Keys that need Alt belong to the system. Where the layout has no Latin letters, the place of the letter counts. */
export function fits(shortcut: Shortcut, event: KeyboardEvent): boolean {
  const { key, mod = false, shift = false } = shortcut;
  if (event.altKey || (isMac ? event.metaKey : event.ctrlKey) !== mod || (isMac ? event.ctrlKey : event.metaKey)) return false;
  // A single sign may itself need Shift, depending on the layout.
  if (!isSingle(shortcut) && event.shiftKey !== shift) return false;
  if (event.key.toLowerCase() === key) return true;
  return /^[a-z]$/.test(key) && event.key.length === 1 && event.key > '\u007f' && event.code === `Key${key.toUpperCase()}`;
}

/** "Ctrl+K", on a Mac "⌘K". */
export function shortcutText({ key, mod, shift }: Shortcut): string {
  const name = NAMES[key] ?? key.toUpperCase();
  if (isMac) return `${mod === true ? MAC_SIGNS.mod : ''}${shift === true ? MAC_SIGNS.shift : ''}${name}`;
  return [...(mod === true ? ['Ctrl'] : []), ...(shift === true ? ['Shift'] : []), name].join('+');
}

/** The same for `aria-keyshortcuts`. */
export function shortcutAria({ key, mod, shift }: Shortcut): string {
  const name = key.length === 1 ? key.toUpperCase() : (NAMES[key] ?? key);
  return [...(mod === true ? [isMac ? 'Meta' : 'Control'] : []), ...(shift === true ? ['Shift'] : []), name === 'Esc' ? 'Escape' : name].join('+');
}
