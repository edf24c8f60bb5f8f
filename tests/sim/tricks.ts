/** What liars do, one function per trick. Each is told whom it is for and how much; what it leaves to chance it rolls. */
import { decodeLink } from '../../src/core/circle/invitation.ts';
import { ownerFields } from '../../src/core/circle/genesis.ts';
import { makeJoin } from '../../src/core/circle/join.ts';
import { idToBytes, type DeviceKey, type OpId } from '../../src/core/ids.ts';
import { KIND } from '../../src/core/op/kinds.ts';
import { MAX_LAMPORT_STEP, type Ref } from '../../src/core/op/op.ts';
import { runOf, type Wording, type Written } from '../support/attacks/log-writer.ts';
import { altered } from '../support/attacks/moves.ts';
import { makePerson, type Person } from '../support/written-circle.ts';
import type { Trick } from './actions.ts';
import { pickAny, type Dice } from './chance.ts';
import { signedHeader, type Branch, type Liar } from './liar.ts';

/** A link that goes round in the circle. */
export interface KnownLink {
  link: string;
  /** The op that made it. */
  op: OpId;
  device: DeviceKey;
}

export interface Scene {
  liar: Liar;
  accomplices: readonly Liar[];
  /** Peers that the trick is played on, with whom the liar speaks. */
  to: readonly number[];
  count: number;
  dice: Dice;
  founder: DeviceKey;
  links: readonly KnownLink[];
  /** A log as a peer shows it to the liar, and which there are. */
  logOf(peer: number, device: DeviceKey): Written[];
  devicesOf(peer: number): DeviceKey[];
  now: number;
}

const STRANGERS = 12;
const DAY = 86_400_000;

export function playTrick(trick: Trick, scene: Scene): void {
  tricks[trick](scene);
}

function main({ liar }: Scene): Branch {
  return liar.branchFor(-1);
}

function post(scene: Scene, more: Wording = {}): Wording {
  const { dice, now } = scene;
  return { kind: KIND.listing, wall: now, body: { kind: 'give', title: `lie ${String(dice.below(1_000))}`, photos: [], until: now + DAY }, ...more };
}

function writeSome(scene: Scene, branch: Branch, wording: () => Wording = () => post(scene)): void {
  for (let i = 0; i < scene.count; i++) scene.liar.write(branch, wording());
}

function showAll({ liar, to, count }: Scene): void {
  for (const peer of to) liar.show(peer, count);
}

/** Each op by itself, so that those who were shown another history pass theirs on meanwhile. */
function showOneByOne({ liar, to, count }: Scene): void {
  for (let left = count; left > 0; left--) {
    for (const peer of to) {
      const written = liar.branchFor(peer).log.at(-left);
      if (written !== undefined) liar.push(peer, runOf(written));
    }
  }
  for (const peer of to) liar.session(peer)?.claimNews(liar.circle);
}

/** An honest log of which that peer has something. */
function honestLog({ liar, to, dice, logOf, devicesOf }: Scene, own = false): Written[] {
  const peer = to[0];
  if (peer === undefined) return [];
  const device = pickAny(dice, devicesOf(peer).filter((candidate) => own || candidate !== liar.keys.device));
  return device === undefined ? [] : logOf(peer, device);
}

function genesisRef({ founder, liar }: Scene): Ref {
  return { device: founder, seq: 0, id: liar.circle as string as OpId };
}

/** The last lamport that the liar's neighbours may have seen, so that an op comes after what it names. */
function lamportAbove(branch: Branch, ...others: readonly (readonly Written[])[]): number {
  const { prevLamport } = branch.writer.place;
  return Math.min(prevLamport + MAX_LAMPORT_STEP, Math.max(prevLamport, ...others.map((log) => log.at(-1)?.op.lamport ?? 0)) + 1);
}

/** Lets strangers in, with a proof that holds or one that doesn't, and writes as them. */
function letStrangersIn(scene: Scene, proven: boolean, asWhom?: Person): void {
  const { liar, to, dice, links, logOf, count } = scene;
  const peer = to[0];
  const link = pickAny(dice, links);
  if (peer === undefined || link === undefined) return;
  const inviter = logOf(peer, link.device);
  const invite = inviter.find(({ op }) => op.id === link.op)?.op;
  if (invite === undefined) return;
  const branch = main(scene);
  const secret = proven ? decodeLink(link.link).secret : liar.random.bytes(32);
  for (let i = 0; i < Math.min(count, 3); i++) {
    const person = makePerson(`stranger ${String(dice.below(STRANGERS))}`);
    if (liar.carried.has(person.keys.device)) continue;
    const refs = [{ device: invite.device, seq: invite.seq, id: invite.id }, genesisRef(scene)];
    const admit = liar.write(branch, { kind: KIND.admit, wall: scene.now, lamport: lamportAbove(branch, inviter), refs, body: makeJoin(liar.circle, secret, person.owner) });
    const writer = liar.writerAfter([], person.keys.device, (message) => person.keys.sign(message));
    const owner = asWhom?.owner ?? person.owner;
    const opening = writer.write({ kind: KIND.open, wall: scene.now, lamport: Math.min(admit.op.lamport + 1, MAX_LAMPORT_STEP), body: ownerFields({ ...person.owner, account: owner.account }), refs: [{ device: admit.op.device, seq: admit.op.seq, id: admit.op.id }] });
    liar.carried.set(person.keys.device, [opening, writer.write(post(scene))]);
  }
  showAll(scene);
  for (const other of to) for (const log of liar.carried.values()) if (log.length === 2) liar.push(other, runOf(...log));
}

