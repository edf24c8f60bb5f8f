/**
 * How much one log may hold. Each version of the rules that counts allows so many ops and bytes; what a version allowed is taken back by a cut
 * of it, as any other right. A log may hold the most that any version allows it, so that new rules never hide what was within the old ones
 * unless somebody says so, log by log.
 */
import type { DeviceKey } from '../ids.ts';
import type { RulesBody } from '../circle/control-bodies.ts';
import type { Chain, Evidence } from './evidence.ts';
import type { Ranked } from './ranked.ts';
import { heldCount } from './reach.ts';

export class Quota {
  readonly #ranked: Ranked;
  readonly #versions: { id: string; quota: RulesBody['quota'] }[] = [];

  constructor(evidence: Evidence, ranked: Ranked) {
    this.#ranked = ranked;
    if (evidence.genesis !== undefined) this.#versions.push({ id: evidence.circle, quota: evidence.genesis.says.body.rules.quota });
    for (const { id, says } of ranked.ofKind('rules')) this.#versions.push({ id, quota: says.body.quota });
  }

  /** How many of its ops a log may hold; infinity where all that are here are within. */
  count(chain: Chain): number {
    let most = 0;
    const { length } = chain.ids;
    for (const { id, quota } of this.#versions) {
      const held = heldCount(this.#ranked.book.holding('rules', id, chain.device));
      if (held >= length && length <= quota.ops && chain.bytesBelow(length) <= quota.bytes) return Number.POSITIVE_INFINITY;
      most = Math.max(most, Math.min(held, quota.ops, countWithin(chain, quota.bytes)));
    }
    return most;
  }

  /** Whether a log may hold so many ops of so many bytes. */
  allows(device: DeviceKey, ops: number, bytes: number): boolean {
    return this.#versions.some(({ id, quota }) => {
      const held = this.#ranked.book.holding('rules', id, device);
      return ops <= Math.min(quota.ops, heldCount(held)) && bytes <= quota.bytes;
    });
  }
}

/** The most first ops that have at most so many bytes. */
function countWithin(chain: Chain, bytes: number): number {
  let low = 0;
  let high = chain.ids.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (chain.bytesBelow(middle) <= bytes) low = middle;
    else high = middle - 1;
  }
  return low;
}
