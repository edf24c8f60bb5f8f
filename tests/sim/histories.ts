/** What the disks of all honest peers have had of each log: which ops stood at one place. */
import type { DeviceKey, OpId } from '../../src/core/ids.ts';

export class Histories {
  readonly #logs = new Map<DeviceKey, Map<number, Set<OpId>>>();
  /** From where a log is known to be signed falsely: nobody asks what comes after. */
  readonly #ends = new Map<DeviceKey, number>();

  note(device: DeviceKey, seq: number, id: OpId): void {
    const log = this.#logs.get(device) ?? new Map<number, Set<OpId>>();
    this.#logs.set(device, log);
    log.set(seq, (log.get(seq) ?? new Set()).add(id));
  }

  noteEnd(device: DeviceKey, seq: number): void {
    this.#ends.set(device, Math.min(seq, this.#ends.get(device) ?? seq));
  }

  /** Ops in all of them, on any branch. */
  get count(): number {
    let sum = 0;
    for (const log of this.#logs.values()) for (const ids of log.values()) sum += ids.size;
    return sum;
  }

  /** Devices with two histories, as far as somebody looks. */
  forked(): Set<DeviceKey> {
    const forked = new Set<DeviceKey>();
    for (const [device, log] of this.#logs) {
      const end = this.#ends.get(device) ?? Infinity;
      for (const [seq, ids] of log) if (ids.size > 1 && seq < end) forked.add(device);
    }
    return forked;
  }
}
