/**
 * What someone sees who uses the window by keyboard, as code that runs in the page: whether the focus shows, whether what has
 * it is covered or cut off (WCAG 2.4.7, 2.4.11), what Tab never reached (2.1.1), what does not fit (1.4.10) or is too small
 * to hit (2.5.8). Everything here judges one moment, and answers in sentences.
 */

export interface Eyes {
  /** Where the focus is, and what is wrong with how it shows; also with what had it when one looked last. */
  look(): Promise<{ at: string; problems: string[] }>;
  /** Begins to note which elements had the focus when one looked. */
  beginWalk(): void;
  /** Whether the element that has the focus had it before on this walk. */
  readonly walkedHere: boolean;
  /** What Tab should have reached on this walk, and did not. */
  missed(): string[];
  /** What is cut off, too small, one over the other, or wider than the page. */
  misfits(): string[];
}

declare global {
  interface Window {
    eyes: Eyes;
  }
}

/** Runs in each page before anything else: puts `window.eyes` there. */
export function openEyes(): void {
  const LEAST_TARGET = 24;
  const SLACK = 0.5;
  const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex]';

  const describe = (element: Element): string => {
    const name = element.getAttribute('aria-label') ?? (element instanceof HTMLInputElement ? (element.labels?.[0]?.textContent ?? element.value) : element.textContent);
    return `${element.tagName.toLowerCase()} “${(name ?? '').trim().replaceAll(/\s+/g, ' ').slice(0, 40)}”`;
  };
  const styleOf = (element: Element): CSSStyleDeclaration => getComputedStyle(element);
  /** Up to the dialog that is over everything: what is around that clips and covers nothing in it. */
  const ancestors = (element: Element): Element[] => (element.parentElement === null || element.matches('dialog:modal') ? [] : [element.parentElement, ...ancestors(element.parentElement)]);
  const isShown = (element: Element): boolean => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0 && element.closest('[inert]') === null;

  /** The dialog that is open over everything, or the page. */
  const stage = (): ParentNode => [...document.querySelectorAll('dialog:modal')].at(-1) ?? document;
  const targets = (): HTMLElement[] =>
    [...stage().querySelectorAll<HTMLElement>(FOCUSABLE)].filter((element) => isShown(element) && !element.matches(':disabled') && !element.hasAttribute('data-pane'));

  /** What of an element is not clipped away. */
  function visibleBox(element: Element): DOMRect {
    const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
    let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom];
    const clip = (by: { left: number; top: number; right: number; bottom: number }): void => {
      [left, top, right, bottom] = [Math.max(left, by.left), Math.max(top, by.top), Math.min(right, by.right), Math.min(bottom, by.bottom)];
    };
    for (const ancestor of ancestors(element)) if (styleOf(ancestor).overflow !== 'visible') clip(ancestor.getBoundingClientRect());
    clip({ left: 0, top: 0, right: innerWidth, bottom: innerHeight });
    return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
  }

  /** What covers an element at the middle and near the middles of its edges; empty if nothing does. */
  function coverage(element: Element): string[] {
    const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
    const seen = visibleBox(element);
    const pane = ancestors(element).find((ancestor) => /auto|scroll/.test(styleOf(ancestor).overflowY));
    const fits = box.height <= (pane?.clientHeight ?? innerHeight) - 8 && box.width <= (pane?.clientWidth ?? innerWidth);
    const found: string[] = [];
    if (seen.width < 1 || seen.height < 1) return [`${describe(element)} has the focus out of sight`];
    if (fits && (seen.height < box.height - 2 || seen.width < box.width - 2)) found.push(`${describe(element)} has the focus and is cut off: ${Math.round(seen.width)} by ${Math.round(seen.height)} of ${Math.round(box.width)} by ${Math.round(box.height)}`);
    const inset = Math.min(3, seen.width / 3, seen.height / 3);
    const [x, y] = [seen.left + seen.width / 2, seen.top + seen.height / 2];
    const points: [number, number][] = [[x, y], [seen.left + inset, y], [seen.right - inset, y], [x, seen.top + inset], [x, seen.bottom - inset]];
    const own = element.closest('label') ?? element;
    for (const [px, py] of points) {
      const hit = document.elementFromPoint(px, py);
      if (hit === null || !own.contains(hit)) found.push(`${describe(element)} has the focus and is covered by ${hit === null ? 'nothing' : describe(hit)}`);
    }
    return [...new Set(found)];
  }

  /** What shows the focus: the looks of the element, and of the few around it that may show it in its place. */
  const looks = (element: Element): string =>
    [element, ...ancestors(element).slice(0, 3)]
      .map((each) => styleOf(each))
      .map((style) => `${style.outlineStyle === 'none' ? '' : style.outline} ${style.boxShadow} ${style.borderColor} ${style.backgroundColor}`)
      .join('; ');

  let last: { element: Element; looks: string } | undefined;
  let walked = new Set<Element>();
  let before = new Set<Element>();

  /** Resolves when the window has had the time to put right what it just changed. */
  const settle = (): Promise<void> => new Promise((resolve) => void requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

  async function look(): Promise<{ at: string; problems: string[] }> {
    const element = document.activeElement;
    const problems: string[] = [];
    if (last !== undefined && last.element !== element && last.element.isConnected && isShown(last.element) && last.looks === looks(last.element)) {
      problems.push(`nothing shows the focus on ${describe(last.element)}`);
    }
    last = undefined;
    before = new Set(walked);
    if (element === null || element === document.body) return { at: 'nothing', problems };
    walked.add(element);
    // A pane takes the focus where a screen begins, so that Tab goes on from there: a place, not something to use.
    if (element.hasAttribute('data-pane') && !element.hasAttribute('data-arrived')) return { at: describe(element), problems };
    if (!element.hasAttribute('data-pane') && coverage(element).length > 0) {
      await settle();
      problems.push(...coverage(element));
    }
    last = { element, looks: looks(element) };
    return { at: describe(element), problems };
  }

  /** Of radio buttons in one group, Tab reaches one. */
  const groupOf = (element: Element): unknown => (element instanceof HTMLInputElement && element.type === 'radio' ? `${element.name} ${element.form?.id ?? ''}` : element);

  function missed(): string[] {
    const reached = new Set([...walked].map(groupOf));
    return targets()
      .filter((element) => element.tabIndex >= 0 && !reached.has(groupOf(element)))
      .map((element) => `Tab never reaches ${describe(element)}`);
  }

  const isInline = (element: Element): boolean => element.matches('p a, dd a, li > a') && styleOf(element).display === 'inline';
  const isTruncated = (element: Element): boolean => styleOf(element).textOverflow === 'ellipsis' || styleOf(element).getPropertyValue('-webkit-line-clamp') !== 'none';
  const isUnseen = (element: Element): boolean => [element, ...ancestors(element)].some((each) => styleOf(each).clipPath !== 'none');
  const floats = (element: Element): boolean => ancestors(element).some((each) => ['fixed', 'sticky'].includes(styleOf(each).position));
  /** Whether it stands in a row that scrolls sideways by itself, as tabs do. */
  const inStrip = (element: Element): boolean => ancestors(element).some((each) => each.clientWidth < each.scrollWidth && /auto|scroll/.test(styleOf(each).overflowX) && !each.matches('main, dialog'));

  /** Whether one lies wholly within another that has room enough to be hit beside it, as buttons on a picture do. */
  const isWithin = (inner: DOMRect, outer: DOMRect): boolean => {
    const margins = [inner.left - outer.left, outer.right - inner.right, inner.top - outer.top, outer.bottom - inner.bottom];
    return Math.min(...margins) >= 0 && Math.max(...margins) >= LEAST_TARGET;
  };

  function misfits(): string[] {
    const found: string[] = [];
    const sideways = [document.documentElement, ...document.querySelectorAll('main, dialog[open], aside')].filter((pane) => pane.scrollWidth > pane.clientWidth);
    for (const pane of sideways) found.push(`${pane.tagName.toLowerCase()} scrolls sideways: ${pane.scrollWidth} in ${pane.clientWidth}`);
    const all = targets();
    for (const element of all) {
      const own = element.closest('label') ?? element;
      const { width, height, left, right } = own.getBoundingClientRect();
      if ((width < LEAST_TARGET - SLACK || height < LEAST_TARGET - SLACK) && !isInline(element)) found.push(`${describe(element)} is ${Math.round(width)} by ${Math.round(height)}`);
      if ((left < -SLACK || right > innerWidth + SLACK) && !inStrip(element)) found.push(`${describe(element)} is cut off at the side`);
    }
    for (const element of stage().querySelectorAll('a, button, label, summary, h1, h2, h3, p, dt, dd, legend, li')) {
      if (!isShown(element) || styleOf(element).display === 'inline' || isTruncated(element) || isUnseen(element)) continue;
      const strip = /auto|scroll/.test(styleOf(element).overflowX);
      if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && !strip && !element.querySelector('.unseen')) found.push(`${describe(element)} is wider than its place: ${element.scrollWidth} in ${element.clientWidth}`);
    }
    const boxes = all.filter((element) => !floats(element)).map((element) => ({ element, box: visibleBox(element) }));
    boxes.forEach(({ element, box }, i) => {
      for (const other of boxes.slice(i + 1)) {
        if (element.contains(other.element) || other.element.contains(element)) continue;
        const width = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const height = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (width > 2 && height > 2 && !isWithin(box, other.box) && !isWithin(other.box, box)) found.push(`${describe(element)} and ${describe(other.element)} are one over the other`);
      }
    });
    return found;
  }

  window.eyes = {
    look,
    beginWalk: () => {
      walked = new Set();
    },
    get walkedHere() {
      return document.activeElement !== null && before.has(document.activeElement);
    },
    missed,
    misfits,
  };
}
