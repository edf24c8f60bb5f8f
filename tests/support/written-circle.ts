/** A circle written op by op, with any wording and by anyone, for tests of what reads ops: the gate, admissions, views, documents. */
import nacl from 'tweetnacl';
import type { FalseAdmit } from '../../src/core/circle/admission.ts';
import { CircleOps, NO_FINDINGS, type StoredRun } from '../../src/core/circle/circle-ops.ts';
import { foundCircle } from '../../src/core/circle/founding.ts';
import { DEFAULT_RULES, ownerFields, type LogOwner } from '../../src/core/circle/genesis.ts';
import { invitationKey } from '../../src/core/circle/invitation.ts';
import { makeJoin } from '../../src/core/circle/join.ts';
import type { CircleId, DeviceKey } from '../../src/core/ids.ts';
import { KIND } from '../../src/core/op/kinds.ts';
import { decodeStored, firstPlace, NO_CIRCLE, placeAfter, refTo, type Op, type Ref } from '../../src/core/op/op.ts';
import type { Keys, Verifier } from '../../src/core/ports.ts';
import { passGate, type Run, type Verdict } from '../../src/core/sync/gate.ts';
import { createNodeKeys } from '../../src/node/crypto/node-keys.ts';
import { sha256 } from '../../src/node/crypto/node-verifier.ts';
import { createPromptVerifier } from './prompt-verifier.ts';
import { createIdentity } from '../../src/node/identity.ts';
import { LogWriter, placeOf, runOf, type Wording, type Written } from './attacks/log-writer.ts';
import { seededRandom } from './test-peer.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface Person {
  name: string;
  keys: Keys;
  owner: LogOwner;
}

const people = new Map<string, Person>();

/** A device of a person; `account` makes several devices of one account. The same for the same words. */
export function makePerson(name: string, account = name): Person {
  const known = people.get(`${name}/${account}`) ?? newPerson(name, account);
  people.set(`${name}/${account}`, known);
  return known;
}

function newPerson(name: string, account: string): Person {
  const random = seededRandom(name);
  const keys = createNodeKeys(createIdentity(name, sha256(new TextEncoder().encode(account)), random), random);
  return { name, keys, owner: { account: keys.account, device: keys.device, certificate: keys.certificate, boxKey: keys.boxKey, person: account } };
}

export class WrittenCircle {
  readonly circle: CircleId;
  readonly founder: Person;
  readonly groupKey: Uint8Array;
  /** All ops, by log, in order. */
  readonly logs = new Map<DeviceKey, Written[]>();
  readonly #writers = new Map<DeviceKey, LogWriter>();
  #lamport = 1;

  constructor(options: { rules?: typeof DEFAULT_RULES; isPublic?: boolean } = {}) {
    this.founder = makePerson('ada');
    const ports = { clock: new VirtualClock(), random: seededRandom('circle'), keys: this.founder.keys, verifier: createPromptVerifier() };
    const { circle, stored, groupKey } = foundCircle(ports, 'Records', options.isPublic ?? false, 'ada', options.rules === undefined ? {} : { rules: options.rules });
    this.circle = circle;
    this.groupKey = groupKey;
    const { device } = this.founder.keys;
    const op = decodeStored(stored, firstPlace(NO_CIRCLE, 0, device), sha256);
    this.logs.set(device, [{ op, stored }]);
    this.#writers.set(device, new LogWriter(placeAfter(op, circle), (message) => this.founder.keys.sign(message)));
  }

  get genesis(): Op {
    const [first] = this.logs.get(this.founder.keys.device) ?? [];
    if (first === undefined) throw new Error('a circle has a genesis');
    return first.op;
  }

  /** Writes the next op of somebody's log, with a lamport above all others. */
  write(who: Person, wording: Wording = {}): Op {
    const writer = this.#writers.get(who.keys.device) ?? new LogWriter(placeOf(this.circle, who.keys.device, 0), (message) => who.keys.sign(message));
    this.#writers.set(who.keys.device, writer);
    const written = writer.write({ lamport: this.#lamport + 1, ...wording });
    this.#lamport = Math.max(this.#lamport, written.op.lamport);
    const log = this.logs.get(who.keys.device);
    if (log === undefined) this.logs.set(who.keys.device, [written]);
    else log.push(written);
    return written.op;
  }

  invite(by: Person, secret: Uint8Array, more: { uses?: number; refs?: Ref[] } = {}): Op {
    return this.write(by, { kind: KIND.invite, refs: more.refs ?? [refTo(this.genesis)], body: { key: invitationKey(secret), uses: more.uses ?? 0 } });
  }

  admit(by: Person, invitation: Op, secret: Uint8Array, newcomer: Person, wording: Wording = {}): Op {
    const body = makeJoin(this.circle, secret, newcomer.owner);
    return this.write(by, { kind: KIND.admit, refs: [refTo(invitation), refTo(this.genesis)], body, ...wording });
  }

  open(who: Person, wording: Wording = {}): Op {
    return this.write(who, { kind: KIND.open, body: ownerFields(who.owner), ...wording });
  }

  /** Lets somebody in by an invitation of the founder's, and opens their log. */
  welcome(name: string, account = name): Person {
    const person = makePerson(name, account);
    const secret = sha256(new TextEncoder().encode(`invitation of ${name}`));
    this.admit(this.founder, this.invite(this.founder, secret), secret, person);
    this.open(person);
    return person;
  }

  /** Whole logs as one run each. */
  runs(): Run[] {
    return [...this.logs.values()].map((log) => runOf(...log));
  }

  /** All ops; each log's in their order, logs as they began. */
  ops(): Op[] {
    return [...this.logs.values()].flat().map(({ op }) => op);
  }

  /** The circle as it is opened from a store that holds these runs. */
  async restored(runs: readonly StoredRun[] = this.runs(), falsified: Iterable<FalseAdmit> = []): Promise<CircleOps> {
    const ops = new CircleOps(this.circle, createPromptVerifier());
    ops.restore(runs, { ...NO_FINDINGS, falsified });
    return ops;
  }
}

/** A device that has nothing yet, to bring runs to. */
export class GatedCircle {
  readonly ops: CircleOps;
  readonly #self: DeviceKey;
  readonly #verifier: Verifier;

  constructor(circle: CircleId, options: { self?: DeviceKey; verifier?: Verifier } = {}) {
    this.#verifier = options.verifier ?? createPromptVerifier();
    this.#self = options.self ?? makePerson('somebody else').keys.device;
    this.ops = new CircleOps(circle, this.#verifier);
  }

  /** Passes a run through the gate and shows what is accepted. */
  async take(run: Run): Promise<Verdict> {
    const verdict = await passGate(this.ops.gatePorts(this.#verifier, this.#self), run);
    const { stale } = this.ops.settle(verdict.accepted);
    if (stale) throw new Error('what was shown does not count any more');
    return verdict;
  }

  /** Brings runs again and again, in that order, as long as anything of them is accepted. */
  async takeAll(runs: readonly Run[]): Promise<this> {
    for (let before = -1; before !== this.ops.logs.count(); ) {
      before = this.ops.logs.count();
      for (const run of runs) await this.take(run);
    }
    return this;
  }
}

/** A key pair's seed from a word. */
export function secretOf(word: string): Uint8Array {
  return sha256(new TextEncoder().encode(word)).slice(0, nacl.sign.seedLength);
}
