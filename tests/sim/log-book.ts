/** Reads whole logs, with ids and bytes, out of a peer's document, for those who lie about them. */
import type { CircleId, DeviceKey } from '../../src/core/ids.ts';
import { firstPlace, placeAfter } from '../../src/core/op/op.ts';
import { decodeOwn, storedOps } from '../../src/core/sync/document.ts';
import { sha256 } from '../../src/node/crypto/node-verifier.ts';
import type { Written } from '../support/attacks/log-writer.ts';
import type { TestPeer } from '../support/test-peer.ts';

const WHOLE = 1_000_000;

/** The log of a device as that peer shows it. */
export function readLog(peer: TestPeer, circle: CircleId, device: DeviceKey): Written[] {
  const doc = peer.peer.document(circle)?.doc;
  const log: Written[] = [];
  if (doc === undefined) return log;
  let place = firstPlace(circle, 0, device);
  for (const stored of storedOps(doc, device, 0, WHOLE)) {
    const op = decodeOwn(stored, place, circle, sha256);
    if (op === undefined) break;
    log.push({ op, stored });
    place = placeAfter(op, circle);
  }
  return log;
}

/** The devices that have a log there. */
export function devicesOf(peer: TestPeer, circle: CircleId): DeviceKey[] {
  const doc = peer.peer.document(circle)?.doc;
  const devices = new Set<DeviceKey>();
  for (const root of doc?.share.keys() ?? []) devices.add(root.slice(4, 68) as DeviceKey);
  return [...devices];
}
