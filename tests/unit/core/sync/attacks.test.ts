import { describe, expect, it } from 'vitest';
import { attacks } from '../../../support/attacks/attack-table.ts';
import { outcomeOf, setStage } from '../../../support/attacks/stage.ts';
import { digestOf } from '../../../support/test-peer.ts';

describe('a peer that', () => {
  it.each(attacks)('$name', async ({ run, expected }) => {
    const stage = await setStage();
    const before = await digestOf(stage.ada, stage.circle);
    const attacker = await run(stage);
    expect(await outcomeOf(stage, before, attacker)).toEqual({ ...expected, othersAgree: true, sameAfterReopening: true });
  });
});
