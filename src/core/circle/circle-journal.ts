/**
 * A circle's journal as the circle needs it: read whole at the start, with the proofs in it checked again; what was found out about ops is
 * written with the next thing that is, where the disk didn't take it at once.
 */
import type { CircleId, DeviceKey } from '../ids.ts';
import { StoreError, type Clock, type Journal, type Verifier } from '../ports.ts';
import { checkFalsehood } from '../sync/falsehood.ts';
import { checkForkProof } from '../sync/fork.ts';
import type { FalseAdmit } from './admission.ts';
import { decodeRecord, encodeRecord, type JournalRecord, type OpsRecord } from './journal.ts';
import type { SignedAct } from './quorum-acts.ts';
import type { SideSet } from './side-set.ts';

/** When what was found out is written again, where the store took no more, in ms. */
const RECORD_RETRY = 10_000;

/** What a journal holds, apart from the proofs, which are in the side set. */
export interface JournalContent {
  runs: OpsRecord[];
  falsified: FalseAdmit[];
  acts: SignedAct[];
  /** Logs of which all signatures below that seq hold. */
  checked: { device: DeviceKey; below: number }[];
  /** Devices of this home of which somebody showed more than is here. */
  olderCopies: Set<DeviceKey>;
}

export class CircleJournal {
  readonly #journal: Journal;
  readonly #clock: Clock;
  /** Runs what may be written in the circle's queue. */
  readonly #enqueue: (work: () => Promise<void>) => Promise<void>;
  #unwritten: JournalRecord[] = [];
  #cancelRetry: (() => void) | undefined;

  constructor(journal: Journal, clock: Clock, enqueue: (work: () => Promise<void>) => Promise<void>) {
    this.#journal = journal;
    this.#clock = clock;
    this.#enqueue = enqueue;
  }

  /** Called once, before anything is written. Rejects with StoreError. */
  async read(circle: CircleId, side: SideSet, verifier: Verifier): Promise<JournalContent> {
    const content: JournalContent = { runs: [], falsified: [], acts: [], checked: [], olderCopies: new Set() };
    for (const bytes of await this.#journal.read()) {
      const record = decodeRecord(bytes);
      if (record?.type === 'ops') content.runs.push(record);
      else if (record?.type === 'checked') content.checked.push(record);
      else if (record?.type === 'false-admit') content.falsified.push(record);
      else if (record?.type === 'act') content.acts.push(record.act);
      else if (record?.type === 'older-copy') content.olderCopies.add(record.device);
      else if (record?.type === 'falsehood') {
        const place = await checkFalsehood(record.proof, circle, 0, verifier);
        if (place !== undefined) side.addFalsehood(place.device, place.seq, record.proof);
      } else if (record?.type === 'fork') {
        const place = await checkForkProof(record.proof, circle, 0, verifier);
        if (place !== undefined) side.addFork(place.device, place.seq, record.proof);
      }
    }
    return content;
  }

  /** Rejects with StoreError; then nothing of it is there. */
  async record(records: readonly JournalRecord[], durable: boolean): Promise<void> {
    const all = [...this.#unwritten, ...records];
    if (all.length === 0) return;
    await this.#journal.append(all.map(encodeRecord), durable);
    this.#unwritten = [];
  }

  /** For what can be found out again: a store that takes no more is no reason to go on with what doesn't count. */
  async remember(record: JournalRecord, durable: boolean): Promise<void> {
    this.#unwritten.push(record);
    try {
      await this.record([], durable);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#cancelRetry?.();
      this.#cancelRetry = this.#clock.after(RECORD_RETRY, () => void this.#enqueue(() => this.#retry()));
    }
  }

  /** No more is written from now on, but what is under way. */
  stop(): void {
    this.#cancelRetry?.();
  }

  close(): Promise<void> {
    return this.#journal.close();
  }

  async #retry(): Promise<void> {
    const last = this.#unwritten.pop();
    if (last !== undefined) await this.remember(last, true);
  }
}