/** What others hold, as one of them shows it; `some` leaves some of it out. */
function serve(scene: Scene, some: boolean): void {
  const { liar, to, dice, logOf, devicesOf } = scene;
  const [from, ...rest] = to;
  if (from === undefined) return;
  for (const device of devicesOf(from)) {
    if (device === liar.keys.device || (some && dice.below(3) === 0)) continue;
    const log = logOf(from, device);
    const known = liar.carried.get(device)?.length ?? 0;
    const kept = some ? log.slice(0, dice.below(log.length + 1)) : log;
    if (kept.length > known || some) liar.carried.set(device, kept);
  }
  for (const peer of rest) liar.session(peer)?.claimNews(liar.circle);
}

function claimRights(scene: Scene): void {
  const { liar, dice, to, devicesOf } = scene;
  const branch = main(scene);
  const victim = makePerson(`stranger ${String(dice.below(STRANGERS))}`).keys;
  const device = pickAny(dice, to[0] === undefined ? [] : devicesOf(to[0])) ?? scene.founder;
  const account = dice.below(2) === 0 ? idToBytes(victim.account) : idToBytes(liar.keys.account);
  const bodies: Wording[] = [
    { kind: KIND.grant, body: { account, role: 'organizer' } },
    { kind: KIND.cut, body: { of: { t: 'account', id: account }, logs: [[idToBytes(device), 0, liar.random.bytes(32)]], others: 'zero', replaces: [] } },
    { kind: KIND.rules, body: { invite: 'organizer', greet: 'organizer', quota: { ops: 1, bytes: 1 }, clauses: ['All is mine.'] } },
    { kind: KIND.rotate, body: { commitment: liar.random.bytes(32) } },
  ];
  writeSome(scene, branch, () => ({ wall: scene.now, refs: [genesisRef(scene)], lamport: lamportAbove(branch), ...pickAny(dice, bodies) }));
  showAll(scene);
}

function eachSession({ liar, to }: Scene, run: (session: NonNullable<ReturnType<Liar['session']>>) => void): void {
  for (const peer of to) {
    const session = liar.session(peer);
    if (session !== undefined) run(session);
  }
}

