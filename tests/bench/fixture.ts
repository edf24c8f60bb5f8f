/** A circle of many logs in a store on disk, made without a network: what the rows of the bench run on. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foundCircle } from '../../src/core/circle/founding.ts';
import { encodeLink, invitationKey } from '../../src/core/circle/invitation.ts';
import { makeJoin } from '../../src/core/circle/join.ts';
import { encodeRecord } from '../../src/core/circle/journal.ts';
import { saveSettings } from '../../src/core/circle/settings.ts';
import { idToBytes, type CircleId, type OpId } from '../../src/core/ids.ts';
import { encodeCbor } from '../../src/core/op/body.ts';
import { KIND } from '../../src/core/op/kinds.ts';
import { decodeStored, encodeStored, firstPlace, NO_CIRCLE, placeAfter, refTo, signOp, type Op, type Place, type Ref } from '../../src/core/op/op.ts';
import type { Keys, Store } from '../../src/core/ports.ts';
import { createNodeKeys } from '../../src/node/crypto/node-keys.ts';
import { createNodeVerifier, sha256 } from '../../src/node/crypto/node-verifier.ts';
import { createIdentity, writeIdentity, type Identity } from '../../src/node/identity.ts';
import { nodeDisk } from '../../src/node/store/node-disk.ts';
import { openFileStore } from '../../src/node/store/file-store.ts';
import { seededRandom } from '../support/test-peer.ts';

export interface Fixture {
  /** The home of the founder's device, which holds the whole circle. */
  folder: string;
  circle: CircleId;
  link: string;
  ops: number;
  /** Bytes of all bodies. */
  payload: number;
}

const BODY = 400;

/** Founds a circle, lets `logs - 1` devices in, and has all of them post until there are `ops` listings of 400 bytes. */
export async function makeFixture(ops: number, logs: number): Promise<Fixture> {
  const random = seededRandom(`bench ${String(ops)}/${String(logs)}`);
  const folder = await mkdtemp(join(tmpdir(), 'huan-bench-'));
  const founder = createIdentity('founder', random.bytes(32), random);
  await writeIdentity(nodeDisk, folder, founder);
  const store = await openFileStore({ disk: nodeDisk, folder: join(folder, 'data'), random, onDamage: () => undefined });
  const writers: Writer[] = [];
  const own = keysOf(founder);
  const { circle, stored, groupKey } = foundCircle({ clock: { now: () => START, after: () => () => undefined }, random, keys: own, verifier: createNodeVerifier() }, 'Bench', false, 'founder');
  const first = new Writer(own, { ...firstPlace(NO_CIRCLE, 0, own.device) });
  const genesis = first.take(stored, circle);
  writers.push(first);
  const secret = random.bytes(32);
  const invite = first.write(KIND.invite, [refTo(genesis)], { key: invitationKey(secret), uses: 0 });
  for (let i = 1; i < logs; i++) {
    const keys = keysOf(createIdentity(`member ${String(i)}`, random.bytes(32), random));
    const owner = { account: keys.account, device: keys.device, certificate: keys.certificate, boxKey: keys.boxKey, person: `member ${String(i)}` };
    const admit = first.write(KIND.admit, [refTo(invite), refTo(genesis)], makeJoin(circle, secret, owner));
    const writer = new Writer(keys, firstPlace(circle, 0, keys.device));
    writer.write(KIND.open, [refTo(admit)], { account: idToBytes(owner.account), certificate: owner.certificate, boxKey: owner.boxKey, person: owner.person }, admit.lamport + 1);
    writers.push(writer);
  }
  let payload = 0;
  for (let i = 0; i < ops; i++) {
    const op = writers[i % writers.length]?.write(KIND.listing, [], listingOf(i));
    payload += op?.body.length ?? 0;
  }
  await keep(store, circle, writers, groupKey);
  const link = encodeLink({ circle, secret, circleName: 'Bench', from: 'founder', relays: [] });
  return { folder, circle, link, ops, payload };
}

const START = Date.UTC(2026, 0, 1);

/** A listing whose body has BODY bytes. */
function listingOf(i: number): unknown {
  const listing = { kind: 'sell', title: `Listing ${String(i)}`, text: '', price: { minor: 1_000 + i, currency: 'EUR' }, photos: [], until: START + 90 * 86_400_000 };
  const bare = encodeCbor({ ...listing, text: 'x'.repeat(256) }).length - 256;
  return { ...listing, text: 'x'.repeat(BODY - bare) };
}

class Writer {
  readonly #keys: Keys;
  readonly stored: Uint8Array[] = [];
  readonly ids: OpId[] = [];
  place: Place;

  constructor(keys: Keys, place: Place) {
    this.#keys = keys;
    this.place = place;
  }

  get device(): Keys['device'] {
    return this.#keys.device;
  }

  take(stored: Uint8Array, circle: CircleId): Op {
    const op = decodeStored(stored, this.place, sha256);
    this.stored.push(stored);
    this.ids.push(op.id);
    this.place = placeAfter(op, circle);
    return op;
  }

  write(kind: number, refs: Ref[], body: unknown, lamport = this.place.prevLamport + 1): Op {
    const op = signOp(this.place, { lamport, refs, kind, wall: START, body: encodeCbor(body) }, (message) => this.#keys.sign(message), sha256);
    this.stored.push(encodeStored(op, this.place.prevLamport));
    this.ids.push(op.id);
    this.place = placeAfter(op, this.place.circle);
    return op;
  }
}

async function keep(store: Store, circle: CircleId, writers: readonly Writer[], groupKey: Uint8Array): Promise<void> {
  const journal = await store.journal(`circle/${circle}`);
  await journal.read();
  const records = writers.map(({ device, stored, ids }) => encodeRecord({ type: 'ops', device, from: 0, checked: true, ops: stored, ids }));
  await journal.append(records, true);
  await journal.close();
  await saveSettings(store, circle, { name: 'Bench', relays: [], groupKey, confirmed: 0 });
}

function keysOf(identity: Identity): Keys {
  return createNodeKeys(identity, seededRandom(identity.name));
}
