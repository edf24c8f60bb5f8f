import { describe, expect, it, test } from 'vitest';
import { sha256 } from '@noble/hashes/sha2.js';
import { memberBundleKey } from '../../../../src/core/circle/group-key.ts';
import type { CircleId } from '../../../../src/core/ids.ts';
import { idToBytes } from '../../../../src/core/ids.ts';
import { loadSettings } from '../../../../src/core/circle/settings.ts';
import { openBundle, sealBundle, type BundleRecord } from '../../../../src/core/sync/bundle-format.ts';
import { runToWire } from '../../../../src/core/sync/frames.ts';
import { runOf } from '../../../support/attacks/log-writer.ts';
import { setStage } from '../../../support/attacks/stage.ts';
import { bring, bundleOf, everythingOf, inPieces, makeTwoByFiles, refusalOf } from '../../../support/bundles.ts';
import { copyStore, documentBytes, isInStep, openAgain, titlesOf } from '../../../support/reading.ts';
import { aListing, connect, digestOf, makePeer, type TestPeer } from '../../../support/test-peer.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const photoBytes = (seed: number, length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31 + seed) % 256);

async function postWithPhoto(peer: TestPeer, circle: CircleId, title: string, seed: number): Promise<void> {
  const photo = photoBytes(seed, 90_000);
  const thumb = photoBytes(seed + 1, 3_000);
  const { hash, thumb: thumbHash } = await peer.peer.run('putPhoto', { photo, thumb });
  const named = { hash, thumb: thumbHash, width: 10, height: 10, bytes: photo.length, thumbBytes: thumb.length };
  await peer.peer.run('postListing', { circle, listing: aListing(title, { photos: [named] }) });
}

/** The circle's group key, as this peer keeps it. */
async function groupKeyOf(peer: TestPeer, circle: CircleId): Promise<Uint8Array> {
  const key = (await loadSettings(peer.store)).get(circle)?.groupKey;
  if (key === undefined) throw new Error('no group key');
  return key;
}

async function forge(circle: CircleId, groupKey: Uint8Array, records: BundleRecord[]): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const source = async function* (): AsyncGenerator<BundleRecord> {
    yield* records;
  };
  for await (const piece of sealBundle({ circle, groupKey }, sha256(new Uint8Array(1)), { k: 'circle', w: [] }, source())) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

describe('two people who only exchange files', () => {
  it('found, join and use a circle', async () => {
    const { ada, ben, circle } = await makeTwoByFiles();
    expect(ben.peer.circles()[0]).toMatchObject({ membership: 'member', name: 'Film cameras', members: 2 });
    await ben.peer.run('postListing', { circle, listing: aListing('Olympus XA') });
    expect(await bring(ada, await bundleOf(ben, circle))).toMatchObject({ added: 1, known: 4, refused: 0, membership: 'member' });
    expect(titlesOf(ada, circle)).toEqual(['Olympus XA']);
    expect(await digestOf(ada, circle)).toEqual(await digestOf(ben, circle));
    expect(documentBytes(ada, circle)).toBe(documentBytes(ben, circle));
  });

  it('are told what became of each file', async () => {
    const clock = new VirtualClock();
    const ada = await makePeer('ada', { clock });
    const ben = await makePeer('ben', { clock });
    const { circle } = await ada.peer.run('createCircle', { name: 'Film cameras', public: false, relays: [] });
    const { link } = await ada.peer.run('createInvitation', { circle });
    await ben.peer.run('joinCircle', { link });
    const asking = await bundleOf(ben, circle);
    expect(await bring(ada, asking)).toEqual({ circle, membership: 'member', added: 0, known: 0, refused: 0, newer: 0, blobs: 0, letIn: 1, asking: 0 });
    expect(await bring(ada, asking)).toMatchObject({ letIn: 0, asking: 0 });
    const answer = await bundleOf(ada, circle);
    expect(await bring(ben, answer)).toEqual({ circle, membership: 'member', added: 3, known: 0, refused: 0, newer: 0, blobs: 0, letIn: 0, asking: 0 });
    expect(await bring(ben, answer)).toMatchObject({ added: 0, known: 3 });
  });

  it('go on from what was on disk when either is started again', async () => {
    const { ada, ben, circle } = await makeTwoByFiles();
    for (const peer of [ada, ben]) {
      const again = await openAgain(peer);
      expect(await digestOf(again, circle)).toEqual(await digestOf(peer, circle));
      expect(again.peer.circles()[0]).toMatchObject({ membership: 'member' });
    }
  });

  it('need no file any more once they are connected, and the file has confirmed what it carried', async () => {
    const { clock, ada, ben, circle } = await makeTwoByFiles();
    await ben.peer.run('postListing', { circle, listing: aListing('Olympus XA') });
    expect(ben.peer.circles()[0]?.unsent).toBe(2);
    await bring(ada, await bundleOf(ben, circle));
    await bring(ben, await bundleOf(ben, circle));
    expect(ben.peer.circles()[0]?.unsent).toBe(2);
    await bring(ben, await bundleOf(ada, circle));
    expect(ben.peer.circles()[0]?.unsent).toBe(0);
    connect(ada, ben);
    await clock.pass(3_000);
    expect(isInStep(ada, circle, ben)).toBe(true);
  });

  it('may be in a public circle, which whoever has the link can read before being let in', async () => {
    const { ada, ben, circle, link, clock } = await makeTwoByFiles({ isPublic: true });
    expect(await digestOf(ben, circle)).toEqual(await digestOf(ada, circle));
    const cleo = await makePeer('cleo', { clock });
    await cleo.peer.run('joinCircle', { link });
    expect(await bring(cleo, await bundleOf(ada, circle))).toMatchObject({ membership: 'waiting', refused: 0 });
    expect(cleo.peer.circles()[0]).toMatchObject({ membership: 'waiting', members: 2 });
  });
});

