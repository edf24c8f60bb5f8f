/**
 * The group keys that this device holds, and the making of new ones. Always: a key is on disk before anybody is told of it; one that somebody
 * handed over is kept only if an op that counts here commits to it. Which one is current is authority's word (key-ring.ts).
 */
import { organizerRight, refsOf, standingOf } from '../authority/rights.ts';
import { CommandFailure } from '../failure.ts';
import type { DeviceKey } from '../ids.ts';
import { concatBytes } from '../op/bytes.ts';
import { KIND } from '../op/kinds.ts';
import { StoreError, type Clock, type Keys, type Random, type Verifier } from '../ports.ts';
import { Mutex } from '../sync/mutex.ts';
import { commitGroupKey } from './group-key.ts';
import { accountsOut, digestOut, HANDED_ON, hex, keysOf, ownerOf, type KeySaying } from './key-ring.ts';
import type { OpenCircle } from './open-circle.ts';
import { MOST_KEYS } from './settings.ts';

export interface KeeperPorts {
  keys: Keys;
  clock: Clock;
  random: Random;
  verifier: Verifier;
  /** Writes the keyring, the newest key first. Rejects with StoreError. */
  save(keys: readonly Uint8Array[]): Promise<void>;
  /** The keyring, or which of its keys is current, is another one. */
  changed(): void;
  /** Whether new keys are made here: not in a sample circle, which nobody else has. */
  makesKeys: boolean;
  /** Whether some other device is in sync with this one. */
  isInTouch(): boolean;
}

/** When a key is due that somebody else's decision asks for: at least, and how much later by chance at the most (ms). */
const DUE_AFTER = 3_000;
const DUE_SPREAD = 25_000;
/** How often the time until it is due doubles. */
const MOST_DOUBLINGS = 10;
/** How long the current key may be missing before an organizer makes another. */
const PATIENCE = 120_000;
const OFFERED = 4;
/** Bytes of the box key that a sealed key follows. */
export const BOX_KEY = 32;

export class KeyKeeper {
  readonly #open: OpenCircle;
  readonly #ports: KeeperPorts;
  /** By commitment, in no order. */
  #held = new Map<string, Uint8Array>();
  #sayings: KeySaying[] = [];
  /** Keys that somebody handed over and that nothing here commits to yet. */
  #offered: Uint8Array[] = [];
  #timer: { why: 'out' | 'lacking'; cancel: () => void } | undefined;
  #making = false;
  #made = 0;
  readonly #saving = new Mutex();
  readonly #listeners = new Set<() => void>();
  #closed = false;

  constructor(open: OpenCircle, keys: readonly Uint8Array[], ports: KeeperPorts) {
    this.#open = open;
    this.#ports = ports;
    for (const key of keys) this.#held.set(hex(commitGroupKey(key)), key);
    this.#sayings = keysOf(open.authority);
    this.#look(false);
  }

  /** All that are held: those that count, the newest first, then the others. */
  get ring(): Uint8Array[] {
    return this.#inOrder([...this.#held.values()]);
  }

  get newest(): Uint8Array | undefined {
    return this.ring[0];
  }

  /** Commitments of those that are handed on to members who lack them, the newest last. */
  get handedOn(): string[] {
    return this.#counting().filter((commitment) => this.#held.has(commitment)).slice(-HANDED_ON);
  }

