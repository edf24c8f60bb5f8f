/**
 * A circle as shown: members and listings, computed from ops by every window and host for itself.
 * Equal op sets give equal views, whatever the order in which logs came. Trusts that ops passed the gate, and that each
 * log's ops come in their order.
 */
import { bytesToId, type AccountKey, type CircleId, type DeviceKey, type ListingId, type OpId } from './ids.ts';
import { personName, readGenesis, readOwner } from './circle/genesis.ts';
import { joinSchema } from './circle/join.ts';
import type { Listing } from './market/listing.ts';
import { Market } from './market/market.ts';
import { decodeAs } from './op/body.ts';
import { KIND } from './op/kinds.ts';
import { compareOps, type Op, type Ref } from './op/op.ts';
import * as v from 'valibot';

/** Body of a `profile` op. */
const profileSchema = v.object({ person: personName });

export interface Member {
  account: AccountKey;
  name: string;
  devices: DeviceKey[];
  /** Who let this account in; undefined for the founder. */
  admittedBy?: AccountKey | undefined;
  joinedAt: number;
}

/** What one batch of ops changed. */
export interface ViewChange {
  listings: ReadonlySet<ListingId>;
  members: boolean;
}

/** An op by which something is decided, to compare it with a later one. */
interface Decision {
  lamport: number;
  id: OpId;
}

interface MemberEntry {
  member: Member;
  /** The op that named the person. */
  named?: Decision;
  /** The first op that began a log of this account, and the admit that it names: none for genesis. */
  opened?: Decision & { device: DeviceKey; wall: number; admit: OpId | undefined };
}

/** Who says to have let whom in. */
interface Admit {
  by: AccountKey;
  account: AccountKey;
  device: DeviceKey;
  wall: number;
}

export class CircleView {
  readonly circle: CircleId;
  readonly #market = new Market();
  readonly #entries = new Map<AccountKey, MemberEntry>();
  readonly #members = new Map<AccountKey, Member>();
  readonly #accounts = new Map<DeviceKey, AccountKey>();
  readonly #admits = new Map<OpId, Admit>();
  #name = '';
  #public = false;

  constructor(circle: CircleId) {
    this.circle = circle;
  }

  get name(): string {
    return this.#name;
  }

  get public(): boolean {
    return this.#public;
  }

  get members(): ReadonlyMap<AccountKey, Member> {
    return this.#members;
  }

  get listings(): ReadonlyMap<ListingId, Listing> {
    return this.#market.listings;
  }

  /** How to name the op that posted a listing. */
  listingRef(id: ListingId): Ref | undefined {
    return this.#market.ref(id);
  }

  /** Takes in ops; each log's in their order. */
  apply(ops: readonly Op[]): ViewChange {
    const listings = new Set<ListingId>();
    let members = false;
    for (const op of ops) {
      if (op.seq === 0) members = this.#open(op) || members;
      const author = this.#accounts.get(op.device);
      if (author === undefined) continue;
      if (op.kind === KIND.admit) members = this.#admit(op, author) || members;
      else if (op.kind === KIND.profile) members = this.#rename(op, author) || members;
      const listing = this.#market.apply(op, author);
      if (listing !== undefined) listings.add(listing);
    }
    return { listings, members };
  }

  #open(op: Op): boolean {
    const owner = readOwner(op);
    if (owner === undefined) return false;
    const genesis = readGenesis(op);
    if (genesis !== undefined) {
      this.#name = genesis.name;
      this.#public = genesis.public;
    }
    this.#accounts.set(op.device, owner.account);
    const entry = this.#entry(owner.account, op);
    entry.member.devices = [...new Set([...entry.member.devices, op.device])].sort();
    if (entry.opened === undefined || compareOps(op, entry.opened) < 0) {
      entry.opened = { lamport: op.lamport, id: op.id, device: op.device, wall: op.wall, admit: genesis === undefined ? op.refs[0]?.id : undefined };
    }
    return this.#nameMember(entry, op, owner.person);
  }

  #admit(op: Op, author: AccountKey): boolean {
    const join = decodeAs(joinSchema, op.body);
    if (join === undefined) return false;
    const account = bytesToId<AccountKey>(join.account);
    this.#admits.set(op.id, { by: author, account, device: bytesToId<DeviceKey>(join.device), wall: op.wall });
    const entry = this.#entries.get(account);
    return entry?.opened?.admit === op.id && this.#show(entry);
  }

  #rename(op: Op, author: AccountKey): boolean {
    const body = decodeAs(profileSchema, op.body);
    return body !== undefined && this.#nameMember(this.#entry(author, op), op, body.person);
  }

  #nameMember(entry: MemberEntry, op: Op, name: string): boolean {
    if (entry.named === undefined || compareOps(entry.named, op) < 0) {
      entry.named = { lamport: op.lamport, id: op.id };
      entry.member.name = name;
    }
    return this.#show(entry);
  }

  #entry(account: AccountKey, op: Op): MemberEntry {
    const known = this.#entries.get(account);
    if (known !== undefined) return known;
    const entry = { member: { account, name: '', devices: [], joinedAt: op.wall } };
    this.#entries.set(account, entry);
    return entry;
  }

  /**
   * An admit alone makes no member, and nobody's sponsor: its proof may be false. The log that it opened names it, so
   * that both have signed who let whom in.
   */
  #show(entry: MemberEntry): boolean {
    const { member, opened } = entry;
    if (opened === undefined) return false;
    const admit = opened.admit === undefined ? undefined : this.#admits.get(opened.admit);
    const vouches = admit !== undefined && admit.account === member.account && admit.device === opened.device;
    member.admittedBy = vouches ? admit.by : undefined;
    member.joinedAt = vouches ? admit.wall : opened.wall;
    this.#members.set(member.account, { ...member });
    return true;
  }
}
