/**
 * Takes a bundle in: reads it twice, first to see that all of it is whole and in form, then to bring its ops before the
 * same gate as those of a session. What it adds is on disk when this resolves. Taking it again changes nothing.
 * Trusts nothing in it: ops pass the gate, forks and joins are checked, a photo is kept only if a listing names it.
 */
import type { ImportResult } from '../commands.ts';
import type { MemberCircle } from '../circle/member-circle.ts';
import { bytesToId, type BlobHash, type DeviceKey } from '../ids.ts';
import type { Blobs, Keys, Verifier } from '../ports.ts';
import { findWelcome, openBundle, type BundleRecord, type OpenedBundle } from './bundle-format.ts';
import { wireToRun } from './frames.ts';
import type { Run } from './gate.ts';

export interface ImportPorts {
  blobs: Blobs;
  keys: Keys;
  verifier: Verifier;
}

type Counts = Omit<ImportResult, 'circle' | 'membership'>;

/** `open` gives the bundle's bytes from the start, each time. Throws what openBundle throws, and StoreError. */
export async function importBundle(open: () => AsyncIterable<Uint8Array>, circles: readonly MemberCircle[], ports: ImportPorts): Promise<ImportResult> {
  await readThrough(open, circles, ports, async () => undefined);
  const importing = new Importing(ports);
  return await readThrough(open, circles, ports, (record, circle) => importing.take(record, circle), async (opened, circle) => {
    if (opened.groupKey !== undefined) await circle.offerGroupKey(opened.groupKey);
    await circle.settle();
    importing.noteConfirmed(circle);
    return { circle: circle.circle, membership: circle.waiting ? 'waiting' : 'member', ...importing.counts };
  });
}

type Take = (record: BundleRecord, circle: MemberCircle) => Promise<void>;

async function readThrough(open: () => AsyncIterable<Uint8Array>, circles: readonly MemberCircle[], ports: ImportPorts, take: Take): Promise<void>;
async function readThrough<T>(open: () => AsyncIterable<Uint8Array>, circles: readonly MemberCircle[], ports: ImportPorts, take: Take, finish: (opened: OpenedBundle, circle: MemberCircle) => Promise<T>): Promise<T>;
async function readThrough<T>(open: () => AsyncIterable<Uint8Array>, circles: readonly MemberCircle[], ports: ImportPorts, take: Take, finish?: (opened: OpenedBundle, circle: MemberCircle) => Promise<T>): Promise<T | undefined> {
  const source = open()[Symbol.asyncIterator]();
  try {
    const { keys } = ports;
    const opened = await openBundle(source, circles, (welcomes) => findWelcome(welcomes, keys.device, (sealed, from) => keys.open(sealed, from)));
    const circle = circles.find((candidate) => candidate.circle === opened.circle);
    if (circle === undefined) throw new Error('a bundle of none of the circles was opened');
    for await (const record of opened.records()) await take(record, circle);
    return await finish?.(opened, circle);
  } finally {
    await source.return?.();
  }
}

class Importing {
  readonly counts: Counts = { added: 0, known: 0, refused: 0, newer: 0, blobs: 0, letIn: 0, asking: 0 };
  readonly #ports: ImportPorts;
  #maker: DeviceKey | undefined;
  /** Own ops that the bundle holds. */
  #own = 0;
  #looked = false;

  constructor(ports: ImportPorts) {
    this.#ports = ports;
  }

  async take(record: BundleRecord, circle: MemberCircle): Promise<void> {
    if (record.t === 'about') this.#maker = bytesToId<DeviceKey>(record.d);
    else if (record.t === 'ops') for (const run of record.r.map(wireToRun)) await this.#takeRun(run, circle);
    else if (record.t === 'falsehoods') for (const proof of record.p) await circle.open.addFalsehood(proof);
    else if (record.t === 'acts') for (const act of record.a) await circle.open.addAct(act);
    else if (record.t === 'forks') for (const proof of record.p) await circle.open.addFork(proof);
    else if (record.t === 'joins') for (const { i, j } of record.j) this.#countJoin(await circle.takeJoin({ invitation: i, join: j }));
    else await this.#takeBlob(record.b, circle);
  }

  /** What another device's bundle holds of this device's log is safe elsewhere. */
  noteConfirmed(circle: MemberCircle): void {
    if (this.#maker !== undefined && this.#maker !== this.#ports.keys.device) circle.noteConfirmed(this.#own);
  }

  async #takeRun(run: Run, circle: MemberCircle): Promise<void> {
    const length = (): number => circle.open.ops.logs.get(run.device)?.length ?? 0;
    const end = run.from + run.ops.length;
    const before = Math.max(run.from, Math.min(end, length()));
    const [refusal] = await circle.open.accept([run], true);
    const after = Math.max(before, Math.min(end, length()));
    if (refusal === 'conflict') {
      this.counts.refused += run.ops.length;
      return;
    }
    this.counts.known += before - run.from;
    this.counts.added += after - before;
    this.counts.refused += end - after;
    if (refusal === 'newer-version') this.counts.newer += end - after;
    if (run.device === this.#ports.keys.device) this.#own = Math.max(this.#own, after);
  }

  #countJoin(outcome: Awaited<ReturnType<MemberCircle['takeJoin']>>): void {
    if (outcome === 'let-in') this.counts.letIn++;
    else if (outcome === 'asking') this.counts.asking++;
  }

  async #takeBlob(bytes: Uint8Array, circle: MemberCircle): Promise<void> {
    if (!this.#looked) await circle.photos.look(circle.open.ops.view.listings.keys());
    this.#looked = true;
    const hash = bytesToId<BlobHash>(this.#ports.verifier.sha256(bytes));
    if (circle.photos.sizeOf(hash) !== bytes.length || (await this.#ports.blobs.has(hash))) return;
    await this.#ports.blobs.put(bytes);
    circle.photos.came(hash);
    this.counts.blobs++;
  }
}
