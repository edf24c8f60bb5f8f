/**
 * The digest over all heads of a circle season: SHA-256("huan/heads/1" || per log in the order of device keys: device (32),
 * seq, id (32)). Equal on two peers that hold equal ops. What is hashed is kept, so that a new op rewrites its own log's part
 * only. Always: equal to the digest made from nothing.
 */
import { ByteWriter, labelBytes } from '../op/bytes.ts';
import { NO_OP, type Sha256 } from '../op/op.ts';
import type { Log } from './logs.ts';

const LABEL = labelBytes('huan/heads/1');

interface Part {
  at: number;
  length: number;
}

export class HeadsDigest {
  readonly #sha256: Sha256;
  /** Logs whose head changed since the bytes were written. */
  readonly #changed = new Set<Log>();
  /** Where each log's part stands; undefined while the bytes have to be written anew. */
  #parts: Map<Log, Part> | undefined;
  #bytes: Uint8Array = new Uint8Array();
  #digest: Uint8Array | undefined;

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
  }

  /** A log was added. */
  added(): void {
    this.#parts = undefined;
    this.#digest = undefined;
  }

  /** A log's newest op that counts is another one. */
  changed(log: Log): void {
    this.#changed.add(log);
    this.#digest = undefined;
  }

  /** 32 bytes. */
  of(logs: Iterable<Log>): Uint8Array {
    if (this.#digest !== undefined) return this.#digest;
    if (!this.#rewrite()) this.#write([...logs].sort((a, b) => (a.device < b.device ? -1 : 1)));
    this.#changed.clear();
    this.#digest = this.#sha256(this.#bytes);
    return this.#digest;
  }

  /** Puts changed parts in the place of the old ones; false where one doesn't fit. */
  #rewrite(): boolean {
    for (const log of this.#changed) {
      const part = this.#parts?.get(log);
      const bytes = partOf(log);
      if (part?.length !== bytes.length) return false;
      this.#bytes.set(bytes, part.at);
    }
    return this.#parts !== undefined;
  }

  #write(sorted: readonly Log[]): void {
    const writer = new ByteWriter(LABEL.length + sorted.length * 68).raw(LABEL);
    const parts = new Map<Log, Part>();
    for (const log of sorted) {
      const bytes = partOf(log);
      parts.set(log, { at: writer.length, length: bytes.length });
      writer.raw(bytes);
    }
    this.#parts = parts;
    this.#bytes = writer.finish();
  }
}

/** Nothing for a log without an op that counts. */
function partOf(log: Log): Uint8Array {
  const seq = log.counted - 1;
  return seq < 0 ? new Uint8Array() : new ByteWriter(68).id(log.device).integer(seq).id(log.ids[seq] ?? NO_OP).finish();
}
