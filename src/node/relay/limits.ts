/**
 * How much one client, one address and all clients together may ask of a relay.
 * A relay is open to everyone and knows nobody, so every count, size and rate that a stranger can raise ends here.
 */

/** Sizes in bytes, times in milliseconds, rates per second. */
export interface RelayLimits {
  clients: number;
  /** Clients of one IPv4 address or one IPv6 /64: a whole hall may stand behind one. */
  clientsPerAddress: number;
  topicsPerClient: number;
  clientsPerTopic: number;
  /** UTF-16 code units. */
  topicLength: number;
  messageBytes: number;
  /** Messages that a client may send at once, and what it gets back per second. */
  messageBurst: number;
  messageRate: number;
  byteBurst: number;
  byteRate: number;
  /** Bytes waiting for a client that doesn't read, before it is dropped. */
  bufferedBytes: number;
  /** A client that has not answered one ping when the next is due is dropped. */
  pingEvery: number;
  /** Time in which a connection has to say what it wants. */
  handshake: number;
}

/**
 * Sized for a hall of 200 people behind one address: joining costs a client one announcement and about ten messages for
 * each peer it connects to, all within a few seconds.
 */
export const DEFAULT_RELAY_LIMITS: RelayLimits = {
  clients: 4_096,
  clientsPerAddress: 512,
  topicsPerClient: 256,
  clientsPerTopic: 1_024,
  topicLength: 200,
  messageBytes: 65_536,
  messageBurst: 600,
  messageRate: 60,
  byteBurst: 2_097_152,
  byteRate: 262_144,
  bufferedBytes: 2_097_152,
  pingEvery: 30_000,
  handshake: 10_000,
};

/** A token bucket that may go into debt: what was asked for is counted, and the answer is how long to wait. */
export class Allowance {
  readonly #burst: number;
  readonly #rate: number;
  #left: number;
  #at: number;

  /** `burst` units at once, `rate` units back per second; `now` in milliseconds. */
  constructor(burst: number, rate: number, now: number) {
    this.#burst = burst;
    this.#rate = rate;
    this.#left = burst;
    this.#at = now;
  }

  /** Takes `units`; returns the milliseconds until nothing is owed any more, 0 if nothing is. */
  take(units: number, now: number): number {
    // A clock that was set back gives nothing, and takes nothing.
    const elapsed = Math.max(0, now - this.#at);
    this.#at = now;
    this.#left = Math.min(this.#burst, this.#left + (elapsed * this.#rate) / 1_000) - units;
    return this.#left >= 0 ? 0 : Math.ceil((-this.#left * 1_000) / this.#rate);
  }

  /** True when more than a whole further burst is owed: no honest client gets there. */
  get overdrawn(): boolean {
    return this.#left < -this.#burst;
  }
}

/** Counts how many of something each key has, up to a limit. Holds no key whose count is zero. */
export class Tally {
  readonly #most: number;
  readonly #counts = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Adds one to `key`; false, and nothing added, where the limit is reached. */
  add(key: string): boolean {
    const count = this.#counts.get(key) ?? 0;
    if (count >= this.#most) return false;
    this.#counts.set(key, count + 1);
    return true;
  }

  remove(key: string): void {
    const count = this.#counts.get(key);
    if (count === undefined) return;
    if (count === 1) this.#counts.delete(key);
    else this.#counts.set(key, count - 1);
  }
}

/**
 * The unit that limits per address count by: an IPv4 address, or the /64 of an IPv6 address, because a single
 * subscriber usually gets 2^64 of those. IPv4-mapped addresses count as IPv4.
 */
export function addressGroup(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!address.includes(':')) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: gap }, () => '0'), ...after];
  return `${groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