describe('a join that cannot be answered yet', () => {
  it('is kept until the invitation is here, over a restart, and then answered', async () => {
    const { clock, ada, ben, circle } = await makeTwoByFiles();
    const { link } = await ben.peer.run('createInvitation', { circle });
    const cleo = await makePeer('cleo', { clock });
    await cleo.peer.run('joinCircle', { link });
    expect(await bring(ada, await bundleOf(cleo, circle))).toMatchObject({ letIn: 0, asking: 1 });
    const again = await openAgain(ada);
    await bring(again, await bundleOf(ben, circle));
    expect(await again.store.names('joins/')).toEqual([]);
    expect(await bring(cleo, await bundleOf(again, circle))).toMatchObject({ membership: 'member' });
    expect(await digestOf(cleo, circle)).not.toEqual(await digestOf(again, circle));
    await bring(again, await bundleOf(cleo, circle));
    expect(await digestOf(cleo, circle)).toEqual(await digestOf(again, circle));
  });

  it('is answered when its invitation comes by a lane, too', async () => {
    const { clock, ada, ben, circle } = await makeTwoByFiles();
    const { link } = await ben.peer.run('createInvitation', { circle });
    const cleo = await makePeer('cleo', { clock });
    await cleo.peer.run('joinCircle', { link });
    await bring(ada, await bundleOf(cleo, circle));
    connect(ada, ben);
    await clock.pass(3_000);
    expect(await ada.store.names('joins/')).toEqual([]);
    expect(await bring(cleo, await bundleOf(ben, circle))).toMatchObject({ membership: 'member' });
  });

  it('is carried on in the file of whoever could not answer it, also of someone who waits too', async () => {
    const { clock, ada, circle, link } = await makeTwoByFiles();
    const cleo = await makePeer('cleo', { clock });
    const dora = await makePeer('dora', { clock });
    for (const peer of [cleo, dora]) await peer.peer.run('joinCircle', { link });
    expect(await bring(dora, await bundleOf(cleo, circle))).toMatchObject({ membership: 'waiting', asking: 1 });
    expect(await bring(ada, await bundleOf(dora, circle))).toMatchObject({ letIn: 2 });
    const answer = await bundleOf(ada, circle);
    for (const peer of [cleo, dora]) expect(await bring(peer, answer)).toMatchObject({ membership: 'member' });
  });

  it('is refused for good where its proof is false', async () => {
    const { clock, ada, circle } = await makeTwoByFiles();
    const eve = await makePeer('eve', { clock });
    const { link } = await ada.peer.run('createInvitation', { circle });
    await eve.peer.run('joinCircle', { link });
    const proof = new Uint8Array(64).fill(1);
    const { keys } = eve;
    const join = { account: idToBytes(keys.account), device: idToBytes(keys.device), certificate: keys.certificate, boxKey: keys.boxKey, person: 'eve', proof };
    const forged = await forge(circle, await groupKeyOf(ada, circle), [{ t: 'joins', j: [{ i: new Uint8Array(32).fill(9), j: join }] }]);
    expect(await bring(ada, forged)).toMatchObject({ letIn: 0, asking: 0 });
    expect(await ada.store.names('joins/')).toEqual([]);
  });
});

