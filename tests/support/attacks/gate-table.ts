/** What may be brought to the gate, and what it says: run by run, beside a circle in which ben was let in and has no log here yet. */
import { certifyDevice } from '../../../src/core/circle/account.ts';
import { DEFAULT_RULES, ownerFields } from '../../../src/core/circle/genesis.ts';
import { idToBytes, type OpId } from '../../../src/core/ids.ts';
import { KIND } from '../../../src/core/op/kinds.ts';
import { encodeHeader, encodeStored, MAX_BODY, MAX_LAMPORT_STEP, MAX_REFS, opMessage, type Content, type HashedOp, type Place } from '../../../src/core/op/op.ts';
import type { Run, Verdict } from '../../../src/core/sync/gate.ts';
import { sha256 } from '../../../src/node/crypto/node-verifier.ts';
import { GatedCircle, makePerson, secretOf, WrittenCircle, type Person } from '../written-circle.ts';
import type { Case } from './case.ts';
import { addOrder, laxVerifier } from './lax-verifier.ts';
import { LogWriter, placeOf, runOf, type Written } from './log-writer.ts';

interface Scene {
  circle: WrittenCircle;
  ben: Person;
  /** Ben's own log, from its opening on; each call writes the next op. */
  log: LogWriter;
  gated: GatedCircle;
}

interface Row {
  name: string;
  /** The refusal of each run that was brought, and how many of ben's ops are here then. */
  expected: { refusals: (string | undefined)[]; counted: number };
  rules?: typeof DEFAULT_RULES;
  lax?: boolean;
  /** The gate is ben's own device's. */
  own?: boolean;
  /** Nothing is here before; all that is here is counted, not ben's ops alone. */
  empty?: boolean;
  /** The first of ben's ops that doesn't count. */
  limit?: number;
  bring(scene: Scene): Run[];
}

const open = ({ ben, log }: Scene): Written => log.write({ kind: KIND.open, body: ownerFields(ben.owner) });
const falsely = ({ ben }: Scene) => (): Uint8Array => ben.keys.sign(Uint8Array.of(0));
const twice = (run: Run): Run[] => [run, run];
const quota = (change: Partial<typeof DEFAULT_RULES.quota>): typeof DEFAULT_RULES => ({ ...DEFAULT_RULES, quota: { ...DEFAULT_RULES.quota, ...change } });
const withStored = (written: Written, stored: Uint8Array): Run => ({ ...runOf(written), ops: [stored] });

/** An op that says what no honest device would sign. */
function signAnyway({ ben }: Scene, place: Place, change: Partial<Content>): Written {
  const content: Content = { lamport: place.prevLamport + 1, refs: [], kind: KIND.profile, wall: 0, body: new Uint8Array(), ...change };
  const headerHash = sha256(encodeHeader(place, content, sha256));
  const { circle, season, device, seq, prev } = place;
  const op: HashedOp = { ...content, circle, season, device, seq, prev, headerHash, signature: ben.keys.sign(opMessage(headerHash)), id: place.prev };
  return { op, stored: encodeStored(op, place.prevLamport) };
}

/** An opening, which has the lamport 1, and after it an op that says that. */
function afterOpening(scene: Scene, change: Partial<Content>): Run[] {
  const first = runOf(open(scene));
  return [first, runOf(signAnyway(scene, scene.log.place, change))];
}

const ref = (n: number): Content['refs'][number] => ({ device: 'dd'.repeat(32) as Content['refs'][number]['device'], seq: n, id: Buffer.from(sha256(Uint8Array.of(n))).toString('hex') as OpId });

