/**
 * The disposable copy of a circle's document in this window's IndexedDB, so that it paints at once.
 * Nothing depends on it: what is broken, refused or too slow is dropped, and the host sends the document again.
 * y-indexeddb waits for ever for a database that can't be opened and reports no errors, hence the probe and the time-out.
 */
import { IndexeddbPersistence } from 'y-indexeddb';
import type { Doc } from 'yjs';
import { isId, type CircleId, type DeviceKey } from '../../src/core/ids.ts';
import { forgetText, keepText, recallText, textNames } from '../state/browser-storage.ts';

const SYNC_TIMEOUT_MS = 5_000;
const PREFIX = 'huan-replica';

/** `kept`: the copy is loaded and grows with the document; `refused`: this browser keeps none for us. */
export type CacheState = 'kept' | 'refused';

export interface ReplicaCache {
  readonly state: CacheState;
  close(): Promise<void>;
}

/** The name of the document that was cached last for that circle, if any. */
export function cachedDocument(device: DeviceKey, circle: CircleId): string | undefined {
  return readPointer(pointerKey(device, circle));
}

/**
 * Loads the copy into `doc` and keeps it up to date from then on. Resolves when it is loaded, or is known to be of no
 * use; never rejects. A copy of another document of this circle is deleted.
 */
export async function openReplicaCache(doc: Doc, device: DeviceKey, circle: CircleId, document: string): Promise<ReplicaCache> {
  const key = pointerKey(device, circle);
  const name = databaseName(device, circle, document);
  const former = readPointer(key);
  if (former !== undefined && former !== document) indexedDB.deleteDatabase(databaseName(device, circle, former));
  if (!(await canOpen())) return { state: 'refused', close: () => Promise.resolve() };
  const provider = new IndexeddbPersistence(name, doc);
  const loaded = await Promise.race([provider.whenSynced.then(() => true), afterMs(SYNC_TIMEOUT_MS)]);
  if (!loaded) {
    await provider.destroy();
    indexedDB.deleteDatabase(name);
    return { state: 'refused', close: () => Promise.resolve() };
  }
  keepText(key, document);
  return { state: 'kept', close: () => provider.destroy() };
}

/** Drops the copies of that circle, as far as they are known. */
export function dropReplicaCache(device: DeviceKey, circle: CircleId): void {
  const key = pointerKey(device, circle);
  const document = readPointer(key);
  if (document === undefined) return;
  indexedDB.deleteDatabase(databaseName(device, circle, document));
  forgetText(key);
}

/** Drops the copies of circles that are no longer on this device: one may have gone while no window was open. */
export function dropForeignCaches(device: DeviceKey, circles: readonly CircleId[]): void {
  const prefix = pointerKey(device, '');
  for (const key of textNames()) {
    const circle = key.slice(prefix.length);
    if (key.startsWith(prefix) && isId(circle) && !circles.includes(circle as CircleId)) dropReplicaCache(device, circle as CircleId);
  }
}

/** True if a database can be opened here at all (private windows and full disks refuse). */
function canOpen(): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (able: boolean): void => {
      clearTimeout(timer);
      resolve(able);
    };
    const timer = setTimeout(() => done(false), SYNC_TIMEOUT_MS);
    let request: IDBOpenDBRequest;
    try {
      request = indexedDB.open(`${PREFIX}-probe`, 1);
    } catch {
      done(false);
      return;
    }
    request.onerror = () => done(false);
    request.onsuccess = () => {
      request.result.close();
      done(true);
    };
  });
}

function afterMs(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms));
}

/** The device is in the name: two homes may be served on the same port one after the other. */
function databaseName(device: DeviceKey, circle: CircleId, document: string): string {
  return `${PREFIX}-${device.slice(0, 16)}-${circle}-${document}`;
}

function pointerKey(device: DeviceKey, circle: CircleId | ''): string {
  return `huan/replica/${device.slice(0, 16)}/${circle}`;
}

function readPointer(key: string): string | undefined {
  return recallText(key) ?? undefined;
}
