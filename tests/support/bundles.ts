/** Bundles in memory: a circle of one peer as a file's bytes, and bytes brought to another. */
import type { ImportResult } from '../../src/core/commands.ts';
import { CommandFailure } from '../../src/core/failure.ts';
import type { CircleId } from '../../src/core/ids.ts';
import { digestOf, makePeer, type TestPeer } from './test-peer.ts';
import { VirtualClock } from './virtual-clock.ts';

export async function bundleOf(peer: TestPeer, circle: CircleId, options?: { photos: boolean }): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of peer.peer.exportBundle(circle, options)) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

/** A file's bytes in pieces of that size. */
export async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

export async function bring(peer: TestPeer, bytes: Uint8Array, size = 65_536): Promise<ImportResult> {
  return await peer.peer.importBundle(() => inPieces(bytes, size));
}

/** The type with which a bundle is refused; undefined if it isn't. */
export async function refusalOf(peer: TestPeer, bytes: Uint8Array, size?: number): Promise<string | undefined> {
  try {
    await bring(peer, bytes, size);
    return undefined;
  } catch (error) {
    if (error instanceof CommandFailure) return error.type;
    throw error;
  }
}

/** A founder who carries files to a newcomer and back until both are in, without any lane. */
export async function makeTwoByFiles(options: { isPublic?: boolean } = {}): Promise<{ clock: VirtualClock; ada: TestPeer; ben: TestPeer; circle: CircleId; link: string }> {
  const clock = new VirtualClock();
  const ada = await makePeer('ada', { clock });
  const ben = await makePeer('ben', { clock });
  const { circle } = await ada.peer.run('createCircle', { name: 'Film cameras', public: options.isPublic ?? false, relays: [] });
  const { link } = await ada.peer.run('createInvitation', { circle });
  await ben.peer.run('joinCircle', { link });
  await bring(ada, await bundleOf(ben, circle));
  await bring(ben, await bundleOf(ada, circle));
  await bring(ada, await bundleOf(ben, circle));
  return { clock, ada, ben, circle, link };
}

/** Everything of a peer that a bundle could change. */
export async function everythingOf(peer: TestPeer, circle: CircleId): Promise<unknown> {
  return { digest: await digestOf(peer, circle), status: peer.peer.circles(), names: await peer.store.names('') };
}
