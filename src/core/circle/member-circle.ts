/**
 * A circle that this device is in, or waits to be let into: its ops, its settings, and how its sync is going.
 * What a session sees of it is SessionCircle; what people are told is CircleStatus.
 */
import type { CircleStatus, WaitReason } from '../commands.ts';
import type { Role } from './control-bodies.ts';
import type { CircleId, DeviceKey, ListingId } from '../ids.ts';
import { CommandFailure } from '../failure.ts';
import type { Op, Ref } from '../op/op.ts';
import { StoreError, type Blobs, type Clock, type Keys, type Random, type Store, type Verifier } from '../ports.ts';
import { Mutex } from '../sync/mutex.ts';
import { PhotoWants } from '../sync/photo-wants.ts';
import type { LobbyAnswer, SessionCircle } from '../sync/session-circle.ts';
import type { LogOwner } from './genesis.ts';
import { Greeter } from './greeter.ts';
import { invitationKey } from './invitation.ts';
import { KeyKeeper } from './key-keeper.ts';
import { joinChecks, makeJoin, type Join } from './join.ts';
import type { CircleChange, OpenCircle } from './open-circle.ts';
import { joiner, type PendingJoin, type PendingJoins } from './pending-joins.ts';
import { saveSettings, type CircleSettings } from './settings.ts';

export interface MemberCirclePorts {
  store: Store;
  blobs: Blobs;
  clock: Clock;
  verifier: Verifier;
  keys: Keys;
  random: Random;
  person: string;
  /** Something that people are told has changed. */
  changed(): void;
  /** Photos are wanted that sessions could fetch. */
  wanted(): void;
  /** This device was let in: from now on it meets the others as a member. */
  letIn(circle: CircleId): void;
}

const SAVE_DELAY = 1_000;
const MOST_RELAYS = 8;

/** What became of a join that came in a bundle. `asking`: kept until it can be answered, here or elsewhere. */
export type JoinOutcome = 'let-in' | 'known' | 'asking' | 'refused';

export class MemberCircle implements SessionCircle {
  readonly circle: CircleId;
  readonly open: OpenCircle;
  readonly photos: PhotoWants;
  readonly fetching = new Mutex();
  readonly #greeting = new Mutex();
  readonly #greeter: Greeter;
  readonly #saving = new Mutex();
  readonly keyring: KeyKeeper;
  readonly #ports: MemberCirclePorts;
  readonly #joins: PendingJoins;
  readonly #inSyncWith = new Set<DeviceKey>();
  #request: PendingJoin | undefined;
  #settings: CircleSettings;
  #receiving: { have: number; of: number } | undefined;
  /** How many ops were here when the catching up began that is under way, or was cut off. */
  #catchingUpFrom: number | undefined;
  #lastInSync: { at: number; with: string } | undefined;
  #notYet: WaitReason | undefined;
  /** Somebody said that this device is out, and nobody has been in sync with it since. */
  #toldOut = false;
  #cancelSave: (() => void) | undefined;
  #givingRoles: Promise<void> | undefined;

