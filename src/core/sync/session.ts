/**
 * A session: the conversation between two devices on one lane, the same on every lane. First the handshake, then per
 * shared circle a CircleSync, and the lobby for who wants in. Trusts nothing that comes: frames are bounded and
 * checked, nothing before the handshake's end reaches a circle, and no foreign byte throws past here.
 */
import type { WaitReason } from '../commands.ts';
import { bytesToId, idToBytes, type BlobHash, type CircleId, type DeviceKey, type OpId } from '../ids.ts';
import type { Lane } from '../ports.ts';
import { answerQuestion } from './answers.ts';
import type { CircleSync } from './circle-sync.ts';
import { decodeFrame, encodeFrame, SESSION_VERSION, type Frame, type FrameOf, type Question, type RefuseReason } from './frames.ts';
import { authCheck, authMessage, makeTags, matchTags, type Match, type Transcript } from './handshake.ts';
import { answerJoin, takeWelcome } from './lobby.ts';
import { Mutex } from './mutex.ts';
import { Questions } from './questions.ts';
import type { SessionCircle, SessionPorts } from './session-circle.ts';
import { SharedCircle } from './shared-circle.ts';

/** How long the handshake may take. */
const HANDSHAKE_DEADLINE = 20_000;
/** When to ask again to be let in: the other side may have learnt of the invitation meanwhile. Each time twice as long. */
const JOIN_RETRY = 10_000;
/** How long what comes in is gathered before somebody who waits is answered again. */
const JOIN_SETTLE = 500;
/** At most so long; and at once where only somebody's decision could change the answer. */
const JOIN_RETRY_LATE = 15 * 60_000;
/** Frames of one session that wait to be handled; live ones beyond it are dropped, for they are asked for later. */
const MAX_WAITING = 512;

export class Session {
  readonly #lane: Lane;
  readonly #ports: SessionPorts;
  readonly #nonce: Uint8Array;
  readonly #circles: readonly SessionCircle[];
  readonly #shared = new Map<CircleId, SharedCircle>();
  readonly #lobby = new Map<CircleId, 'greeter' | 'newcomer'>();
  readonly #questions: Questions;
  readonly #work = new Mutex();
  readonly #onEnd: (session: Session, forget: boolean) => void;
  readonly #cancelDeadline: () => void;
  #cancelRetry = (): void => undefined;
  #waiting = 0;
  /** Of circles whose lobby somebody waits in: ends looking for what would let them in. */
  readonly #stopAsking = new Map<CircleId, () => void>();
  /** How often this device was told to wait to be let in. */
  #refusals = 0;
  #transcript: Transcript | undefined;
  #ownTags: Uint8Array[] = [];
  #theirTags: Uint8Array[] | undefined;
  #matches: Match[] = [];
  #device: DeviceKey | undefined;
  #closed = false;

