/** Bundles over the contract: two real engines behind two hosts, windows in memory, and files as calls carry them. */
import { describe, expect, test } from 'vitest';
import { exportByCalls, importByCalls, type Call, type ImportProgress } from '../../../../src/core/bundle-calls.ts';
import { BUNDLE_CHUNK } from '../../../../src/core/commands.ts';
import { openPeer } from '../../../../src/core/engine.ts';
import type { CircleId } from '../../../../src/core/ids.ts';
import { nodeRandom } from '../../../../src/node/crypto/node-random.ts';
import { createNodeVerifier } from '../../../../src/node/crypto/node-verifier.ts';
import { startHost } from '../../../../src/node/host/host.ts';
import { inPieces } from '../../../support/bundles.ts';
import { SimDisk } from '../../../support/sim-disk.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { CallRefused, makePipes, WindowClient } from '../../../support/window-client.ts';

interface Someone {
  call: Call;
  clock: VirtualClock;
  disk: SimDisk;
  bugs: unknown[];
}

async function makeSomeone(name: string, from?: SimDisk): Promise<Someone> {
  const disk = from ?? new SimDisk(() => 0);
  const clock = new VirtualClock();
  const bugs: unknown[] = [];
  await disk.makeFolder('/home');
  const host = await startHost({
    folder: '/home',
    disk,
    clock,
    random: nodeRandom,
    verifier: createNodeVerifier(),
    openPeer: (ports, { name: person }) => openPeer(ports, { name: person }),
    version: '1.2.3',
    onDamage: () => undefined,
    onBug: (error) => bugs.push(error),
  });
  const { host: hostEnd, window } = makePipes();
  host.attach(hostEnd);
  const client = new WindowClient(window);
  const call: Call = (command, params) => client.call(command, params);
  if (from === undefined) await call('createAccount', { name });
  return { call, clock, disk, bugs };
}

async function saved({ call }: Someone, circle: CircleId): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of exportByCalls(call, circle, true, () => undefined)) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

const opened = ({ call }: Someone, bytes: Uint8Array, onProgress: (progress: ImportProgress) => void = () => undefined, size = 100_000) =>
  importByCalls(call, () => inPieces(bytes, size), onProgress);

const refusal = async (call: Promise<unknown>): Promise<unknown> => {
  try {
    return await call;
  } catch (error) {
    if (error instanceof CallRefused) return error.error;
    throw error;
  }
};

/** Ada's circle, and Ben, who has its link. */
async function makeTwo(): Promise<{ ada: Someone; ben: Someone; circle: CircleId }> {
  const ada = await makeSomeone('Ada');
  const ben = await makeSomeone('Ben');
  const { circle } = await ada.call('createCircle', { name: 'Records', public: false, relays: [] });
  const { link } = await ada.call('createInvitation', { circle });
  await ben.call('joinCircle', { link });
  return { ada, ben, circle };
}

async function letIn({ ada, ben, circle }: Awaited<ReturnType<typeof makeTwo>>): Promise<void> {
  await opened(ada, await saved(ben, circle));
  await opened(ben, await saved(ada, circle));
  await opened(ada, await saved(ben, circle));
}