  constructor(open: OpenCircle, settings: CircleSettings, joins: PendingJoins, ports: MemberCirclePorts) {
    this.circle = open.circle;
    this.open = open;
    this.#settings = settings;
    this.#joins = joins;
    this.#ports = ports;
    this.#greeter = new Greeter(open, ports);
    this.keyring = new KeyKeeper(open, [...(settings.groupKey === undefined ? [] : [settings.groupKey]), ...(settings.olderKeys ?? [])], {
      ...ports,
      makesKeys: settings.sample === undefined,
      save: ([groupKey, ...olderKeys]) => this.#save((before) => ({ ...before, ...(groupKey === undefined ? {} : { groupKey }), olderKeys })),
      changed: () => this.#keysChanged(),
      isInTouch: () => this.#inSyncWith.size > 0,
    });
    this.#request = this.#makeRequest(settings.secret);
    this.photos = new PhotoWants(ports.blobs, () => open.ops.view.listings, () => ports.changed());
    open.onChange((change) => this.#onChange(change));
    void this.#lookForPhotos(open.ops.view.listings.keys());
    this.#keysChanged();
  }

  /** The newest that is here. */
  get groupKey(): Uint8Array | undefined {
    return this.keyring.newest;
  }

  /** Those that it had before, the newest first. */
  get olderKeys(): readonly Uint8Array[] {
    return this.keyring.ring.slice(1);
  }

  get relays(): string[] {
    return this.#settings.relays;
  }

  /** A circle of this device alone: no session, room or bundle may ever have it. */
  get sample(): boolean {
    return this.#settings.sample !== undefined;
  }

  get waiting(): boolean {
    return this.membership === 'waiting';
  }

  get membership(): CircleStatus['membership'] {
    return this.groupKey === undefined ? 'waiting' : this.open.membership;
  }

  async setRelays(relays: string[]): Promise<void> {
    await this.#save((before) => ({ ...before, relays }));
  }

  /** From now on a sample circle is gone, whatever happens: what is left of it is erased at the next start at the latest. */
  async markRemoved(): Promise<void> {
    await this.#save((before) => ({ ...before, sample: 'removed' }));
  }

  /**
   * Keeps what was said here in vain, for the device that comes in this one's place; how much that is. A sample circle is of this device alone, and
   * goes with it. Rejects with StoreError.
   */
  async leaveBehind(): Promise<number> {
    if (this.sample) await this.markRemoved();
    const lost = this.sample ? [] : this.open.lost();
    const again = lost.map(({ kind, refs, body }) => ({ kind, refs: [...refs], body }));
    if (again.length > 0) await this.#save((before) => ({ ...before, again }));
    return this.#settings.again?.length ?? 0;
  }

  /** Says again what another device of this person said in vain. */
  async #sayAgain(): Promise<void> {
    const { again, ...rest } = this.#settings;
    if (again === undefined || !this.open.isMember || this.#receiving !== undefined) return;
    this.#settings = rest;
    try {
      await Promise.all(again.map(({ kind, refs, body }) => this.open.say({ kind, refs: refs as Ref[], body })));
    } catch (error) {
      this.#settings = { ...this.#settings, again };
      throw error;
    }
    await this.#save((before) => before);
  }

  /** Asks by another invitation than before. Rejects with StoreError. */
  async askAgain(secret: Uint8Array, relays: readonly string[], readKey: Uint8Array | undefined): Promise<void> {
    await this.#save((before) => ({ ...before, secret, relays: [...new Set([...before.relays, ...relays])].slice(0, MOST_RELAYS) }));
    if (readKey !== undefined && this.groupKey === undefined) await this.keyring.read(readKey);
    this.#request = this.#makeRequest(secret);
  }

  /** Made at once: whoever meets somebody should not have to sign first. */
  #makeRequest(secret: Uint8Array | undefined): PendingJoin | undefined {
    return secret === undefined ? undefined : { join: makeJoin(this.circle, secret, this.#self()), invitation: invitationKey(secret) };
  }

  joinRequest(): PendingJoin | undefined {
    return this.#settings.secret === undefined ? undefined : this.#request;
  }

  /** One at a time, so that a link for one doesn't let in two who come at once. */
  greet(join: Join, invitation: Uint8Array): Promise<LobbyAnswer> {
    return this.#greeting.run(() => this.#greeter.greet(join, invitation, this.groupKey));
  }

  /** Makes an invitation. Whose software gives a role to those who come by it has to be an organizer's. */
  invite(key: Uint8Array, uses: number, role: Role): Promise<Op> {
    return this.#greeter.invite(key, uses, role);
  }

  /** Lets in who brings a join in a bundle, or keeps the join until that can be done. Rejects with StoreError. */
  takeJoin(pending: PendingJoin): Promise<JoinOutcome> {
    return this.#greeting.run(async () => {
      const { join, invitation } = pending;
      if (joiner(join).device === this.#ports.keys.device || this.#isIn(pending)) return 'known';
      const checks = joinChecks(this.circle, join, invitation);
      if (checks === undefined || !(await this.#ports.verifier.verify(checks)).every(Boolean)) return 'refused';
      const answer = await this.#greeter.greet(join, invitation, this.groupKey);
      if (answer.type === 'welcome') return 'let-in';
      if (isFinal(answer.reason)) return 'refused';
      await this.#joins.add(pending);
      return 'asking';
    });
  }

  /** The joins that this device carries for others, and its own while it waits. */
  carriedJoins(): PendingJoin[] {
    const own = this.waiting ? this.joinRequest() : undefined;
    return [...(own === undefined ? [] : [own]), ...this.#joins.all.filter((pending) => !this.#isIn(pending))];
  }

  /** Does now what otherwise follows soon after ops came: takes the group key, opens the own log, lets in who asked before. */
  async settle(): Promise<void> {
    await this.#takeGroupKey();
    await this.open.introduce();
    await this.#sayAgain();
    await this.#greetPending();
  }

  async offerGroupKey(groupKey: Uint8Array): Promise<void> {
    await this.keyring.offer(groupKey);
    this.#forgetSecret();
  }

  /** Counts from where catching up began, over all its rounds and sessions, so that counts only grow. */
  noteFetch(missing: number | 'over' | 'cut-off'): void {
    const here = this.open.ops.logs.count();
    if (missing === 'over') this.#catchingUpFrom = undefined;
    else if (missing !== 'cut-off') this.#catchingUpFrom ??= here;
    const have = Math.max(0, here - (this.#catchingUpFrom ?? here));
    this.#receiving = typeof missing === 'number' ? { have, of: have + missing } : undefined;
    this.#introduce();
    this.#ports.changed();
  }

  noteInSync(device: DeviceKey, inSync: boolean): void {
    if (inSync) {
      this.#inSyncWith.add(device);
      this.#toldOut = false;
      this.#lastInSync = { at: this.#ports.clock.now(), with: this.nameOf(device) };
    } else {
      this.#inSyncWith.delete(device);
    }
    this.#ports.changed();
  }

  noteConfirmed(ops: number): void {
    if (ops <= this.#settings.confirmed) return;
    this.#settings = { ...this.#settings, confirmed: ops };
    this.#saveSoon();
    this.#ports.changed();
  }

  /** Another device says that this one is no longer in: told to people as something that somebody says, unless others don't think so. */
  noteOut(by: DeviceKey): void {
    this.#inSyncWith.delete(by);
    this.#toldOut = this.#inSyncWith.size === 0;
    this.#ports.changed();
  }

  noteWaiting(reason: WaitReason): void {
    this.#notYet = reason;
    this.#ports.changed();
  }

  /** What a device's owner is called here. */
  nameOf(device: DeviceKey): string {
    const account = this.open.ops.logs.get(device)?.owner.account;
    return (account === undefined ? undefined : this.open.ops.view.members.get(account)?.name) ?? '';
  }

  status(peers: CircleStatus['peers'], problem: CircleStatus['problem']): CircleStatus {
    const { logs, view } = this.open.ops;
    const others = view.members.size > 1 && !this.sample;
    const own = this.open.ownLog?.counted ?? 0;
    return {
      circle: this.circle,
      name: view.name === '' ? this.#settings.name : view.name,
      public: view.public,
      membership: this.membership,
      relays: [...this.#settings.relays],
      ops: logs.count(),
      members: view.members.size,
      unsent: others ? Math.max(0, own - this.#settings.confirmed) : 0,
      peers,
      receiving: this.#receiving,
      inSync: this.#lastInSync,
      photosMissing: this.photos.missing,
      forks: this.open.forks.size,
      // What stands in the way of others doesn't concern what is for nobody else.
      problem: this.open.olderCopy ? 'older-copy' : this.sample ? undefined : this.#toldOut && this.membership === 'member' ? 'refused' : problem,
      notYet: this.waiting ? this.#notYet : undefined,
      again: this.#settings.again?.length,
      ...(this.sample ? { sample: true } : {}),
    };
  }

  #saveSoon(): void {
    this.#cancelSave ??= this.#ports.clock.after(SAVE_DELAY, () => void this.flush());
  }

  /** Writes what was put off. */
  async flush(): Promise<void> {
    this.#cancelSave?.();
    this.#cancelSave = undefined;
    await this.#saving.run(() => saveSettings(this.#ports.store, this.circle, this.#settings)).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.keyring.close();
    if (this.#cancelSave !== undefined) await this.flush();
    await this.#saving.run(() => Promise.resolve());
    await this.open.close();
  }

  #onChange(change: CircleChange): void {
    if (change.type === 'ops') void this.#lookForPhotos(change.listings);
    if (change.type === 'rebuilt') void this.#lookForPhotos(this.open.ops.view.listings.keys());
    this.keyring.onChange(change.type !== 'side-set' && change.own);
    void this.#takeGroupKey();
    this.#introduce();
    if (this.#joins.all.length > 0) void this.#greetPending();
    if (this.#givingRoles === undefined) this.#givingRoles = this.#greeter.giveRoles().catch(ignoreRefusal).finally(() => (this.#givingRoles = undefined));
    void this.#sayAgain().catch(ignoreRefusal);
    this.#forgetSecret();
    this.#ports.changed();
  }

  /** Not in the middle of what is coming in: it would wait until all that is on disk, and everything else for it. */
  #introduce(): void {
    if (this.#receiving === undefined && this.open.isMember && this.open.ownLog === undefined) void this.open.introduce();
  }

  /** Tries again to let in those who asked in a bundle, and forgets whom that is done with. */
  #greetPending(): Promise<void> {
    return this.#greeting.run(async () => {
      const done = new Set<PendingJoin>();
      for (const pending of this.#joins.all) {
        const answer = this.#isIn(pending) ? undefined : await this.#greeter.greet(pending.join, pending.invitation, this.groupKey);
        if (answer === undefined || answer.type === 'welcome' || isFinal(answer.reason)) done.add(pending);
      }
      try {
        await this.#joins.keep((pending) => !done.has(pending));
      } catch (error) {
        // A join that is kept too long costs nothing: it is known to be answered.
        if (!(error instanceof StoreError)) throw error;
      }
    });
  }

  #isIn({ join }: PendingJoin): boolean {
    const { device, account } = joiner(join);
    return this.open.ops.admissions.isIn(device, account);
  }

  async #lookForPhotos(listings: Iterable<ListingId>): Promise<void> {
    const before = this.photos.missing;
    try {
      await this.photos.look(listings);
    } catch (error) {
      // A disk that can't be read now is asked again with the next change.
      if (!(error instanceof StoreError)) throw error;
    }
    if (this.photos.missing > before) this.#ports.wanted();
  }

  /** Keeps an offered key if an op that counts commits to it; a false one costs nothing. */
  async #takeGroupKey(): Promise<void> {
    if (await this.keyring.takeOffered()) this.#forgetSecret();
  }

  /** Which key is the newest is written soon, for those who look at the disk alone; all that are held are there already. */
  #keysChanged(): void {
    const [groupKey, ...olderKeys] = this.keyring.ring;
    if (groupKey !== undefined && groupKey !== this.#settings.groupKey) {
      this.#settings = { ...this.#settings, groupKey, olderKeys };
      this.#saveSoon();
    }
    this.#ports.changed();
  }

  /** Once in, the invitation's secret is of no more use here. */
  #forgetSecret(): void {
    if (this.waiting || this.#settings.secret === undefined) return;
    const { secret: _, ...rest } = this.#settings;
    this.#settings = rest;
    void this.flush();
    this.#ports.letIn(this.circle);
  }

  /** One at a time; what changed in memory meanwhile stays. */
  async #save(change: (before: CircleSettings) => CircleSettings): Promise<void> {
    await this.#saving.run(async () => {
      await saveSettings(this.#ports.store, this.circle, change(this.#settings));
      this.#settings = change(this.#settings);
    });
    this.#ports.changed();
  }

  #self(): LogOwner {
    const { keys, person } = this.#ports;
    return { account: keys.account, device: keys.device, certificate: keys.certificate, boxKey: keys.boxKey, person };
  }
}

/** Whether asking again is of no use. */
const isFinal = (reason: WaitReason): boolean => reason === 'used-up' || reason === 'revoked' || reason === 'removed';

/** What can't be said now is said when something changes again. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof StoreError || error instanceof CommandFailure)) throw error;
}
