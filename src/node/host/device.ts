/**
 * The device behind a host: its identity, its store, and the engine once there is an account. Answers the commands that
 * need no circle (account, drafts, status), checks photos, and hands everything else to the engine.
 * Holds always: an account is made once per home; what a command answers is on disk.
 */
import { join } from 'node:path';
import * as v from 'valibot';
import { createPhrase, phraseToAccount } from '../../core/circle/account.ts';
import { commandSchemas, type CommandName, type HostStatus, type Params, type Results } from '../../core/commands.ts';
import { CommandFailure } from '../../core/failure.ts';
import type { CircleId } from '../../core/ids.ts';
import { LISTING_LIMITS } from '../../core/market/listing.ts';
import { readWebp } from '../../core/market/webp.ts';
import type { PeerCommand, PeerFacade, PeerPorts } from '../../core/peer.ts';
import type { Blobs, Clock, Keys, Random, Store, Verifier } from '../../core/ports.ts';
import { createNodeKeys } from '../crypto/node-keys.ts';
import { createIdentity, readIdentity, writeIdentity, type Identity } from '../identity.ts';
import type { Disk } from '../store/disk.ts';
import { openFileBlobs } from '../store/file-blobs.ts';
import { openFileStore } from '../store/file-store.ts';
import type { DamageReport } from '../store/keep-damaged.ts';
import { watchBlobs, watchStore, type StorageState } from '../store/watched-store.ts';
import { Transfers } from './transfers.ts';

export type OpenPeer = (ports: PeerPorts, options: { name: string; version: string }) => Promise<PeerFacade>;

export interface DeviceOptions {
  disk: Disk;
  /** The home's folder. */
  folder: string;
  clock: Clock;
  random: Random;
  verifier: Verifier;
  openPeer: OpenPeer;
  version: string;
  onDamage: (report: DamageReport) => void;
}

export interface DeviceListeners {
  onStatus: () => void;
  onDocument: (circle: CircleId) => void;
}

export class Device {
  readonly #options: DeviceOptions;
  readonly #store: Store;
  readonly #blobs: Blobs;
  readonly #storage: StorageState;
  readonly #transfers: Transfers;
  #listeners: DeviceListeners = { onStatus: () => undefined, onDocument: () => undefined };
  #identity: { name: string; keys: Keys } | undefined;
  #peer: PeerFacade | undefined;
  #makingAccount = false;

  private constructor(options: DeviceOptions, store: Store, blobs: Blobs, storage: StorageState) {
    this.#options = options;
    this.#store = watchStore(store, storage);
    this.#blobs = watchBlobs(blobs, storage);
    this.#storage = storage;
    this.#transfers = new Transfers(options.clock);
    storage.onChange = () => this.#listeners.onStatus();
  }

  /** Opens what the home has. Rejects with StoreError. */
  static async open(options: DeviceOptions): Promise<Device> {
    const { disk, folder, random, verifier, onDamage } = options;
    const store = await openFileStore({ disk, folder: join(folder, 'data'), random, onDamage });
    const blobs = await openFileBlobs({ disk, folder: join(folder, 'blobs'), sha256: verifier.sha256 });
    const device = new Device(options, store, blobs, { failure: null, onChange: () => undefined });
    const identity = await readIdentity(disk, folder);
    if (identity) await device.#start(identity);
    return device;
  }

  /** Sets the one listener. */
  listen(listeners: DeviceListeners): void {
    this.#listeners = listeners;
  }

  get peer(): PeerFacade | undefined {
    return this.#peer;
  }

  status(): HostStatus {
    const identity = this.#identity && { account: this.#identity.keys.account, device: this.#identity.keys.device, name: this.#identity.name };
    return { version: this.#options.version, identity: identity ?? null, circles: this.#peer?.circles() ?? [], storage: this.#storage.failure };
  }

  /** Carries a command out. Rejects with CommandFailure or StoreError; anything else is a bug. */
  async run(command: string, params: unknown): Promise<unknown> {
    if (!isCommand(command)) throw new CommandFailure('bad-input', 'This host doesn’t know that command.');
    switch (command) {
      case 'createAccount':
        return this.#createAccount(readParams(command, params));
      case 'restoreAccount':
        return this.#restoreAccount(readParams(command, params));
      case 'renewDevice':
        return this.#renew(readParams(command, params));
      case 'putDraft':
        return this.#putDraft(readParams(command, params));
      case 'getDraft':
        return this.#getDraft(readParams(command, params));
      case 'removeDraft':
        return this.#removeDraft(readParams(command, params));
      case 'status':
        return this.status();
      case 'putPhoto':
        return this.#putPhoto(readParams(command, params));
      case 'exportBegin':
        return this.#beginExport(readParams(command, params));
      case 'exportNext':
        return this.#transfers.nextOfExport(readParams(command, params).transfer);
      case 'importBegin':
        return this.#transfers.beginImport(this.#requirePeer());
      case 'importChunk':
        return this.#takeChunk(readParams(command, params));
      case 'importEnd':
        return this.#transfers.endPass(readParams(command, params).transfer);
      case 'cancelTransfer':
        return this.#transfers.cancel(readParams(command, params).transfer);
      default:
        return this.#runPeer(command, readParams(command, params));
    }
  }

  /** Ends what is under way and waits for what is being written. */
  async close(): Promise<void> {
    this.#transfers.close();
    await this.#peer?.close();
  }

  #beginExport({ circle, photos }: Params<'exportBegin'>): Results['exportBegin'] {
    return this.#transfers.beginExport(this.#requirePeer().exportBundle(circle, { photos }));
  }

