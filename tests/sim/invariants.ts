/**
 * What must hold once a run is healed and quiet. Looks at peers from outside: their digests and documents, what they open again
 * from their disks, and what somebody makes of the same ops who was never there.
 */
import { readHeaderPlace } from '../../src/core/sync/fork.ts';
import { MemoryStore } from '../../src/core/store/memory-store.ts';
import { saveSettings, loadSettings } from '../../src/core/circle/settings.ts';
import type { OpId } from '../../src/core/ids.ts';
import type { HashedOp } from '../../src/core/op/op.ts';
import { signatureCheck } from '../../src/core/sync/gate.ts';
import { digestOf, makePeer, type TestPeer } from '../support/test-peer.ts';
import { documentBytes } from '../support/reading.ts';
import { askOracle } from './ask-oracle.ts';
import { findIntruders } from './admitted.ts';
import { randomFor } from './chance.ts';
import { checkKeys, holdsCurrent, waitForKeys } from './held-keys.ts';
import { Histories } from './histories.ts';
import { devicesOf, readLog } from './log-book.ts';
import { checkPhotos } from './photo-check.ts';
import { checkSaved } from './saved-check.ts';
import type { SimPeer } from './sim-peer.ts';
import { whoIsIn } from './who-is-in.ts';
import type { World } from './world.ts';

/** Time in which those who were opened again find each other. */
const SETTLING = 45_000;
/** What may be under way on one lane, at the most. */
const MOST_BYTES_UNDER_WAY = 16 * 2 ** 20;
const MOST_FRAMES_UNDER_WAY = 20_000;

export interface Findings {
  /** All that came to an honest disk, whether it counts or not. */
  ops: number;
  digest: string;
}

/** Looks at everything; what doesn't hold is told to the world. */
export async function lookAt(world: World): Promise<Findings> {
  const { first, members } = whoIsIn(world);
  const { most } = world.network;
  if (most.bytes > MOST_BYTES_UNDER_WAY || most.frames > MOST_FRAMES_UNDER_WAY) world.violate(`${String(most.bytes)} bytes in ${String(most.frames)} frames were under way on one lane`);
  for (const peer of world.honest) if (peer.running === undefined && peer.index < world.plan.peers.length) world.violate(`peer ${String(peer.index)} doesn't open again`);
  for (const peer of world.honest) if (peer.circle !== undefined && peer.running?.peer.circles().length === 0) world.violate(`peer ${String(peer.index)} no longer knows of the circle that it is in or wants to be in`);
  world.counter.note('waiting at the end', world.honest.filter(({ isWaiting }) => isWaiting).length);
  if (first?.running === undefined || world.circle === undefined) return { ops: 0, digest: '' };
  await waitForKeys(world, members);
  const shown = await showingOf(world, first.running);
  await compareMembers(world, members, shown, 'in the end');
  await checkVisible(world, first.running);
  const judged = await askOracle(world, world.circle, [first, ...members.filter((peer) => peer !== first && !isOlderCopy(peer))]);
  const common = judged.get(first);
  if (common !== undefined) await checkSaved(world, judged, common);
  await compareWithObserver(world, first, shown);
  await checkKeys(world, members);
  world.counter.note('looked at');
  const ops = await checkDisks(world, members, shown);
  return { ops, digest: `${shown.heads} ${shown.state}` };
}

/** All that two peers who hold the same must agree on. */
interface Showing {
  ops: number;
  heads: string;
  state: string;
  document: string;
}

async function showingOf(world: World, peer: TestPeer): Promise<Showing> {
  if (world.circle === undefined) throw new Error('there is a circle');
  return { ...(await digestOf(peer, world.circle)), document: documentBytes(peer, world.circle) };
}

function tellDifference(world: World, what: string, a: Showing, b: Showing): void {
  for (const part of ['ops', 'heads', 'state', 'document'] as const) {
    if (a[part] !== b[part]) {
      world.violate(part === 'ops' ? `${what}: ${String(a.ops)} and ${String(b.ops)} ops` : `${what}: other ${part}`);
      if (part !== 'state') return;
    }
  }
}

function isOlderCopy(peer: SimPeer): boolean {
  return peer.running?.peer.circles()[0]?.problem === 'older-copy';
}

async function compareMembers(world: World, members: readonly SimPeer[], expected: Showing, when: string): Promise<void> {
  const forks = new Set<number>();
  for (const peer of members) {
    if (peer.running === undefined) continue;
    const status = peer.running.peer.circles()[0];
    // Until it is healed, a copy of a home that stopped writing doesn't take its own log from others.
    if (peer.isCopied && isOlderCopy(peer)) continue;
    const isLiedTo = status?.problem === 'other-side-newer' && world.counter.of('lie newer-version') > 0;
    if (status?.problem !== undefined && !isLiedTo) world.violate(`peer ${String(peer.index)} has a problem: ${status.problem}`);
    forks.add(status?.forks ?? 0);
    if (status !== undefined && status.photosMissing > 0) world.counter.note('photos missing at the end', status.photosMissing);
    tellDifference(world, `${when}, peer ${String(peer.index)} and another hold different things`, await showingOf(world, peer.running), expected);
  }
  if (forks.size > 1) world.violate(`some know ${[...forks].join(' and some ')} forks`);
}