describe('a bundle', () => {
  it('carries photos by hash, and leaves them out where that is asked for', async () => {
    const { ada, ben, circle } = await makeTwoByFiles();
    await postWithPhoto(ada, circle, 'Leica', 5);
    const without = await bundleOf(ada, circle, { photos: false });
    expect(await bring(ben, without)).toMatchObject({ added: 1, blobs: 0 });
    expect(ben.peer.circles()[0]?.photosMissing).toBe(2);
    const exported = ada.peer.exportBundle(circle);
    expect(exported.total).toEqual({ ops: 5, blobs: 2 });
    const bytes = await bundleOf(ada, circle);
    expect(await bring(ben, bytes)).toMatchObject({ added: 0, blobs: 2 });
    expect(await bring(ben, bytes)).toMatchObject({ blobs: 0 });
    expect(ben.peer.circles()[0]?.photosMissing).toBe(0);
  });

  it('keeps no photo that no listing names, and none of another length than the listing says', async () => {
    const { ada, ben, circle } = await makeTwoByFiles();
    const stray = photoBytes(8, 500);
    const forged = await forge(circle, await groupKeyOf(ada, circle), [{ t: 'blob', b: stray }]);
    expect(await bring(ben, forged)).toMatchObject({ blobs: 0 });
    const { hash, thumb } = await ada.peer.run('putPhoto', { photo: stray, thumb: photoBytes(9, 40) });
    await ada.peer.run('postListing', { circle, listing: aListing('Leica', { photos: [{ hash, thumb, width: 1, height: 1, bytes: 501, thumbBytes: 40 }] }) });
    expect(await bring(ben, await bundleOf(ada, circle))).toMatchObject({ added: 1, blobs: 1 });
    expect(await ben.blobs.has(hash)).toBe(false);
  });

  it('is the circle as it was when the export began, whatever is written meanwhile', async () => {
    const { ada, ben, circle } = await makeTwoByFiles();
    for (let i = 0; i < 40; i++) await ada.peer.run('postListing', { circle, listing: aListing(`before ${String(i)}`, { text: 'x'.repeat(7_900) }) });
    const exported = ada.peer.exportBundle(circle);
    const pieces: Uint8Array[] = [];
    for await (const piece of exported) {
      pieces.push(piece);
      await ada.peer.run('postListing', { circle, listing: aListing('meanwhile') });
    }
    expect(pieces.length).toBeGreaterThan(4);
    expect(exported.written).toEqual({ ops: 44, blobs: 0, bytes: Buffer.concat(pieces).length });
    expect(await bring(ben, new Uint8Array(Buffer.concat(pieces)))).toMatchObject({ added: 40, known: 4, refused: 0 });
    expect(titlesOf(ben, circle).filter((title) => title === 'meanwhile')).toEqual([]);
    await bring(ben, await bundleOf(ada, circle));
    expect(await digestOf(ben, circle)).toEqual(await digestOf(ada, circle));
  });

  it('is read the same in pieces of any size', async () => {
    const { ada, ben, circle } = await makeTwoByFiles();
    await ada.peer.run('postListing', { circle, listing: aListing('Leica') });
    const bytes = await bundleOf(ada, circle);
    for (const size of [1, 7, 64, 65, 1_000_000]) expect(await bring(ben, bytes, size)).toMatchObject({ refused: 0 });
    expect(await digestOf(ben, circle)).toEqual(await digestOf(ada, circle));
  });

  it('shows a fork that its two branches make, and carries the proof on', async () => {
    const { clock, ada, ben, circle } = await makeTwoByFiles();
    const copy = await openAgain(ben, new VirtualClock(clock.now()), await copyStore(ben.store));
    await ben.peer.run('postListing', { circle, listing: aListing('one branch') });
    await copy.peer.run('postListing', { circle, listing: aListing('another branch') });
    await bring(ada, await bundleOf(ben, circle));
    expect(await bring(ada, await bundleOf(copy, circle))).toMatchObject({ added: 0 });
    expect(ada.peer.circles()[0]).toMatchObject({ forks: 1 });
    expect(titlesOf(ada, circle)).toEqual([]);
    const { link } = await ada.peer.run('createInvitation', { circle });
    const cleo = await makePeer('cleo', { clock });
    await cleo.peer.run('joinCircle', { link });
    await bring(ada, await bundleOf(cleo, circle));
    await bring(cleo, await bundleOf(ada, circle));
    expect(cleo.peer.circles()[0]).toMatchObject({ forks: 1 });
    await bring(ben, await bundleOf(ada, circle));
    expect(ben.peer.circles()[0]).toMatchObject({ problem: 'older-copy' });
  });

  it('of more than memory would hold at once is read and written piece by piece', async () => {
    const { ada, ben, circle } = await makeTwoByFiles();
    await postWithPhoto(ada, circle, 'Leica', 5);
    let most = 0;
    for await (const piece of ada.peer.exportBundle(circle)) most = Math.max(most, piece.length);
    expect(most).toBeLessThan(100_000);
    const bytes = await bundleOf(ada, circle);
    let asked = 0;
    const open = async function* (): AsyncGenerator<Uint8Array> {
      for await (const piece of inPieces(bytes, 100)) {
        asked++;
        yield piece;
      }
    };
    const result = ben.peer.importBundle(open);
    expect(await result).toMatchObject({ blobs: 2 });
    expect(asked).toBe(2 * Math.ceil(bytes.length / 100));
  });
});

