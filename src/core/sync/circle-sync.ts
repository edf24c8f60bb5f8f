/**
 * One circle in one session: tells digests, fetches what is missing in ranges, passes on what is new, fetches photos.
 * Pulled, not pushed: ops come as answers to questions, except live ones that continue what the other side has.
 * "In sync" is said only when both digests agree.
 */
import { bytesToId, idToBytes, type BlobHash, type DeviceKey, type OpId } from '../ids.ts';
import type { CircleChange } from '../circle/open-circle.ts';
import { equalBytes } from '../op/bytes.ts';
import { MAX_ANSWER, MAX_RANGES, PART, decodeActs, decodeFalsehoods, decodeForks, decodeHeads, decodeRuns, decodeSignedHeader, liveFrame, liveRuns, type Frame, type FrameOf, type Question, type RefuseReason } from './frames.ts';
import { searchFork } from './fork-search.ts';
import { isFault, type Refusal, type Run } from './gate.ts';
import { KeyFetch } from './key-fetch.ts';
import type { Head } from './logs.ts';
import { NoMore } from './no-more.ts';
import { PhotoFetch } from './photo-fetch.ts';
import { StoreError } from '../ports.ts';
import type { SessionCircle, SessionPorts } from './session-circle.ts';

/** How long changes are gathered before the new state is told, and how long a difference may last before it is looked into. */
const STATE_DELAY = 50;
const SETTLE_DELAY = 400;
/** When to try again after the store took no more. */
const STORE_RETRY = 10_000;
/** Forks looked into in one round. */
const MAX_FORK_SEARCHES = 64;

/** What the other side may know of what is here: all, only which proofs, or nothing. */
export type Telling = 'all' | 'proofs' | 'nothing';

/** What a circle needs of the session that it is in. */
export interface SessionLink {
  readonly device: DeviceKey;
  send(frame: Frame): void;
  /** The answer, or undefined where there is none (any more). */
  ask(question: Question, most: number): Promise<Uint8Array | undefined>;
  /** Ends the session, and remembers the device. */
  fault(reason: RefuseReason): void;
}

interface Want {
  device: DeviceKey;
  /** How many ops the other side has of that log, and from which on they are wanted. */
  length: number;
  from: number;
}

interface Range {
  device: DeviceKey;
  from: number;
}

export class CircleSync {
  readonly #link: SessionLink;
  readonly #circle: SessionCircle;
  readonly #ports: SessionPorts;
  /** How much of each log the other side is known to have. */
  readonly #theirs = new Map<DeviceKey, number>();
  readonly #noMore = new NoMore();
  readonly #photos: PhotoFetch;
  readonly #keys: KeyFetch;
  /** Devices of which another branch than the one that was held came, and was asked for from its beginning. */
  readonly #askedAnew = new Set<DeviceKey>();
  readonly #unlisten: (() => void)[];
  readonly #timers = new Map<'state' | 'settle', () => void>();
  #their: FrameOf<'state'> | undefined;
  #inSync = false;
  #fetching = false;
  #stopped = false;
  #tells: Telling;

  constructor(link: SessionLink, circle: SessionCircle, ports: SessionPorts, tells: Telling) {
    this.#link = link;
    this.#circle = circle;
    this.#ports = ports;
    this.#tells = tells;
    this.#unlisten = [circle.open.onChange((change) => this.#onChange(change)), circle.keyring.listen(() => this.#tellSoon())];
    this.#photos = new PhotoFetch(link, circle, ports, () => this.#tellSoon());
    this.#keys = new KeyFetch(link, circle, ports.clock, () => this.#their?.k ?? []);
    this.#sendState();
    void this.fetchPhotos();
  }

  get inSync(): boolean {
    return this.#inSync;
  }

  /** From now on the other side may know, or no longer. */
  setTelling(tells: Telling): void {
    this.#tells = tells;
    this.#sendState();
  }