/** Every op that is shown was signed by the device in whose log it stands, and every log is of somebody who was let in. */
async function checkVisible(world: World, peer: TestPeer): Promise<void> {
  const { circle, verifier } = world;
  if (circle === undefined) return;
  const logs = devicesOf(peer, circle).map((device) => readLog(peer, circle, device).map(({ op }) => op as HashedOp));
  for (const ops of logs) {
    const checks = ops.map((op) => signatureCheck(op)).filter((check) => check !== undefined);
    const answers = checks.length === ops.length ? await verifier.verify(checks) : [false];
    if (answers.includes(false)) world.violate(`something is shown that its author didn't sign, in the log of ${String(ops[0]?.device.slice(0, 8))}`);
  }
  // After a withdrawal an admit that counts may stand where nothing more of its log is shown.
  if (['remove', 'propose', 'sign', 'set-role'].some((name) => world.counter.of(`${name}: done`) > 0)) return;
  const decisions = await peer.peer.run('listDecisions', { circle });
  const byQuorum = decisions.flatMap(({ by, deed }) => (by === null && deed.type === 'role' ? [deed.account] : []));
  for (const device of await findIntruders(circle, logs, byQuorum, verifier)) world.violate(`a log is shown of a device that nobody let in: ${device.slice(0, 8)}`);
}

/** Somebody who was never there and holds the group key fetches all of it at once: the same must come of it. */
async function compareWithObserver(world: World, first: SimPeer, expected: Showing): Promise<void> {
  const { running, circle } = first;
  if (running === undefined || circle === undefined) return;
  const groupKey = (await loadSettings(running.store)).get(circle)?.groupKey;
  // Under an older key nobody tells a stranger anything.
  if (!(await holdsCurrent(world, first))) return;
  if (groupKey === undefined) return world.violate(`peer ${String(first.index)} is a member without a group key`);
  const store = new MemoryStore();
  await saveSettings(store, circle, { name: 'Records', relays: [], groupKey, confirmed: 0 });
  const observer = await makePeer('sim observer', { clock: world.clock, store, verifier: world.verifier, random: randomFor(world.plan.seed, 'observer') });
  const index = world.peers.length + 1;
  world.observe(index, { isOpen: true, isWaiting: false, connect: (lane) => observer.peer.connect(lane) });
  world.network.add({ a: index, b: first.index, delay: 5, jitter: 0 });
  await world.clock.pass(20_000);
  tellDifference(world, 'who was never there makes something else of it', await showingOf(world, observer), expected);
  await observer.peer.close();
}

/** Opens each home again: it must show what it showed; and what was saved is on its disk, hidden or not. How many ops there are. */
async function checkDisks(world: World, members: readonly SimPeer[], expected: Showing): Promise<number> {
  const histories = new Histories();
  for (const peer of members) {
    const { running } = peer;
    if (running === undefined) continue;
    const before = await showingOf(world, running);
    await peer.stop();
    const ids = new Set<OpId>();
    for (const record of await peer.readJournal()) {
      const [falsely] = record.type === 'falsehood' ? record.proof.ops : [];
      const end = falsely === undefined ? undefined : readHeaderPlace(falsely.header);
      if (end !== undefined) histories.noteEnd(end.device, end.seq);
      if (record.type !== 'ops') continue;
      for (const [i, id] of record.ids.entries()) {
        ids.add(id);
        histories.note(record.device, record.from + i, id);
      }
    }
    for (const { op, what, mayBeGone } of peer.saved) if (!ids.has(op) && mayBeGone !== true) world.violate(`peer ${String(peer.index)} has no longer on its disk what was saved: ${what} ${op.slice(0, 8)}`);
    if (!(await peer.start()) || peer.running === undefined) {
      world.violate(`peer ${String(peer.index)} can't open its home again`);
      continue;
    }
    if (!peer.hadDiskTrouble) tellDifference(world, `peer ${String(peer.index)} shows something else when it is opened again`, await showingOf(world, peer.running), before);
  }
  await world.clock.pass(SETTLING);
  await compareMembers(world, members, expected, 'once all were opened again');
  if (world.circle !== undefined) await checkPhotos(world, world.circle, members);
  checkForks(world, members, histories);
  return histories.count;
}

/** Where two honest disks have different ops at one place of a log, all know of a fork. */
function checkForks(world: World, members: readonly SimPeer[], histories: Histories): void {
  const forked = histories.forked();
  for (const device of forked) {
    const owner = world.peers.find((peer) => peer?.device === device);
    if (owner !== undefined && !owner.turned && !owner.isCopied) world.violate(`honest peer ${String(owner.index)} forked its log`);
  }
  for (const peer of members) {
    const known = peer.running?.peer.circles()[0]?.forks ?? 0;
    const lacks = known < forked.size && !(peer.isCopied && isOlderCopy(peer));
    if (lacks) world.violate(`peer ${String(peer.index)} knows of ${String(known)} forks where two honest disks show ${String(forked.size)}`);
  }
}
