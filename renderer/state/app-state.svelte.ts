/**
 * What the whole window knows: the connection to the host, the host's status, and one replica per circle that was opened.
 * The one place where screens send commands from.
 */
import { getContext, setContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { CircleStatus, CommandName, HostStatus, Params, Results } from '../../src/core/commands.ts';
import type { AccountKey, CircleId } from '../../src/core/ids.ts';
import type { Answer, ConnectionState, HostConnection } from '../host/connection.ts';
import { PhotoCache } from '../photos/photo-cache.svelte.ts';
import { dropForeignCaches } from '../replica/replica-cache.ts';
import { CircleReplica } from '../replica/circle-replica.svelte.ts';
import { BundleTransfer } from './bundle-transfer.svelte.ts';
import { CircleFacts } from './circle-facts.svelte.ts';

const CLOCK_MS = 30_000;

export class AppState {
  readonly connection: HostConnection;
  readonly photos: PhotoCache;
  readonly #replicas = new SvelteMap<CircleId, CircleReplica>();
  readonly #transfers = new Map<CircleId, BundleTransfer>();
  readonly #facts = new Map<CircleId, CircleFacts>();
  #connectionState = $state.raw<ConnectionState>('connecting');
  #status = $state.raw<HostStatus | undefined>();
  #now = $state.raw(Date.now());
  /** The recovery words of an account that was just made, until the person says they are written down. */
  phrase = $state.raw<string | undefined>();

  constructor(connection: HostConnection) {
    this.connection = connection;
    this.photos = new PhotoCache((hash, circle) => this.call('getBlob', circle === undefined ? { hash } : { hash, circle }));
    this.#connectionState = connection.state;
    connection.onState((state) => {
      this.#connectionState = state;
    });
    connection.on('welcome', (message) => this.#take(message.status));
    connection.on('status', (message) => this.#take(message.status));
    setInterval(() => {
      this.#now = Date.now();
    }, CLOCK_MS);
  }

  get connectionState(): ConnectionState {
    return this.#connectionState;
  }

  /** Undefined until the host was reached for the first time. */
  get status(): HostStatus | undefined {
    return this.#status;
  }

  get circles(): readonly CircleStatus[] {
    return this.#status?.circles ?? [];
  }

  get me(): AccountKey | undefined {
    return this.#status?.identity?.account;
  }

  /** Now, in ms since 1970, precise to half a minute: for "3 minutes ago" and "valid until". */
  get now(): number {
    return this.#now;
  }

  circle(id: CircleId): CircleStatus | undefined {
    return this.circles.find((status) => status.circle === id);
  }

  call<K extends CommandName>(command: K, params: Params<K>): Promise<Answer<Results[K]>> {
    return this.connection.call(command, params);
  }

  /** The circle's replica, if it was opened. */
  replica(circle: CircleId): CircleReplica | undefined {
    return this.#replicas.get(circle);
  }

  /** Opens the circle's replica; it stays open as long as the window, so that going back is instant. */
  openReplica(circle: CircleId): void {
    const device = this.#status?.identity?.device;
    if (device === undefined || this.#replicas.has(circle)) return;
    this.#replicas.set(circle, new CircleReplica(this.connection, device, circle));
  }

  /** The circle's file being written or opened: one at a time, whichever screen shows it. */
  transfer(circle: CircleId): BundleTransfer {
    const transfer = this.#transfers.get(circle) ?? new BundleTransfer(this);
    this.#transfers.set(circle, transfer);
    return transfer;
  }

  /** What the host says of the circle's people and rules; asked by the screens that show it. */
  facts(circle: CircleId): CircleFacts {
    const facts = this.#facts.get(circle) ?? new CircleFacts(this, circle);
    this.#facts.set(circle, facts);
    return facts;
  }

  #take(status: HostStatus): void {
    this.#status = status;
    this.photos.retryMissing();
    for (const [circle, replica] of this.#replicas) {
      if (status.circles.some((known) => known.circle === circle)) continue;
      this.#replicas.delete(circle);
      void replica.forget();
    }
    const device = status.identity?.device;
    if (device !== undefined) dropForeignCaches(device, status.circles.map(({ circle }) => circle));
  }
}

const KEY = Symbol('app');

export function provideApp(app: AppState): void {
  setContext(KEY, app);
}

/** The window's state, from within any component. */
export function useApp(): AppState {
  return getContext<AppState>(KEY);
}
