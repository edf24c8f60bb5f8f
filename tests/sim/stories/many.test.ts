/** Circles in which there is much at once: what is bounded is counted, never timed. */
import { describe, expect, it } from 'vitest';
import { Authority } from '../../../src/core/authority/authority.ts';
import type { Chain } from '../../../src/core/authority/evidence.ts';
import type { AccountKey, CircleId, DeviceKey, OpId } from '../../../src/core/ids.ts';
import { askOracle } from '../ask-oracle.ts';
import type { Action } from '../actions.ts';
import { openCircleOf } from '../circle-watch.ts';
import { play } from './stage.ts';

type Step = readonly [number, number, Action['do']];

describe('much at once, with whole peers', () => {
  it('a hall full of people who join within a minute by one link are all in, each once, and no lane ever carries much', async () => {
    // With 200 it takes minutes of a processor: what grows is what everybody tells everybody.
    const GUESTS = 40;
    const told = await play({ seed: 8, peers: GUESTS + 1, links: 1, actions: [
      [0, 0, { type: 'found' }],
      [1_000, 0, { type: 'invite', uses: 0 }],
      ...Array.from({ length: GUESTS }, (_, i): Step => [2_000 + i * 1_450, i + 1, { type: 'join', link: 0 }]),
    ] });
    const { world, circle } = told;
    for (const by of [0, 1, 27, GUESTS]) {
      const members = await told.running(by).peer.run('listMembers', { circle });
      expect(new Set(members.map(({ account }) => account)).size).toBe(GUESTS + 1);
      expect(members.filter(({ status, devices }) => status !== 'member' || devices.length !== 1)).toEqual([]);
    }
    expect(world.network.most.frames).toBeLessThan(2_000);
    expect(world.network.most.bytes).toBeLessThan(2 ** 20);
    await askOracle(world, circle, [told.peer(0), told.peer(GUESTS)]);
    expect(world.violations).toEqual([]);
  });

  it('of a member who writes four times what the rules allow, everybody keeps exactly what they allow, and the circle goes on', async () => {
    const [ALLOWED, WRITTEN, AT_ONCE] = [500, 2_000, 250];
    const told = await play({ seed: 9, peers: 4, links: 4, actions: [
      [0, 0, { type: 'found' }],
      [500, 0, { type: 'set-rules', invite: 'member', greet: 'member', ops: ALLOWED }],
      [1_000, 0, { type: 'invite', uses: 0 }],
      ...[1, 2, 3].map((peer): Step => [2_000, peer, { type: 'join', link: 0 }]),
      [10_000, 3, { type: 'turn' }],
      ...Array.from({ length: WRITTEN / AT_ONCE }, (_, i): Step => [12_000 + i * 400, 3, { type: 'lie', trick: 'write', to: [0, 1, 2], count: AT_ONCE }]),
      [60_000, 1, { type: 'post', title: 'of somebody else', photos: 0 }],
    ] });
    for (const by of [0, 1, 2]) {
      const log = openCircleOf(told.running(by), told.circle)?.ops.logs.get(told.peer(3).device);
      expect([log?.shown, log?.length]).toEqual([ALLOWED, ALLOWED]);
      expect(told.titles(by)).toContain('of somebody else');
    }
    expect(told.world.counter.of('gate quota')).toBeGreaterThan(0);
    expect(told.world.violations).toEqual([]);
  });
});

describe('a million ops', () => {
  it('count as far as the quota goes, and what is asked about them looks at none beyond it', () => {
    const MILLION = 1_000_000;
    const circle = 'c0'.repeat(32) as CircleId;
    const account = 'f0'.repeat(32) as AccountKey;
    const device = 'f1'.repeat(32) as DeviceKey;
    const reads: number[] = [];
    const ids = new Proxy([] as OpId[], { get: (_, name) => (name === 'length' ? MILLION : name === 'includes' ? undefined : reads.push(Number(name))) });
    const body = { account: new Uint8Array(32), certificate: new Uint8Array(64), boxKey: new Uint8Array(32), person: 'f', name: 'c', public: false, keyCommitment: new Uint8Array(32), rules: { invite: 'member', greet: 'member', quota: { ops: 5_000, bytes: 2 ** 30 }, clauses: [] }, quorum: { accounts: [new Uint8Array(32)], k: 1 } } as const;
    const chain: Chain = { device, account, ids, facts: [], leaveAt: undefined, bytesBelow: (count) => count * 100 };
    const authority = new Authority(circle);
    authority.addChain({ ...chain, facts: [{ id: circle as string as OpId, device, account, seq: 0, lamport: 1, wall: 0, right: undefined, says: { kind: 'genesis', body: { ...body, rules: { ...body.rules, clauses: [] }, quorum: { k: 1, accounts: [...body.quorum.accounts] } } } }] });
    expect([authority.countOf(device), authority.keptOf(device)]).toEqual([5_000, 5_000]);
    const next = Array.from({ length: 256 }, (_, i) => ({ op: { seq: MILLION + i, id: `${String(i)}` as OpId }, bytes: 100, fact: undefined }));
    expect(authority.roomFor(device, account, next, { ops: MILLION, bytes: MILLION * 100 })).toEqual({ count: 0, because: 'quota' });
    expect(reads.length).toBeLessThan(100);
  });
});
