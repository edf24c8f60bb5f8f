/** The parts of the window that F6 goes through: every element with data-pane that is shown, in the order of the page. */

/** Focus goes to the next pane, round and round; -1 goes back. */
export function focusNextPane(step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter((pane) => pane.checkVisibility());
  if (panes.length === 0) return;
  const current = panes.findLastIndex((pane) => pane.contains(document.activeElement));
  const next = current === -1 ? 0 : (current + step + panes.length) % panes.length;
  const pane = panes[next];
  if (pane === undefined) return;
  pane.dataset['arrived'] = '';
  pane.addEventListener('blur', () => delete pane.dataset['arrived'], { once: true });
  pane.focus();
}
