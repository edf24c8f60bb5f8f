/**
 * One circle that both sides of a session have shown to know: what the other device is given of it, by what this device knows now. Always: who is
 * out is told so once, with the cut of their account where that is an op, and nothing else. What they bring is judged as anybody's: it may be
 * the very op by which they are in again.
 */
import { ownerOf } from '../circle/key-ring.ts';
import type { SignedAct } from '../circle/quorum-acts.ts';
import { idToBytes, type OpId } from '../ids.ts';
import type { CutEntry } from '../authority/cut-book.ts';
import { accessOf, admitsOf, type Access, type OutReason } from './access.ts';
import { CircleSync, type SessionLink, type Telling } from './circle-sync.ts';
import { encodeFrame, liveFrame, type FrameOf, type Question } from './frames.ts';
import type { Run } from './gate.ts';
import { NO_OP } from '../op/op.ts';
import { MAX_FRAME } from '../ports.ts';
import type { SessionCircle, SessionPorts } from './session-circle.ts';

const TELLS: Record<Access, Telling> = { serve: 'all', hear: 'proofs', doubt: 'proofs', removed: 'nothing', left: 'nothing' };

export class SharedCircle {
  readonly circle: SessionCircle;
  readonly #link: SessionLink;
  readonly #ports: SessionPorts;
  /** The newest key that both hold; undefined where one of them lets the other in. */
  readonly #under: Uint8Array | undefined;
  readonly #unlisten: (() => void)[];
  #access: Access | undefined;
  #sync: CircleSync | undefined;
  #stopped = false;

  constructor(link: SessionLink, circle: SessionCircle, ports: SessionPorts, under: Uint8Array | undefined) {
    this.circle = circle;
    this.#link = link;
    this.#ports = ports;
    this.#under = under;
    this.#unlisten = [circle.open.onChange(() => this.#look()), circle.keyring.listen(() => this.#look())];
    this.#look();
  }

  get sync(): CircleSync | undefined {
    return this.#sync;
  }

  /** Whether such a question is answered. Proofs of forks and falsehoods are for everyone who is heard: they may be what ends their own admission. */
  answers({ q }: Question): boolean {
    return this.#access === 'serve' || (TELLS[this.#access ?? 'removed'] === 'proofs' && (q === 'forks' || q === 'falsehoods'));
  }

  /** The other side says that this device is out, and by which acts if it was the quorum. */
  async onOut(frame: FrameOf<'out'>): Promise<void> {
    // Who is out may know no better.
    if (this.#access === 'removed' || this.#access === 'left') return;
    for (const act of frame.a ?? []) await this.circle.open.addAct(act);
    this.circle.noteOut(this.#link.device);
  }

  stop(): void {
    this.#stopped = true;
    for (const unlisten of this.#unlisten) unlisten();
    this.#sync?.stop();
  }

  #look(): void {
    if (this.#stopped) return;
    const access = this.#accessNow();
    if (access === this.#access) return;
    this.#access = access;
    const tells = TELLS[access];
    if (this.#sync === undefined) this.#sync = new CircleSync(this.#link, this.circle, this.#ports, tells);
    else this.#sync.setTelling(tells);
    if (access !== 'serve' && access !== 'hear') void this.#sayOut(access);
  }

  #accessNow(): Access {
    const { circle } = this;
    const isPublic = circle.open.ops.admissions.genesis?.public === true;
    const isCurrent = this.#under !== undefined && circle.keyring.isCurrent(this.#under);
    return accessOf(circle.open.authority, this.#link.device, isPublic || isCurrent);
  }

  async #sayOut(access: OutReason | 'doubt'): Promise<void> {
    const runs: Run[] = [];
    for (const run of this.#cutsOf()) if (await this.circle.open.mayEndAt(run.device, run.from)) runs.push(run);
    if (this.#stopped || this.#access !== access) return;
    for (const run of runs) this.#link.send(liveFrame(this.circle.circle, [run]));
    const out: FrameOf<'out'> = { t: 'out', c: idToBytes(this.circle.circle), r: access === 'doubt' ? 'removed' : access };
    const withActs = { ...out, a: this.#actsOf() };
    this.#link.send(encodeFrame(withActs).length <= MAX_FRAME ? withActs : out);
  }

  /** Where the quorum removed them, what it did up to there. */
  #actsOf(): SignedAct[] {
    const { authority, side } = this.circle.open;
    const account = ownerOf(authority, this.#link.device);
    const cuts = account === undefined ? [] : [...authority.ranked.book.inForce('account', account)].map(({ id }) => id);
    const last = Math.max(0, ...authority.ranked.acts.filter(({ id }) => cuts.includes(id)).map(({ number }) => number));
    return authority.ranked.acts.slice(0, last).flatMap(({ id }) => side.acts.get(id)?.signed ?? []);
  }

  /** Of their account or, where nothing lets them in any more, of who did, and by what. */
  #cuts(): CutEntry[] {
    const { authority } = this.circle.open;
    const { book } = authority.ranked;
    const account = ownerOf(authority, this.#link.device);
    if (account !== undefined) return [...book.inForce('account', account)];
    return admitsOf(authority, this.#link.device).flatMap(({ account: by, right, says }) => [
      ...book.inForce('account', by),
      ...(right === undefined ? [] : book.inForce('grant', right)),
      ...(says.invitation === undefined ? [] : book.inForce('invite', says.invitation)),
    ]);
  }

  /** The ops that remove them: where they continue what the other side has, its own window knows the reason. */
  *#cutsOf(): Iterable<Run> {
    const { authority, ops } = this.circle.open;
    for (const { id } of this.#cuts()) {
      const fact = authority.evidence.facts.get(id as OpId);
      const log = fact === undefined ? undefined : ops.logs.get(fact.device);
      if (fact === undefined || log === undefined || log.ids[fact.seq] !== fact.id) continue;
      yield { device: fact.device, from: fact.seq, prev: log.ids[fact.seq - 1] ?? NO_OP, ops: ops.stored(fact.device, fact.seq, fact.seq + 1) };
    }
  }
}