  /** Of some commitments, those that count and whose keys are not here. */
  lacking(commitments: readonly string[]): string[] {
    const counting = this.#counting();
    return commitments.filter((commitment) => counting.includes(commitment) && !this.#held.has(commitment));
  }

  /** Called when the keyring, or which of its keys is current, is another one. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  isCurrent(key: Uint8Array): boolean {
    const commitment = hex(commitGroupKey(key));
    return this.#sayings.length === 0 ? this.#held.has(commitment) : this.#sayings.at(-1)?.commitment === commitment;
  }

  /** The key of that commitment for a member's device: own box key || sealed key. Undefined for whoever may not have it. */
  sealFor(device: DeviceKey, commitment: string): Uint8Array | undefined {
    const { authority } = this.#open;
    const account = ownerOf(authority, device);
    const key = this.handedOn.includes(commitment) ? this.#held.get(commitment) : undefined;
    if (key === undefined || account === undefined || standingOf(authority, account) !== 'member') return undefined;
    // It was made to keep out others than those who are out as far as is known here: whom, cannot be told; perhaps this one.
    if (this.#isOutdated(commitment)) return undefined;
    const boxKey = this.#open.ops.logs.get(device)?.owner.boxKey ?? this.#open.ops.admissions.joinOf(device, account)?.boxKey;
    return boxKey === undefined ? undefined : concatBytes(this.#ports.keys.boxKey, this.#ports.keys.seal(key, boxKey));
  }

  /** Takes what `sealFor` made on another device. False if it is no key that counts here. Rejects with StoreError. */
  async takeSealed(answer: Uint8Array): Promise<boolean> {
    const key = answer.length <= BOX_KEY ? undefined : this.#ports.keys.open(answer.subarray(BOX_KEY), answer.subarray(0, BOX_KEY));
    return key?.length === 32 && (await this.#take([key]));
  }

  /** Keeps the key of a public circle's link. Rejects with StoreError. */
  async read(key: Uint8Array): Promise<void> {
    await this.#keep([key]);
  }

  /** Keeps a key that was handed over outside such an answer, as soon as an op that counts commits to it. */
  async offer(key: Uint8Array): Promise<void> {
    if (this.#held.has(hex(commitGroupKey(key)))) return;
    this.#offered = [...this.#offered.slice(1 - OFFERED), key];
    await this.takeOffered();
  }

  /** Looks at what was offered. True if this device holds a key now that it didn't. */
  async takeOffered(): Promise<boolean> {
    if (this.#offered.length === 0) return false;
    try {
      return await this.#take(this.#offered);
    } catch (error) {
      // A store that takes no more: it stays on offer until something else changes.
      if (error instanceof StoreError) return false;
      throw error;
    }
  }

  /** The circle changed; `own`: by what this device said. */
  onChange(own: boolean): void {
    const before = this.#sayings;
    this.#sayings = keysOf(this.#open.authority);
    if (before.length !== this.#sayings.length || before.some(({ commitment }, i) => commitment !== this.#sayings[i]?.commitment)) this.#tell();
    this.#look(own);
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  /** Those that count, the newest first, then the others. */
  #inOrder(keys: readonly Uint8Array[]): Uint8Array[] {
    const counting = this.#counting();
    const place = (key: Uint8Array): number => counting.indexOf(hex(commitGroupKey(key)));
    return [...keys].sort((a, b) => place(b) - place(a));
  }

  #tell(): void {
    this.#ports.changed();
    for (const listener of this.#listeners) listener();
  }

  #counting(): string[] {
    return this.#sayings.map(({ commitment }) => commitment);
  }

  async #take(keys: readonly Uint8Array[]): Promise<boolean> {
    const counting = new Set(this.#counting());
    const good = keys.filter((key) => counting.has(hex(commitGroupKey(key))) && !this.#held.has(hex(commitGroupKey(key))));
    if (good.length === 0) return false;
    await this.#keep(good);
    this.#offered = this.#offered.filter((key) => !this.#held.has(hex(commitGroupKey(key))));
    return true;
  }

  /** On disk once this resolves; what is too much goes, the oldest first. */
  async #keep(keys: readonly Uint8Array[]): Promise<void> {
    await this.#saving.run(async () => {
      const ring = this.#inOrder([...keys, ...this.ring.slice(0, MOST_KEYS - keys.length)]);
      await this.#ports.save(ring);
      this.#held = new Map(ring.map((key) => [hex(commitGroupKey(key)), key]));
    });
    this.#tell();
    this.#look(false);
  }

  /** Whether a key is due, and why. */
  #due(): 'out' | 'lacking' | undefined {
    const { authority, isMember } = this.#open;
    const { genesis } = authority.evidence;
    const current = this.#sayings.at(-1);
    if (this.#closed || !this.#ports.makesKeys || current === undefined || genesis?.says.body.public !== false || this.#held.size === 0) return undefined;
    if (!isMember || this.#open.olderCopy || organizerRight(authority, this.#ports.keys.account) === undefined) return undefined;
    const out = this.#out();
    if ((out === undefined ? undefined : hex(out)) !== current.out) return 'out';
    return this.#held.has(current.commitment) ? undefined : 'lacking';
  }

  /** Whether that key is current, and keeps out others than those who are out now. */
  #isOutdated(commitment: string): boolean {
    const current = this.#sayings.at(-1);
    const out = this.#out();
    return current?.commitment === commitment && (out === undefined ? undefined : hex(out)) !== current.out;
  }

  #out(): Uint8Array | undefined {
    return digestOut(accountsOut(this.#open.authority), (bytes) => this.#ports.verifier.sha256(bytes));
  }

  #look(own: boolean): void {
    const why = this.#due();
    if (this.#timer !== undefined && (why !== this.#timer.why || own)) {
      this.#timer.cancel();
      this.#timer = undefined;
    }
    if (why === undefined || this.#making || this.#timer !== undefined) return;
    if (own && why === 'out') return void this.#rotate();
    const late = (DUE_AFTER + ((this.#ports.random.bytes(1)[0] ?? 0) / 256) * DUE_SPREAD) * 2 ** Math.min(this.#made, MOST_DOUBLINGS);
    const cancel = this.#ports.clock.after(why === 'out' ? late : PATIENCE, () => {
      this.#timer = undefined;
      if (this.#due() !== why || (why === 'lacking' && !this.#ports.isInTouch())) return this.#look(false);
      this.#made++;
      void this.#rotate();
    });
    this.#timer = { why, cancel };
  }

  /** What fails now (a full disk) is tried again later. */
  async #rotate(): Promise<void> {
    this.#making = true;
    try {
      const { authority } = this.#open;
      const key = this.#ports.random.bytes(32);
      const out = this.#out();
      const right = organizerRight(authority, this.#ports.keys.account);
      await this.#keep([key]);
      await this.#open.say({ kind: KIND.rotate, refs: [...refsOf(authority, right?.id)], body: { commitment: commitGroupKey(key), ...(out === undefined ? {} : { out }) } });
    } catch (error) {
      if (!(error instanceof StoreError || error instanceof CommandFailure)) throw error;
    } finally {
      this.#making = false;
    }
    this.#look(false);
  }
}