const tricks: Record<Trick, (scene: Scene) => void> = {
  write(scene) {
    writeSome(scene, main(scene));
    showAll(scene);
  },
  fork(scene) {
    const { liar, to, dice, count } = scene;
    const trunk = main(scene);
    const other = liar.branchOff(trunk, dice.below(trunk.log.length) + (trunk.log.length > 1 ? 1 : 0));
    writeSome(scene, trunk);
    for (let i = 0; i < count; i++) liar.write(other, post(scene));
    for (const peer of to) if (dice.below(2) === 0) liar.sides.set(peer, liar.branches.length - 1);
    showOneByOne(scene);
  },
  'fork-on'(scene) {
    for (const branch of scene.liar.branches) writeSome(scene, branch);
    showOneByOne(scene);
  },
  withhold: (scene) => serve(scene, true),
  serve: (scene) => serve(scene, false),
  replay(scene) {
    const logs = [honestLog(scene), honestLog(scene, true)].filter((log) => log.length > 0);
    for (const peer of scene.to) for (const log of logs) for (let i = 0; i < scene.count; i++) scene.liar.push(peer, runOf(...log));
  },
  'back-date'(scene) {
    const wall = scene.dice.below(2) === 0 ? 0 : scene.now + 365 * DAY;
    writeSome(scene, main(scene), () => post(scene, { wall }));
    showAll(scene);
  },
  'run-ahead'(scene) {
    const branch = main(scene);
    writeSome(scene, branch, () => post(scene, { lamport: branch.writer.place.prevLamport + MAX_LAMPORT_STEP }));
    showAll(scene);
  },
  gap(scene) {
    const branch = main(scene);
    writeSome(scene, branch);
    const last = scene.liar.write(branch, post(scene));
    for (const peer of scene.to) scene.liar.push(peer, runOf(last));
  },
  'over-use': (scene) => letStrangersIn(scene, true),
  'admit-falsely': (scene) => letStrangersIn(scene, false),
  'open-anothers': (scene) => letStrangersIn(scene, true, makePerson('somebody else entirely')),
  'sign-inner-falsely'(scene) {
    const { liar } = scene;
    const branch = main(scene);
    liar.write(branch, post(scene));
    liar.write(branch, post(scene, { sign: () => liar.keys.sign(Uint8Array.of(0)) }));
    writeSome(scene, branch);
    for (const peer of scene.to) liar.show(peer, scene.count + 2);
  },
  collude(scene) {
    const { liar, accomplices, dice } = scene;
    for (const other of accomplices) {
      const branch = pickAny(dice, other.branches);
      if (branch !== undefined) liar.carried.set(other.keys.device, [...branch.log]);
    }
    for (const peer of scene.to) {
      for (const log of liar.carried.values()) if (log.length > 0) liar.push(peer, runOf(...log.slice(-scene.count)));
      liar.session(peer)?.claimNews(liar.circle);
    }
  },
  'claim-rights': claimRights,
  'go-on-after-leaving'(scene) {
    const branch = main(scene);
    scene.liar.write(branch, { kind: KIND.leave, wall: scene.now, body: {} });
    writeSome(scene, branch);
    showAll(scene);
  },
  'ask-for-keys'(scene) {
    eachSession(scene, (session) => scene.liar.askForKeys(session));
  },
  'false-keys'(scene) {
    scene.liar.answers.keys = true;
    eachSession(scene, (session) => session.claimNews(scene.liar.circle, scene.liar.keysSaid));
  },
  'say-out'(scene) {
    eachSession(scene, (session) => session.send({ t: 'out', c: idToBytes(scene.liar.circle), r: 'removed' }));
  },
  'rotate-alone'(scene) {
    const { liar, to, logOf } = scene;
    const branch = main(scene);
    const peer = to[0];
    // By a right that it has, where it has one; to a key that nobody ever sees.
    const grant = peer === undefined ? undefined : logOf(peer, scene.founder).findLast(({ op }) => op.kind === KIND.grant)?.op;
    const right = liar.keys.device === scene.founder || grant === undefined ? genesisRef(scene) : { device: grant.device, seq: grant.seq, id: grant.id };
    liar.write(branch, { kind: KIND.rotate, wall: scene.now, refs: [right], lamport: lamportAbove(branch, peer === undefined ? [] : logOf(peer, scene.founder)), body: { commitment: liar.random.bytes(32) } });
    showAll({ ...scene, count: 1 });
  },
  'newer-version'(scene) {
    const branch = main(scene);
    const written = scene.liar.writerAfter(branch.log).write(post(scene));
    const stored = written.stored.slice();
    stored[0] = 2;
    for (const peer of scene.to) scene.liar.push(peer, runOf({ ...written, stored }));
  },
  'false-fork-proof'(scene) {
    const log = honestLog(scene);
    const victim = pickAny(scene.dice, log)?.op;
    if (victim === undefined) return;
    const truth = signedHeader(victim);
    const lie = signedHeader({ ...victim, wall: victim.wall + 1 });
    scene.liar.answers.forks = [{ a: truth, b: { header: lie.header, signature: scene.liar.keys.sign(lie.header) } }];
    eachSession(scene, (session) => session.claimNews(scene.liar.circle));
  },
  silence(scene) {
    scene.liar.answers.silent = true;
    eachSession(scene, (session) => session.claimNews(scene.liar.circle));
  },
  'flood-ops'(scene) {
    const branch = main(scene);
    for (let i = 0; i < 10; i++) writeSome(scene, branch);
    for (const peer of scene.to) scene.liar.show(peer, 10 * scene.count);
  },
  forge(scene) {
    const log = honestLog(scene);
    const last = log.at(-1);
    if (last === undefined) return;
    const forged = scene.liar.writerAfter(log, last.op.device).write(post(scene));
    for (const peer of scene.to) scene.liar.push(peer, runOf(forged));
  },
  alter(scene) {
    const next = scene.liar.writerAfter(main(scene).log).write(post(scene));
    for (const peer of scene.to) scene.liar.push(peer, runOf(altered(next, scene.dice.below(2) === 0 ? -1 : -70)));
  },
  reorder(scene) {
    const writer = scene.liar.writerAfter(main(scene).log);
    const [first, second] = [writer.write(post(scene)), writer.write(post(scene))];
    for (const peer of scene.to) scene.liar.push(peer, { ...runOf(first, second), ops: [second.stored, first.stored] });
  },
  'leave-out'(scene) {
    const writer = scene.liar.writerAfter(main(scene).log);
    const run = runOf(writer.write(post(scene)), writer.write(post(scene)), writer.write(post(scene)));
    for (const peer of scene.to) scene.liar.push(peer, { ...run, ops: run.ops.filter((_, i) => i !== 1) });
  },
  garbage(scene) {
    eachSession(scene, (session) => session.raw(scene.liar.random.bytes(20)));
  },
  flood(scene) {
    eachSession(scene, (session) => {
      for (let i = 0; i < 100; i++) session.send({ t: 'ask', i, q: { q: 'heads', c: idToBytes(scene.liar.circle) } });
    });
  },
  'false-answers'(scene) {
    scene.liar.answers.garbage = true;
    eachSession(scene, (session) => session.claimNews(scene.liar.circle));
  },
};
