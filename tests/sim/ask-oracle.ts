/**
 * What a run comes to, held to the oracle: all that honest members have on their disks is told to it, and what it says must be what their authority
 * says, what their documents show, and what an authority says to which the same came in another order. Equal sets are judged once.
 */
import * as Y from 'yjs';
import type { Authority } from '../../src/core/authority/authority.ts';
import { CircleOps, NO_FINDINGS, type StoredRun } from '../../src/core/circle/circle-ops.ts';
import type { CircleId, DeviceKey, OpId } from '../../src/core/ids.ts';
import { documentBytes } from '../support/reading.ts';
import type { TestPeer } from '../support/test-peer.ts';
import { differingAnswers } from './authority/answers.ts';
import { AS_IT_IS, comparable, readVerdict } from './authority/read-verdict.ts';
import { diceFor, type Dice } from './chance.ts';
import { openCircleOf } from './circle-watch.ts';
import { prevOf, readHeld, type Held } from './held.ts';
import { devicesOf, readLog } from './log-book.ts';
import { compareVerdicts } from './oracle/compare.ts';
import { judge } from './oracle/decide-by-brute-force.ts';
import { lookAt } from './oracle/here.ts';
import type { Verdict, World as Told } from './oracle/world.ts';
import type { SimPeer } from './sim-peer.ts';
import { tellWorld } from './told-world.ts';
import type { World } from './world.ts';

/** What the oracle says of what somebody holds. */
export interface Judged {
  held: Held;
  told: Told;
  verdict: Verdict;
}

/** Asks for each of these, who are running; the first's answer is that of all who hold what it holds. */
export async function askOracle(world: World, circle: CircleId, members: readonly SimPeer[]): Promise<Map<SimPeer, Judged>> {
  const known = new Map<string, Judged>();
  const judged = new Map<SimPeer, Judged>();
  for (const peer of members) {
    const { running } = peer;
    const open = running === undefined ? undefined : openCircleOf(running, circle);
    if (running === undefined || open === undefined) continue;
    const held = await readHeld(circle, await peer.peekJournal(), world.verifier);
    if (!holdsInMemory(held, open.ops)) {
      if (!peer.hadDiskTrouble) world.violate(`peer ${String(peer.index)} has in memory what its disk hasn't, or the other way round`);
      world.counter.note('oracle: not asked, for memory and disk differ');
      continue;
    }
    const first = known.get(held.name);
    const one = first ?? (await judgeHeld(world, held));
    known.set(held.name, one);
    judged.set(peer, one);
    world.counter.note('oracle: peers asked about');
    compareAuthority(world, peer, open.authority, one);
    if (first !== undefined) continue;
    world.counter.note('oracle: sets judged');
    compareShown(world, peer, running, one);
    compareAnew(world, peer, running, open.authority, held);
  }
  return judged;
}

async function judgeHeld(world: World, held: Held): Promise<Judged> {
  const told = await tellWorld(held, world.verifier);
  return { held, told, verdict: judge(told, (clause) => world.counter.note(`clause ${clause}`)) };
}

/** Whether a peer's memory has exactly the ops that its disk has. */
function holdsInMemory({ ops }: Held, { logs }: CircleOps): boolean {
  const ids = new Set([...logs.all()].flatMap(({ device }) => logs.branches(device)).flatMap((log) => log.ids));
  return ids.size === ops.size && [...ids].every((id) => ops.has(id));
}

function tell(world: World, { index }: SimPeer, differences: readonly string[]): void {
  for (const difference of differences.slice(0, 5)) world.violate(`of what peer ${String(index)} holds, ${difference}`);
}

function compareAuthority(world: World, peer: SimPeer, authority: Authority, { told, verdict }: Judged): void {
  const { facts } = lookAt(told, () => undefined, 'proposed');
  const product = readVerdict(authority, { circle: told.circle, acts: told.acts, facts }, AS_IT_IS);
  tell(world, peer, compareVerdicts(comparable(verdict, product), comparable(product, verdict), ['the oracle', 'the peer']));
}

/** The ids of a log as far as it counts, by the oracle. */
export function shownOf({ held, verdict }: Judged, device: DeviceKey): OpId[] {
  const ids: OpId[] = [];
  const last = verdict.kept.get(device)?.last as OpId | undefined;
  for (let at = last; at !== undefined; ) {
    const op = held.ops.get(at)?.op;
    ids.unshift(at);
    at = op === undefined ? undefined : prevOf(op);
  }
  return ids.slice(0, verdict.limits.get(device) ?? 0);
}

/** The document has of each log what counts by the oracle, and nothing else. */
function compareShown(world: World, peer: SimPeer, running: TestPeer, judged: Judged): void {
  const { held } = judged;
  for (const device of new Set([...devicesOf(running, held.circle), ...(judged.verdict.limits.keys() as Iterable<DeviceKey>)])) {
    const shown = readLog(running, held.circle, device).map(({ op }) => op.id);
    const counting = shownOf(judged, device);
    if (shown.join() !== counting.join()) world.violate(`peer ${String(peer.index)} shows ${String(shown.length)} ops of the log of ${device.slice(0, 8)}, of which ${String(counting.length)} count`);
  }
}

/** The same records in other orders: all at once, which makes the same document; and one by one, each looked at as it comes. */
function compareAnew(world: World, peer: SimPeer, running: TestPeer, authority: Authority, held: Held): void {
  const { circle, findings } = held;
  const dice = diceFor('another order', world.plan.seed);
  const whole = new CircleOps(circle, world.verifier);
  whole.restore(dice.shuffle([...held.runs]), findings);
  tell(world, peer, differingAnswers(authority, whole.admissions.authority, ['it says', 'all at once in another order']));
  if (Buffer.from(Y.encodeStateAsUpdate(whole.doc)).toString('base64') !== documentBytes(running, circle)) world.violate(`what peer ${String(peer.index)} holds makes another document in another order`);
  const grown = new CircleOps(circle, world.verifier);
  // Proofs first: a second branch comes only to where the fork is known.
  grown.restore([], findings);
  for (const run of mixLogs(held, dice)) grown.restore([run], NO_FINDINGS);
  tell(world, peer, differingAnswers(authority, grown.admissions.authority, ['it says', 'record by record in another order']));
  whole.doc.destroy();
  grown.doc.destroy();
}

/** Of each log its records in their order, and logs in any. */
function mixLogs({ runs }: Held, dice: Dice): StoredRun[] {
  const left = new Map<DeviceKey, StoredRun[]>();
  for (const run of runs) left.set(run.device, [...(left.get(run.device) ?? []), run]);
  return dice.shuffle(runs.map(({ device }) => device)).flatMap((device) => left.get(device)?.shift() ?? []);
}
