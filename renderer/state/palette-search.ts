/** How well a name fits what was typed, and the few that fit best of very many: pure, and quick at tens of thousands. */
import { foldText } from '../../src/core/market/search.ts';

const LETTER = /[\p{L}\p{N}]$/u;
/** Chinese puts no spaces between words, so each sign may begin one. */
const HAN = /\p{Script=Han}$/u;

/** The words of a query, folded: without case, accents and width. */
export function wordsOf(query: string): string[] {
  return foldText(query).split(/\s+/).filter((word) => word !== '');
}

/**
 * 0 is best; undefined where a word is missing. For each word: 0 where the name begins with it, 1 where a word of the name
 * does, 2 where it stands inside of one. `folded` comes out of `foldText`.
 */
export function rankName(folded: string, words: readonly string[]): number | undefined {
  let rank = 0;
  for (const word of words) {
    const one = rankWord(folded, word);
    if (one === undefined) return undefined;
    rank += one;
  }
  return rank;
}

function rankWord(text: string, word: string): number | undefined {
  let at = text.indexOf(word);
  if (at <= 0) return at === 0 ? 0 : undefined;
  for (; at !== -1; at = text.indexOf(word, at + 1)) {
    const before = text.slice(Math.max(0, at - 2), at);
    if (!LETTER.test(before) || HAN.test(before)) return 1;
  }
  return 2;
}

/** Keeps the few best of what is offered, the better first; of equals, whichever `compare` puts first. */
export class Best<T> {
  readonly #most: number;
  readonly #compare: (a: T, b: T) => number;
  readonly #kept: { rank: number; item: T }[] = [];

  constructor(most: number, compare: (a: T, b: T) => number) {
    this.#most = most;
    this.#compare = compare;
  }

  get items(): T[] {
    return this.#kept.map(({ item }) => item);
  }

  offer(item: T, rank: number): void {
    const isBetter = (kept: { rank: number; item: T }): boolean => rank < kept.rank || (rank === kept.rank && this.#compare(item, kept.item) < 0);
    const last = this.#kept.at(-1);
    if (last === undefined || !isBetter(last)) {
      if (this.#kept.length < this.#most) this.#kept.push({ rank, item });
      return;
    }
    const worse = this.#kept.findIndex(isBetter);
    this.#kept.splice(worse, 0, { rank, item });
    if (this.#kept.length > this.#most) this.#kept.pop();
  }
}
