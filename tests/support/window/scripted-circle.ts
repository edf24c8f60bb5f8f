/**
 * A circle for the window's tests: a real Yjs document with real ops in it, as a host would feed it, whose signatures are
 * zeros, since a window trusts its host for those.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { Doc } from 'yjs';
import type { ListingInput } from '../../../src/core/commands.ts';
import { bytesToId, idToBytes, type AccountKey, type CircleId, type DeviceKey, type Id, type ListingId } from '../../../src/core/ids.ts';
import { LISTING_DAYS, type ListingState } from '../../../src/core/market/listing.ts';
import { encodeCbor } from '../../../src/core/op/body.ts';
import { KIND } from '../../../src/core/op/kinds.ts';
import { encodeStored, firstPlace, NO_CIRCLE, placeAfter, refTo, signOp, type Op, type Place } from '../../../src/core/op/op.ts';
import { clientIdOf, insertOps } from '../../../src/core/sync/document.ts';

export interface Person {
  name: string;
  account: AccountKey;
  device: DeviceKey;
}

/** A person whose keys are hashes of their name. */
export function person(name: string): Person {
  return { name, account: hashId<AccountKey>(`account ${name}`), device: hashId<DeviceKey>(`device ${name}`) };
}

export function hashId<T extends Id>(text: string): T {
  return bytesToId<T>(sha256(new TextEncoder().encode(text)));
}

const DAY_MS = 86_400_000;
/** One and the same all day long, so that a script that runs again makes the same ops. */
const TODAY = Math.floor(Date.now() / DAY_MS) * DAY_MS;
/** Circles made so far: no two have one id, since a window remembers what it was like in each. A script that runs again counts anew. */
let made = 0;
const zeroSignature = (): Uint8Array => new Uint8Array(64);

export class ScriptedCircle {
  readonly doc = new Doc();
  readonly id: CircleId;
  readonly name: string;
  /** Who is in it, with who let them in. */
  readonly people: { person: Person; by: Person | null; joinedAt: number }[];
  readonly #logs = new Map<DeviceKey, Place>();
  readonly #posts = new Map<ListingId, Op>();
  #lamport = 0;

  constructor(name: string, founder: Person, isPublic = false) {
    this.name = name;
    this.people = [{ person: founder, by: null, joinedAt: TODAY - 60 * DAY_MS }];
    const keyCommitment = new Uint8Array(32);
    new DataView(keyCommitment.buffer).setUint32(0, ++made);
    const rules = { invite: 'member', greet: 'member', quota: { ops: 50_000, bytes: 67_108_864 } };
    const quorum = { accounts: [idToBytes(founder.account)], k: 1 };
    const body = encodeCbor({ ...this.#openFields(founder), name, public: isPublic, keyCommitment, rules, quorum });
    const genesis = signOp(firstPlace(NO_CIRCLE, 0, founder.device), { lamport: ++this.#lamport, refs: [], kind: KIND.genesis, wall: TODAY - 60 * DAY_MS, body }, zeroSignature, sha256);
    this.id = genesis.id as string as CircleId;
    this.#insert([{ op: genesis, prevLamport: 0 }], founder.device, 0);
    this.#logs.set(founder.device, placeAfter(genesis, this.id));
  }

  admit(newcomer: Person, by: Person): void {
    this.people.push({ person: newcomer, by, joinedAt: TODAY - 30 * DAY_MS });
    const fields = this.#openFields(newcomer);
    const admit = this.#write(by, KIND.admit, { ...fields, device: idToBytes(newcomer.device), proof: new Uint8Array(64) }, [], 30);
    this.#write(newcomer, KIND.open, fields, [admit], 30);
  }

  /** `daysAgo` is when it was posted. */
  post(by: Person, input: ListingInput, daysAgo = 0): ListingId {
    const photos = input.photos.map((photo) => ({ ...photo, hash: idToBytes(photo.hash), thumb: idToBytes(photo.thumb) }));
    const until = input.until ?? TODAY + (LISTING_DAYS - daysAgo) * DAY_MS;
    const op = this.#write(by, KIND.listing, { ...input, photos, until }, [], daysAgo);
    const id = op.id as string as ListingId;
    this.#posts.set(id, op);
    return id;
  }

  revise(by: Person, id: ListingId, input: ListingInput): void {
    const photos = input.photos.map((photo) => ({ ...photo, hash: idToBytes(photo.hash), thumb: idToBytes(photo.thumb) }));
    this.#write(by, KIND.revise, { ...input, photos, until: TODAY + LISTING_DAYS * DAY_MS }, [this.#post(id)], 0);
  }

  setState(by: Person, id: ListingId, state: ListingState): void {
    this.#write(by, KIND.state, { state }, [this.#post(id)], 0);
  }

  #post(id: ListingId): Op {
    const post = this.#posts.get(id);
    if (post === undefined) throw new Error('no such listing');
    return post;
  }

  #write(by: Person, kind: number, body: object, refs: readonly Op[], daysAgo: number): Op {
    const place = this.#logs.get(by.device) ?? firstPlace(this.id, 0, by.device);
    const content = { lamport: ++this.#lamport, refs: refs.map(refTo), kind, wall: TODAY - daysAgo * DAY_MS, body: encodeCbor(body) };
    const op = signOp(place, content, zeroSignature, sha256);
    this.#insert([{ op, prevLamport: place.prevLamport }], by.device, place.seq);
    this.#logs.set(by.device, placeAfter(op, this.id));
    return op;
  }

  #insert(ops: readonly { op: Op; prevLamport: number }[], device: DeviceKey, from: number): void {
    const clientId = clientIdOf(this.id, 0, device, sha256);
    insertOps(this.doc, [{ device, clientId, from, ops: ops.map(({ op, prevLamport }) => encodeStored(op, prevLamport)) }]);
  }

  #openFields(owner: Person): object {
    return { account: idToBytes(owner.account), certificate: new Uint8Array(64), boxKey: new Uint8Array(32), person: owner.name };
  }
}
