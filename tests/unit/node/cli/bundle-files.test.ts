/** Bundles as files on the real disk, brought to real engines. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Call } from '../../../../src/core/bundle-calls.ts';
import type { CommandName, Params, Results } from '../../../../src/core/commands.ts';
import { CommandFailure } from '../../../../src/core/failure.ts';
import { readBundleFile, readBundleStream, writeBundleFile } from '../../../../src/node/cli/bundle-files.ts';
import { Transfers } from '../../../../src/node/host/transfers.ts';
import { makeTwoByFiles } from '../../../support/bundles.ts';
import { aListing, digestOf, type TestPeer } from '../../../support/test-peer.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

/** What a host answers to the calls of a transfer, without a pipe between. */
function callsOf({ peer }: TestPeer): Call {
  const transfers = new Transfers(new VirtualClock());
  const answer = (command: CommandName, params: unknown): unknown => {
    if (command === 'exportBegin') {
      const { circle, photos } = params as Params<'exportBegin'>;
      return transfers.beginExport(peer.exportBundle(circle, { photos }));
    }
    if (command === 'importBegin') return transfers.beginImport(peer);
    const { transfer, chunk } = params as Params<'importChunk'>;
    if (command === 'exportNext') return transfers.nextOfExport(transfer);
    if (command === 'importChunk') return transfers.takeChunk(transfer, chunk);
    return command === 'importEnd' ? transfers.endPass(transfer) : transfers.cancel(transfer);
  };
  return async (command, params) => (await answer(command, params)) as Results[typeof command];
}

const quiet = (): void => undefined;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'huan-bundle-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a bundle as a file', () => {
  test('is written whole under its name, only for its owner to read, and taken in elsewhere', async () => {
    const { ada, ben, circle } = await makeTwoByFiles();
    await ada.peer.run('postListing', { circle, listing: aListing('Leica') });
    const path = join(folder, 'circle.huan');
    const written = await writeBundleFile(callsOf(ada), circle, path, quiet);
    expect(written).toEqual({ ops: 5, blobs: 0, bytes: statSync(path).size });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['circle.huan']);
    expect(await readBundleFile(callsOf(ben), path, quiet)).toMatchObject({ circle, added: 1, known: 4, refused: 0 });
    expect(await digestOf(ben, circle)).toEqual(await digestOf(ada, circle));
  });

  test('takes the place of an older one only when it is whole', async () => {
    const { ada, circle } = await makeTwoByFiles();
    const path = join(folder, 'circle.huan');
    writeFileSync(path, 'an older one');
    const calls = callsOf(ada);
    const failing: Call = (command, params) => (command === 'exportNext' ? Promise.reject(new CommandFailure('storage-failed', 'no')) : calls(command, params));
    await expect(writeBundleFile(failing, circle, path, quiet)).rejects.toMatchObject({ type: 'storage-failed' });
    expect(readdirSync(folder)).toEqual(['circle.huan']);
    expect(readFileSync(path, 'utf8')).toBe('an older one');
    await writeBundleFile(calls, circle, path, quiet);
    expect(readFileSync(path).subarray(0, 11).toString()).toBe('huan/bundle');
  });

  test('may come from a stream that can be read only once, and nothing of it stays', async () => {
    const { ada, ben, circle } = await makeTwoByFiles();
    await ada.peer.run('postListing', { circle, listing: aListing('Leica') });
    const path = join(folder, 'circle.huan');
    await writeBundleFile(callsOf(ada), circle, path, quiet);
    const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('huan-import-'));
    const before = left();
    expect(await readBundleStream(callsOf(ben), Readable.from([readFileSync(path)]), quiet)).toMatchObject({ added: 1 });
    await expect(readBundleStream(callsOf(ben), Readable.from([Buffer.from('nonsense')]), quiet)).rejects.toMatchObject({ type: 'bad-bundle' });
    expect(left()).toEqual(before);
  });

  test('that is not there, or may not be written, says so by its code', async () => {
    const { ada, circle } = await makeTwoByFiles();
    await expect(readBundleFile(callsOf(ada), join(folder, 'nothing'), quiet)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(writeBundleFile(callsOf(ada), circle, join(folder, 'no', 'folder'), quiet)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