const rows: Row[] = [
  { name: 'a whole log', expected: { refusals: [undefined], counted: 4 }, bring: (scene) => [runOf(open(scene), scene.log.write(), scene.log.write(), scene.log.write())] },
  { name: 'a log op by op, each twice', expected: { refusals: [undefined, undefined, undefined, undefined], counted: 2 }, bring: (scene) => [open(scene), scene.log.write()].flatMap((one) => [runOf(one), runOf(one)]) },
  {
    name: 'runs that overlap',
    expected: { refusals: [undefined, undefined, undefined], counted: 5 },
    bring: (scene) => {
      const all = [open(scene), ...Array.from({ length: 4 }, () => scene.log.write())];
      return [runOf(...all.slice(0, 3)), runOf(...all.slice(1, 4)), runOf(...all)];
    },
  },
  { name: 'a run after a gap', expected: { refusals: [undefined, 'gap'], counted: 1 }, bring: (scene) => [runOf(open(scene)), [scene.log.write(), runOf(scene.log.write())][1] as Run] },
  { name: 'a run of a log that is not here, from its second op on', expected: { refusals: ['gap'], counted: 0 }, bring: (scene) => [[open(scene), runOf(scene.log.write())][1] as Run] },
  { name: 'a first op that says it is the fourth', expected: { refusals: ['gap'], counted: 0 }, bring: (scene) => [{ ...runOf(open(scene)), from: 3 }] },
  {
    name: 'a run that goes on from another branch',
    expected: { refusals: [undefined, 'conflict'], counted: 3 },
    bring: (scene) => {
      const first = open(scene);
      const other = scene.log.branch();
      other.write({ body: { person: 'other' } });
      other.write();
      return [runOf(first, scene.log.write(), scene.log.write()), runOf(other.write())];
    },
  },
  {
    name: 'another branch, with the op where it begins',
    expected: { refusals: [undefined, 'conflict'], counted: 3 },
    bring: (scene) => {
      const first = open(scene);
      const other = scene.log.branch();
      return [runOf(first, scene.log.write(), scene.log.write()), runOf(first, other.write({ body: { person: 'other' } }), other.write())];
    },
  },
  { name: 'an op of a newer version', expected: { refusals: [undefined, 'newer-version'], counted: 1 }, bring: (scene) => [runOf(open(scene)), newer(scene.log.write())] },
  { name: 'an op with a byte after it', expected: { refusals: ['bad-encoding'], counted: 0 }, bring: (scene) => [appended(open(scene))] },
  { name: 'an op that is cut short', expected: { refusals: ['bad-encoding'], counted: 0 }, bring: (scene) => [cut(open(scene))] },
  { name: 'an op without a version', expected: { refusals: ['bad-encoding'], counted: 0 }, bring: (scene) => [unversioned(open(scene))] },
  { name: 'an op that names sixteen others', expected: { refusals: [undefined, undefined], counted: 2 }, bring: (scene) => afterOpening(scene, { refs: Array.from({ length: MAX_REFS }, (_, n) => ref(n)) }) },
  { name: 'an op that names seventeen others', expected: { refusals: [undefined, 'bad-encoding'], counted: 1 }, bring: (scene) => afterOpening(scene, { refs: Array.from({ length: MAX_REFS + 1 }, (_, n) => ref(n)) }) },
  { name: 'an op that names one op twice', expected: { refusals: [undefined, 'bad-encoding'], counted: 1 }, bring: (scene) => afterOpening(scene, { refs: [ref(1), ref(1)] }) },
  { name: 'an op with the largest body', expected: { refusals: [undefined, undefined], counted: 2 }, bring: (scene) => afterOpening(scene, { body: new Uint8Array(MAX_BODY) }) },
  { name: 'an op with a body over the bound', expected: { refusals: [undefined, 'bad-encoding'], counted: 1 }, bring: (scene) => afterOpening(scene, { body: new Uint8Array(MAX_BODY + 1) }) },
  { name: 'an op with the largest step in lamport', expected: { refusals: [undefined, undefined], counted: 2 }, bring: (scene) => afterOpening(scene, { lamport: 1 + MAX_LAMPORT_STEP }) },
  { name: 'an op with a larger step in lamport', expected: { refusals: [undefined, 'bad-encoding'], counted: 1 }, bring: (scene) => afterOpening(scene, { lamport: 2 + MAX_LAMPORT_STEP }) },
  { name: 'an op of a time that no date has', expected: { refusals: [undefined, 'bad-encoding'], counted: 1 }, bring: (scene) => afterOpening(scene, { wall: 8.64e15 + 2 }) },
  { name: 'an op that names its own log in the long form', expected: { refusals: [undefined, 'bad-encoding'], counted: 1 }, bring: (scene) => inLongForm(scene) },
  { name: 'an op that names a log in an unknown form', expected: { refusals: [undefined, 'bad-encoding'], counted: 1 }, bring: (scene) => inUnknownForm(scene) },
  { name: 'a newest op that is signed falsely', expected: { refusals: [undefined, 'bad-signature'], counted: 1 }, bring: (scene) => [runOf(open(scene)), runOf(scene.log.write(), scene.log.write({ sign: falsely(scene) }))] },
  { name: 'an op between that is signed falsely', expected: { refusals: [undefined, undefined], counted: 3 }, bring: (scene) => [runOf(open(scene)), runOf(scene.log.write({ sign: falsely(scene) }), scene.log.write())] },
  {
    name: 'a newest op whose S is too large, which some verifiers take',
    expected: { refusals: [undefined, 'bad-signature'], counted: 1 },
    lax: true,
    bring: (scene) => [runOf(open(scene)), runOf(scene.log.write({ sign: (message) => addOrder(scene.ben.keys.sign(message)) }))],
  },
  { name: 'a log of somebody who was never let in', expected: { refusals: ['not-admitted'], counted: 0 }, bring: ({ circle }) => [strangersRun(circle)] },
  { name: 'a first op that opens nothing', expected: { refusals: ['bad-opening'], counted: 0 }, bring: ({ log }) => [runOf(log.write())] },
  { name: 'a first op of another kind', expected: { refusals: ['bad-opening'], counted: 0 }, bring: ({ log }) => [runOf(log.write({ kind: KIND.invite, body: {} }))] },
  { name: 'a second genesis', expected: { refusals: ['bad-opening'], counted: 0 }, bring: ({ circle, ben, log }) => [runOf(log.write({ kind: KIND.genesis, body: secondGenesis(circle, ben) }))] },
  { name: 'an opening whose certificate is another account\'s', expected: { refusals: ['bad-opening'], counted: 0 }, bring: ({ circle, ben, log }) => [runOf(log.write({ kind: KIND.open, body: ownerFields({ ...ben.owner, certificate: circle.founder.owner.certificate }) }))] },
  { name: 'an opening with another box key than the certificate\'s', expected: { refusals: ['bad-opening'], counted: 0 }, bring: ({ ben, log }) => [runOf(log.write({ kind: KIND.open, body: ownerFields({ ...ben.owner, boxKey: new Uint8Array(32).fill(9) }) }))] },
  {
    name: 'an opening whose certificate\'s S is too large, which some verifiers take',
    expected: { refusals: ['bad-opening'], counted: 0 },
    lax: true,
    bring: ({ ben, log }) => [runOf(log.write({ kind: KIND.open, body: ownerFields({ ...ben.owner, certificate: addOrder(ben.owner.certificate) }) }))],
  },
  { name: 'an opening with a box key that the account certified later', expected: { refusals: [undefined], counted: 1 }, bring: ({ ben, log }) => [runOf(log.write({ kind: KIND.open, body: ownerFields(recertified(ben)) }))] },
  { name: 'more of its own log than this device has', own: true, expected: { refusals: ['own-log'], counted: 0 }, bring: (scene) => [runOf(open(scene), scene.log.write())] },
  { name: 'an op that somebody forged in this device\'s own log', own: true, expected: { refusals: ['bad-signature'], counted: 0 }, bring: (scene) => [runOf(open(scene), scene.log.write({ sign: falsely(scene) }))] },
  { name: 'ops up to the quota', rules: quota({ ops: 3 }), expected: { refusals: [undefined, 'quota'], counted: 3 }, bring: (scene) => [runOf(open(scene), scene.log.write(), scene.log.write()), runOf(scene.log.write())] },
  { name: 'ops beyond the quota in one run', rules: quota({ ops: 3 }), expected: { refusals: ['quota', 'quota'], counted: 3 }, bring: (scene) => twice(runOf(open(scene), scene.log.write(), scene.log.write(), scene.log.write(), scene.log.write())) },
  { name: 'bytes beyond the quota', rules: quota({ bytes: 2_000 }), expected: { refusals: ['quota'], counted: 2 }, bring: (scene) => [runOf(open(scene), scene.log.write({ body: new Uint8Array(1_000) }), scene.log.write({ body: new Uint8Array(1_000) }))] },
  { name: 'a run that goes on beyond a limit', limit: 2, expected: { refusals: ['beyond-limit', 'beyond-limit'], counted: 2 }, bring: (scene) => twice(runOf(open(scene), scene.log.write(), scene.log.write(), scene.log.write())) },
  { name: 'the circle\'s genesis', empty: true, expected: { refusals: [undefined, undefined], counted: 3 }, bring: ({ circle }) => twice(runOf(...foundersLog(circle))) },
  { name: 'a founder\'s log beyond the quota', empty: true, rules: quota({ ops: 2 }), expected: { refusals: ['quota', 'quota'], counted: 3 }, bring: ({ circle }) => {
    circle.write(circle.founder);
    return twice(runOf(...foundersLog(circle)));
  } },
  { name: 'another circle\'s genesis', empty: true, expected: { refusals: ['wrong-genesis'], counted: 0 }, bring: () => [runOf(...foundersLog(new WrittenCircle({ isPublic: true })))] },
  { name: 'a member\'s log before genesis', empty: true, expected: { refusals: ['not-admitted'], counted: 0 }, bring: (scene) => [runOf(open(scene))] },
  {
    name: 'a run whose last op within the quota is signed falsely',
    rules: quota({ ops: 3 }),
    expected: { refusals: ['quota'], counted: 0 },
    bring: (scene) => [runOf(open(scene), scene.log.write(), scene.log.write({ sign: falsely(scene) }), scene.log.write(), scene.log.write())],
  },
];

