/** JSON of a value, altered in its parts and in its text. */
import type { FuzzRandom } from '../harness/fuzz-random.ts';
import { alterSometimes } from './alter-bytes.ts';

const PIECES = ['null', '-1', '0', '1e400', '1e20', '-0', '1.5', '""', '[]', '{}', 'true', '"\\ud800"', '"\\u0000"', '{"__proto__":1}', '9007199254740993', '[[[[[[[[]]]]]]]]'] as const;
const DEEP = 20_000;

/** In half of the cases as it is. */
export function alterJson(random: FuzzRandom, value: unknown): Uint8Array {
  let text = JSON.stringify(value);
  if (random.oneIn(3)) {
    const parts = [...text.matchAll(/"(?:[^"\\]|\\.)*"|-?\d+|true|false|null/g)];
    const part = random.any(parts);
    const piece = random.oneIn(40) ? '['.repeat(DEEP) + ']'.repeat(DEEP) : random.pick(PIECES);
    if (part !== undefined) text = text.slice(0, part.index) + piece + text.slice(part.index + part[0].length);
  }
  return alterSometimes(random, new TextEncoder().encode(text), 4);
}
