/**
 * The beginning of another branch of a log that was written twice, while the op that a cut names has not come: a branch may be longer than
 * an answer. Only in memory, for nobody who counts has said yet that this is the branch; it goes with a restart, or where somebody's answer doesn't go on with it.
 * Holds always: at most one branch, of at most MOST_BYTES; its ops are chained, and each piece's newest signature holds.
 */
import type { DeviceKey, OpId } from '../ids.ts';
import type { HashedOp } from '../op/op.ts';
import type { Log } from './logs.ts';

/** As much as a season's quota by the first rules. */
export const MOST_BYTES = 64 * 2 ** 20;

/** An op with its bytes. */
export interface Decoded {
  op: HashedOp;
  stored: Uint8Array;
}

export interface BranchPiece {
  device: DeviceKey;
  /** Seq of the first op that the branch that is here has otherwise, and the id before it. */
  from: number;
  prev: OpId | undefined;
  ops: readonly Decoded[];
  /** Bytes of the ops, in stored form. */
  bytes: number;
}

export class HeldBranch {
  #held: BranchPiece | undefined;

  /** How many ops are held. */
  get count(): number {
    return this.#held?.ops.length ?? 0;
  }

  /** What is held of that device's log, if it still parts from what is here of it where it did. */
  of(device: DeviceKey, log: Log | undefined): BranchPiece | undefined {
    const held = this.#held;
    if (held?.device !== device || log === undefined) return undefined;
    return log.ids[held.from - 1] === held.prev && log.ids[held.from] !== held.ops[0]?.op.id ? held : undefined;
  }

  /** Seq of the op with which a branch of that device's log is gone on with. */
  next(device: DeviceKey, log: Log | undefined): number | undefined {
    const held = this.of(device, log);
    return held === undefined ? undefined : held.from + held.ops.length;
  }

  /** Takes the place of what was held, of whatever device. False, and nothing is held, if it is too much. */
  hold(piece: BranchPiece): boolean {
    this.#held = piece.bytes <= MOST_BYTES ? piece : undefined;
    return this.#held !== undefined;
  }

  drop(): void {
    this.#held = undefined;
  }
}