test('a bundle of any length is read no further ahead than a piece, and no record is kept that was taken', async () => {
  const circle = '07'.repeat(32) as CircleId;
  const groupKey = new Uint8Array(32).fill(9);
  const [records, length, size] = [300, 2_000, 700];
  const made = (count: number) => forge(circle, groupKey, Array.from({ length: count }, (_, i) => ({ t: 'blob', b: photoBytes(i, length) })));
  const bytes = await made(records);
  const frame = bytes.length - (await made(records - 1)).length;
  let given = 0;
  const source = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of inPieces(bytes, size)) {
      given += piece.length;
      yield piece;
    }
  };
  const opened = await openBundle(source(), [{ circle, groupKey }], () => undefined);
  const ahead: number[] = [];
  for await (const _ of opened.records()) ahead.push(given - (ahead.length + 1) * frame);
  expect(ahead).toHaveLength(records);
  // Head, frame 0, trailer, and the piece in hand.
  expect(Math.max(...ahead)).toBeLessThan(300 + size);
});

describe('a log in which an op is signed falsely', () => {
  it('ends in a bundle before a frame that would end with it: nobody is blamed for passing it on', async () => {
    const { circle, ada, ben, lanes, log, groupKey, clock } = await setStage();
    lanes.a.close();
    await clock.pass(1_000);
    const sign = (): Uint8Array => log.branch().write().op.signature;
    const body = { person: 'x'.repeat(30_000) };
    const written = [...Array.from({ length: 19 }, () => log.write({ body, sign })), log.write({ body })];
    const forged = await forge(circle, groupKey, [{ t: 'ops', r: [runToWire(runOf(...written))] }]);
    expect(await bring(ada, forged)).toMatchObject({ added: 20, refused: 0 });
    expect(await bring(ben, await bundleOf(ada, circle))).toMatchObject({ refused: 0 });
  });
});

