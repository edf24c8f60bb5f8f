/**
 * Who holds the circle's key in the end. All members hold the current one, if any honest organizer could have made it; and nobody who is out, honest or
 * not, was given one that was made without them. Looks into keyrings on disk, and at what liars were given.
 */
import { commitGroupKey } from '../../src/core/circle/group-key.ts';
import { loadSettings } from '../../src/core/circle/settings.ts';
import type { AccountKey } from '../../src/core/ids.ts';
import { KIND } from '../../src/core/op/kinds.ts';
import { decodeCbor } from '../../src/core/op/body.ts';
import { devicesOf, readLog } from './log-book.ts';
import type { TestPeer } from '../support/test-peer.ts';
import type { SimPeer } from './sim-peer.ts';
import type { World } from './world.ts';

/** In which whoever may make a key has made it, since one is missing or somebody is out: twice the longest time that the product takes its time. */
const PATIENCE = 300_000;
const STEP = 30_000;

/** Gives those who should have it time to have the current key. */
export async function waitForKeys(world: World, members: readonly SimPeer[]): Promise<void> {
  for (let waited = 0; waited < PATIENCE && (await misplacedKeys(world, members)).length > 0; waited += STEP) await world.clock.pass(STEP);
}

/** `members`: those who are in, and hold the same ops. */
export async function checkKeys(world: World, members: readonly SimPeer[]): Promise<void> {
  for (const sentence of await misplacedKeys(world, members)) world.violate(sentence);
}

async function misplacedKeys(world: World, members: readonly SimPeer[]): Promise<string[]> {
  const { circle } = world;
  const first = members.find(({ running }) => running !== undefined && running.peer.circles()[0]?.problem === undefined);
  if (circle === undefined || first?.running === undefined || first.running.peer.circles()[0]?.public === true) return [];
  const { running } = first;
  const current = await currentKey(world, running);
  if (current === undefined) return [];
  const misplaced: string[] = [];
  const standings = new Map((await running.peer.run('listMembers', { circle })).map(({ account, status, role }) => [account, { status, role }]));
  // Nobody else can make a key.
  const isOrganizerHere = members.some((peer) => ['founder', 'organizer'].includes(standings.get(accountOf(peer))?.role ?? '') && !peer.isCopied);
  for (const peer of isOrganizerHere ? world.honest : []) {
    const held = await heldBy(peer);
    const standing = standings.get(accountOf(peer))?.status;
    const isOut = standing === 'removed' || standing === 'left';
    if (members.includes(peer) && !isOut && !peer.isCopied && !held.includes(current)) misplaced.push(`peer ${String(peer.index)} lacks the current group key`);
    if (isOut && held.includes(current)) misplaced.push(`peer ${String(peer.index)} is out and holds the current group key`);
  }
  for (const [index, liar] of isOrganizerHere ? world.liars : []) {
    const status = standings.get(liar.keys.account)?.status;
    if (status !== 'removed' && status !== 'left') continue;
    world.counter.note('liars who are out');
    if (liar.given.some((key) => hex(commitGroupKey(key)) === current)) misplaced.push(`liar ${String(index)} is out and was given the current group key`);
  }
  return misplaced;
}

/** The commitment of the last rotation that counts there; undefined while the first key is the only one. */
async function currentKey(world: World, running: TestPeer): Promise<string | undefined> {
  const { circle } = world;
  if (circle === undefined) return undefined;
  const decisions = await running.peer.run('listDecisions', { circle });
  const counting = new Set<string>(decisions.filter(({ deed, state }) => deed.type === 'key' && state === 'holds').map(({ id }) => id));
  world.counter.note('keys made', counting.size);
  const rotations = devicesOf(running, circle).flatMap((device) => readLog(running, circle, device)).map(({ op }) => op).filter(({ id, kind }) => kind === KIND.rotate && counting.has(id));
  rotations.sort((a, b) => a.lamport - b.lamport || (a.id < b.id ? -1 : 1));
  // A commitment that was said before is no other key.
  const commitments = [...new Set(rotations.map(({ body }) => hex((decodeCbor(body) as { commitment: Uint8Array }).commitment)))];
  return commitments.at(-1);
}

/** Whether a peer holds the current key. */
export async function holdsCurrent(world: World, peer: SimPeer): Promise<boolean> {
  const current = peer.running === undefined ? undefined : await currentKey(world, peer.running);
  return current === undefined || (await heldBy(peer)).includes(current);
}

async function heldBy({ running, circle }: SimPeer): Promise<string[]> {
  const settings = running === undefined || circle === undefined ? undefined : (await loadSettings(running.store)).get(circle);
  return [...(settings?.groupKey === undefined ? [] : [settings.groupKey]), ...(settings?.olderKeys ?? [])].map((key) => hex(commitGroupKey(key)));
}

function accountOf({ secrets }: SimPeer): AccountKey {
  return secrets.account;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
