/** What a home holds: journals and their records, values, settings, waiting joins, photos, the identity, and the home's lock. */
import { decodeRecord, encodeRecord } from '../../../src/core/circle/journal.ts';
import { PendingJoins } from '../../../src/core/circle/pending-joins.ts';
import { loadSettings, saveSettings, type CircleSettings } from '../../../src/core/circle/settings.ts';
import { bytesToId, type BlobHash, type CircleId } from '../../../src/core/ids.ts';
import { concatBytes, equalBytes } from '../../../src/core/op/bytes.ts';
import { StoreError, type Random, type Store } from '../../../src/core/ports.ts';
import { MemoryStore } from '../../../src/core/store/memory-store.ts';
import { createNodeKeys } from '../../../src/node/crypto/node-keys.ts';
import { sha256 } from '../../../src/node/crypto/node-verifier.ts';
import { parseHolder } from '../../../src/node/home-lock.ts';
import { readIdentity, writeIdentity } from '../../../src/node/identity.ts';
import { crc32 } from '../../../src/node/store/crc32.ts';
import { openFileBlobs } from '../../../src/node/store/file-blobs.ts';
import { FileJournal } from '../../../src/node/store/file-journal.ts';
import { openFileStore } from '../../../src/node/store/file-store.ts';
import { encodeGroup, encodeHeader, keyOfSalt } from '../../../src/node/store/journal-format.ts';
import type { FuzzRandom } from '../harness/fuzz-random.ts';
import { assertBounded, assertHolds, assertSame, type FuzzTarget } from '../harness/target.ts';
import { alterSometimes } from '../make/alter-bytes.ts';
import { alterJson } from '../make/alter-json.ts';
import { writeAltered } from '../make/alter-tree.ts';
import { makeDeed, makeJoinValue } from '../make/bodies.ts';
import { makeForkProof } from '../make/frames.ts';
import { MapDisk } from '../make/map-disk.ts';
import { readWholeGroups } from '../make/second-journal.ts';
import { leb128 } from '../make/stored-ops.ts';

const CIRCLE = '07'.repeat(32) as CircleId;
const fixedRandom: Random = { bytes: (count) => new Uint8Array(count).fill(5) };

/** The value, or undefined where the step rejects with a StoreError of its own: one with a cause is of a disk, and this one never fails. */
async function unlessDamaged<T>(step: () => Promise<T>, mayHaveCause = false): Promise<{ value: T } | undefined> {
  try {
    return { value: await step() };
  } catch (error) {
    if (error instanceof StoreError && (mayHaveCause || error.cause === undefined)) return undefined;
    throw error;
  }
}

const OPS = 1;
const OPS_WITH_IDS = 7;

function makeRecord(random: FuzzRandom): Uint8Array {
  const type = 1 + random.below(random.oneIn(20) ? 9 : 7);
  if (type === 2) return concatBytes(leb128(type), writeAltered(random, { proof: makeForkProof(random) }, makeDeed(random)));
  const named = concatBytes(leb128(type), random.bytes(32));
  if (type !== OPS && type !== OPS_WITH_IDS) return type === 6 ? leb128(type) : concatBytes(named, type === 5 ? new Uint8Array() : leb128(random.whole()));
  const ops = random.list(0, random.oneIn(100) ? 300 : 4, () => random.bytes(random.below(80)));
  const pieces = ops.map((op) => concatBytes(leb128(random.oneIn(60) ? random.whole() : op.length), op, type === OPS_WITH_IDS ? random.bytes(32) : new Uint8Array()));
  return concatBytes(named, leb128(random.whole()), leb128(random.below(3)), leb128(random.oneIn(30) ? random.whole() : ops.length), ...pieces);
}

const journalRecord: FuzzTarget = {
  name: 'journal-record',
  covers: 'records of a circle’s journal, of every type: decodeRecord',
  make: (random) => alterSometimes(random, makeRecord(random), 3),
  take(input) {
    const record = decodeRecord(input);
    if (record === undefined) return false;
    assertBounded(record, input.length, 6);
    assertSame(decodeRecord(encodeRecord(record)), record, 'a record that is encoded again is the same');
    return true;
  },
};

const JOURNAL = '/journals/j-a.journal';

