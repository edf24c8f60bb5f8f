/** Acts and proofs of forks, as they are brought to what a circle knows beside its ops: what is kept of them, and what is told. */
import { SideSet } from '../../../src/core/circle/side-set.ts';
import { encodeAct, readAct, signAct, type SignedAct } from '../../../src/core/circle/quorum-acts.ts';
import type { CircleOps } from '../../../src/core/circle/circle-ops.ts';
import { idToBytes, type CircleId } from '../../../src/core/ids.ts';
import type { Keys, Verifier } from '../../../src/core/ports.ts';
import { sha256 } from '../../../src/node/crypto/node-verifier.ts';
import { addOrder, laxVerifier } from '../../support/attacks/lax-verifier.ts';
import type { Case } from '../../support/attacks/case.ts';
import { createPromptVerifier } from '../../support/prompt-verifier.ts';
import { GatedCircle, makePerson, WrittenCircle } from '../../support/written-circle.ts';

interface Scene {
  circle: WrittenCircle;
  ops: CircleOps;
  side: SideSet;
  keys: Keys;
}

interface ActRow {
  name: string;
  /** How many signatures are held of what is brought, one act after the other; undefined where nothing of it is kept. */
  expected: unknown;
  /** Instead of node:crypto. */
  verifier?: Verifier;
  acts(scene: Scene): SignedAct[];
}

const stranger = makePerson('a stranger').keys;

interface Wording {
  circle?: CircleId;
  number?: number;
  prev?: string;
  /** Tells acts of one number from each other. */
  wall?: number;
}

function contentOf({ circle, keys }: Scene, { circle: of = circle.circle, number = 1, prev = of, wall = 0 }: Wording = {}): Uint8Array {
  return encodeAct(of, { number, prev, wall, deed: { t: 'grant', grant: { account: idToBytes(keys.account), role: 'greeter' } } });
}

function idOf(content: Uint8Array, circle: CircleId): Parameters<typeof signAct>[0] {
  const read = readAct(content, circle, sha256);
  if (read === undefined) throw new Error('an act that is none');
  return read.id;
}

function signed(scene: Scene, wording: Wording = {}, by: readonly Keys[] = [scene.keys]): SignedAct {
  const content = contentOf(scene, wording);
  const id = idOf(content, wording.circle ?? scene.circle.circle);
  return { content, signatures: by.map((keys) => signAct(id, keys)) };
}

const changed = (act: SignedAct, change: Partial<SignedAct['signatures'][number]>): SignedAct => ({ ...act, signatures: act.signatures.map((each) => ({ ...each, ...change })) });
const many = (count: number, make: (n: number) => SignedAct): SignedAct[] => Array.from({ length: count }, (_, n) => make(n));

const rows: ActRow[] = [
  { name: 'one of the quorum signed', expected: [1], acts: (scene) => [signed(scene)] },
  { name: 'is brought twice', expected: [1, undefined], acts: (scene) => [signed(scene), signed(scene)] },
  { name: 'somebody else signed', expected: [undefined], acts: (scene) => [signed(scene, {}, [stranger])] },
  { name: 'somebody else signed too', expected: [1], acts: (scene) => [signed(scene, {}, [stranger, scene.keys])] },
  { name: 'one signed twice', expected: [1], acts: (scene) => [signed(scene, {}, [scene.keys, scene.keys])] },
  { name: 'has another act\'s signature', expected: [undefined], acts: (scene) => [{ ...signed(scene), signatures: signed(scene, { wall: 1 }).signatures }] },
  { name: 'is signed by a device that the account did not certify', expected: [undefined], acts: (scene) => [changed(signed(scene), { device: idToBytes(stranger.device), signature: signed(scene, {}, [stranger]).signatures[0]?.signature ?? new Uint8Array(64) })] },
  { name: 'has a certificate for another box key', expected: [undefined], acts: (scene) => [changed(signed(scene), { boxKey: new Uint8Array(32) })] },
  { name: 'has a signature whose S is too large, which some verifiers take', expected: [undefined], verifier: laxVerifier, acts: (scene) => [{ ...signed(scene), signatures: signed(scene).signatures.map((each) => ({ ...each, signature: addOrder(each.signature) })) }] },
  { name: 'is another circle\'s', expected: [undefined], acts: (scene) => [signed(scene, { circle: 'cc'.repeat(32) as CircleId, prev: scene.circle.circle })] },
  { name: 'is no act', expected: [undefined], acts: (scene) => [{ ...signed(scene), content: new Uint8Array(3) }] },
  { name: 'is one of many of one number', expected: [1, 1, 1, 1, undefined, undefined], acts: (scene) => many(6, (wall) => signed(scene, { wall })) },
];

async function setScene(verifier: Verifier = createPromptVerifier()): Promise<Scene> {
  const circle = new WrittenCircle();
  const { ops } = await new GatedCircle(circle.circle).takeAll(circle.runs());
  return { circle, ops, side: new SideSet(circle.circle, verifier), keys: circle.founder.keys };
}