  #takeChunk({ transfer, chunk }: Params<'importChunk'>): Promise<null> {
    return this.#transfers.takeChunk(transfer, chunk);
  }

  async #createAccount({ name }: Params<'createAccount'>): Promise<Results['createAccount']> {
    const phrase = createPhrase(this.#options.random);
    return { ...(await this.#makeAccount(name, phrase)), phrase };
  }

  #restoreAccount({ name, phrase }: Params<'restoreAccount'>): Promise<Results['restoreAccount']> {
    return this.#makeAccount(name, phrase);
  }

  async #makeAccount(name: string, phrase: string): Promise<Results['restoreAccount']> {
    if (this.#identity || this.#makingAccount) throw new CommandFailure('account-exists', 'This home already has an account.');
    this.#makingAccount = true;
    try {
      const { seed } = phraseToAccount(phrase);
      const identity = createIdentity(name, seed, this.#options.random);
      seed.fill(0);
      await writeIdentity(this.#options.disk, this.#options.folder, identity);
      const { keys } = await this.#start(identity);
      return { account: keys.account, device: keys.device, name };
    } finally {
      this.#makingAccount = false;
    }
  }

  /** A copied home becomes a device of its own. Circles let it in again by themselves; what was said in vain is said again. */
  async #renew({ phrase }: Params<'renewDevice'>): Promise<Results['renewDevice']> {
    const old = this.#identity;
    const peer = this.#requirePeer();
    if (old === undefined || this.#makingAccount) throw new CommandFailure('no-account', 'There is no account on this device yet.');
    this.#makingAccount = true;
    try {
      const { seed } = phraseToAccount(phrase);
      const identity = createIdentity(old.name, seed, this.#options.random);
      seed.fill(0);
      if (identity.account !== old.keys.account) throw new CommandFailure('bad-phrase', 'These are the words of another account.', 'phrase');
      const again = await peer.leaveBehind();
      await writeIdentity(this.#options.disk, this.#options.folder, identity);
      await peer.close();
      const { keys } = await this.#start(identity);
      return { account: keys.account, device: keys.device, name: old.name, again };
    } finally {
      this.#makingAccount = false;
    }
  }

  async #start(identity: Identity): Promise<{ keys: Keys }> {
    const { clock, random, verifier, openPeer, version } = this.#options;
    const keys = createNodeKeys(identity, random);
    const peer = await openPeer({ store: this.#store, blobs: this.#blobs, clock, random, verifier, keys }, { name: identity.name, version });
    this.#identity = { name: identity.name, keys };
    this.#peer = peer;
    peer.onStatus(() => this.#listeners.onStatus());
    peer.onDocument((circle) => this.#listeners.onDocument(circle));
    this.#listeners.onStatus();
    return { keys };
  }

  async #putDraft({ key, draft }: Params<'putDraft'>): Promise<null> {
    await this.#store.put(`draft/${key}`, new TextEncoder().encode(draft));
    return null;
  }

  async #getDraft({ key }: Params<'getDraft'>): Promise<string | null> {
    const draft = await this.#store.get(`draft/${key}`);
    return draft ? new TextDecoder().decode(draft) : null;
  }

  async #removeDraft({ key }: Params<'removeDraft'>): Promise<null> {
    await this.#store.remove(`draft/${key}`);
    return null;
  }

  async #putPhoto(params: Params<'putPhoto'>): Promise<Results['putPhoto']> {
    assertPhoto(params.photo, LISTING_LIMITS.photoSide, 'photo');
    assertPhoto(params.thumb, LISTING_LIMITS.thumbSide, 'thumb');
    return this.#runPeer('putPhoto', params);
  }

  async #runPeer<K extends PeerCommand>(command: K, params: Params<K>): Promise<Results[K]> {
    return this.#requirePeer().run(command, params);
  }

  #requirePeer(): PeerFacade {
    if (!this.#peer) throw new CommandFailure('no-account', 'There is no account on this device yet.');
    return this.#peer;
  }
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commandSchemas, name);
}

/** The parameters, checked; a CommandFailure names the first field that is wrong. */
function readParams<K extends CommandName>(command: K, params: unknown): Params<K> {
  const result = v.safeParse(commandSchemas[command], params);
  if (result.success) return result.output as Params<K>;
  const [issue] = result.issues;
  throw new CommandFailure('bad-input', `This can’t be: ${issue.message}.`, v.getDotPath(issue) ?? undefined);
}

function assertPhoto(bytes: Uint8Array, mostSide: number, field: string): void {
  const reading = readWebp(bytes);
  if (reading.type === 'refused') throw new CommandFailure('bad-photo', `This photo can’t be used: ${reading.why}.`, field);
  if (Math.max(reading.width, reading.height) > mostSide) throw new CommandFailure('bad-photo', `This photo can’t be used: it is wider or higher than ${mostSide} pixels.`, field);
}