function appended(written: Written): Run {
  return withStored(written, Uint8Array.of(...written.stored, 0));
}

function cut(written: Written): Run {
  return withStored(written, written.stored.slice(0, -1));
}

function unversioned(written: Written): Run {
  return withStored(written, Uint8Array.of(0, ...written.stored.subarray(1)));
}

function newer(written: Written): Run {
  return withStored(written, Uint8Array.of(2, ...written.stored.subarray(1)));
}

/** A ref to this log that names it, instead of saying "this one". */
function inLongForm(scene: Scene): Run[] {
  const first = runOf(open(scene));
  const { device } = scene.ben.keys;
  const written = signAnyway(scene, scene.log.place, { refs: [{ ...ref(1), device }] });
  return [first, withStored(written, Uint8Array.of(...written.stored.subarray(0, 3), 1, ...idToBytes(device), ...written.stored.subarray(4)))];
}

/** A ref to another log, in a form that is neither of the two and would be read like the second. */
function inUnknownForm(scene: Scene): Run[] {
  const first = runOf(open(scene));
  const written = signAnyway(scene, scene.log.place, { refs: [ref(1)] });
  return [first, withStored(written, Uint8Array.of(...written.stored.subarray(0, 3), 2, ...written.stored.subarray(4)))];
}

const foundersLog = (circle: WrittenCircle): Written[] => circle.logs.get(circle.founder.keys.device) ?? [];

