/**
 * Writes a sample circle, in the form in which a journal keeps one, and lets this device in as a member like any other. Its
 * people are nobody: their keys are hashes, and where a signature would be there are zeros. So no gate of any device takes
 * a single op of it, should it ever come before one. Only this device's own journal, which is trusted, can hold it.
 * Holds always: its group key is random, so no two devices have the same sample circle, whatever their seeds.
 */
import { foundCircle, type FounderKeys } from '../circle/founding.ts';
import { ownerFields, type LogOwner } from '../circle/genesis.ts';
import type { Join } from '../circle/join.ts';
import { opsRecords, type JournalRecord } from '../circle/journal.ts';
import { bytesToId, idToBytes, type AccountKey, type CircleId, type DeviceKey, type OpId } from '../ids.ts';
import { makeListingContent } from '../market/listing-content.ts';
import type { Photo } from '../market/listing.ts';
import { encodeCbor } from '../op/body.ts';
import { labelBytes } from '../op/bytes.ts';
import { KIND } from '../op/kinds.ts';
import { decodeStored, encodeStored, firstPlace, NO_CIRCLE, placeAfter, refTo, signOp, type Op, type Place, type Ref, type Sha256 } from '../op/op.ts';
import type { Random, Verifier } from '../ports.ts';
import type { SamplePlan } from './sample-plan.ts';

const NOT_SIGNED = new Uint8Array(64);

export interface SampleOptions {
  plan: SamplePlan;
  seed: number;
  /** Per listing of the plan, in its order; none where they are left out. */
  photos: readonly (readonly Photo[])[];
  /** Ms since 1970. */
  now: number;
  /** Who is let in. */
  guest: LogOwner;
}

export interface WrittenSample {
  circle: CircleId;
  groupKey: Uint8Array;
  records: JournalRecord[];
}

export function writeSample({ plan, seed, photos, now, guest }: SampleOptions, ports: { random: Random; verifier: Verifier }): WrittenSample {
  const sha256: Sha256 = (bytes) => ports.verifier.sha256(bytes);
  const people = plan.people.map(({ name }, i) => makePerson(`${String(seed)}/${String(i)}`, name, sha256));
  const [founder] = people;
  if (founder === undefined) throw new Error('a sample circle has a founder');
  const clock = { now: () => now - (plan.people[0]?.joinedAgo ?? 0), after: () => () => undefined };
  const { circle, stored, groupKey } = foundCircle({ ...ports, clock, keys: founder.keys }, plan.name, false, founder.owner.person);
  const writer = new SampleWriter(circle, sha256);
  const genesis = writer.begin(founder, stored);

  const letIn = (by: SamplePerson, newcomer: LogOwner, ago: number): Op => {
    const key = sha256(idToBytes(newcomer.device));
    const invitation = writer.write(by, { kind: KIND.invite, refs: [refTo(genesis)], body: { key, uses: 1 }, wall: now - ago });
    const body: Join = { ...ownerFields(newcomer), device: idToBytes(newcomer.device), proof: NOT_SIGNED };
    return writer.write(by, { kind: KIND.admit, refs: [refTo(invitation), refTo(genesis)], body, wall: now - ago });
  };
  for (const [i, person] of people.entries()) {
    const { joinedAgo, admittedBy } = plan.people[i] ?? { joinedAgo: 0, admittedBy: 0 };
    if (i === 0) continue;
    const admit = letIn(people[admittedBy] ?? founder, person.owner, joinedAgo);
    writer.write(person, { kind: KIND.open, refs: [refTo(admit)], body: ownerFields(person.owner), wall: now - joinedAgo });
  }

  const steps: { ago: number; take: () => void }[] = [];
  for (const [i, listing] of plan.listings.entries()) {
    const person = people[listing.by] ?? founder;
    let posted: Op | undefined;
    steps.push({
      ago: listing.postedAgo,
      take: () => {
        const input = { ...listing.input, photos: [...(photos[i] ?? [])], until: now + listing.endsIn };
        posted = writer.write(person, { kind: KIND.listing, refs: [], body: makeListingContent(input, now), wall: now - listing.postedAgo });
      },
    });
    const { state } = listing;
    if (state === undefined) continue;
    steps.push({
      ago: state.ago,
      take: () => {
        if (posted !== undefined) writer.write(person, { kind: KIND.state, refs: [refTo(posted)], body: { state: state.is }, wall: now - state.ago });
      },
    });
  }
  for (const { take } of steps.sort((a, b) => b.ago - a.ago)) take();
  letIn(founder, guest, 0);
  return { circle, groupKey, records: writer.records() };
}

interface SamplePerson {
  owner: LogOwner;
  keys: FounderKeys;
}

function makePerson(name: string, person: string, sha256: Sha256): SamplePerson {
  const bytes = (what: string): Uint8Array => sha256(labelBytes(`huan/sample/1/${what}/${name}`));
  const owner = { account: bytesToId<AccountKey>(bytes('account')), device: bytesToId<DeviceKey>(bytes('device')), certificate: NOT_SIGNED, boxKey: bytes('box'), person };
  return { owner, keys: { ...owner, sign: () => NOT_SIGNED } };
}

interface Wording {
  kind: number;
  refs: readonly Ref[];
  body: unknown;
  wall: number;
}

/** All logs at once, each op above all before it. */
class SampleWriter {
  readonly #circle: CircleId;
  readonly #sha256: Sha256;
  readonly #logs = new Map<DeviceKey, { place: Place; stored: Uint8Array[]; ids: OpId[] }>();
  #lamport = 0;

  constructor(circle: CircleId, sha256: Sha256) {
    this.#circle = circle;
    this.#sha256 = sha256;
  }

  begin({ keys }: SamplePerson, stored: Uint8Array): Op {
    const op = decodeStored(stored, firstPlace(NO_CIRCLE, 0, keys.device), this.#sha256);
    this.#logs.set(keys.device, { place: placeAfter(op, this.#circle), stored: [stored], ids: [op.id] });
    this.#lamport = op.lamport;
    return op;
  }

  write({ keys }: SamplePerson, { kind, refs, body, wall }: Wording): Op {
    const log = this.#logs.get(keys.device) ?? { place: firstPlace(this.#circle, 0, keys.device), stored: [], ids: [] };
    this.#logs.set(keys.device, log);
    this.#lamport += 1;
    const op = signOp(log.place, { lamport: this.#lamport, refs, kind, wall: Math.floor(wall), body: encodeCbor(body) }, keys.sign, this.#sha256);
    log.stored.push(encodeStored(op, log.place.prevLamport));
    log.ids.push(op.id);
    log.place = placeAfter(op, this.#circle);
    return op;
  }

  records(): JournalRecord[] {
    return [...this.#logs].flatMap(([device, { stored, ids }]) => opsRecords({ device, from: 0, checked: true, ops: stored, ids }));
  }
}
