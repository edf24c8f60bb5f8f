/** Numbers that look rolled and are the same for the same seed: for samples and their pictures, never for secrets. */

export interface Dice {
  /** From 0 up to, and without, 1. */
  roll(): number;
  /** From `low` up to, and without, `high`. */
  between(low: number, high: number): number;
  /** A whole number from 0 to `count` - 1. */
  below(count: number): number;
  /** One of them. */
  pick<T>(from: readonly [T, ...T[]]): T;
  /** The same things in another order. */
  shuffle<T>(things: readonly T[]): T[];
}

/** Source of the method: Mulberry32 by T. Ettinger (public domain), seeded by an FNV-1a hash of the text. */
export function makeDice(seed: string): Dice {
  let state = 0x811c9dc5;
  for (let at = 0; at < seed.length; at++) state = Math.imul(state ^ seed.charCodeAt(at), 0x01000193);
  const roll = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number): number => Math.floor(roll() * count);
  return {
    roll,
    below,
    between: (low, high) => low + roll() * (high - low),
    pick: (from) => from[below(from.length)] ?? from[0],
    shuffle(things) {
      const shuffled = [...things];
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = below(last + 1);
        const [a, b] = [shuffled[last], shuffled[other]];
        if (a === undefined || b === undefined) continue;
        shuffled[last] = b;
        shuffled[other] = a;
      }
      return shuffled;
    },
  };
}