function strangersRun(circle: WrittenCircle): Run {
  const stranger = makePerson('stranger');
  const log = new LogWriter(placeOf(circle.circle, stranger.keys.device, 0), (message) => stranger.keys.sign(message));
  return runOf(log.write({ kind: KIND.open, body: ownerFields(stranger.owner) }));
}

function secondGenesis(circle: WrittenCircle, ben: Person): object {
  const quorum = { accounts: [new Uint8Array(32)], k: 1 };
  return { ...ownerFields(ben.owner), name: 'Mine', public: false, keyCommitment: sha256(circle.groupKey), rules: DEFAULT_RULES, quorum };
}

function recertified(ben: Person): Person['owner'] {
  const boxKey = new Uint8Array(32).fill(9);
  return { ...ben.owner, boxKey, certificate: certifyDevice(sha256(new TextEncoder().encode('ben')), ben.keys.device, boxKey) };
}

async function play({ bring, rules, lax, own, empty, limit }: Row): Promise<Row['expected']> {
  const circle = new WrittenCircle(rules === undefined ? {} : { rules });
  const ben = makePerson('ben');
  const secret = secretOf('the link');
  circle.admit(circle.founder, circle.invite(circle.founder, secret), secret, ben);
  const gated = new GatedCircle(circle.circle, { ...(own === true ? { self: ben.keys.device } : {}), ...(lax === true ? { verifier: laxVerifier } : {}) });
  if (empty !== true) await gated.takeAll(circle.runs());
  if (limit !== undefined) gated.ops.admissions.authority.addFalsely(ben.keys.device, limit);
  const log = new LogWriter(placeOf(circle.circle, ben.keys.device, 0), (message) => ben.keys.sign(message));
  const verdicts: Verdict[] = [];
  for (const run of bring({ circle, ben, log, gated })) verdicts.push(await gated.take(run));
  const { logs } = gated.ops;
  return { refusals: verdicts.map(({ refusal }) => refusal), counted: empty === true ? logs.count() : (logs.get(ben.keys.device)?.counted ?? 0) };
}

export const gateCases: Case[] = rows.map((row) => ({ name: `the gate is brought ${row.name}`, expected: row.expected, run: () => play(row) }));
