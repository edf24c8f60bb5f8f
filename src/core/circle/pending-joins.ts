/**
 * Joins that came in a bundle and that this device could not answer yet: the invitation isn't here, or others let people
 * in. They are kept, tried again when more is known, and carried on in this device's own bundles, so that the order in
 * which files are exchanged decides nothing. Bounded: the oldest goes first.
 */
import * as v from 'valibot';
import { bytesToId, type AccountKey, type CircleId, type DeviceKey } from '../ids.ts';
import { bytesOf, decodeAs, encodeCbor } from '../op/body.ts';
import type { Store } from '../ports.ts';
import { joinSchema, type Join } from './join.ts';

const MAX_PENDING = 64;

export interface PendingJoin {
  /** The invitation's public key. */
  invitation: Uint8Array;
  join: Join;
}

const pendingSchema = v.pipe(v.array(v.object({ invitation: bytesOf(32), join: joinSchema })), v.maxLength(MAX_PENDING));

export class PendingJoins {
  readonly #store: Store;
  readonly #name: string;
  #joins: readonly PendingJoin[];

  private constructor(store: Store, name: string, joins: readonly PendingJoin[]) {
    this.#store = store;
    this.#name = name;
    this.#joins = joins;
  }

  static async load(store: Store, circle: CircleId): Promise<PendingJoins> {
    const name = nameOf(circle);
    const bytes = await store.get(name);
    return new PendingJoins(store, name, (bytes === undefined ? undefined : decodeAs(pendingSchema, bytes)) ?? []);
  }

  get all(): readonly PendingJoin[] {
    return this.#joins;
  }

  /** Keeps a join, in the place of what the same device brought before. Rejects with StoreError. */
  async add(pending: PendingJoin): Promise<void> {
    const others = this.#joins.filter((known) => keyOf(known) !== keyOf(pending));
    await this.#save([...others.slice(1 - MAX_PENDING), pending]);
  }

  /** Keeps those for which `stays` holds. Rejects with StoreError. */
  async keep(stays: (pending: PendingJoin) => boolean): Promise<void> {
    const left = this.#joins.filter(stays);
    if (left.length < this.#joins.length) await this.#save(left);
  }

  static async remove(store: Store, circle: CircleId): Promise<void> {
    await store.remove(nameOf(circle));
  }

  async #save(joins: readonly PendingJoin[]): Promise<void> {
    if (joins.length === 0) await this.#store.remove(this.#name);
    else await this.#store.put(this.#name, encodeCbor(joins));
    this.#joins = joins;
  }
}

/** Who a join is of. */
export function joiner(join: Join): { device: DeviceKey; account: AccountKey } {
  return { device: bytesToId<DeviceKey>(join.device), account: bytesToId<AccountKey>(join.account) };
}

function keyOf({ join }: PendingJoin): string {
  const { device, account } = joiner(join);
  return device + account;
}

function nameOf(circle: CircleId): string {
  return `joins/${circle}`;
}