  constructor(lane: Lane, ports: SessionPorts, onEnd: (session: Session, forget: boolean) => void) {
    this.#lane = lane;
    this.#ports = ports;
    this.#onEnd = onEnd;
    this.#nonce = ports.random.bytes(32);
    this.#circles = ports.circles().filter(({ circle }) => lane.circle === undefined || lane.circle === circle);
    this.#questions = new Questions({
      clock: ports.clock,
      send: (frame) => this.#send(frame),
      answer: (question) => this.#answer(question),
      broken: (reason) => (reason === 'silent' ? this.close() : this.fault(reason)),
    });
    this.#cancelDeadline = ports.clock.after(HANDSHAKE_DEADLINE, () => this.close());
    lane.onClose(() => this.#end(false));
    lane.onFrame((bytes) => this.#receive(bytes));
    void this.#send({ t: 'hello', v: [SESSION_VERSION], n: this.#nonce });
  }

  /** The other device; undefined until it has said who it is and proved it. */
  get device(): DeviceKey | undefined {
    return this.#device;
  }

  get lane(): Lane {
    return this.#lane;
  }

  /** Circles that are being synced here, and whether the digests agree. */
  syncs(): ReadonlyMap<CircleId, CircleSync> {
    const syncs = new Map<CircleId, CircleSync>();
    for (const [circle, { sync }] of this.#shared) if (sync !== undefined) syncs.set(circle, sync);
    return syncs;
  }

  /** Looks again whether a wanted photo is here. */
  fetchPhotos(): void {
    for (const { sync } of this.#shared.values()) void sync?.fetchPhotos();
  }

  /** Ends the session; the two may meet again. */
  close(): void {
    this.#end(false);
  }

  /** Ends the session because the two have a better one. */
  giveWay(): void {
    this.#refuse('busy');
  }

  /** Ends the session because of what the other side did. It is told why, and a known device is remembered. */
  fault(reason: RefuseReason): void {
    if (this.#closed) return;
    if (this.#device !== undefined) this.#ports.cutOff(this.#device, reason);
    this.#refuse(reason);
  }

  #receive(bytes: Uint8Array): void {
    if (this.#closed) return;
    const frame = decodeFrame(bytes);
    if (frame === undefined) return this.fault('protocol');
    if (frame.t === 'refuse') return this.#end(true);
    // What waits for an answer may hold up the queue, so answers go past it; they are only taken for what was asked.
    if (frame.t === 'part') return this.#questions.onPart(frame);
    if (frame.t === 'none') return this.#questions.onNone(frame);
    // So do questions, once it is clear who asks.
    if (frame.t === 'ask' && this.#device !== undefined) return void this.#questions.serve(frame);
    if (this.#waiting >= MAX_WAITING) {
      if (frame.t !== 'live') this.fault('flood');
      return;
    }
    this.#waiting++;
    void this.#work.run(() => this.#handle(frame)).finally(() => this.#waiting--);
  }

  async #handle(frame: Exclude<Frame, FrameOf<'part' | 'none' | 'refuse'>>): Promise<void> {
    if (this.#closed) return;
    if (frame.t === 'hello') return this.#onHello(frame);
    if (frame.t === 'tags') return this.#onTags(frame);
    if (frame.t === 'auth') return await this.#onAuth(frame);
    if (this.#device === undefined) return this.fault('protocol');
    if (frame.t === 'ask') return void this.#questions.serve(frame);
    const circle = bytesToId<CircleId>(frame.c);
    const shared = this.#shared.get(circle);
    if (frame.t === 'state') await shared?.sync?.onState(frame);
    else if (frame.t === 'live') await shared?.sync?.onLive(frame);
    else if (frame.t === 'out') await shared?.onOut(frame);
    else await this.#onLobby(frame, circle);
  }

  #onHello(frame: FrameOf<'hello'>): void {
    if (this.#transcript !== undefined) return this.fault('protocol');
    if (!frame.v.includes(SESSION_VERSION)) {
      this.#ports.noteVersion(this.#lane.circle, frame.v.some((version) => version > SESSION_VERSION) ? 'newer' : 'older');
      return this.#refuse('no-common-version');
    }
    this.#transcript = { initiator: this.#lane.initiator, ownNonce: this.#nonce, theirNonce: frame.n, binding: this.#lane.binding };
    this.#ownTags = makeTags(this.#transcript, this.#circles, this.#ports.random);
    void this.#send({ t: 'tags', tags: this.#ownTags });
  }

  #onTags(frame: FrameOf<'tags'>): void {
    if (this.#transcript === undefined || this.#theirTags !== undefined) return this.fault('protocol');
    this.#theirTags = frame.tags;
    this.#matches = matchTags(this.#transcript, this.#circles, frame.tags);
    if (this.#matches.length === 0) return this.#refuse('no-common-circle');
    const signature = this.#ports.keys.sign(authMessage(this.#transcript, 'own', this.#ownTags, frame.tags));
    void this.#send({ t: 'auth', d: idToBytes(this.#ports.keys.device), s: signature });
  }

  async #onAuth(frame: FrameOf<'auth'>): Promise<void> {
    if (this.#transcript === undefined || this.#theirTags === undefined || this.#device !== undefined) return this.fault('protocol');
    const device = bytesToId<DeviceKey>(frame.d);
    const check = authCheck(device, authMessage(this.#transcript, 'their', this.#ownTags, this.#theirTags), frame.s);
    if (check === undefined || !(await this.#ports.verifier.verify([check])).every(Boolean)) return this.#refuse('not-authentic');
    if (this.#ports.isCutOff(device)) return this.#refuse('cut-off');
    if (device === this.#ports.keys.device || !this.#ports.takePlace(this, device)) return this.#refuse('busy');
    this.#device = device;
    this.#cancelDeadline();
    for (const match of this.#matches) this.#begin(match);
  }

  #begin(match: Match): void {
    const circle = this.#circles.find((candidate) => candidate.circle === match.circle);
    if (circle === undefined) return;
    if (match.lobby !== undefined) this.#lobby.set(match.circle, match.lobby);
    if (match.under !== undefined) this.#startSync(circle, match.under);
    if (match.lobby === 'newcomer') this.#askToJoin(circle);
  }

  #askToJoin(circle: SessionCircle): void {
    const request = this.#closed ? undefined : circle.joinRequest();
    if (request !== undefined) void this.#send({ t: 'join', c: idToBytes(circle.circle), i: request.invitation, j: request.join });
  }

  async #onLobby(frame: FrameOf<'join' | 'welcome' | 'wait'>, id: CircleId): Promise<void> {
    const role = this.#lobby.get(id);
    const circle = this.#circles.find((candidate) => candidate.circle === id);
    if (circle === undefined || role !== (frame.t === 'join' ? 'greeter' : 'newcomer')) return this.fault('protocol');
    if (frame.t === 'wait') {
      circle.noteWaiting(frame.r);
      this.#cancelRetry();
      this.#cancelRetry = this.#ports.clock.after(isLikelyFinal(frame.r) ? JOIN_RETRY_LATE : Math.min(JOIN_RETRY * 2 ** this.#refusals++, JOIN_RETRY_LATE), () => this.#askToJoin(circle));
      return;
    }
    if (frame.t === 'welcome') {
      if (await takeWelcome(circle, frame, this.#ports.keys)) this.#startSync(circle);
      return;
    }
    const reply = await answerJoin(circle, frame, this.#device, this.#ports.keys);
    if (reply === undefined) return this.fault('protocol');
    await this.#send(reply);
    if (reply.t === 'welcome') this.#startSync(circle);
    else this.#askLater(circle, frame);
  }

  /** Who was told to wait is answered once more as soon as something is known that wasn't then. */
  #askLater(circle: SessionCircle, frame: FrameOf<'join'>): void {
    if (this.#stopAsking.has(circle.circle)) return;
    let cancel: (() => void) | undefined;
    const again = async (): Promise<void> => {
      cancel = undefined;
      const reply = this.#closed ? undefined : await answerJoin(circle, frame, this.#device, this.#ports.keys);
      if (reply?.t !== 'welcome') return;
      this.#stopAsking.get(circle.circle)?.();
      this.#stopAsking.delete(circle.circle);
      await this.#send(reply);
      this.#startSync(circle);
    };
    const unlisten = circle.open.onChange(() => (cancel ??= this.#ports.clock.after(JOIN_SETTLE, () => void again())));
    this.#stopAsking.set(circle.circle, () => {
      unlisten();
      cancel?.();
    });
  }

  /** `under`: the newest key that both hold. */
  #startSync(circle: SessionCircle, under?: Uint8Array): void {
    if (this.#device === undefined || this.#closed || this.#shared.has(circle.circle)) return;
    const link = {
      device: this.#device,
      send: (frame: Frame) => void this.#send(frame),
      ask: (question: Question, most: number) => this.#questions.ask(question, most),
      fault: (reason: RefuseReason) => this.fault(reason),
    };
    this.#shared.set(circle.circle, new SharedCircle(link, circle, this.#ports, under));
  }

  async #answer(question: Question): Promise<Uint8Array | undefined> {
    const id = bytesToId<CircleId>(question.c);
    const circle = this.#circles.find((candidate) => candidate.circle === id);
    const answers = (): boolean => this.#shared.get(id)?.answers(question) === true;
    if (circle === undefined || this.#device === undefined || !answers()) return undefined;
    if (question.q === 'key') return circle.keyring.sealFor(this.#device, bytesToId<OpId>(question.h));
    const answer = await answerQuestion(question, circle.open, circle.photos, this.#ports.blobs);
    if (answer === undefined && question.q === 'blob') this.#shared.get(id)?.sync?.lacksPhoto(bytesToId<BlobHash>(question.h));
    return answers() ? answer : undefined;
  }

  #refuse(reason: RefuseReason): void {
    this.#end(true, { t: 'refuse', r: reason });
  }

  async #send(frame: Frame): Promise<void> {
    if (!this.#closed) await this.#lane.send(encodeFrame(frame));
  }

  /** Ends everything here at once; the lane stays until it has taken a last word. */
  #end(forget: boolean, lastWord?: Frame): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelDeadline();
    this.#cancelRetry();
    for (const stop of this.#stopAsking.values()) stop();
    for (const shared of this.#shared.values()) shared.stop();
    this.#questions.close();
    this.#onEnd(this, forget);
    if (lastWord === undefined) this.#lane.close();
    else void this.#lane.send(encodeFrame(lastWord)).then(() => this.#lane.close());
  }
}

function isLikelyFinal(reason: WaitReason): boolean {
  return reason === 'used-up' || reason === 'revoked' || reason === 'removed';
}
