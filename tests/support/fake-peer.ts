/** An engine for tests of the host: at the PeerFacade port, with documents and rooms that a test sets, and lanes that it sees. */
import type { CircleStatus, ImportResult, Params, Results, Room } from '../../src/core/commands.ts';
import type { CircleId } from '../../src/core/ids.ts';
import type { OpenDocument, PeerCommand, PeerFacade } from '../../src/core/peer.ts';
import type { Lane } from '../../src/core/ports.ts';
import type { BundleExport } from '../../src/core/sync/bundle-export.ts';

export class FakePeer implements PeerFacade {
  readonly documents = new Map<CircleId, OpenDocument>();
  readonly lanes: Lane[] = [];
  roomList: Room[] = [];
  circleList: CircleStatus[] = [];
  closed = false;
  /** What the next commands do. */
  onRun: (command: PeerCommand, params: unknown) => Promise<unknown> = async () => null;
  readonly #documentListeners = new Set<(circle: CircleId) => void>();
  readonly #statusListeners = new Set<() => void>();

  async run<K extends PeerCommand>(command: K, params: Params<K>): Promise<Results[K]> {
    return (await this.onRun(command, params)) as Results[K];
  }
  circles(): CircleStatus[] {
    return this.circleList;
  }
  rooms(): Room[] {
    return this.roomList;
  }
  document(circle: CircleId): OpenDocument | undefined {
    return this.documents.get(circle);
  }
  onDocument(listener: (circle: CircleId) => void): () => void {
    this.#documentListeners.add(listener);
    return () => this.#documentListeners.delete(listener);
  }
  onStatus(listener: () => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }
  connect(lane: Lane): void {
    this.lanes.push(lane);
  }
  exportBundle(): BundleExport {
    throw new Error('this engine has no bundles');
  }
  async importBundle(): Promise<ImportResult> {
    throw new Error('this engine has no bundles');
  }
  async leaveBehind(): Promise<number> {
    this.closed = true;
    return 0;
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  changeDocument(circle: CircleId): void {
    for (const listener of this.#documentListeners) listener(circle);
  }
  changeStatus(): void {
    for (const listener of this.#statusListeners) listener();
  }
}
