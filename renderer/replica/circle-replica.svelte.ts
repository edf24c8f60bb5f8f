/**
 * One open circle in this window: the document that the host feeds, the view computed from it, and both as Svelte state.
 * Holds always: the view is that of a prefix of the document in reading order, and catches up by itself; the document is
 * written by the host's updates and by the cache only. The cache is loaded before the host is asked, so that the host
 * sends only what is missing.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { Doc, applyUpdate, encodeStateVector } from 'yjs';
import type { HostMessage } from '../../src/core/commands.ts';
import type { AccountKey, CircleId, DeviceKey, ListingId } from '../../src/core/ids.ts';
import type { Listing } from '../../src/core/market/listing.ts';
import { DocumentReader } from '../../src/core/sync/document.ts';
import { CircleView, type Member } from '../../src/core/view.ts';
import type { HostLink } from '../host/connection.ts';
import { cachedDocument, dropReplicaCache, openReplicaCache, type CacheState, type ReplicaCache } from './replica-cache.ts';
import { nextTask, runInSlices } from './slices.ts';

type ReplicaMessage = Extract<HostMessage, { type: 'replica' }>;

/** Ops applied between two looks at the clock. */
const STEP_OPS = 50;
/** While much is coming in, screens are told of it this often at most. */
const TELL_MS = 400;

interface Loaded {
  document: string;
  doc: Doc;
  reader: DocumentReader;
  view: CircleView;
  cache: ReplicaCache | undefined;
}

export class CircleReplica {
  readonly circle: CircleId;
  readonly #device: DeviceKey;
  readonly #link: HostLink;
  readonly #stop = new AbortController();
  readonly #off: (() => void)[] = [];
  #loaded: Loaded | undefined;
  readonly #inbox: ReplicaMessage[] = [];
  #started = false;
  #working = false;
  #toldAt = 0;
  /** Counts what screens were told: everything below is read through it. */
  #version = $state.raw(0);
  #listings = $state.raw<readonly Listing[]>([]);
  #ready = $state.raw(false);
  #cacheState = $state.raw<CacheState | undefined>();

  constructor(link: HostLink, device: DeviceKey, circle: CircleId) {
    this.#link = link;
    this.#device = device;
    this.circle = circle;
    this.#off.push(link.on('replica', (message) => this.#take(message)), link.on('welcome', () => this.#watch()));
    void this.#start();
  }

  /** All listings, in no particular order. A new array whenever something changed. */
  get listings(): readonly Listing[] {
    return this.#listings;
  }

  /** False until the first content is here; then it stays true. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Whether this window keeps a copy; undefined until known. */
  get cacheState(): CacheState | undefined {
    return this.#cacheState;
  }

  get members(): readonly Member[] {
    return this.#version >= 0 && this.#loaded !== undefined ? [...this.#loaded.view.members.values()] : [];
  }

  get name(): string | undefined {
    return this.#version >= 0 ? this.#loaded?.view.name : undefined;
  }

  listing(id: ListingId): Listing | undefined {
    return this.#version >= 0 ? this.#loaded?.view.listings.get(id) : undefined;
  }

  member(account: AccountKey): Member | undefined {
    return this.#version >= 0 ? this.#loaded?.view.members.get(account) : undefined;
  }

  close(): void {
    void this.#end();
  }

  /** Closes it, and drops this window's copy: the circle is no longer on this device. */
  async forget(): Promise<void> {
    await this.#end();
    dropReplicaCache(this.#device, this.circle);
  }

  async #end(): Promise<void> {
    this.#stop.abort();
    for (const off of this.#off) off();
    this.#link.send({ type: 'unwatch', circle: this.circle });
    await this.#unload();
  }

  async #start(): Promise<void> {
    const document = cachedDocument(this.#device, this.circle);
    if (document !== undefined) {
      try {
        await this.#load(document);
        await this.#read();
      } catch {
        // Whatever is wrong with a copy, the host has the whole: what is wrong with that would be thrown again there.
        dropReplicaCache(this.#device, this.circle);
        await this.#unload();
      }
    }
    this.#started = true;
    this.#watch();
  }

  #watch(): void {
    if (!this.#started || this.#stop.signal.aborted) return;
    const loaded = this.#loaded;
    const stateVector = loaded === undefined ? null : encodeStateVector(loaded.doc);
    this.#link.send({ type: 'watch', circle: this.circle, document: loaded?.document ?? null, stateVector });
  }

  #take(message: ReplicaMessage): void {
    if (message.circle !== this.circle) return;
    this.#inbox.push(message);
    if (!this.#working) void this.#work();
  }

  /** Empties the inbox, one message in a task: many come at once, and each takes Yjs a while. */
  async #work(): Promise<void> {
    this.#working = true;
    try {
      for (let message = this.#next(); message !== undefined; message = this.#next()) {
        if (message.reset) await this.#load(message.document);
        const loaded = this.#loaded;
        if (message.document === loaded?.document) applyUpdate(loaded.doc, message.update, this);
        await nextTask();
        await this.#read();
      }
    } finally {
      this.#working = false;
    }
  }

  /** The oldest message that still counts: one that starts over makes those before it worthless. */
  #next(): ReplicaMessage | undefined {
    if (this.#stop.signal.aborted) return undefined;
    this.#inbox.splice(0, Math.max(0, this.#inbox.findLastIndex((message) => message.reset)));
    return this.#inbox.shift();
  }

  /** Starts over with the document of that name, from the cache where there is one. */
  async #load(document: string): Promise<void> {
    await this.#unload();
    const doc = new Doc();
    const loaded: Loaded = { document, doc, reader: new DocumentReader(doc, this.circle, sha256), view: new CircleView(this.circle), cache: undefined };
    loaded.cache = await openReplicaCache(doc, this.#device, this.circle, document);
    this.#cacheState = loaded.cache.state;
    if (this.#stop.signal.aborted) await loaded.cache.close();
    else this.#loaded = loaded;
  }

  async #unload(): Promise<void> {
    const loaded = this.#loaded;
    this.#loaded = undefined;
    if (loaded === undefined) return;
    await loaded.cache?.close();
    loaded.doc.destroy();
  }

  /** Brings the view up to the document, in slices. */
  async #read(): Promise<void> {
    const loaded = this.#loaded;
    if (loaded === undefined) return;
    await runInSlices(() => {
      const ops = loaded.reader.next(STEP_OPS);
      if (ops.length > 0) loaded.view.apply(ops);
      if (performance.now() - this.#toldAt > TELL_MS) this.#tell(loaded);
      return ops.length > 0;
    }, this.#stop.signal);
    if (this.#inbox.length === 0) this.#tell(loaded);
  }

  #tell(loaded: Loaded): void {
    if (loaded !== this.#loaded) return;
    this.#toldAt = performance.now();
    this.#version += 1;
    this.#listings = [...loaded.view.listings.values()];
    if (loaded.view.members.size > 0) this.#ready = true;
  }
}