describe('what is refused', () => {
  it('a circle that is not on this computer', async () => {
    const { ada, clock, circle } = await makeTwoByFiles();
    const cleo = await makePeer('cleo', { clock });
    const bytes = await bundleOf(ada, circle);
    expect(await refusalOf(cleo, bytes)).toBe('foreign-bundle');
    expect(await refusalOf(cleo, bytes.slice(0, -1))).toBe('bad-bundle');
    await cleo.peer.run('createCircle', { name: 'Another', public: false, relays: [] });
    expect(await refusalOf(cleo, bytes)).toBe('foreign-bundle');
  });

  it('a bundle from before one was let in', async () => {
    const { ada, clock, circle, link } = await makeTwoByFiles();
    const cleo = await makePeer('cleo', { clock });
    await cleo.peer.run('joinCircle', { link });
    const before = await bundleOf(ada, circle);
    expect(await refusalOf(cleo, before)).toBe('sealed-bundle');
    expect(cleo.peer.circles()[0]).toMatchObject({ membership: 'waiting', ops: 0 });
    await bring(ada, await bundleOf(cleo, circle));
    expect(await refusalOf(cleo, await bundleOf(ada, circle))).toBeUndefined();
  });

  it('a newer version, unless it is damaged, too', async () => {
    const { ada, circle } = await makeTwoByFiles();
    const bytes = await bundleOf(ada, circle);
    bytes[12] = 2;
    expect(await refusalOf(ada, bytes)).toBe('bad-bundle');
    const body = bytes.subarray(0, -64);
    const newer = new Uint8Array(Buffer.concat([body, sha256(body), bytes.subarray(-32)]));
    expect(await refusalOf(ada, newer)).toBe('newer-bundle');
  });

  it('something else altogether, at its first bytes', async () => {
    const { ada } = await makeTwoByFiles();
    for (const length of [0, 1, 63, 64, 65, 200]) expect(await refusalOf(ada, new Uint8Array(length))).toBe('bad-bundle');
    let taken = 0;
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      for (;;) {
        taken++;
        yield new Uint8Array(65_536);
      }
    };
    await expect(ada.peer.importBundle(endless)).rejects.toMatchObject({ type: 'bad-bundle' });
    expect(taken).toBe(1);
  });

  it('a frame that says it is longer than any may be, before it is read', async () => {
    const { ada, circle } = await makeTwoByFiles();
    const bytes = await bundleOf(ada, circle);
    let taken = 0;
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      yield bytes.slice(0, 77);
      yield Uint8Array.of(0x7f, 0xff, 0xff, 0xff);
      for (;;) {
        taken++;
        yield new Uint8Array(65_536);
      }
    };
    await expect(ada.peer.importBundle(endless)).rejects.toMatchObject({ type: 'bad-bundle' });
    expect(taken).toBeLessThan(3);
  });

  it('what the gate refuses, op by op, while the rest is taken', async () => {
    const { ada, ben, circle } = await makeTwoByFiles();
    const run = { d: idToBytes(ben.keys.device), f: 1, p: new Uint8Array(32).fill(7), o: [new Uint8Array(200)] };
    const forged = await forge(circle, await groupKeyOf(ada, circle), [{ t: 'ops', r: [run] }]);
    const before = await digestOf(ada, circle);
    expect(await bring(ada, forged)).toMatchObject({ added: 0, known: 0, refused: 1 });
    expect(await digestOf(ada, circle)).toEqual(before);
  });

  it('what a newer Huan wrote, and counts it apart, with what came in one run with it', async () => {
    const { circle, ada, log, groupKey } = await setStage();
    const [sound, newer] = [log.write({ body: { person: 'Mal' } }), log.write({ body: { person: 'Mal the second' } })];
    newer.stored[0] = 2;
    const run = runToWire(runOf(sound, newer));
    const nonsense = { ...runToWire(runOf(sound)), o: [new Uint8Array(200)] };
    const forged = await forge(circle, groupKey, [{ t: 'ops', r: [nonsense, run] }]);
    expect(await bring(ada, forged)).toMatchObject({ added: 0, known: 0, refused: 3, newer: 2 });
  });

  it('any of a thousand alterations, whole: nothing is changed by them', async () => {
    const { ada, ben, circle } = await makeTwoByFiles();
    await postWithPhoto(ada, circle, 'Leica', 5);
    await ada.peer.run('postListing', { circle, listing: aListing('Rollei') });
    const bytes = await bundleOf(ada, circle);
    const before = await everythingOf(ben, circle);
    let state = 1;
    const below = (most: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state % most;
    };
    const alterations: ((from: Uint8Array) => Uint8Array)[] = [
      (from) => from.map((byte, i, all) => (i === state % all.length ? byte ^ (1 << below(8)) : byte)),
      (from) => from.slice(0, below(from.length)),
      (from) => new Uint8Array(Buffer.concat([from, Uint8Array.from({ length: 1 + below(200) }, () => below(256))])),
      (from) => {
        const swapped = from.slice();
        const [a, b] = [below(from.length), below(from.length)];
        [swapped[a], swapped[b]] = [from[b]!, from[a]!];
        return swapped;
      },
      (from) => {
        const [a, b] = [below(from.length), below(from.length)].sort((x, y) => x - y) as [number, number];
        return new Uint8Array(Buffer.concat([from.subarray(0, a), from.subarray(b)]));
      },
    ];
    let refused = 0;
    for (let i = 0; refused < 1_000; i++) {
      below(2);
      const altered = alterations[i % alterations.length]!(bytes);
      if (Buffer.compare(altered, bytes) === 0) continue;
      expect(await refusalOf(ben, altered, 1 + below(200_000))).toBe('bad-bundle');
      refused++;
    }
    expect(await everythingOf(ben, circle)).toEqual(before);
    expect(await bring(ben, bytes)).toMatchObject({ added: 2, blobs: 2, refused: 0 });
  });

  it('an altered bundle whose checksum was made to fit', async () => {
    const { ada, ben, circle } = await makeTwoByFiles();
    await ada.peer.run('postListing', { circle, listing: aListing('Rollei') });
    const bytes = await bundleOf(ada, circle);
    for (let at = 13; at < bytes.length - 64; at += 1) {
      const body = bytes.slice(0, -64);
      body[at] = (body[at] ?? 0) ^ 1;
      const fitted = new Uint8Array(Buffer.concat([body, sha256(body), bytes.subarray(-32)]));
      // What is altered in its first frame may as well be under a key that isn't here.
      expect(await refusalOf(ben, fitted)).toMatch(/^(bad|foreign|sealed)-bundle$/);
    }
    expect(titlesOf(ben, circle)).toEqual([]);
  });

  it('a bundle that lacks its last frames, though its checksum was made to fit', async () => {
    const { ada, ben, circle } = await makeTwoByFiles();
    await postWithPhoto(ada, circle, 'Leica', 5);
    const bytes = await bundleOf(ada, circle);
    const ends: number[] = [];
    for (let at = 77; at < bytes.length - 64; ) {
      at += 4 + new DataView(bytes.buffer).getUint32(at);
      ends.push(at);
    }
    expect(ends).toHaveLength(5);
    for (const end of ends.slice(0, -1)) {
      const body = bytes.slice(0, end);
      expect(await refusalOf(ben, new Uint8Array(Buffer.concat([body, sha256(body), bytes.subarray(-32)])))).toBe('bad-bundle');
    }
    expect(titlesOf(ben, circle)).toEqual([]);
  });
});

describe('who finds a bundle', () => {
  it('reads nothing in it, not even which circle it is of', async () => {
    const { ada, circle } = await makeTwoByFiles();
    await ada.peer.run('postListing', { circle, listing: aListing('Olympus XA') });
    const text = Buffer.from(await bundleOf(ada, circle)).toString('latin1');
    for (const secret of ['Olympus', 'Film cameras', 'ada', 'listing']) expect(text).not.toContain(secret);
    for (const id of [circle, ada.keys.device, ada.keys.account]) expect(text).not.toContain(Buffer.from(id, 'hex').toString('latin1'));
  });

  it('learns no key from two bundles of one circle: each has keys of its own', async () => {
    const groupKey = new Uint8Array(32).fill(3);
    expect(memberBundleKey(groupKey, new Uint8Array(32))).not.toEqual(memberBundleKey(groupKey, new Uint8Array(32).fill(1)));
    const { ada, circle } = await makeTwoByFiles();
    const [one, two] = [await bundleOf(ada, circle), await bundleOf(ada, circle)];
    expect(one.length).toBe(two.length);
    expect(one.subarray(13, 77)).not.toEqual(two.subarray(13, 77));
  });
});
