/**
 * The Yjs document of a circle season: root arrays `log/<device>/<segment>`, one element `[stored op]` per op. Only its
 * own host writes it, from ops that passed the gate; hosts never exchange its bytes.
 * Always: an op is inserted under a clientID that its device and the document decide, so that a struct is a function of
 * its op, and equal op sets give equal document bytes whatever the order.
 */
import * as Y from 'yjs';
import { idToBytes, type CircleId, type DeviceKey } from '../ids.ts';
import { ByteWriter, concatBytes, labelBytes, MalformedBytes } from '../op/bytes.ts';
import { decodeStored, firstPlace, NewerVersion, NO_CIRCLE, placeAfter, type HashedOp, type Op, type Place, type Sha256 } from '../op/op.ts';
import { KIND } from '../op/kinds.ts';

/** Ops in one root array: merging costs Yjs O(n^2) within one. */
export const SEGMENT = 2_000;

type Element = [Uint8Array];

/** 53 bits of SHA-256("huan/client/1" || circle || season || device). */
export function clientIdOf(circle: CircleId, season: number, device: DeviceKey, sha256: Sha256): number {
  const place = new ByteWriter(64).raw(idToBytes(circle)).integer(season).finish();
  const hash = sha256(concatBytes(labelBytes('huan/client/1'), place, idToBytes(device)));
  let id = 0;
  for (let i = 0; i < 6; i++) id = id * 256 + (hash[i] ?? 0);
  return id * 32 + ((hash[6] ?? 0) >> 3);
}

/** Consecutive ops of one log, in stored form, that follow on what the document has of it. */
export interface Insertion {
  device: DeviceKey;
  clientId: number;
  from: number;
  ops: readonly Uint8Array[];
}

/** Inserts in one transaction. */
export function insertOps(doc: Y.Doc, insertions: readonly Insertion[]): void {
  // A transaction looks at all logs, also where there is nothing to insert.
  if (insertions.length === 0) return;
  doc.transact(() => {
    for (const { device, clientId, from, ops } of insertions) {
      doc.clientID = clientId;
      for (let at = 0; at < ops.length; ) {
        const segment = Math.floor((from + at) / SEGMENT);
        const room = (segment + 1) * SEGMENT - (from + at);
        const part = ops.slice(at, at + room);
        doc.getArray<Element>(rootName(device, segment)).push(part.map((op) => [op]));
        at += part.length;
      }
    }
  });
}

/** Ops [from, to) of a log, in stored form. */
export function storedOps(doc: Y.Doc, device: DeviceKey, from: number, to: number): Uint8Array[] {
  const ops: Uint8Array[] = [];
  for (let at = from; at < to; ) {
    const segment = Math.floor(at / SEGMENT);
    const end = Math.min(to, (segment + 1) * SEGMENT);
    const first = segment * SEGMENT;
    if (!doc.share.has(rootName(device, segment))) break;
    const part = doc.getArray<Element>(rootName(device, segment)).slice(at - first, end - first);
    for (const [op] of part) ops.push(op);
    if (part.length < end - at) break;
    at = end;
  }
  return ops;
}

/**
 * Reads a document's ops in the order of their logs, each once, as they come in by Yjs updates. For windows, which
 * hold a replica of what their own host wrote: it checks form, not signatures.
 */
export class DocumentReader {
  readonly #doc: Y.Doc;
  readonly #circle: CircleId;
  readonly #sha256: Sha256;
  readonly #places = new Map<DeviceKey, Place>();
  /** Logs that may have ops not read yet. */
  readonly #dirty = new Set<DeviceKey>();
  readonly #names = new Map<unknown, DeviceKey>();
  #roots = 0;
  readonly #listen: (transaction: Y.Transaction) => void;

  constructor(doc: Y.Doc, circle: CircleId, sha256: Sha256) {
    this.#doc = doc;
    this.#circle = circle;
    this.#sha256 = sha256;
    this.#listen = (transaction) => {
      for (const type of transaction.changed.keys()) {
        const device = this.#names.get(type);
        if (device !== undefined) this.#dirty.add(device);
      }
    };
    doc.on('afterTransaction', this.#listen);
  }

  /** Up to `limit` ops that were not read yet; fewer only where there are no more. A log that can't be read is passed over. */
  next(limit: number): Op[] {
    this.#findRoots();
    const ops: Op[] = [];
    for (const device of this.#dirty) {
      this.#readLog(device, limit - ops.length, ops);
      if (ops.length >= limit) return ops;
      this.#dirty.delete(device);
    }
    return ops;
  }

  destroy(): void {
    this.#doc.off('afterTransaction', this.#listen);
  }

  #readLog(device: DeviceKey, limit: number, into: Op[]): void {
    let place = this.#places.get(device) ?? firstPlace(this.#circle, 0, device);
    for (const stored of storedOps(this.#doc, device, place.seq, place.seq + limit)) {
      const op = decodeOwn(stored, place, this.#circle, this.#sha256);
      if (op === undefined) break;
      into.push(op);
      place = placeAfter(op, this.#circle);
    }
    this.#places.set(device, place);
  }

  /** New root arrays are known to Yjs before anyone asked for them; asking takes a transaction. */
  #findRoots(): void {
    if (this.#doc.share.size === this.#roots) return;
    this.#doc.transact(() => {
      for (const name of this.#doc.share.keys()) {
        const device = deviceOfRoot(name);
        if (device === undefined) continue;
        const type = this.#doc.getArray(name);
        if (this.#names.get(type) === undefined) this.#dirty.add(device);
        this.#names.set(type, device);
      }
    });
    this.#roots = this.#doc.share.size;
  }
}

/** Decodes an op of one's own store or document; genesis is told by its kind, since its circle is not made yet. */
export function decodeOwn(stored: Uint8Array, place: Place, circle: CircleId, sha256: Sha256): HashedOp | undefined {
  try {
    if (place.seq === 0) {
      const genesis = decodeStored(stored, { ...place, circle: NO_CIRCLE }, sha256);
      if (genesis.kind === KIND.genesis && (genesis.id as string) === circle) return genesis;
    }
    return decodeStored(stored, place, sha256);
  } catch (error) {
    if (error instanceof MalformedBytes || error instanceof NewerVersion) return undefined;
    throw error;
  }
}

function rootName(device: DeviceKey, segment: number): string {
  return `log/${device}/${segment}`;
}

function deviceOfRoot(name: string): DeviceKey | undefined {
  return /^log\/([0-9a-f]{64})\/\d{1,6}$/.exec(name)?.[1] as DeviceKey | undefined;
}
