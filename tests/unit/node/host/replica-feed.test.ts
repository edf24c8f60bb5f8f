import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { HostMessage } from '../../../../src/core/commands.ts';
import type { CircleId } from '../../../../src/core/ids.ts';
import { makeHost } from './support.ts';

const CIRCLE = 'c'.repeat(64) as CircleId;
type Replica = Extract<HostMessage, { type: 'replica' }>;

/** Adds to a log as the engine does: one client and one root array per log. */
function addOps(doc: Y.Doc, log: number, count: number): void {
  doc.transact(() => {
    doc.clientID = log;
    const array = doc.getArray<[Uint8Array]>(`log/${log}/0`);
    for (let i = 0; i < count; i++) array.push([[Uint8Array.of(log, array.length)]]);
  });
}

async function watched(doc: Y.Doc, name = 'one') {
  const made = await makeHost();
  const window = made.window();
  await window.call('createAccount', { name: 'Ada' });
  made.peer.documents.set(CIRCLE, { name, doc });
  const replica = new Y.Doc();
  const replicas = (): Replica[] => window.messages.filter((message) => message.type === 'replica');
  const apply = (from = 0): void => {
    for (const { update } of replicas().slice(from)) Y.applyUpdate(replica, update);
  };
  return { ...made, window, doc, replica, replicas, apply };
}

