import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { encodeRecord, opsRecords } from '../../../../src/core/circle/journal.ts';
import { OpenCircle, type CircleChange } from '../../../../src/core/circle/open-circle.ts';
import { idToBytes } from '../../../../src/core/ids.ts';
import { KIND } from '../../../../src/core/op/kinds.ts';
import { placeAfter, refTo, type Op } from '../../../../src/core/op/op.ts';
import { StoreError, type Journal } from '../../../../src/core/ports.ts';
import { MemoryStore } from '../../../../src/core/store/memory-store.ts';
import { storedOps } from '../../../../src/core/sync/document.ts';
import { LogWriter, runOf } from '../../../support/attacks/log-writer.ts';
import { createPromptVerifier } from '../../../support/prompt-verifier.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { WrittenCircle, type Person } from '../../../support/written-circle.ts';

const OPS = 30;

interface Stage {
  written: WrittenCircle;
  members: Person[];
  clock: VirtualClock;
  store: MemoryStore;
  open: OpenCircle;
  changes: CircleChange['type'][];
  /** Set, it is what the journal answers. */
  failure: { error?: StoreError };
}

/** A founder's device on which three members have written much, and on which a document is made anew in slices of so many ops. */
async function setStage(rebuildSlice: number): Promise<Stage> {
  const written = new WrittenCircle();
  const members = ['ben', 'cleo', 'dora'].map((name) => written.welcome(name));
  for (let i = 0; i < OPS; i++) for (const member of members) written.write(member, listing(`${member.name} ${String(i)}`));
  const store = new MemoryStore();
  const journal = await store.journal('c');
  const records = [...written.logs].flatMap(([device, log]) => opsRecords({ device, from: 0, checked: true, ops: log.map(({ stored }) => stored), ids: log.map(({ op }) => op.id) }));
  await journal.append(records.map(encodeRecord), true);
  const clock = new VirtualClock();
  const failure: Stage['failure'] = {};
  const open = await openFrom(written, store, { clock, rebuildSlice, failure });
  const changes: CircleChange['type'][] = [];
  open.onChange(({ type }) => changes.push(type));
  return { written, members, clock, store, open, changes, failure };
}

async function openFrom({ circle, founder }: WrittenCircle, store: MemoryStore, options: { clock: VirtualClock; rebuildSlice?: number; failure?: Stage['failure'] }): Promise<OpenCircle> {
  const kept = await store.journal('c');
  const journal: Journal = { read: () => kept.read(), append: (records, durable) => (options.failure?.error === undefined ? kept.append(records, durable) : Promise.reject(options.failure.error)), rewrite: (records) => kept.rewrite(records), close: () => kept.close() };
  const { rebuildSlice } = options;
  return await OpenCircle.open(circle, { verifier: createPromptVerifier(), keys: founder.keys, clock: options.clock, journal, person: 'ada', ...(rebuildSlice === undefined ? {} : { rebuildSlice }) });
}

const listing = (title: string): { kind: number; body: unknown } => ({ kind: KIND.listing, body: { kind: 'sell', title, text: '', price: { minor: 100, currency: 'EUR' }, photos: [], until: Date.UTC(2100, 0, 1) } });

/** Takes from a member what stands at that seq and after it: all, where it is 0. */
function cut({ written, open }: Stage, member: Person, seq = 0): Promise<Op> {
  const named = written.logs.get(member.keys.device)![seq - 1]?.op;
  const logs = named === undefined ? [] : [[idToBytes(named.device), named.seq, idToBytes(named.id)]];
  return open.say({ kind: KIND.cut, refs: [refTo(written.genesis)], body: { of: { t: 'account', id: idToBytes(member.keys.account) }, logs, others: 'zero', replaces: [] } });
}

const bytesOf = ({ ops }: OpenCircle): string => Buffer.from(Y.encodeStateAsUpdate(ops.doc)).toString('base64');
const inDocument = ({ ops }: OpenCircle, member: Person): number => storedOps(ops.doc, member.keys.device, 0, 1_000).length;
const titles = ({ ops }: OpenCircle): string[] => [...ops.view.listings.values()].map(({ title }) => title).sort();

/** What is there once all is done is what a start makes at once from the journal. */
async function expectAsFromScratch({ written, store, open }: Stage): Promise<void> {
  const scratch = await openFrom(written, store, { clock: new VirtualClock() });
  expect(bytesOf(open)).toBe(bytesOf(scratch));
  expect(titles(open)).toEqual(titles(scratch));
  expect(new Map(open.ops.view.members)).toEqual(new Map(scratch.ops.view.members));
  expect(open.ops.logs.digest()).toBe(scratch.ops.logs.digest());
  expect(open.documentName).toBe(scratch.documentName);
  await scratch.close();
}