  stop(): void {
    this.#stopped = true;
    for (const unlisten of this.#unlisten) unlisten();
    for (const cancel of this.#timers.values()) cancel();
    this.#photos.stop();
    this.#keys.stop();
    this.#circle.noteInSync(this.#link.device, false);
  }

  /** The other side says where it stands. */
  async onState(frame: FrameOf<'state'>): Promise<void> {
    const isFirst = this.#their === undefined;
    this.#photos.forgetRefused();
    this.#their = frame;
    await this.#fetchSideSet();
    void this.#keys.fetch();
    if (this.#compare()) return;
    if (isFirst) this.#startFetch();
    else this.#after('settle', SETTLE_DELAY, () => this.#startFetch());
  }

  /** Ops that the other side has just stored. */
  async onLive(frame: FrameOf<'live'>): Promise<void> {
    const runs = liveRuns(frame);
    for (const run of runs) this.#noteTheirs(run.device, run.from + run.ops.length);
    const refusals = await this.#accept(runs);
    if (refusals === undefined) return;
    if (refusals.includes('gap') || refusals.includes('not-admitted')) this.#startFetch();
    await this.#lookIntoConflicts(runs.filter((_, i) => refusals[i] === 'conflict').map((run) => this.#conflictOf(run)));
  }

  /** Fetches missing photos, one after the other, until the other side has none of those that are left. */
  fetchPhotos(): Promise<void> {
    return this.#photos.fetch();
  }

  /** The other side asked for a photo that isn't here. */
  lacksPhoto(hash: BlobHash): void {
    this.#photos.lacks(hash);
  }

  #onChange(change: CircleChange): void {
    if (this.#stopped) return;
    if (change.type === 'ops') this.#passOn(change.runs);
    else this.#theirs.clear();
    this.#compare();
    void this.#keys.fetch();
    this.#tellSoon();
  }

  #tellSoon(): void {
    this.#after('state', STATE_DELAY, () => this.#sendState());
  }

  /** Sends on what continues the other side's logs; what doesn't it will ask for when it sees the new state. */
  #passOn(runs: readonly Run[]): void {
    if (this.#tells !== 'all') return;
    const fitting: Run[] = [];
    let room = PART - 1_024;
    for (const run of runs) {
      const end = run.from + run.ops.length;
      const known = this.#theirs.get(run.device) ?? (run.from === 0 ? 0 : -1);
      if (known !== run.from) continue;
      room -= run.ops.reduce((sum, op) => sum + op.length + 4, 128);
      if (room < 0) return;
      fitting.push(run);
      this.#noteTheirs(run.device, end);
    }
    if (fitting.length > 0) this.#link.send(liveFrame(this.#circle.circle, fitting.slice(0, 256)));
  }

  #sendState(): void {
    if (this.#stopped || this.#tells === 'nothing') return;
    const { logs } = this.#circle.open.ops;
    const c = idToBytes(this.#circle.circle);
    const held = this.#circle.keyring.handedOn.map((commitment) => idToBytes(commitment as OpId));
    if (this.#tells === 'all') this.#link.send({ t: 'state', c, h: idToBytes(logs.digest() as DeviceKey), f: this.#sideDigest(), n: logs.count(), k: held });
    else this.#link.send({ t: 'state', c, h: new Uint8Array(32), f: this.#sideDigest(), n: 0, k: [] });
  }

  /** Compares both digests; says so when they agree, or no longer do. */
  #compare(): boolean {
    const { logs } = this.#circle.open.ops;
    // The counts first: the digest is over all heads, and made anew after each op.
    const agree = this.#their?.n === logs.count() && bytesToId<DeviceKey>(this.#their.h) === (logs.digest() as DeviceKey);
    if (agree) {
      if (!this.#inSync) for (const log of logs.all()) this.#theirs.set(log.device, log.counted);
      this.#circle.noteConfirmed(this.#circle.open.ownLog?.counted ?? 0);
      this.#timers.get('settle')?.();
    }
    const changed = agree !== this.#inSync;
    this.#inSync = agree;
    if (changed) this.#circle.noteInSync(this.#link.device, agree);
    if (changed && agree) void this.#keys.fetch();
    return agree;
  }

  #startFetch(): void {
    if (this.#fetching || this.#stopped) return;
    this.#fetching = true;
    void this.#circle.fetching
      .run(async () => {
        for (let progressed = true; progressed && !this.#stopped && !this.#compare(); ) {
          progressed = await this.#fetchRound();
          // Forks of logs, and acts of a quorum, that were not known before; more logs may count by them.
          progressed = (await this.#fetchSideSet()) || progressed;
        }
        await this.#fetchSideSet();
      })
      .finally(() => {
        this.#fetching = false;
        // One that was cut off is gone on with, by another session.
        this.#circle.noteFetch(this.#stopped ? 'cut-off' : 'over');
        void this.fetchPhotos();
      });
  }

  /** Asks for heads, then for what they show to be missing. True if anything came of it. */
  async #fetchRound(): Promise<boolean> {
    const answer = await this.#link.ask({ q: 'heads', c: idToBytes(this.#circle.circle) }, 8 * MAX_ANSWER);
    if (answer === undefined) return false;
    const heads = decodeHeads(answer);
    if (heads === undefined) {
      this.#link.fault('protocol');
      return false;
    }
    const conflicts: { device: DeviceKey; seq: number }[] = [];
    const wants: Want[] = [];
    for (const head of heads) this.#compareHead(head, wants, conflicts);
    const progressed = await this.#fetchOps(wants, conflicts);
    return (await this.#lookIntoConflicts(conflicts)) || progressed;
  }

  #compareHead(head: Head, wants: Want[], conflicts: { device: DeviceKey; seq: number }[]): void {
    const { authority, ops } = this.#circle.open;
    const log = ops.logs.get(head.device);
    this.#noteTheirs(head.device, head.seq + 1);
    if (!authority.mayGrow(head.device, head.seq)) return;
    // What is here and hidden needs no fetching: another op will say that it counts.
    const here = log?.stored ?? 0;
    const branch = this.#branchFrom(head);
    if (branch !== undefined) wants.push({ device: head.device, length: head.seq + 1, from: branch });
    else if (head.seq < here) {
      if (log?.ids[head.seq] !== head.id) conflicts.push({ device: head.device, seq: head.seq });
    } else if (!this.#noMore.has(head.device, authority, this.#lengthOf(head.device))) wants.push({ device: head.device, length: head.seq + 1, from: here });
  }

  /** From where on another branch of a log is wanted, if a cut names an op of one: from the fork, or from where what came of it ends. */
  #branchFrom({ device, seq, id }: Head): number | undefined {
    const { authority, forks, ops } = this.#circle.open;
    const log = ops.logs.get(device);
    if (log === undefined || log.ids[seq] === id || !authority.awaits(device, 0)) return undefined;
    const fork = forks.get(device)?.seq;
    if (fork === undefined || fork > seq || fork >= log.stored || !authority.awaits(device, fork)) return undefined;
    const next = ops.held.next(device, log);
    return next === undefined || next > seq ? fork : next;
  }

  /** Fetches wanted ranges; the next question is under way while an answer passes the gate. */
  async #fetchOps(wants: Want[], conflicts: { device: DeviceKey; seq: number }[]): Promise<boolean> {
    const lengths = new Map(wants.map(({ device, from }) => [device, from]));
    const missing = (of: readonly Want[]): number => of.reduce((sum, { device, length }) => sum + length - (lengths.get(device) ?? 0), 0);
    const isMore = missing(wants) > 1;
    const refused = new Set<DeviceKey>();
    let have = 0;
    let again = false;
    let left = wants;
    let asked = this.#askRanges(left, lengths);
    while (left.length > 0) {
      if (isMore) this.#circle.noteFetch(missing(left));
      const { ranges } = asked;
      const answer = await asked.answer;
      const all = answer === undefined ? undefined : decodeRuns(answer);
      if (answer !== undefined && (all === undefined || !isAnswerTo(all, ranges))) this.#link.fault('protocol');
      if (all === undefined || all.length === 0 || this.#stopped) return have > 0 || again;
      // Of those that were refused more was under way already.
      const runs = all.filter(({ device }) => !refused.has(device));
      const served = new Set(all.map(({ device }) => device));
      const lastAt = ranges.findIndex(({ device }) => device === all.at(-1)?.device);
      const lacking = new Set(ranges.slice(0, lastAt).map(({ device }) => device).filter((device) => !served.has(device)));
      for (const run of runs) lengths.set(run.device, run.from + run.ops.length);
      left = left.filter(({ device, length }) => !lacking.has(device) && (lengths.get(device) ?? 0) < length);
      if (left.length > 0) asked = this.#askRanges(left, lengths);
      const before = runs.map(({ device }) => this.#lengthOf(device));
      const refusals = await this.#accept(runs);
      // Of a run that was refused some may have been taken.
      for (const [i, { device }] of runs.entries()) have += this.#lengthOf(device) - (before[i] ?? 0);
      if (refusals === undefined) return have > 0;
      for (const [i, run] of runs.entries()) {
        if (refusals[i] === undefined) continue;
        refused.add(run.device);
        if (refusals[i] === 'quota') this.#noMore.note(run.device, this.#circle.open.authority, this.#lengthOf(run.device));
        left = left.filter(({ device }) => device !== run.device);
        if (this.#isOtherBranch(run)) again = true;
        else if (refusals[i] === 'conflict') conflicts.push(this.#conflictOf(run));
      }
    }
    return have > 0 || again;
  }

  /** Whether a refused run should have gone on with a branch that is held, and didn't: then it is asked for from the fork, of one device once. */
  #isOtherBranch({ device, from }: Run): boolean {
    const { held, logs } = this.#circle.open.ops;
    if (held.next(device, logs.get(device)) !== from) return false;
    held.drop();
    const isFirst = !this.#askedAnew.has(device);
    this.#askedAnew.add(device);
    return isFirst;
  }

  /** Ops of all branches that are here of a log. */
  #lengthOf(device: DeviceKey): number {
    return this.#circle.open.branches(device).reduce((sum, { stored }) => sum + stored, 0);
  }

  #askRanges(wants: readonly Want[], lengths: ReadonlyMap<DeviceKey, number>): { ranges: readonly Range[]; answer: Promise<Uint8Array | undefined> } {
    const ranges = wants.slice(0, MAX_RANGES).map(({ device }) => ({ device, from: lengths.get(device) ?? 0 }));
    if (ranges.length === 0) return { ranges, answer: Promise.resolve(undefined) };
    const r = ranges.map(({ device, from }) => ({ d: idToBytes(device), f: from }));
    return { ranges, answer: this.#link.ask({ q: 'ops', c: idToBytes(this.#circle.circle), r }, 2 * MAX_ANSWER) };
  }

  /** Passes runs through the gate. Undefined where the session is over or the store takes no more. */
  async #accept(runs: readonly Run[]): Promise<(Refusal | undefined)[] | undefined> {
    try {
      const refusals = await this.#circle.open.accept(runs);
      if (refusals.includes('newer-version')) this.#ports.noteVersion(this.#circle.circle, 'newer');
      if (!refusals.some((refusal) => refusal !== undefined && isFault(refusal))) return refusals;
      this.#link.fault('bad-op');
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#after('settle', STORE_RETRY, () => this.#startFetch());
    }
    return undefined;
  }

  /** Where a run contradicts what is here: they differ from some op on up to the last that both have. */
  #conflictOf(run: Run): { device: DeviceKey; seq: number } {
    const here = this.#circle.open.ops.logs.get(run.device)?.stored ?? 0;
    return { device: run.device, seq: Math.min(here, run.from + run.ops.length) - 1 };
  }

  async #lookIntoConflicts(conflicts: readonly { device: DeviceKey; seq: number }[]): Promise<boolean> {
    let found = false;
    for (const { device, seq } of conflicts.slice(0, MAX_FORK_SEARCHES)) {
      const proof = await searchFork(this.#circle.open, device, seq, this.#ports.verifier, async (at) => {
        const answer = await this.#link.ask({ q: 'op', c: idToBytes(this.#circle.circle), d: idToBytes(device), s: at }, 4_096);
        return answer === undefined ? undefined : decodeSignedHeader(answer);
      });
      if (proof !== undefined && (await this.#circle.open.addFork(proof))) found = true;
    }
    return found;
  }

  /** Asks for proofs of forks and acts of the quorum if the other side has others; true if any was new. */
  async #fetchSideSet(): Promise<boolean> {
    const { open } = this.#circle;
    if (this.#stopped || this.#their === undefined || equalBytes(this.#their.f, this.#sideDigest())) return false;
    let found = false;
    const acts = await this.#link.ask({ q: 'acts', c: idToBytes(this.#circle.circle) }, 4 * MAX_ANSWER);
    const known = acts === undefined ? [] : decodeActs(acts);
    if (known === undefined) this.#link.fault('protocol');
    for (const act of known ?? []) found = (await open.addAct(act)) || found;
    const answer = await this.#link.ask({ q: 'forks', c: idToBytes(this.#circle.circle) }, 4 * MAX_ANSWER);
    const proofs = answer === undefined ? [] : decodeForks(answer);
    if (proofs === undefined) this.#link.fault('protocol');
    for (const proof of proofs ?? []) found = (await open.addFork(proof)) || found;
    const third = await this.#link.ask({ q: 'falsehoods', c: idToBytes(this.#circle.circle) }, 4 * MAX_ANSWER);
    const falsehoods = third === undefined ? [] : decodeFalsehoods(third);
    if (falsehoods === undefined) this.#link.fault('protocol');
    for (const proof of falsehoods ?? []) found = (await open.addFalsehood(proof)) || found;
    return found;
  }

  #noteTheirs(device: DeviceKey, length: number): void {
    this.#theirs.set(device, Math.max(length, this.#theirs.get(device) ?? 0));
    if (device === this.#ports.keys.device) this.#circle.noteConfirmed(Math.min(length, this.#circle.open.ownLog?.counted ?? 0));
  }

  #sideDigest(): Uint8Array {
    return this.#circle.open.side.digest(this.#circle.open.authority);
  }

  #after(timer: 'state' | 'settle', delay: number, run: () => void): void {
    if (this.#timers.has(timer) && timer === 'state') return;
    this.#timers.get(timer)?.();
    const cancel = this.#ports.clock.after(delay, () => {
      this.#timers.delete(timer);
      run();
    });
    this.#timers.set(timer, () => {
      this.#timers.delete(timer);
      cancel();
    });
  }
}

/** True if every run answers a range that was asked for, in that order, from where it was asked. */
function isAnswerTo(runs: readonly Run[], ranges: readonly Range[]): boolean {
  let at = 0;
  for (const run of runs) {
    while (at < ranges.length && ranges[at]?.device !== run.device) at++;
    if (at >= ranges.length || run.from !== ranges[at]?.from) return false;
    at++;
  }
  return true;
}
