/**
 * The attacks on a session by somebody who holds a member's keys, and what each must come to. In every one: nothing
 * false is stored, ada and ben go on and agree, and only what no honest device could send gets a device cut off.
 */
import { digestOf } from '../test-peer.ts';
import type { Case } from './case.ts';
import { answerAttacks } from './answer-attacks.ts';
import { handshakeAttacks } from './handshake-attacks.ts';
import { logAttacks } from './log-attacks.ts';
import { sessionAttacks } from './session-attacks.ts';
import { outcomeOf, setStage } from './stage.ts';

export const attackCases: Case[] = [...handshakeAttacks, ...sessionAttacks, ...answerAttacks, ...logAttacks].map(({ name, run, expected, options }) => ({
  name,
  expected: { ...expected, othersAgree: true, sameAfterReopening: true },
  run: async () => {
    const stage = await setStage(options);
    const before = await digestOf(stage.ada, stage.circle);
    return await outcomeOf(stage, before, await run(stage));
  },
}));