describe('a document that is made anew in slices', () => {
  it('is the old one, by its old name, until all of the new one is there', async () => {
    const stage = await setStage(10);
    const { open, changes, clock, members: [ben, cleo] } = stage;
    const { doc } = open.ops;
    const name = open.documentName;
    await cut(stage, ben!);
    expect(changes).toEqual(['rebuilding']);
    expect(open.ops.doc).toBe(doc);
    expect(open.documentName).toBe(name);
    expect([inDocument(open, ben!), inDocument(open, cleo!)]).toEqual([OPS + 1, OPS + 1]);
    expect(titles(open)).toHaveLength(3 * OPS);
    await clock.pass(100);
    expect(changes).toEqual(['rebuilding', 'rebuilt']);
    expect(open.ops.doc).not.toBe(doc);
    expect(open.documentName).not.toBe(name);
    expect([inDocument(open, ben!), inDocument(open, cleo!)]).toEqual([0, OPS + 1]);
    expect(titles(open)).toHaveLength(2 * OPS);
    await expectAsFromScratch(stage);
    await open.close();
  });

  it('tells nobody of what was cut, from the first moment on', async () => {
    const stage = await setStage(10);
    const { open, members: [ben] } = stage;
    await cut(stage, ben!, 5);
    expect(open.ops.logs.get(ben!.keys.device)?.counted).toBe(5);
    expect(open.ops.stored(ben!.keys.device, 0, 100)).toHaveLength(5);
    expect(open.ops.op(ben!.keys.device, 5)).toBeUndefined();
    await open.close();
  });

  it('is there at once in a circle of one slice', async () => {
    const stage = await setStage(1_000);
    await cut(stage, stage.members[0]!);
    expect(stage.changes).toEqual(['rebuilt']);
    expect(inDocument(stage.open, stage.members[0]!)).toBe(0);
    await expectAsFromScratch(stage);
    await stage.open.close();
  });

  it.each([1, 7, 40, 1_000])('has what came meanwhile, from here and from others, in slices of %i', async (slice) => {
    const stage = await setStage(slice);
    const { written, open, clock, changes, members: [ben, cleo, dora] } = stage;
    await cut(stage, ben!, 9);
    for (let i = 0; i < 12; i++) {
      const device = [cleo!, dora!][i % 2]!.keys.device;
      written.write([cleo!, dora!][i % 2]!, listing(`later ${String(i)}`));
      expect(await open.accept([runOf(written.logs.get(device)!.at(-1)!)])).toEqual([undefined]);
      await open.say({ ...listing(`own ${String(i)}`), refs: [] });
      // As far as the old document is there it has what came.
      expect(titles(open)).toContain(`later ${String(i)}`);
      expect(titles(open)).toContain(`own ${String(i)}`);
      await clock.pass(1);
    }
    await clock.pass(1_000);
    expect(changes.filter((type) => type === 'rebuilt')).toHaveLength(1);
    expect(changes.filter((type) => type === 'ops')).toHaveLength(24);
    expect(titles(open)).toHaveLength(8 + 2 * OPS + 24);
    await expectAsFromScratch(stage);
    await open.close();
  });

  it('is right where more is withdrawn meanwhile, of what it has already and of what it has not', async () => {
    const stage = await setStage(10);
    const { open, clock, changes, members: [ben, cleo, dora] } = stage;
    await cut(stage, dora!);
    await clock.pass(1);
    await cut(stage, ben!, 4);
    await clock.pass(1);
    await cut(stage, cleo!, 12);
    await clock.pass(1_000);
    expect(changes).toEqual(['rebuilding', 'rebuilding', 'rebuilding', 'rebuilt']);
    expect([ben!, cleo!, dora!].map((member) => inDocument(open, member))).toEqual([4, 12, 0]);
    await expectAsFromScratch(stage);
    await open.close();
  });

  it('comes to an end, though something is withdrawn again and again', async () => {
    const stage = await setStage(20);
    const { open, clock, changes, members: [ben] } = stage;
    for (let seq = OPS; seq > 2; seq--) {
      await cut(stage, ben!, seq);
      // Each time so far that this log was built, and not so far that all was.
      for (let i = 0; i < 3; i++) await clock.pass(1);
    }
    expect(changes.filter((type) => type === 'rebuilt').length).toBeGreaterThan(1);
    await clock.pass(1_000);
    expect(inDocument(open, ben!)).toBe(3);
    await expectAsFromScratch(stage);
    await open.close();
  });

  it('is made once more where it was finished with what had ceased to count', async () => {
    const stage = await setStage(20);
    const { open, clock, members: [ben] } = stage;
    // The last one comes when it is begun anew no more.
    for (let seq = OPS; seq > OPS - 6; seq--) {
      await cut(stage, ben!, seq);
      for (let i = 0; i < 3; i++) await clock.pass(1);
    }
    await clock.pass(1_000);
    expect(inDocument(open, ben!)).toBe(OPS - 5);
    await expectAsFromScratch(stage);
    await open.close();
  });

  it('is given up where its reason goes, without harm', async () => {
    const stage = await setStage(10);
    const { written, open, clock, members: [ben] } = stage;
    const first = await cut(stage, ben!);
    await clock.pass(1);
    const last = written.logs.get(ben!.keys.device)!.at(-1)!.op;
    await open.say({ kind: KIND.cut, refs: [refTo(written.genesis)], body: { of: { t: 'account', id: idToBytes(ben!.keys.account) }, logs: [[idToBytes(last.device), last.seq, idToBytes(last.id)]], others: 'open', replaces: [idToBytes(first.id)] } });
    await clock.pass(1_000);
    expect(inDocument(open, ben!)).toBe(OPS + 1);
    await expectAsFromScratch(stage);
    await open.close();
  });

  it('follows the branch that a cut chooses', async () => {
    const stage = await setStage(10);
    const { written, open, clock, changes, members: [ben] } = stage;
    const { device } = ben!.keys;
    const log = written.logs.get(device)!;
    const writer = new LogWriter(placeAfter(log[4]!.op, written.circle), (message) => ben!.keys.sign(message));
    const other = Array.from({ length: 20 }, (_, i) => writer.write({ ...listing(`other ${String(i)}`), lamport: 1_000 + i }));
    const name = open.documentName;
    const { doc } = open.ops;
    await open.addFork({ a: open.ops.signedHeader(log[5]!.op), b: open.ops.signedHeader(other[0]!.op) });
    await clock.pass(1);
    const pin = other[14]!.op;
    await open.say({ kind: KIND.cut, refs: [refTo(written.genesis)], body: { of: { t: 'account', id: idToBytes(ben!.keys.account) }, logs: [[idToBytes(device), pin.seq, idToBytes(pin.id)]], others: 'open', replaces: [] } });
    await open.accept([runOf(...other.slice(0, 15))]);
    // Two branches are here, the other one counts, and the document is the old one still.
    expect(open.branches(device)).toHaveLength(2);
    expect(open.ops.doc).toBe(doc);
    expect(open.documentName).toBe(name);
    await clock.pass(1_000);
    expect(changes).toContain('rebuilt');
    expect(open.documentName).not.toBe(name);
    expect(titles(open).filter((title) => title.startsWith('other'))).toHaveLength(15);
    expect(titles(open).filter((title) => title.startsWith('ben'))).toHaveLength(4);
    await expectAsFromScratch(stage);
    await open.close();
  });

  it('is given up by closing, and a start in the middle makes it whole', async () => {
    const stage = await setStage(10);
    const { written, store, open, clock, changes, members: [ben] } = stage;
    await cut(stage, ben!);
    await clock.pass(1);
    const started = await openFrom(written, store, { clock: new VirtualClock() });
    expect(inDocument(started, ben!)).toBe(0);
    await open.close();
    await clock.pass(10_000);
    expect(changes).toEqual(['rebuilding']);
    await started.close();
  });

  it('is given up for what is on disk, where the disk takes no more', async () => {
    const stage = await setStage(10);
    const { written, open, clock, changes, failure, members: [ben, cleo] } = stage;
    await cut(stage, ben!);
    failure.error = new StoreError('disk-full', 'No room.');
    written.write(cleo!, listing('in vain'));
    await expect(open.accept([runOf(written.logs.get(cleo!.keys.device)!.at(-1)!)])).rejects.toBe(failure.error);
    delete failure.error;
    expect(inDocument(open, ben!)).toBe(0);
    await clock.pass(1_000);
    expect(changes).toEqual(['rebuilding', 'rebuilt']);
    expect(titles(open)).not.toContain('in vain');
    await expectAsFromScratch(stage);
    await open.close();
  });
});
