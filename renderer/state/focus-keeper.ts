/**
 * Keeps the focus for those who use the keyboard. In sight: whole, when they come to something (browsers are content with a
 * part of it), and when something appears above it or the pane gives up room; who scrolls away from it is left in peace. And
 * not lost: where what had it is gone, it goes to what stands there instead; where it could not be used for a moment, back.
 */
const PANES = '[data-pane], dialog';
const NOTES = '.toasts';
const SCROLL_KEYS: ReadonlySet<string> = new Set(['PageUp', 'PageDown', 'Home', 'End', 'ArrowUp', 'ArrowDown']);
const TABBABLE = 'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary';

/** Where something stood: each of the elements around it, from within, and the how-many-eth child of it led there. */
type Place = readonly { around: Element; index: number }[];

function placeOf(element: Element): Place {
  const around = element.parentElement;
  return around === null ? [] : [{ around, index: [...around.children].indexOf(element) }, ...placeOf(around)];
}

/** The first thing to use at or after that place, or before it; nothing beyond its pane. */
function nextTo(place: Place): HTMLElement | undefined {
  for (const { around, index } of place) {
    if (!around.isConnected) continue;
    if (around.closest(PANES) === null) return undefined;
    const parts = [...around.children];
    const usable = [...parts.slice(index), ...parts.slice(0, index).toReversed()]
      .flatMap((part) => [...(part.matches(TABBABLE) ? [part] : []), ...part.querySelectorAll(TABBABLE)])
      .find((each): each is HTMLElement => each instanceof HTMLElement && each.checkVisibility() && each.tabIndex >= 0);
    if (usable !== undefined) return usable;
    if (around.matches(PANES)) return around instanceof HTMLElement ? around : undefined;
  }
  return undefined;
}

const isNowhere = (): boolean => document.activeElement === null || document.activeElement === document.body;

/** Follows the focus from now on; the returned function ends it. */
export function keepFocus(): () => void {
  let focused: HTMLElement | undefined;
  let place: Place = [];
  /** Until they scroll away from it. */
  let watching = false;

  function show(): void {
    if (watching && focused !== undefined && focused === document.activeElement) focused.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  function follow({ target }: FocusEvent): void {
    sizes.disconnect();
    focused = undefined;
    // Not by mouse: what moves away under a finger that presses it is missed.
    if (!(target instanceof HTMLElement) || target.hasAttribute('data-pane') || !target.matches(':focus-visible')) return;
    // Notes give it back themselves.
    if (target.closest(NOTES) !== null) return;
    focused = target;
    place = placeOf(target);
    const pane = target.closest(PANES);
    if (pane === null) return;
    watching = true;
    for (const part of [pane, ...pane.children]) sizes.observe(part);
    show();
  }

  /** Whoever goes out of the page, to the browser's own buttons, isn't fetched back: what they left is still there to be used. */
  function wentOut({ target, relatedTarget }: FocusEvent): void {
    if (relatedTarget !== null) return;
    queueMicrotask(() => {
      if (target === focused && focused?.isConnected === true && !focused.matches(':disabled') && isNowhere()) focused = undefined;
    });
  }

  /** Keys that scroll where nothing else takes them. */
  function press({ key, target }: KeyboardEvent): void {
    if (SCROLL_KEYS.has(key) || (key === ' ' && target instanceof HTMLAnchorElement)) letGo();
  }

  function letGo(): void {
    watching = false;
  }

  function restore(): void {
    if (focused === undefined || !isNowhere()) return;
    if (focused.isConnected) {
      if (focused.matches(':enabled, a, summary')) focused.focus({ preventScroll: true });
      return;
    }
    const next = nextTo(place) ?? document.querySelector('main');
    focused = undefined;
    next?.focus();
  }

  const sizes = new ResizeObserver(show);
  const changes = new MutationObserver(restore);
  /** Whoever presses beside everything wants nothing to have it. */
  const leave = (): void => {
    focused = undefined;
  };
  changes.observe(document.body, { subtree: true, childList: true, attributeFilter: ['disabled'] });
  document.addEventListener('focusin', follow);
  document.addEventListener('focusout', wentOut);
  document.addEventListener('pointerdown', leave);
  document.addEventListener('keydown', press, { capture: true });
  document.addEventListener('scroll', show, { capture: true, passive: true });
  for (const type of ['wheel', 'touchmove'] as const) document.addEventListener(type, letGo, { passive: true });
  return () => {
    sizes.disconnect();
    changes.disconnect();
    document.removeEventListener('focusin', follow);
    document.removeEventListener('focusout', wentOut);
    document.removeEventListener('pointerdown', leave);
    document.removeEventListener('keydown', press, { capture: true });
    document.removeEventListener('scroll', show, { capture: true });
    for (const type of ['wheel', 'touchmove'] as const) document.removeEventListener(type, letGo);
  };
}
