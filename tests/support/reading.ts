/** What a test reads of a peer: its ops, its document's bytes, and whether it is in step with others. */
import * as Y from 'yjs';
import type { CircleId, DeviceKey } from '../../src/core/ids.ts';
import type { Op } from '../../src/core/op/op.ts';
import { MemoryStore } from '../../src/core/store/memory-store.ts';
import type { Store } from '../../src/core/ports.ts';
import { DocumentReader } from '../../src/core/sync/document.ts';
import { CircleView } from '../../src/core/view.ts';
import { sha256 } from '../../src/node/crypto/node-verifier.ts';
import { makePeer, type TestPeer } from './test-peer.ts';
import { VirtualClock } from './virtual-clock.ts';

function docOf({ peer }: TestPeer, circle: CircleId): Y.Doc {
  const open = peer.document(circle);
  if (open === undefined) throw new Error('there is no such document');
  return open.doc;
}

/** All ops that count, of one log or of all. */
export function opsOf(peer: TestPeer, circle: CircleId, device?: DeviceKey): Op[] {
  const reader = new DocumentReader(docOf(peer, circle), circle, sha256);
  const ops = reader.next(Number.MAX_SAFE_INTEGER);
  reader.destroy();
  return device === undefined ? ops : ops.filter((op) => op.device === device);
}

export function documentBytes(peer: TestPeer, circle: CircleId): string {
  return Buffer.from(Y.encodeStateAsUpdate(docOf(peer, circle))).toString('base64');
}

/** Titles of the listings that a peer shows, sorted. */
export function titlesOf(peer: TestPeer, circle: CircleId): string[] {
  const view = new CircleView(circle);
  view.apply(opsOf(peer, circle));
  return [...view.listings.values()].map(({ title }) => title).sort();
}

/** Whether a peer has a session with another in which both say that they hold the same. */
export function isInStep(peer: TestPeer, circle: CircleId, other: TestPeer): boolean {
  const status = peer.peer.circles().find((candidate) => candidate.circle === circle);
  return status?.peers.some(({ device, inSync }) => device === other.keys.device && inSync) ?? false;
}

/** The same device, opened again from its store, beside the one that runs. */
export async function openAgain(peer: TestPeer, clock = new VirtualClock(peer.ports.clock.now()), store: Store = peer.store): Promise<TestPeer> {
  return await makePeer(peer.name, { clock, store, blobs: peer.blobs, secrets: peer.secrets });
}

/** A copy of a store as it is now. */
export async function copyStore(from: Store): Promise<MemoryStore> {
  const to = new MemoryStore();
  for (const name of await from.names('')) {
    const value = await from.get(name);
    if (value !== undefined) await to.put(name, value);
  }
  for (const name of await from.journals()) {
    const records = await (await from.journal(name)).read();
    if (records.length > 0) await (await to.journal(name)).append(records, true);
  }
  return to;
}