describe('a bundle by calls', () => {
  test('lets somebody in, and is on disk when it is answered', async () => {
    const two = await makeTwo();
    const { ada, ben, circle } = two;
    expect(await opened(ada, await saved(ben, circle))).toMatchObject({ letIn: 1 });
    expect(await opened(ben, await saved(ada, circle))).toMatchObject({ membership: 'member', added: 3, refused: 0 });
    const again = await makeSomeone('Ben', ben.disk.crash());
    expect(await again.call('digest', { circle })).toEqual(await ben.call('digest', { circle }));
    expect((await again.call('status', {})).circles).toMatchObject([{ membership: 'member', ops: 4 }]);
    expect([...ada.bugs, ...ben.bugs]).toEqual([]);
  });

  test('of several pieces arrives whole, and tells on the way how far it is', async () => {
    const two = await makeTwo();
    await letIn(two);
    const { ada, ben, circle } = two;
    for (let i = 0; i < 120; i++) await ada.call('postListing', { circle, listing: { kind: 'give', title: `Record ${String(i)}`, text: '唱片 '.repeat(2_600), photos: [] } });
    const progress: { ops: number; bytes: number; of: number }[] = [];
    const pieces: Uint8Array[] = [];
    for await (const piece of exportByCalls(ada.call, circle, true, ({ ops, bytes, of }) => progress.push({ ops, bytes, of: of.ops }))) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(2);
    for (const piece of pieces) expect(piece.length).toBeLessThan(BUNDLE_CHUNK);
    const bytes = new Uint8Array(Buffer.concat(pieces));
    expect(progress.at(-1)).toEqual({ ops: 124, bytes: bytes.length, of: 124 });
    expect(progress.map(({ bytes: soFar }) => soFar)).toEqual(progress.map(({ bytes: soFar }) => soFar).toSorted((a, b) => a - b));
    const seen: ImportProgress[] = [];
    expect(await opened(ben, bytes, (step) => seen.push(step), 3 * BUNDLE_CHUNK)).toMatchObject({ added: 120, refused: 0 });
    expect(seen.filter(({ bytes: read }) => read === bytes.length).map(({ phase }) => phase)).toEqual(['checking', 'taking']);
  });

  test('is on disk when it is answered, also where this device has nothing to say to it', async () => {
    const two = await makeTwo();
    await letIn(two);
    const { ada, ben, circle } = two;
    await ada.call('postListing', { circle, listing: { kind: 'give', title: 'Record', photos: [] } });
    expect(await opened(ben, await saved(ada, circle))).toMatchObject({ added: 1 });
    const again = await makeSomeone('Ben', ben.disk.crash());
    expect(await again.call('digest', { circle })).toEqual(await ada.call('digest', { circle }));
  });

  test('that is damaged is refused with its type, and nothing of it is here', async () => {
    const two = await makeTwo();
    await letIn(two);
    const { ada, ben, circle } = two;
    await ada.call('postListing', { circle, listing: { kind: 'give', title: 'Record', photos: [] } });
    const bytes = await saved(ada, circle);
    const before = await ben.call('digest', { circle });
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    expect(await refusal(opened(ben, bytes, undefined, 64))).toMatchObject({ type: 'bad-bundle' });
    expect(await refusal(opened(ben, bytes.subarray(0, -1)))).toMatchObject({ type: 'bad-bundle' });
    expect(await refusal(opened(ben, new Uint8Array(0)))).toMatchObject({ type: 'bad-bundle' });
    expect(await ben.call('digest', { circle })).toEqual(before);
    expect(ben.bugs).toEqual([]);
  });

  test('that became another one between its two readings is refused', async () => {
    const two = await makeTwo();
    await letIn(two);
    const { ada, ben, circle } = two;
    await ada.call('postListing', { circle, listing: { kind: 'give', title: 'Record', photos: [] } });
    const bytes = await saved(ada, circle);
    let reading = 0;
    const open = () => inPieces(reading++ === 0 ? bytes : bytes.subarray(0, 150), 64);
    expect(await refusal(importByCalls(ben.call, open, () => undefined))).toMatchObject({ type: 'bad-bundle' });
    expect(await opened(ben, bytes)).toMatchObject({ added: 1 });
  });

  test('is not taken in while the disk is full, and is afterwards', async () => {
    const two = await makeTwo();
    await letIn(two);
    const { ada, ben, circle } = two;
    await ada.call('postListing', { circle, listing: { kind: 'give', title: 'Record', photos: [] } });
    const bytes = await saved(ada, circle);
    ben.disk.capacity = 0;
    expect(await refusal(opened(ben, bytes))).toMatchObject({ type: 'disk-full' });
    ben.disk.capacity = Infinity;
    expect(await opened(ben, bytes)).toMatchObject({ added: 1 });
    expect(await ben.call('digest', { circle })).toEqual(await ada.call('digest', { circle }));
  });

  test('that is given up leaves the others alone, and can be begun again', async () => {
    const two = await makeTwo();
    await letIn(two);
    const { ada, ben, circle } = two;
    const bytes = await saved(ada, circle);
    const { transfer } = await ben.call('importBegin', {});
    await ben.call('importChunk', { transfer, chunk: bytes.slice(0, 100) });
    expect(await opened(ben, bytes)).toMatchObject({ known: 4 });
    await ben.call('cancelTransfer', { transfer });
    expect(await refusal(ben.call('importChunk', { transfer, chunk: bytes.slice(100) }))).toMatchObject({ type: 'unknown-transfer' });
    expect(await refusal(ben.call('importEnd', { transfer }))).toMatchObject({ type: 'unknown-transfer' });
  });

  test('about which nobody asks for minutes is given up', async () => {
    const { ada, circle } = await makeTwo();
    const { transfer } = await ada.call('exportBegin', { circle, photos: true });
    await ada.clock.pass(299_000);
    expect(await ada.call('exportNext', { transfer })).toMatchObject({ done: true, ops: 2 });
    const late = await ada.call('exportBegin', { circle, photos: true });
    const reading = await ada.call('importBegin', {});
    await ada.clock.pass(301_000);
    for (const call of [ada.call('exportNext', late), ada.call('importEnd', reading)]) expect(await refusal(call)).toMatchObject({ type: 'unknown-transfer' });
  });

  test('is asked for in form: no other transfer, no larger piece, and no circle that is not here', async () => {
    const { ada, circle } = await makeTwo();
    const { transfer } = await ada.call('exportBegin', { circle, photos: false });
    expect(await refusal(ada.call('importEnd', { transfer }))).toMatchObject({ type: 'unknown-transfer' });
    expect(await refusal(ada.call('importChunk', { transfer: 99, chunk: new Uint8Array(BUNDLE_CHUNK + 1) }))).toMatchObject({ type: 'bad-input', field: 'chunk' });
    expect(await refusal(ada.call('exportBegin', { circle: 'c'.repeat(64) as CircleId, photos: true }))).toMatchObject({ type: 'unknown-circle' });
    const nobody = await makeSomeone('Nobody', new SimDisk(() => 0));
    expect(await refusal(nobody.call('importBegin', {}))).toMatchObject({ type: 'no-account' });
  });
});