/** A journal's file: groups of records with their checksums right, then altered as a disk may. */
function makeJournal(random: FuzzRandom): Uint8Array {
  const salt = random.bytes(16);
  const key = keyOfSalt(salt);
  const groups: Uint8Array[] = [];
  for (let left = random.below(5); left > 0; left--) {
    const records = random.list(1, 4, () => (random.oneIn(12) ? encodeGroup(key, [random.bytes(9)], 0) : makeRecord(random)));
    const group = encodeGroup(key, records, random.pick([0, 0, 1, 60, 300, random.whole(2 ** 32 - 1)]));
    // Records that are right, in a group that is not: cut off, without its commit, or with another one.
    groups.push(random.oneIn(10) ? group.subarray(0, random.pick([group.length - 4, group.length - 1, random.below(group.length)])) : random.oneIn(10) ? group.with(group.length - 1, random.below(256)) : group);
    // What a power cut leaves: zeros, or bytes of something else.
    if (random.oneIn(8)) groups.push(random.oneIn(2) ? new Uint8Array(random.below(80)) : random.bytes(random.below(80)));
  }
  return alterSometimes(random, concatBytes(encodeHeader(salt), ...groups), 2, groups[0]);
}

const journal: FuzzTarget = {
  name: 'journal',
  covers: 'journal files with right checksums, torn and damaged: FileJournal reads, heals, takes an append and reads the same again; each record goes through decodeRecord',
  make: makeJournal,
  async take(input) {
    const disk = new MapDisk();
    disk.files.set(JOURNAL, input);
    let damage = 0;
    const open = (): FileJournal => new FileJournal({ disk, random: fixedRandom, folder: '/journals', path: JOURNAL, onDamage: () => damage++ }, () => undefined);
    const first = open();
    const read = await unlessDamaged(() => first.read());
    if (read === undefined) {
      assertSame(disk.files.get(JOURNAL), input, 'a journal that can’t be read is left as it is');
      return false;
    }
    const isWhole = damage === 0;
    const records = read.value.map((record) => record.slice());
    assertBounded(records, input.length);
    assertReadRightly(input, records);
    for (const record of records) decodeRecord(record);
    const added = Uint8Array.of(1, 2, 3);
    await first.append([added], true);
    await first.close();
    damage = 0;
    const again = open();
    assertSame(await again.read(), [...records, added], 'what was read, and then appended, is read again');
    assertHolds(damage === 0, 'what was healed is whole');
    await again.close();
    return isWhole;
  },
};

/** What is whole from the beginning on is read; where nothing whole follows on what isn't, and nothing was promised, only that is. */
function assertReadRightly(input: Uint8Array, records: readonly Uint8Array[]): void {
  const groups = readWholeGroups(input);
  assertHolds(groups !== undefined, 'a journal is read only by its key');
  let end = 64;
  const first: Uint8Array[] = [];
  for (const group of groups ?? []) {
    if (group.start !== end) break;
    end = group.end;
    first.push(...group.records);
  }
  assertSame(records.slice(0, first.length), first, 'groups that are whole are read');
  const isLast = groups?.every((group) => group.end <= end) === true;
  if (isLast) assertHolds(records.length === first.length, 'a torn end is cut off, and nothing of it is read');
}

/** A store on that disk, opened once: only its files change. */
function openOnce<T>(open: (disk: MapDisk) => Promise<T>): () => Promise<{ disk: MapDisk; opened: T }> {
  let made: Promise<{ disk: MapDisk; opened: T }> | undefined;
  return () => (made ??= (async () => {
    const disk = new MapDisk();
    return { disk, opened: await open(disk) };
  })());
}

const fileStore = openOnce((disk): Promise<Store> => openFileStore({ disk, folder: '/data', random: fixedRandom, onDamage: () => undefined }));
const fileBlobs = openOnce((disk) => openFileBlobs({ disk, folder: '/blobs', sha256 }));

const storedValue: FuzzTarget = {
  name: 'stored-value',
  covers: 'files of values (drafts among them) and of photos: with a right checksum or hash what was stored, with a wrong one nothing',
  make(random) {
    const value = random.oneIn(2) ? random.bytes(random.below(90)) : new TextEncoder().encode(random.text(300));
    const content = new Uint8Array(4 + value.length);
    new DataView(content.buffer).setUint32(0, crc32(value), true);
    content.set(value, 4);
    return alterSometimes(random, content, 2);
  },
  async take(input) {
    const { disk, opened: store } = await fileStore();
    disk.files.set('/data/values/v-draft_a.value', input);
    const read = await unlessDamaged(() => store.get('draft/a'));
    const isRight = input.length >= 4 && new DataView(input.buffer, input.byteOffset).getUint32(0, true) === crc32(input.subarray(4));
    assertSame(read, isRight ? { value: input.subarray(4) } : undefined, 'a value is read exactly if its checksum is right');
    if (read?.value !== undefined) new TextDecoder().decode(read.value);
    const { disk: blobDisk, opened: blobs } = await fileBlobs();
    const hash = bytesToId<BlobHash>(sha256(input.subarray(4)));
    const path = `/blobs/${hash.slice(0, 2)}/${hash}`;
    blobDisk.files.set(path, input.subarray(isRight ? 4 : 0));
    const blob = await blobs.get(hash);
    assertSame(blob, isRight || equalBytes(sha256(input), sha256(input.subarray(4))) ? input.subarray(isRight ? 4 : 0) : undefined, 'a photo is read exactly if its hash is right');
    blobDisk.files.clear();
    return isRight;
  },
};

