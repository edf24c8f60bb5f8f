import { describe, expect, it } from 'vitest';
import { FAULTS, isFault, SOFT_REFUSALS } from '../../../../src/core/sync/gate.ts';
import { gateCases } from '../../../support/attacks/gate-table.ts';

describe('the gate', () => {
  it.each(gateCases)('$name', async ({ run, expected }) => {
    expect(await run()).toEqual(expected);
  });

  it('blames who brings it for nothing that an honest device may send', () => {
    expect(FAULTS.every((refusal) => isFault(refusal))).toBe(true);
    expect(SOFT_REFUSALS.some((refusal) => isFault(refusal))).toBe(false);
  });
});
