/** Writes a log as an attacker may: with any field, signed by any key. */
import type { CircleId, DeviceKey, OpId } from '../../../src/core/ids.ts';
import { encodeCbor } from '../../../src/core/op/body.ts';
import { KIND } from '../../../src/core/op/kinds.ts';
import { encodeStored, NO_OP, signOp, type Op, type Place, type Ref } from '../../../src/core/op/op.ts';
import type { Run } from '../../../src/core/sync/gate.ts';
import { sha256 } from '../../../src/node/crypto/node-verifier.ts';

export interface Written {
  op: Op;
  stored: Uint8Array;
}

export interface Wording {
  kind?: number;
  body?: unknown;
  refs?: Ref[];
  lamport?: number;
  wall?: number;
  sign?: (message: Uint8Array) => Uint8Array;
}

export class LogWriter {
  place: Place;
  readonly #sign: (message: Uint8Array) => Uint8Array;

  constructor(place: Place, sign: (message: Uint8Array) => Uint8Array) {
    this.place = place;
    this.#sign = sign;
  }

  /** The same log up to here, to be gone on with otherwise. */
  branch(): LogWriter {
    return new LogWriter(this.place, this.#sign);
  }

  write(wording: Wording = {}): Written {
    const { kind = KIND.profile, body = { person: 'mal' }, refs = [], lamport = this.place.prevLamport + 1, wall = 1_767_225_600_000, sign = this.#sign } = wording;
    const op = signOp(this.place, { lamport, refs, kind, wall, body: encodeCbor(body) }, sign, sha256);
    const stored = encodeStored(op, this.place.prevLamport);
    this.place = { ...this.place, seq: op.seq + 1, prev: op.id, prevLamport: op.lamport };
    return { op, stored };
  }
}

/** Ops as a run. */
export function runOf(...written: Written[]): Run {
  const first = written[0]?.op;
  if (first === undefined) throw new Error('a run has ops');
  return { device: first.device, from: first.seq, prev: first.prev, ops: written.map(({ stored }) => stored) };
}

export function placeOf(circle: CircleId, device: DeviceKey, seq: number, prev: OpId = NO_OP, prevLamport = 0): Place {
  return { circle, season: 0, device, seq, prev, prevLamport };
}
