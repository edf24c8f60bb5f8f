import { describe, expect, it } from 'vitest';
import { encodeHeads, encodeRuns } from '../../../../src/core/sync/frames.ts';
import { runOf, type Written } from '../../../support/attacks/log-writer.ts';
import { setStage, type Stage } from '../../../support/attacks/stage.ts';
import { documentBytes, isInStep, openAgain, opsOf } from '../../../support/reading.ts';
import { aListing, connect, digestOf, makePeer } from '../../../support/test-peer.ts';

const write = (stage: Stage, body: unknown = { person: 'mal' }): Written => stage.log.write({ body });
const writeFalsely = (stage: Stage, body: unknown = { person: 'mal' }): Written => stage.log.write({ body, sign: () => stage.mal.keys.sign(Uint8Array.of(0)) });

/** Mal answers ada's questions with these ops of his log, `step` at a time. */
async function answerAda(stage: Stage, written: readonly Written[], step: number): Promise<void> {
  const attacker = await stage.attack(stage.ada);
  const last = written.at(-1)!.op;
  attacker.answer = (question) => {
    if (question.q === 'heads') return encodeHeads([{ device: last.device, seq: last.seq, id: last.id }]);
    if (question.q !== 'ops') return undefined;
    const at = written.findIndex(({ op }) => op.seq === question.r[0]?.f);
    return at < 0 ? encodeRuns([]) : encodeRuns([runOf(...written.slice(at, at + step))]);
  };
  attacker.claimNews(stage.circle);
  await stage.clock.pass(100);
  attacker.lane.close();
}

describe('an op that its author signed falsely, inside a run whose end is sound', () => {
  it('ends the log there on every peer, and nobody who passed it on is cut off', async () => {
    const stage = await setStage();
    const { ada, ben, circle, mal, clock } = stage;
    const start = stage.log.place.seq;
    stage.lanes.a.close();
    await clock.pass(500);
    const written = [write(stage), write(stage), write(stage), writeFalsely(stage), ...Array.from({ length: 90 }, () => write(stage))];
    await answerAda(stage, written, 1_000);
    expect(opsOf(ada, circle, mal.keys.device)).toHaveLength(start + written.length);
    connect(ada, ben);
    await clock.pass(100);
    expect(opsOf(ben, circle, mal.keys.device)).toHaveLength(start + written.length);
    await clock.pass(5_000);
    for (const peer of [ada, ben]) expect(opsOf(peer, circle, mal.keys.device)).toHaveLength(start + 3);
    expect(isInStep(ada, circle, ben) && isInStep(ben, circle, ada)).toBe(true);
    expect(await digestOf(ben, circle)).toEqual(await digestOf(ada, circle));
    expect(documentBytes(ben, circle)).toBe(documentBytes(ada, circle));
  });

  it('stays out when the peer is opened again, and for who comes later', async () => {
    const stage = await setStage();
    const { ada, ben, circle, mal, clock } = stage;
    const start = stage.log.place.seq;
    await answerAda(stage, [write(stage), writeFalsely(stage), write(stage)], 10);
    await clock.pass(5_000);
    const again = await openAgain(ada, clock);
    expect(opsOf(again, circle, mal.keys.device)).toHaveLength(start + 1);
    expect(await digestOf(again, circle)).toEqual(await digestOf(ben, circle));
    const cleo = await makePeer('cleo', { clock });
    await cleo.peer.run('joinCircle', { link: stage.invitation.link });
    connect(ben, cleo);
    await clock.pass(5_000);
    expect(opsOf(cleo, circle, mal.keys.device)).toHaveLength(start + 1);
    expect(await digestOf(cleo, circle)).toEqual(await digestOf(ben, circle));
  });

  it('is found after opening again, where the device went off before it had looked', async () => {
    const stage = await setStage();
    const { ada, circle, mal, clock } = stage;
    const start = stage.log.place.seq;
    await answerAda(stage, [write(stage), writeFalsely(stage), write(stage)], 10);
    expect(opsOf(ada, circle, mal.keys.device)).toHaveLength(start + 3);
    await ada.peer.close();
    const again = await openAgain(ada, clock);
    expect(opsOf(again, circle, mal.keys.device)).toHaveLength(start + 3);
    await clock.pass(2_000);
    expect(opsOf(again, circle, mal.keys.device)).toHaveLength(start + 1);
  });

  it('is found also while its author keeps sending', async () => {
    const stage = await setStage();
    const { ada, ben, circle, mal, clock } = stage;
    const start = stage.log.place.seq;
    const attacker = await stage.attack(ada);
    attacker.live(circle, runOf(write(stage), writeFalsely(stage), write(stage)));
    for (let i = 0; i < 40; i++) {
      await clock.pass(200);
      attacker.live(circle, runOf(write(stage)));
    }
    for (const peer of [ada, ben]) expect(opsOf(peer, circle, mal.keys.device)).toHaveLength(start + 1);
  });

  it('is never the last one of what an honest peer sends, even where its answer is full just there', async () => {
    const stage = await setStage();
    const { ada, ben, circle, mal, clock } = stage;
    const start = stage.log.place.seq;
    stage.lanes.a.close();
    await clock.pass(500);
    const body = new Uint8Array(32_000);
    // An answer holds 32 such ops: the 32nd is the false one.
    const written = Array.from({ length: 40 }, (_, i) => (i === 31 ? writeFalsely(stage, body) : write(stage, body)));
    await answerAda(stage, written, 20);
    expect(opsOf(ada, circle, mal.keys.device)).toHaveLength(start + 40);
    connect(ada, ben);
    await clock.pass(100);
    await ben.peer.run('postListing', { circle, listing: aListing('Still here') });
    await clock.pass(5_000);
    for (const peer of [ada, ben]) expect(opsOf(peer, circle, mal.keys.device)).toHaveLength(start + 31);
    expect(isInStep(ada, circle, ben) && isInStep(ben, circle, ada)).toBe(true);
    expect(await digestOf(ben, circle)).toEqual(await digestOf(ada, circle));
  });
});
