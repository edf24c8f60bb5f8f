import { decode } from 'cborg';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { CONTRACT_VERSION, type WindowMessage } from '../../../../src/core/commands.ts';
import { encodeCbor } from '../../../../src/core/op/body.ts';
import type { Arguments } from '../../../../src/node/cli/arguments.ts';
import { HostClient } from '../../../../src/node/cli/host-client.ts';
import { createMemoryPipe } from '../../../../src/node/cli/memory-pipe.ts';
import type { Session } from '../../../../src/node/cli/open-session.ts';
import { findCircle, findListing } from '../../../../src/node/cli/with-session.ts';

const id = (first: string): string => first.padEnd(64, '0');
const ALIKE = [id('abcdef1'), id('abcdef2')];

/** A session with a host that has those circles, and finds those listings. */
async function sessionWith(circles: readonly string[], listings: readonly string[], contract = CONTRACT_VERSION): Promise<Session> {
  const { host, client: end } = createMemoryPipe();
  const client = new HostClient(end);
  const status = { version: '0.1.0', identity: null, circles: circles.map((circle) => ({ circle })), storage: null };
  host.onMessage((bytes) => {
    const message = decode(bytes) as Extract<WindowMessage, { type: 'call' }>;
    const { prefix } = message.params as { prefix: string };
    const result = listings.filter((listing) => listing.startsWith(prefix)).map((listing) => ({ circle: circles[0], listing: { id: listing } }));
    host.send(encodeCbor({ type: 'reply', id: message.id, result }));
  });
  host.send(encodeCbor({ type: 'welcome', contract, status }));
  return { client, status: await client.ready(), host: undefined, damage: [], close: async () => host.close() };
}

const naming = (value: string): Arguments => ({ positional: () => value, text: () => undefined, all: () => [], has: () => false, number: () => undefined });

describe('a prefix', () => {
  test('that one circle has names it, in either case and with space around it', async () => {
    const session = await sessionWith([...ALIKE, id('fedcba')], []);
    expect(findCircle(session, naming(' FEDCBA '))).toBe(id('fedcba'));
    expect(findCircle(session, naming(ALIKE[1]!))).toBe(ALIKE[1]);
  });

  test('that several circles have is refused, with those that have it', async () => {
    const session = await sessionWith(ALIKE, []);
    expect(() => findCircle(session, naming('abcdef'))).toThrow(expect.objectContaining({ type: 'ambiguous-id', message: expect.stringContaining(ALIKE.join(', ')) }));
  });

  test('that several listings have is refused, and one that none has', async () => {
    const session = await sessionWith([id('1')], ALIKE);
    expect((await findListing(session, naming('abcdef2'))).listing.id).toBe(ALIKE[1]);
    await expect(findListing(session, naming('abcdef'))).rejects.toMatchObject({ type: 'ambiguous-id', message: expect.stringContaining(ALIKE.join(', ')) });
    await expect(findListing(session, naming('123456'))).rejects.toMatchObject({ type: 'unknown-listing' });
  });
});

describe('a host', () => {
  test('of another version is refused before anything is asked of it, and which side is too old is told', async () => {
    vi.stubEnv('LC_ALL', 'en_US.UTF-8');
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(sessionWith([], [], CONTRACT_VERSION + 1)).rejects.toMatchObject({ type: 'other-version', message: expect.stringContaining('Update the command line') });
    await expect(sessionWith([], [], CONTRACT_VERSION - 1)).rejects.toMatchObject({ type: 'other-version', message: expect.stringContaining('is older than this command line') });
  });

  test('that goes away fails whatever still waits for it, and whatever comes after', async () => {
    const { host, client: end } = createMemoryPipe();
    const client = new HostClient(end);
    const asked = client.call('status', {});
    host.close();
    await expect(asked).rejects.toMatchObject({ type: 'no-host' });
    await expect(client.call('status', {})).rejects.toMatchObject({ type: 'no-host' });
    await expect(client.ready()).rejects.toMatchObject({ type: 'no-host' });
  });
});