const settingsValue = (random: FuzzRandom) => ({
  name: random.text(60),
  relays: random.list(0, 3, () => `wss://${random.text(20)}`),
  groupKey: random.oneIn(2) ? random.bytes(32) : undefined,
  olderKeys: random.oneIn(2) ? random.list(0, 15, () => random.bytes(32)) : undefined,
  secret: random.oneIn(2) ? random.bytes(32) : undefined,
  confirmed: random.whole(),
  sample: random.oneIn(3) ? random.pick(['here', 'removed']) : undefined,
});
const pendingValue = (random: FuzzRandom) => random.list(0, random.oneIn(100) ? 64 : 3, () => ({ invitation: random.bytes(32), join: makeJoinValue(random) }));

const settings: FuzzTarget = {
  name: 'settings',
  covers: 'values of a circle: its settings (loadSettings) and the joins that wait (PendingJoins.load)',
  make: (random) => (random.oneIn(2) ? writeAltered(random, settingsValue(random), pendingValue(random)) : writeAltered(random, pendingValue(random), settingsValue(random))),
  async take(input) {
    const store = new MemoryStore();
    await store.put(`circle/${CIRCLE}`, input);
    await store.put(`joins/${CIRCLE}`, input);
    const found = (await loadSettings(store)).get(CIRCLE);
    const joins = (await PendingJoins.load(store, CIRCLE)).all;
    assertBounded([found, joins], input.length);
    if (found !== undefined) await assertKept(found);
    return found !== undefined || joins.length > 0;
  },
};

async function assertKept(found: CircleSettings): Promise<void> {
  const store = new MemoryStore();
  await saveSettings(store, CIRCLE, found);
  assertSame((await loadSettings(store)).get(CIRCLE), found, 'settings that are saved again are the same');
}

const identity: FuzzTarget = {
  name: 'identity',
  covers: 'the file “identity” of a home: readIdentity, and the keys made of what it gives',
  make(random) {
    const value = { version: 1, name: random.text(60), deviceSeed: random.bytes(32), boxSecret: random.bytes(32), account: Buffer.from(random.bytes(32)).toString('hex'), certificate: random.bytes(64) };
    return writeAltered(random, value, makeDeed(random));
  },
  async take(input) {
    const disk = new MapDisk();
    disk.files.set('/identity', input);
    const read = await unlessDamaged(() => readIdentity(disk, '/'), true);
    if (read?.value === undefined) return false;
    assertBounded(read.value, input.length);
    await writeIdentity(disk, '/', read.value);
    assertSame(await readIdentity(disk, '/'), read.value, 'an identity that is written again is the same');
    // Making keys takes longer than all the rest: of a share of them.
    if ((input.at(-1) ?? 0) < 16) createNodeKeys(read.value, fixedRandom);
    return true;
  },
};

const homeLock: FuzzTarget = {
  name: 'home-lock',
  covers: 'the text of a home’s lock file: parseHolder',
  make(random) {
    const reach = random.oneIn(2) ? { address: `http://127.0.0.1:${random.below(65_536)}/#${random.text(40)}`, window: random.oneIn(2) } : undefined;
    return alterJson(random, { pid: 1 + random.whole(), start: random.text(40), nonce: random.text(36), reach });
  },
  take(input) {
    const holder = parseHolder(new TextDecoder().decode(input));
    if (holder === undefined) return false;
    assertBounded(holder, input.length);
    assertHolds(Number.isInteger(holder.pid) && holder.pid > 0, 'a holder is a process');
    assertSame(parseHolder(JSON.stringify(holder)), holder, 'a holder that is written again is the same');
    return true;
  },
};

export const storedFileTargets: readonly FuzzTarget[] = [journalRecord, journal, storedValue, settings, identity, homeLock];
