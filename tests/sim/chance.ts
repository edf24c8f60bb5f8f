/** The one source of chance of a run: dice and bytes by name. What has its own name isn't changed by what others roll. */
import type { Random } from '../../src/core/ports.ts';
import { makeDice, type Dice } from '../../src/core/sample/seeded.ts';

export type { Dice };

export function diceFor(...name: (string | number)[]): Dice {
  return makeDice(name.join('/'));
}

/** Bytes that look random, quicker than by hashing. */
export function randomFor(...name: (string | number)[]): Random {
  const dice = diceFor(...name);
  return {
    bytes(count) {
      const bytes = new Uint8Array(count);
      for (let i = 0; i < count; i++) bytes[i] = dice.below(256);
      return bytes;
    },
  };
}

/** One of them, or undefined where there is none. */
export function pickAny<T>(dice: Dice, from: readonly T[]): T | undefined {
  return from[dice.below(from.length)];
}

/** The one of that number, modulo how many there are; below 0, from the last. */
export function pickAt<T>(from: readonly T[], number: number): T | undefined {
  return from.at(number % Math.max(1, from.length));
}
