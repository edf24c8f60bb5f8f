/**
 * An honest peer of a run: the real engine over real stores, on a disk, a clock and a random source that the world has in its
 * hands. It can be stopped, lose power at any write, and be opened again.
 */
import type { CircleId, DeviceKey, OpId } from '../../src/core/ids.ts';
import { decodeRecord, type JournalRecord } from '../../src/core/circle/journal.ts';
import { StoreError, type Keys, type Lane, type Random, type Store } from '../../src/core/ports.ts';
import { sha256 } from '../../src/node/crypto/node-verifier.ts';
import { createNodeKeys, type DeviceSecrets } from '../../src/node/crypto/node-keys.ts';
import { openFileBlobs } from '../../src/node/store/file-blobs.ts';
import { openFileStore } from '../../src/node/store/file-store.ts';
import { SimDisk } from '../support/sim-disk.ts';
import { makePeer, makeSecrets, type TestPeer } from '../support/test-peer.ts';
import type { VirtualClock } from '../support/virtual-clock.ts';
import type { PeerPlan } from './actions.ts';
import { diceFor, randomFor } from './chance.ts';
import type { KnowingVerifier } from './known-signatures.ts';
import type { Station } from './network.ts';
import { PeerClock } from './peer-clock.ts';

/** Every second peer builds a document anew in so small pieces that much happens in between; the others have it at once, as in a small circle. */
const SLICE = 12;

export interface PeerPorts {
  clock: VirtualClock;
  verifier: KnowingVerifier;
  seed: number;
  /** Something changed of which the network wants to know. */
  changed: (index: number) => void;
  /** The power went. */
  vanished: (index: number) => void;
}

/** An op that a command said to be saved. */
export interface Saved {
  op: OpId;
  what: string;
  /** A backup was put back that was made before. */
  mayBeGone?: true;
}

interface Running {
  peer: TestPeer;
  clock: PeerClock;
}

export class SimPeer implements Station {
  readonly index: number;
  readonly plan: PeerPlan;
  readonly secrets: DeviceSecrets;
  readonly device: DeviceKey;
  readonly saved: Saved[] = [];
  skew: number;
  /** The circle that it is in, or wants to be in. */
  circle: CircleId | undefined;
  /** Its home was copied, or put back: its log may fork, by nobody's fault. */
  isCopied = false;
  /** Its disk refused something: what can be found out again may be forgotten at the next start. */
  hadDiskTrouble = false;
  /** How long it stays down when the power goes, and what decides what its disk has then. */
  downFor = { ms: 3_000, seed: 0 };
  /** It is a liar's by now. */
  turned = false;
  readonly #ports: PeerPorts;
  readonly #random: Random;
  readonly #keys: Keys;
  #running: Running | undefined;
  #starting = false;
  #disk: SimDisk;
  #backup: { disk: SimDisk; saved: number } | undefined;

  constructor(index: number, plan: PeerPlan, ports: PeerPorts, disk?: SimDisk) {
    this.index = index;
    this.plan = plan;
    this.skew = plan.skew;
    this.#ports = ports;
    this.secrets = makeSecrets(plan.name, plan.account);
    this.#random = randomFor(ports.seed, 'random', index);
    this.#keys = ports.verifier.follow(createNodeKeys(this.secrets, this.#random));
    this.device = this.#keys.device;
    this.#disk = disk ?? new SimDisk(diceFor(ports.seed, 'disk', index).roll);
  }

  get disk(): SimDisk {
    return this.#disk;
  }

  /** Its home is put back to what it was when it was backed up. */
  set disk(disk: SimDisk) {
    this.#disk = disk;
    for (const saved of this.saved.slice(this.#backup?.saved ?? 0)) saved.mayBeGone = true;
  }

  /** What its home was like when it was last backed up. */
  get backup(): SimDisk | undefined {
    return this.#backup?.disk;
  }

  set backup(disk: SimDisk | undefined) {
    this.#backup = disk === undefined ? undefined : { disk, saved: this.saved.length };
  }

  get running(): TestPeer | undefined {
    return this.#running?.peer;
  }

  get isOpen(): boolean {
    return this.#running !== undefined && this.circle !== undefined;
  }

  get isWaiting(): boolean {
    return this.#running?.peer.peer.circles()[0]?.membership === 'waiting';
  }

  /** As far as its own ops say. */
  get believesToBeIn(): boolean {
    return this.#running?.peer.peer.circles()[0]?.membership === 'member';
  }

  /** As far as it knows, or was told. */
  get isMember(): boolean {
    const circle = this.#running?.peer.peer.circles()[0];
    return circle?.membership === 'member' && circle.problem !== 'refused';
  }

  /** Sets its clock. */
  moveClock(by: number): void {
    this.skew += by;
    if (this.#running !== undefined) this.#running.clock.skew = this.skew;
  }

  connect(lane: Lane): void {
    this.#running?.peer.peer.connect(lane);
  }

  /** Opens the home. False where its disk doesn't let it. */
  async start(): Promise<boolean> {
    if (this.#running !== undefined || this.#starting) return true;
    this.#starting = true;
    const clock = new PeerClock(this.#ports.clock, this.skew);
    const { disk } = this;
    disk.onPowerCut = () => this.#vanish();
    try {
      const store = await this.openStore(disk);
      const blobs = await openFileBlobs({ disk, folder: '/home/blobs', sha256 });
      const peer = await makePeer(this.plan.name, { clock, store, blobs, secrets: this.secrets, keys: this.#keys, verifier: this.#ports.verifier, random: this.#random, ...(this.index % 2 === 1 ? { rebuildSlice: SLICE } : {}) });
      this.#running = { peer, clock };
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return false;
    } finally {
      this.#starting = false;
    }
    this.circle = this.#running.peer.peer.circles()[0]?.circle;
    this.#ports.changed(this.index);
    return true;
  }

  /** Ends as a program ends, also where the disk takes no last word. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    try {
      await running?.peer.peer.close();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
    }
    running?.clock.stop();
  }

  /** The power goes now. */
  crash(): void {
    if (this.#running === undefined) return;
    this.disk.cutPower();
    this.#vanish();
  }

  /** What the disk is after a power cut. */
  recover(roll: () => number): void {
    this.disk.random = roll;
    this.#disk = this.#disk.crash();
  }

  openStore(disk: SimDisk): Promise<Store> {
    return openFileStore({ disk, folder: '/home/data', random: this.#random, onDamage: () => undefined });
  }

  /** What the journal of the circle has on disk; the peer isn't running. */
  async readJournal(): Promise<JournalRecord[]> {
    return await this.#readRecords(await this.openStore(this.disk));
  }

  /** The same of one that may be running: read from a copy, and nothing of what happens to it is changed. */
  async peekJournal(): Promise<JournalRecord[]> {
    const disk = Object.assign(this.disk.copy(), { random: () => 0 });
    return await this.#readRecords(await openFileStore({ disk, folder: '/home/data', random: randomFor('peek'), onDamage: () => undefined }));
  }

  async #readRecords(store: Store): Promise<JournalRecord[]> {
    if (this.circle === undefined) return [];
    const journal = await store.journal(`circle/${this.circle}`);
    const records = (await journal.read()).map(decodeRecord).filter((record) => record !== undefined);
    await journal.close();
    return records;
  }

  #vanish(): void {
    this.#running?.clock.stop();
    this.#running = undefined;
    this.#starting = false;
    this.#ports.vanished(this.index);
  }
}
