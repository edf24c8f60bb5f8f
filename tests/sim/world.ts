/**
 * One run: a plan carried out, action by action, on a virtual clock; then everything is healed, the liars fall silent, and what
 * must hold is looked at (invariants.ts). Nothing in it depends on anything but the plan: the same plan gives the same bytes.
 */
import { createHash } from 'node:crypto';
import { loadSettings } from '../../src/core/circle/settings.ts';
import { CommandFailure } from '../../src/core/failure.ts';
import type { AccountKey, ActId, CircleId, ListingId } from '../../src/core/ids.ts';
import { StoreError } from '../../src/core/ports.ts';
import { decodeFrame } from '../../src/core/sync/frames.ts';
import { createNodeKeys } from '../../src/node/crypto/node-keys.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { isFault, isLie, type Action, type CatchUp, type Fault, type Lie, type PeerPlan, type Plan } from './actions.ts';
import { diceFor, randomFor } from './chance.ts';
import { Counter } from './counter.ts';
import { doDeed, type OwnDeed, type Surroundings } from './deeds.ts';
import { cause, type Breakable } from './faults.ts';
import { createKnowingVerifier } from './known-signatures.ts';
import { Liar } from './liar.ts';
import { devicesOf, readLog } from './log-book.ts';
import { Network, type Station } from './network.ts';
import { SimPeer } from './sim-peer.ts';
import { playTrick } from './tricks.ts';

/** Reasons for which one honest device may end a session with another. */
const HARMLESS = ['no-common-circle', 'busy'];
/** The largest frame that may be a refusal. */
const SMALL_FRAME = 40;
const TRY_AGAIN = 5_000;
/** After the last action: time for timers that were set before, and for everything to be told. */
const HEALING = 45_000;
const QUIET = 16_000;
/** How many write what is lacking at most. */
const WRITERS = 3;
/** A slow link takes a while for many photos, one after the other. */
const MOST_ROUNDS = 60;

export class World implements Surroundings, Breakable {
  readonly plan: Plan;
  readonly clock: VirtualClock;
  readonly network: Network;
  readonly counter = new Counter();
  readonly violations: string[] = [];
  readonly verifier = createKnowingVerifier();
  readonly peers: (SimPeer | undefined)[] = [];
  readonly liars = new Map<number, Liar>();
  readonly accounts: readonly AccountKey[];
  readonly links: Surroundings['links'] = [];
  readonly acts: ActId[] = [];
  circle: CircleId | undefined;
  readonly #trace = createHash('sha256');
  readonly #posted = new Map<SimPeer, ListingId[]>();
  readonly #began: number;
  /** Commands that were given and have not been answered, by number. */
  readonly #open = new Map<number, { what: string; peers: (SimPeer | undefined)[] }>();
  readonly #others = new Map<number, Station>();
  #commands = 0;
  #liarsAreGone = false;

  constructor(plan: Plan) {
    this.plan = plan;
    this.clock = new VirtualClock(undefined, 1);
    this.#began = this.clock.now();
    this.network = new Network(plan.links, {
      clock: this.clock,
      seed: plan.seed,
      circle: () => this.circle,
      station: (index) => this.#station(index),
      onFrame: (from, to, frame) => this.#onFrame(from, to, frame),
    });
    this.peers = plan.peers.map((one, index) => this.#makePeer(index, one));
    this.accounts = this.peers.map((peer) => peer?.secrets.account).filter((account) => account !== undefined);
  }

  get trace(): string {
    return this.#trace.copy().digest('hex');
  }

  get elapsed(): number {
    return this.clock.now() - this.#began;
  }

  /** Peers that have not turned. */
  get honest(): SimPeer[] {
    return this.peers.filter((peer) => peer !== undefined && !peer.turned) as SimPeer[];
  }

  async run(): Promise<void> {
    for (const peer of this.honest) void peer.start();
    await this.clock.pass(0);
    for (const action of this.plan.actions) {
      // What is due at the same time begins in the same turn.
      if (action.at > this.elapsed) await this.clock.pass(action.at - this.elapsed);
      void this.#act(action);
    }
    await this.clock.pass(1_000);
    await this.#heal();
  }

  peer(index: number): SimPeer | undefined {
    return this.peers[index]?.turned === true ? undefined : this.peers[index];
  }

  posted(peer: SimPeer): ListingId[] {
    const known = this.#posted.get(peer) ?? [];
    this.#posted.set(peer, known);
    return known;
  }

  changed(index: number): void {
    this.network.changed(index);
  }

  revive(peer: SimPeer): void {
    if (peer.running !== undefined || peer.turned) return;
    void peer.start().then((opened) => {
      if (!opened) this.clock.after(TRY_AGAIN, () => this.revive(peer));
    });
  }

  addCopy(of: SimPeer, as: number): void {
    if (this.peers[as] !== undefined) return;
    const copy = this.#makePeer(as, of.plan, of);
    of.isCopied = true;
    copy.isCopied = true;
    this.peers[as] = copy;
    this.revive(copy);
  }

  /** Says that something that must hold doesn't. */
  violate(sentence: string): void {
    if (!this.violations.includes(sentence)) this.violations.push(sentence);
  }

  #makePeer(index: number, plan: PeerPlan, original?: SimPeer): SimPeer {
    const ports = {
      clock: this.clock,
      verifier: this.verifier,
      seed: this.plan.seed,
      changed: (one: number) => this.network.changed(one),
      vanished: (one: number) => this.#onVanished(one),
    };
    return new SimPeer(index, plan, ports, original?.disk.copy());
  }

