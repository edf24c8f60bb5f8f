/** The one source of chance of the fuzzing: the same for the same seed, so that every input can be made again. */
import { makeDice, type Dice } from '../../../src/core/sample/seeded.ts';

export class FuzzRandom {
  readonly #dice: Dice;

  constructor(seed: string) {
    this.#dice = makeDice(seed);
  }

  /** A whole number from 0 to `count` - 1. */
  below(count: number): number {
    return this.#dice.below(count);
  }

  /** True in one of `times` cases. */
  oneIn(times: number): boolean {
    return this.#dice.roll() * times < 1;
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return this.#dice.pick(from);
  }

  /** One of a list that may be empty. */
  any<T>(from: readonly T[]): T | undefined {
    return from[this.#dice.below(from.length)];
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at += 4) {
      const roll = Math.floor(this.#dice.roll() * 2 ** 32);
      bytes[at] = roll;
      if (at + 1 < length) bytes[at + 1] = roll >>> 8;
      if (at + 2 < length) bytes[at + 2] = roll >>> 16;
      if (at + 3 < length) bytes[at + 3] = roll >>> 24;
    }
    return bytes;
  }

  /** Small ones often, each size of number sometimes, and those at which something changes. */
  whole(most = Number.MAX_SAFE_INTEGER): number {
    const turn = this.below(4);
    if (turn < 2) return Math.min(most, this.below(300));
    if (turn === 2) return Math.min(most, this.pick(BOUNDARIES));
    return Math.min(most, Math.floor(2 ** (this.#dice.roll() * 53)));
  }

  /** A text of words, in scripts of one to four bytes a character; now and then one longer than `most`. */
  text(most: number): string {
    const length = this.oneIn(8) ? most + (this.oneIn(8) ? 1 : 0) : this.below(Math.min(most, 24) + 1);
    let text = '';
    while (text.length < length) text += this.pick(CHARACTERS);
    return text.slice(0, length).replace(/[\ud800-\udbff]$/, 'x');
  }

  /** Between `least` and `most` things. */
  list<T>(least: number, most: number, make: (i: number) => T): T[] {
    return Array.from({ length: least + this.below(most - least + 1) }, (_, i) => make(i));
  }
}

export const BOUNDARIES = [0, 1, 23, 24, 127, 128, 255, 256, 65_535, 65_536, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 8.64e15, Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER] as const;
const CHARACTERS = ['a', 'Z', '7', ' ', 'é', '相', '机', '😀', '-', '=', '"', "'", '\n', '\u202e'] as const;
