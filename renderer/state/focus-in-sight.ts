/**
 * Keeps what has the focus in sight for those who use the keyboard: whole, when they come to it (browsers are content with a
 * part of it), and when something appears above it or the pane gives up room. Who scrolls away from it is left in peace.
 */

/** Follows the focus from now on; the returned function ends it. */
export function keepFocusInSight(): () => void {
  let focused: HTMLElement | undefined;
  let inSight = false;

  const show = (): void => {
    if (focused?.isConnected !== true) return;
    focused.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    inSight = true;
  };
  const sizes = new ResizeObserver(() => {
    if (inSight) show();
  });

  function follow({ target }: FocusEvent): void {
    sizes.disconnect();
    focused = undefined;
    // Not by mouse: what moves away under a finger that presses it is missed.
    if (!(target instanceof HTMLElement) || target.hasAttribute('data-pane') || !target.matches(':focus-visible')) return;
    const pane = target.closest('[data-pane], dialog');
    if (pane === null) return;
    focused = target;
    for (const part of [pane, ...pane.children]) sizes.observe(part);
    show();
  }

  function scrolled(): void {
    if (focused === undefined) return;
    const { top, bottom } = focused.getBoundingClientRect();
    const pane = focused.closest('[data-pane], dialog')?.getBoundingClientRect();
    inSight = pane !== undefined && bottom > pane.top && top < pane.bottom;
  }

  document.addEventListener('focusin', follow);
  document.addEventListener('scroll', scrolled, { capture: true, passive: true });
  return () => {
    sizes.disconnect();
    document.removeEventListener('focusin', follow);
    document.removeEventListener('scroll', scrolled, { capture: true });
  };
}
