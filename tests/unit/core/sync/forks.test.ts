import { describe, expect, it } from 'vitest';
import { KIND } from '../../../../src/core/op/kinds.ts';
import type { Op } from '../../../../src/core/op/op.ts';
import { sha256 } from '../../../../src/node/crypto/node-verifier.ts';
import { forkCases } from '../../../support/attacks/fork-table.ts';
import { runOf, type LogWriter, type Written } from '../../../support/attacks/log-writer.ts';
import { setStage, type Stage } from '../../../support/attacks/stage.ts';
import { documentBytes, isInStep, openAgain, opsOf } from '../../../support/reading.ts';
import { aListing, connect, digestOf, makePeer, type TestPeer } from '../../../support/test-peer.ts';

/** Mal gives one history to one peer, while that one hears of nobody else. */
async function tell(stage: Stage, peer: TestPeer, ...written: Written[]): Promise<void> {
  const attacker = await stage.attack(peer);
  for (let at = 0; at < written.length; at += 10) attacker.live(stage.circle, runOf(...written.slice(at, at + 10)));
  await stage.clock.pass(1_000);
  attacker.lane.close();
  await stage.clock.pass(1_000);
}

const writeMany = (log: LogWriter, count: number, word: string): Written[] => Array.from({ length: count }, (_, i) => log.write({ body: { person: `${word} ${String(i)}` } }));

/** That all hold the same, that of mal's log only what is below `seq` counts, and that opening again changes nothing. */
async function expectSettled(stage: Stage, peers: readonly TestPeer[], seq: number): Promise<void> {
  const { circle, mal } = stage;
  const [first, ...others] = peers;
  const digest = await digestOf(first!, circle);
  for (const peer of peers) {
    expect(opsOf(peer, circle, mal.keys.device).map((op) => op.seq)).toEqual(Array.from({ length: seq }, (_, i) => i));
    expect(peer.peer.circles()[0]?.forks).toBe(1);
    expect(await digestOf(peer, circle)).toEqual(digest);
    expect(documentBytes(peer, circle)).toBe(documentBytes(first!, circle));
    const again = await openAgain(peer);
    expect(await digestOf(again, circle)).toEqual(digest);
    expect(documentBytes(again, circle)).toBe(documentBytes(first!, circle));
    expect(again.peer.circles()[0]?.forks).toBe(1);
  }
  for (const other of others) expect(isInStep(first!, circle, other)).toBe(true);
}

describe('honest peers that hold different histories of one log', () => {
  it.each([
    { name: 'that differ from their first op on', common: 0, left: 1, right: 4 },
    { name: 'that differ late', common: 23, left: 3, right: 30 },
    { name: 'of one length', common: 7, left: 5, right: 5 },
  ])('$name find the fork when they meet, and agree on what is before it', async ({ common, left, right }) => {
    const stage = await setStage();
    const start = stage.log.place.seq;
    stage.lanes.a.close();
    await stage.clock.pass(1_000);
    const shared = writeMany(stage.log, common, 'common');
    const other = stage.log.branch();
    await tell(stage, stage.ada, ...shared, ...writeMany(stage.log, left, 'left'));
    await tell(stage, stage.ben, ...shared, ...writeMany(other, right, 'right'));
    connect(stage.ada, stage.ben);
    await stage.clock.pass(10_000);
    await expectSettled(stage, [stage.ada, stage.ben], start + common);
  });

  it('go on with each other as before, and take nothing more of that log', async () => {
    const stage = await setStage();
    const start = stage.log.place.seq;
    stage.lanes.a.close();
    await stage.clock.pass(1_000);
    const other = stage.log.branch();
    await tell(stage, stage.ada, ...writeMany(stage.log, 2, 'left'));
    await tell(stage, stage.ben, ...writeMany(other, 2, 'right'));
    connect(stage.ada, stage.ben);
    await stage.clock.pass(5_000);
    await tell(stage, stage.ada, ...writeMany(stage.log, 2, 'more of the left'));
    await stage.ben.peer.run('postListing', { circle: stage.circle, listing: aListing('Still here') });
    await stage.clock.pass(5_000);
    await expectSettled(stage, [stage.ada, stage.ben], start);
  });

  it('and a third who holds a third one that parts earlier, agree on the earliest parting', async () => {
    const stage = await setStage();
    const { clock, circle } = stage;
    const cleo = await makePeer('cleo', { clock });
    await cleo.peer.run('joinCircle', { link: stage.invitation.link });
    const first = connect(cleo, stage.ada);
    await clock.pass(5_000);
    first.a.close();
    stage.lanes.a.close();
    await clock.pass(1_000);
    const start = stage.log.place.seq;
    const early = writeMany(stage.log, 3, 'common');
    const third = stage.log.branch();
    const late = writeMany(stage.log, 6, 'common to two');
    const second = stage.log.branch();
    await tell(stage, stage.ada, ...early, ...late, ...writeMany(stage.log, 2, 'one'));
    await tell(stage, stage.ben, ...early, ...late, ...writeMany(second, 5, 'two'));
    await tell(stage, cleo, ...early, ...writeMany(third, 20, 'three'));
    connect(stage.ada, stage.ben);
    await clock.pass(5_000);
    expect(opsOf(stage.ben, circle, stage.mal.keys.device)).toHaveLength(start + 9);
    connect(stage.ada, cleo);
    await clock.pass(10_000);
    await expectSettled(stage, [stage.ada, stage.ben, cleo], start + 3);
  });

  it('a newcomer learns of the fork with everything else', async () => {
    const stage = await setStage();
    const start = stage.log.place.seq;
    const other = stage.log.branch();
    await tell(stage, stage.ada, ...writeMany(stage.log, 3, 'left'));
    await tell(stage, stage.ada, ...writeMany(other, 3, 'right'));
    const cleo = await makePeer('cleo', { clock: stage.clock });
    await cleo.peer.run('joinCircle', { link: stage.invitation.link });
    connect(stage.ada, cleo);
    await stage.clock.pass(5_000);
    await expectSettled(stage, [stage.ada, stage.ben, cleo], start);
  });

  it('what a forked log let in after the parting is not in any more, whoever heard of it', async () => {
    const stage = await setStage();
    const { clock, circle } = stage;
    const other = stage.log.branch();
    const invite = stage.log.write({ kind: KIND.invite, body: { key: sha256(Uint8Array.of(1)), uses: 0 }, refs: [{ device: stage.ada.keys.device, seq: 0, id: circle as string as Op['id'] }] });
    const before = await digestOf(stage.ada, circle);
    await tell(stage, stage.ada, invite);
    expect((await digestOf(stage.ben, circle)).ops).toBe(before.ops + 1);
    await tell(stage, stage.ben, ...writeMany(other, 1, 'right'));
    await clock.pass(5_000);
    for (const peer of [stage.ada, stage.ben]) expect(await digestOf(peer, circle)).toEqual(before);
  });
});

describe('a proof of a fork', () => {
  it.each(forkCases)('$name', async ({ run, expected }) => {
    expect(await run()).toEqual(expected);
  });
});
