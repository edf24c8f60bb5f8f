/** A swipe to the side with a finger or a pen: which way it leads. A mouse has buttons and keys instead. */

const LEAST_PX = 48;

export class Swipe {
  readonly #step: (by: 1 | -1) => void;
  #start: { pointer: number; x: number; y: number } | undefined;

  constructor(step: (by: 1 | -1) => void) {
    this.#step = step;
  }

  begin({ pointerType, isPrimary, pointerId, clientX, clientY }: PointerEvent): void {
    this.#start = pointerType === 'mouse' || !isPrimary ? undefined : { pointer: pointerId, x: clientX, y: clientY };
  }

  end({ pointerId, clientX, clientY }: PointerEvent): void {
    const start = this.#start;
    this.#start = undefined;
    if (start === undefined || start.pointer !== pointerId) return;
    const [dx, dy] = [clientX - start.x, clientY - start.y];
    if (Math.abs(dx) >= LEAST_PX && Math.abs(dx) > 2 * Math.abs(dy)) this.#step(dx < 0 ? 1 : -1);
  }

  /** The browser took it over, for scrolling or zooming. */
  forget(): void {
    this.#start = undefined;
  }
}
