import { describe, expect, it, vi } from 'vitest';
import { encodeStateAsUpdate } from 'yjs';
import type { HostLink } from '../../../../renderer/host/connection.ts';
import { CircleReplica } from '../../../../renderer/replica/circle-replica.svelte.ts';
import type { HostMessage, WindowMessage } from '../../../../src/core/commands.ts';
import { person, ScriptedCircle } from '../../../support/window/scripted-circle.ts';

const ann = person('Ann');
const ben = person('Ben');

/** The host's side, in the test's hands. */
class TestLink implements HostLink {
  readonly sent: WindowMessage[] = [];
  readonly #listeners = new Map<string, ((message: HostMessage) => void)[]>();

  send(message: WindowMessage): void {
    this.sent.push(message);
  }

  on(type: string, listener: (message: never) => void): () => void {
    const listeners = this.#listeners.get(type) ?? [];
    this.#listeners.set(type, [...listeners, listener as (message: HostMessage) => void]);
    return () => this.#listeners.set(type, (this.#listeners.get(type) ?? []).filter((each) => each !== listener));
  }

  say(message: HostMessage): void {
    for (const listener of this.#listeners.get(message.type) ?? []) listener(message);
  }

  feed(circle: ScriptedCircle, document: string, reset: boolean): void {
    this.say({ type: 'replica', circle: circle.id, document, reset, complete: true, update: encodeStateAsUpdate(circle.doc) });
  }
}

function openReplica(circle: ScriptedCircle) {
  const link = new TestLink();
  return { link, replica: new CircleReplica(link, ann.device, circle.id) };
}

const titles = (replica: CircleReplica): string[] => replica.listings.map((listing) => listing.title).toSorted();

// This environment has no IndexedDB: the window that may keep no copy. With one: tests/e2e/screens.test.ts.
describe('CircleReplica', () => {
  it('asks for the whole document where it has no copy', async () => {
    const circle = new ScriptedCircle('Cameras', ann);
    const { link, replica } = openReplica(circle);
    await vi.waitUntil(() => link.sent.length > 0);
    expect(link.sent).toEqual([{ type: 'watch', circle: circle.id, document: null, stateVector: null }]);
    expect(replica.ready).toBe(false);
    replica.close();
  });

  it('shows members and listings, and what changes of them', async () => {
    const circle = new ScriptedCircle('Cameras', ann);
    circle.admit(ben, ann);
    const first = circle.post(ben, { kind: 'swap', title: 'Lens', photos: [] });
    const { link, replica } = openReplica(circle);
    link.feed(circle, 'one', true);
    await vi.waitUntil(() => replica.ready && replica.listings.length === 1);
    expect(replica.name).toBe('Cameras');
    expect(replica.member(ben.account)).toMatchObject({ name: 'Ben', admittedBy: ann.account });
    circle.setState(ben, first, 'reserved');
    circle.post(ann, { kind: 'give', title: 'Tripod', photos: [] });
    link.feed(circle, 'one', false);
    await vi.waitUntil(() => replica.listings.length === 2);
    expect(replica.listing(first)?.state).toBe('reserved');
    replica.close();
  });

  it('starts over when the host has rebuilt the document', async () => {
    const circle = new ScriptedCircle('Cameras', ann);
    const { link, replica } = openReplica(circle);
    const longer = new ScriptedCircle('Cameras', ann);
    circle.post(ann, { kind: 'swap', title: 'Before', photos: [] });
    link.feed(circle, 'one', true);
    await vi.waitUntil(() => titles(replica).includes('Before'));
    link.say({ type: 'replica', circle: circle.id, document: 'two', reset: true, complete: true, update: encodeStateAsUpdate(longer.doc) });
    await vi.waitUntil(() => replica.listings.length === 0);
    expect(replica.ready).toBe(true);
    replica.close();
  });

  it('asks for what it lacks when the host is back', async () => {
    const circle = new ScriptedCircle('Cameras', ann);
    const { link, replica } = openReplica(circle);
    link.feed(circle, 'one', true);
    await vi.waitUntil(() => replica.ready);
    link.say({ type: 'welcome', contract: 1, status: { version: '', identity: null, circles: [], storage: null } });
    const last = link.sent.at(-1);
    expect(last).toMatchObject({ type: 'watch', document: 'one' });
    expect(last?.type === 'watch' && last.stateVector !== null && last.stateVector.length).toBeGreaterThan(1);
    replica.close();
    expect(link.sent.at(-1)).toEqual({ type: 'unwatch', circle: circle.id });
  });

  it('says that it may keep no copy, and works all the same', async () => {
    const circle = new ScriptedCircle('Cameras', ann);
    const { link, replica } = openReplica(circle);
    link.feed(circle, 'one', true);
    await vi.waitUntil(() => replica.ready);
    expect(replica.cacheState).toBe('refused');
    replica.close();
  });

  it('lets other tasks run between two messages that come at once', async () => {
    const circle = new ScriptedCircle('Cameras', ann);
    const { link, replica } = openReplica(circle);
    link.feed(circle, 'one', true);
    await vi.waitUntil(() => replica.ready);
    // Each turn that is given away goes by a channel of its own.
    let turns = 0;
    const { MessageChannel: Channel } = globalThis;
    vi.stubGlobal('MessageChannel', class extends Channel {
      constructor() {
        super();
        turns += 1;
      }
    });
    for (let i = 0; i < 8; i++) {
      circle.post(ann, { kind: 'swap', title: `Lens ${String(i)}`, photos: [] });
      link.feed(circle, 'one', false);
    }
    await vi.waitUntil(() => replica.listings.length === 8);
    vi.unstubAllGlobals();
    expect(turns).toBeGreaterThanOrEqual(8);
    replica.close();
  });

  it('reads a long log to its end', async () => {
    const circle = new ScriptedCircle('Cameras', ann);
    for (let i = 0; i < 1_000; i++) circle.post(ann, { kind: 'swap', title: `Thing ${i}`, photos: [] });
    const { link, replica } = openReplica(circle);
    link.feed(circle, 'one', true);
    await vi.waitUntil(() => replica.listings.length === 1_000, { timeout: 10_000 });
    expect(new Set(titles(replica)).size).toBe(1_000);
    replica.close();
  });
});