describe('a window that watches a circle', () => {
  test('without a copy gets the whole document', async () => {
    const doc = new Y.Doc();
    addOps(doc, 1, 10);
    const { window, clock, replica, replicas, apply } = await watched(doc);
    window.send({ type: 'watch', circle: CIRCLE, document: null, stateVector: null });
    await clock.pass(1_000);
    apply();
    expect(replicas()).toHaveLength(1);
    expect(replicas()[0]).toMatchObject({ document: 'one', reset: true, complete: true });
    expect(Y.encodeStateAsUpdate(replica)).toEqual(Y.encodeStateAsUpdate(doc));
  });

  test('with a copy gets what it lacks, and nothing where it lacks nothing', async () => {
    const doc = new Y.Doc();
    addOps(doc, 1, 10);
    const { window, clock, replica, replicas, apply } = await watched(doc);
    Y.applyUpdate(replica, Y.encodeStateAsUpdate(doc));
    window.send({ type: 'watch', circle: CIRCLE, document: 'one', stateVector: Y.encodeStateVector(replica) });
    await clock.pass(1_000);
    expect(replicas()).toEqual([]);
    addOps(doc, 2, 3);
    window.send({ type: 'watch', circle: CIRCLE, document: 'one', stateVector: Y.encodeStateVector(replica) });
    await clock.pass(1_000);
    apply();
    expect(replicas()[0]).toMatchObject({ reset: false, complete: true });
    expect(replicas()[0]?.update.length).toBeLessThan(Y.encodeStateAsUpdate(doc).length);
    expect(Y.encodeStateAsUpdate(replica)).toEqual(Y.encodeStateAsUpdate(doc));
  });

  test('is told of a change at once, and of a hundred in at most five messages a second', async () => {
    const doc = new Y.Doc();
    const { window, peer, clock, replica, replicas, apply } = await watched(doc);
    window.send({ type: 'watch', circle: CIRCLE, document: null, stateVector: null });
    await clock.pass(1_000);
    const before = replicas().length;
    for (let i = 0; i < 100; i++) {
      addOps(doc, 1, 1);
      peer.changeDocument(CIRCLE);
      if (i === 0) {
        await clock.pass(0);
        expect(replicas()).toHaveLength(before + 1);
      }
      await clock.pass(10);
    }
    await clock.pass(1_000);
    expect(replicas().length - before).toBeLessThanOrEqual(7);
    apply();
    expect(Y.encodeStateAsUpdate(replica)).toEqual(Y.encodeStateAsUpdate(doc));
  });

  test('has what a call changed before it is told that it is done, however much was sent just before', async () => {
    const doc = new Y.Doc();
    const { window, peer, clock, replica, replicas, apply } = await watched(doc);
    window.send({ type: 'watch', circle: CIRCLE, document: null, stateVector: null });
    await clock.pass(1_000);
    const before = replicas().length;
    for (let i = 0; i < 2; i++) {
      addOps(doc, 1, 1);
      peer.changeDocument(CIRCLE);
    }
    await clock.pass(0);
    expect(replicas()).toHaveLength(before + 1);
    await window.call('status', {});
    expect(replicas()).toHaveLength(before + 2);
    apply();
    expect(Y.encodeStateAsUpdate(replica)).toEqual(Y.encodeStateAsUpdate(doc));
    await clock.pass(1_000);
    expect(replicas()).toHaveLength(before + 2);
  });

  test('starts anew when the document was rebuilt, also while it was away', async () => {
    const doc = new Y.Doc();
    addOps(doc, 1, 10);
    const { window, peer, clock, replicas } = await watched(doc);
    window.send({ type: 'watch', circle: CIRCLE, document: 'of old', stateVector: Y.encodeStateVector(doc) });
    await clock.pass(1_000);
    const rebuilt = new Y.Doc();
    addOps(rebuilt, 1, 5);
    peer.documents.set(CIRCLE, { name: 'two', doc: rebuilt });
    peer.changeDocument(CIRCLE);
    await clock.pass(1_000);
    expect(replicas().map(({ document, reset }) => [document, reset])).toEqual([
      ['one', true],
      ['two', true],
    ]);
    const fresh = new Y.Doc();
    Y.applyUpdate(fresh, replicas()[1]?.update ?? new Uint8Array());
    expect(Y.encodeStateAsUpdate(fresh)).toEqual(Y.encodeStateAsUpdate(rebuilt));
  });

  test('gets a large document in pieces, the last one marked, which together are the document', async () => {
    const doc = new Y.Doc();
    for (let log = 1; log <= 30; log++) addOps(doc, log, 300);
    const { window, clock, replica, replicas, apply } = await watched(doc);
    window.send({ type: 'watch', circle: CIRCLE, document: null, stateVector: null });
    await clock.pass(1_000);
    apply();
    const pieces = replicas();
    expect(pieces).toHaveLength(30);
    expect(pieces.findIndex(({ reset }) => reset)).toBe(0);
    expect(pieces.filter(({ reset }) => reset)).toHaveLength(1);
    expect(pieces.findIndex(({ complete }) => complete)).toBe(29);
    expect(Y.encodeStateAsUpdate(replica)).toEqual(Y.encodeStateAsUpdate(doc));
  });

  test('that is slow to take is waited for, and then gets everything at once', async () => {
    const doc = new Y.Doc();
    addOps(doc, 1, 10);
    const { window, peer, clock, replica, replicas, apply } = await watched(doc);
    window.hostEnd.buffered = 2_000_000;
    window.send({ type: 'watch', circle: CIRCLE, document: null, stateVector: null });
    await clock.pass(10_000);
    for (let i = 0; i < 5; i++) {
      addOps(doc, 1, 1);
      peer.changeDocument(CIRCLE);
      await clock.pass(1_000);
    }
    expect(replicas()).toEqual([]);
    window.hostEnd.buffered = 0;
    await clock.pass(1_000);
    apply();
    expect(replicas()).toHaveLength(1);
    expect(Y.encodeStateAsUpdate(replica)).toEqual(Y.encodeStateAsUpdate(doc));
  });

  test('gets the document when the circle comes here later, and nothing more once it stops watching', async () => {
    const { window, peer, clock, replicas } = await watched(new Y.Doc());
    const { doc } = peer.documents.get(CIRCLE) ?? { doc: new Y.Doc() };
    peer.documents.clear();
    window.send({ type: 'watch', circle: CIRCLE, document: null, stateVector: null });
    await clock.pass(1_000);
    expect(replicas()).toEqual([]);
    addOps(doc, 1, 1);
    peer.documents.set(CIRCLE, { name: 'one', doc });
    peer.changeStatus();
    await clock.pass(1_000);
    expect(replicas()).toHaveLength(1);
    window.send({ type: 'unwatch', circle: CIRCLE });
    await clock.pass(0);
    addOps(doc, 1, 1);
    peer.changeDocument(CIRCLE);
    await clock.pass(1_000);
    expect(replicas()).toHaveLength(1);
  });
});