async function bring({ side, ops }: Scene, acts: readonly SignedAct[]): Promise<(number | undefined)[]> {
  const held: (number | undefined)[] = [];
  for (const act of acts) held.push((await side.addAct(act, ops.admissions.authority))?.signed.signatures.length);
  return held;
}

const proof = { a: { header: new Uint8Array(), signature: new Uint8Array() }, b: { header: new Uint8Array(), signature: new Uint8Array() } };

/** Acts that make quorums of seven, one after the other; a device of each. */
async function makeQuorums(scene: Scene, count: number): Promise<{ first: SignedAct['content']; members: Keys[] }> {
  const { circle } = scene.circle;
  const members = [scene.keys];
  let prev: string = circle;
  let first: SignedAct['content'] = new Uint8Array();
  for (let number = 1; number <= count; number++) {
    const next = Array.from({ length: 7 }, (_, i) => makePerson(`member ${i} of quorum ${number}`).keys);
    const content = encodeAct(circle, { number, prev, wall: 0, deed: { t: 'quorum', quorum: { accounts: next.map(({ account }) => idToBytes(account)), k: 1 } } });
    if (number === 1) first = content;
    const id = idOf(content, circle);
    const by = members.at(-1) ?? scene.keys;
    await bring(scene, [{ content, signatures: [signAct(id, by)] }]);
    members.push(...next);
    prev = id;
  }
  return { first, members };
}

const told: Case[] = [
  {
    name: 'an act that has as many signatures as it may is no news with one more',
    expected: [16, undefined],
    run: async () => {
      const scene = await setScene();
      const { first, members } = await makeQuorums(scene, 3);
      const sign = (by: readonly Keys[]): SignedAct => ({ content: first, signatures: by.map((keys) => signAct(idOf(first, scene.circle.circle), keys)) });
      return await bring(scene, [sign(members.slice(0, 16)), sign(members.slice(16, 18))]);
    },
  },
  {
    name: 'of two acts of one number only the one that holds is told',
    expected: { kept: 2, told: 1 },
    run: async () => {
      const scene = await setScene();
      await bring(scene, many(2, (wall) => signed(scene, { wall })));
      return { kept: scene.side.acts.size, told: scene.side.toldActs(scene.ops.admissions.authority).length };
    },
  },
  {
    name: 'a proposal is told that follows on the last act, and none that follows on nothing',
    expected: [1, 3],
    run: async () => {
      const scene = await setScene();
      const first = signed(scene);
      const prev = idOf(first.content, scene.circle.circle);
      await bring(scene, [first, signed(scene, { number: 2, prev: 'ee'.repeat(32) }), signed(scene, { number: 3, prev: 'ee'.repeat(32) })]);
      const before = scene.side.toldActs(scene.ops.admissions.authority).length;
      await bring(scene, [signed(scene, { number: 2, prev }), signed(scene, { number: 3, prev: idOf(contentOf(scene, { number: 2, prev }), scene.circle.circle) })]);
      return [before, scene.side.toldActs(scene.ops.admissions.authority).length];
    },
  },
  {
    name: 'equal side sets have equal digests, in whichever order they came, and others have others',
    expected: { sameOrder: true, afterFork: false },
    run: async () => {
      const scene = await setScene();
      const other = { ...scene, side: new SideSet(scene.circle.circle, createPromptVerifier()) };
      const devices = ['ben', 'cleo', 'dora', 'emil'].map((name) => scene.circle.welcome(name).keys.device);
      const { ops } = await new GatedCircle(scene.circle.circle).takeAll(scene.circle.runs());
      const { authority } = ops.admissions;
      for (const device of devices) scene.side.addFork(device, 1, proof);
      for (const device of devices.toReversed()) other.side.addFork(device, 1, proof);
      const digest = (side: SideSet): string => Buffer.from(side.digest(authority)).toString('hex');
      const sameOrder = digest(scene.side) === digest(other.side);
      other.side.addFork(scene.circle.founder.keys.device, 1, proof);
      return { sameOrder, afterFork: digest(scene.side) === digest(other.side) };
    },
  },
  {
    name: 'only forks of devices that were let in are told, and of each the lowest',
    expected: { added: [true, false, false, true, true], told: [2] },
    run: async () => {
      const { side, ops, keys } = await setScene();
      const added = ([[keys.device, 4], [keys.device, 4], [keys.device, 5], [keys.device, 2], [stranger.device, 1]] as const).map(([device, seq]) => side.addFork(device, seq, proof));
      return { added, told: side.toldForks(ops.admissions.authority).map(([, { seq }]) => seq) };
    },
  },
  {
    name: 'a log that is found to be signed falsely twice is so from the first',
    expected: 3,
    run: async () => {
      const { side, keys } = await setScene();
      for (const seq of [5, 3, 4]) side.addFalsehood(keys.device, seq, { ops: [] });
      return side.falsehoods.get(keys.device)?.seq;
    },
  },
];

export const actCases: readonly Case[] = [
  ...rows.map(({ name, expected, verifier, acts }) => ({
    name: `an act that ${name}`,
    expected,
    run: async () => {
      const scene = await setScene(verifier);
      return await bring(scene, acts(scene));
    },
  })),
  ...told,
];