  /** Puts somebody else into the network. */
  observe(index: number, station: Station): void {
    this.#others.set(index, station);
  }

  #station(index: number): Station | undefined {
    const other = this.#others.get(index);
    if (other !== undefined) return other;
    const peer = this.peers[index];
    if (peer?.turned !== true) return peer;
    return this.#liarsAreGone ? undefined : this.liars.get(index);
  }

  #onVanished(index: number): void {
    const peer = this.peers[index];
    this.network.vanish(index);
    if (peer === undefined) return;
    this.counter.note('power cut');
    const { ms, seed } = peer.downFor;
    for (const [number, { peers }] of this.#open) if (peers.includes(peer)) this.#open.delete(number);
    peer.recover(diceFor('recover', seed).roll);
    this.clock.after(ms, () => this.revive(peer));
  }

  #onFrame(from: number, to: number, frame: Uint8Array): void {
    this.#trace.update(`${String(this.elapsed)} ${String(from)} ${String(to)} ${String(frame.length)}`).update(frame);
    if (frame.length > SMALL_FRAME) return;
    const decoded = decodeFrame(frame);
    if (decoded?.t !== 'refuse') return;
    const isAmongHonest = this.peer(from) !== undefined && this.peer(to) !== undefined;
    this.counter.note(`refused ${decoded.r}${isAmongHonest ? ' (honest)' : ''}`);
    if (!isAmongHonest || HARMLESS.includes(decoded.r) || (decoded.r === 'cut-off' && this.#isLiars(to))) return;
    this.violate(`peer ${String(from)} ended a session with honest peer ${String(to)}: ${decoded.r}`);
  }

  /** Whether a liar writes and speaks with the same keys: its home was copied before it turned, and cut off are devices. */
  #isLiars(index: number): boolean {
    return [...this.liars.values()].some(({ keys }) => keys.device === this.peers[index]?.device);
  }

  async #act({ peer: index, do: what, seed }: Action): Promise<void> {
    const peer = this.peers[index];
    if (peer === undefined) return;
    if (what.type === 'catch-up') return await this.#catchUp(index, what, seed);
    if (isLie(what)) return await this.#lie(peer, what, seed);
    if (peer.turned) return;
    if (isFault(what)) return await this.#cause(peer, what, seed);
    await this.#give(peer, what, seed);
  }

  /** Whoever can posts what is lacking. */
  async #catchUp(from: number, { ops, sure }: CatchUp, seed: number): Promise<void> {
    const able = this.peers.flatMap((_, i) => this.peers[(from + i) % this.peers.length] ?? []).filter((peer) => !peer.turned && peer.isMember);
    const saved = this.peers.reduce((sum, peer) => sum + (peer?.saved.length ?? 0), 0);
    const held = able.map((peer) => peer.running?.peer.circles()[0]?.ops ?? 0);
    const lacking = ops - (sure === true ? Math.max(...held) : saved);
    const posts = able.slice(0, WRITERS).flatMap((peer, which) => {
      const count = Math.ceil((lacking - which) / Math.min(WRITERS, able.length));
      return Array.from({ length: Math.max(0, count) }, (_, i) => this.#give(peer, { type: 'post', title: `thing ${String(seed)} ${String(i)}`, photos: 0 }, seed + i));
    });
    await Promise.all(posts);
  }

  async #cause(peer: SimPeer, fault: Fault, seed: number): Promise<void> {
    if (await cause(this, peer, fault, seed)) this.counter.note(`fault ${fault.type}`);
  }

  async #give(peer: SimPeer, deed: OwnDeed, seed: number): Promise<void> {
    const { running } = peer;
    if (running === undefined) return this.counter.note(`${deed.type}: not running`);
    const number = this.#commands++;
    this.#open.set(number, { what: `${deed.type} of peer ${String(peer.index)}`, peers: [peer, deed.type === 'carry' ? this.peers[deed.to] : undefined] });
    let outcome = 'done';
    try {
      const done = await doDeed(this, peer, running, deed, seed);
      // Its process is no more: nobody was told.
      if (!this.#open.has(number)) return;
      if (done === 'nothing') outcome = 'nothing to do';
      else if (done !== 'no op') peer.saved.push({ op: done, what: deed.type });
    } catch (error) {
      outcome = this.#outcomeOf(error, peer, deed);
    }
    this.#open.delete(number);
    this.counter.note(`${deed.type}: ${outcome}`);
    this.#trace.update(`${String(number)} ${outcome}`);
  }

  #outcomeOf(error: unknown, peer: SimPeer, deed: OwnDeed): string {
    if (error instanceof CommandFailure || error instanceof StoreError) return error.type;
    // What the contract has and the engine doesn't.
    if (error instanceof TypeError && error.message.endsWith('is not a function') && error.stack?.includes('Engine.run') === true) return 'unknown';
    this.violate(`${deed.type} of peer ${String(peer.index)} failed: ${error instanceof Error ? (error.stack ?? error.message) : 'for no reason'}`);
    return 'bug';
  }

  async #lie(peer: SimPeer, lie: Lie, seed: number): Promise<void> {
    if (lie.type === 'turn') return await this.#turn(peer);
    const liar = this.liars.get(peer.index);
    if (liar === undefined || this.circle === undefined) return;
    const { circle } = this;
    const to = lie.to.filter((index) => this.peer(index)?.running !== undefined && liar.neighbours.includes(index));
    const founder = this.peers[0]?.device;
    if (to.length === 0 || founder === undefined) return;
    this.counter.note(`lie ${lie.trick}`);
    playTrick(lie.trick, {
      liar,
      to,
      founder,
      accomplices: [...this.liars.values()].filter((other) => other !== liar),
      count: lie.count,
      dice: diceFor('lie', seed),
      links: this.links,
      now: this.clock.now(),
      logOf: (index, device) => {
        const running = this.peer(index)?.running;
        return running === undefined ? [] : readLog(running, circle, device);
      },
      devicesOf: (index) => {
        const running = this.peer(index)?.running;
        return running === undefined ? [] : devicesOf(running, circle);
      },
    });
  }

  /** The device falls into a liar's hands, with all that is in its home. */
  async #turn(peer: SimPeer): Promise<void> {
    const { running, circle } = peer;
    if (running === undefined || circle === undefined || peer.isWaiting || this.liars.has(peer.index)) return;
    const settings = (await loadSettings(running.store)).get(circle);
    const log = readLog(running, circle, peer.device);
    if (settings?.groupKey === undefined || log.length === 0) return;
    peer.turned = true;
    const random = randomFor(this.plan.seed, 'liar', peer.index);
    this.liars.set(peer.index, new Liar({ index: peer.index, circle, groupKey: settings.groupKey, keys: createNodeKeys(peer.secrets, random), random, log }));
    await peer.stop();
    this.network.vanish(peer.index);
    this.counter.note('liars');
  }

  #connectInRing(peers: readonly SimPeer[]): void {
    for (const [i, peer] of peers.entries()) {
      // Not a home and its copy: those two have nothing to say to each other, again and again.
      const next = [...peers.slice(i + 1), ...peers].find(({ device }) => device !== peer.device);
      if (next !== undefined) this.network.add({ a: peer.index, b: next.index, delay: 10, jitter: 5 });
      for (const twin of peers) if (twin !== peer && twin.device === peer.device) this.network.cut(peer.index, twin.index);
    }
  }

  /** Everything works again, nobody lies any more, and the honest can all reach each other. */
  async #heal(): Promise<void> {
    this.#liarsAreGone = true;
    for (const index of this.liars.keys()) this.network.vanish(index);
    const { honest } = this;
    for (const peer of honest) {
      Object.assign(peer.disk, { capacity: Infinity, readOnly: false, failAt: undefined });
      this.revive(peer);
    }
    this.network.healAll();
    this.#connectInRing(honest.filter(({ circle }) => circle !== undefined));
    await this.clock.pass(HEALING);
    // Nobody learns anything through those who are out.
    const believers = honest.filter(({ believesToBeIn }) => believesToBeIn);
    for (const some of believers) for (const other of believers) if (some.device < other.device) this.#connectInRing([some, other]);
    // Of two homes with one device others only talk to one at a time: the copy is put away.
    for (const copy of this.peers.slice(this.plan.peers.length)) await copy?.stop();
    await this.clock.pass(HEALING);
    for (let round = 0; round < MOST_ROUNDS && this.clock.now() - this.network.lastFrameAt < QUIET; round++) await this.clock.pass(QUIET / 2);
    if (this.clock.now() - this.network.lastFrameAt < QUIET) this.violate(`it does not become quiet: ${this.network.lastFrame}`);
    for (const { what } of this.#open.values()) this.violate(`${what} was never answered`);
  }
}
