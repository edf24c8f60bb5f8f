import { describe, expect, it } from 'vitest';
import { attackCases } from '../../../support/attacks/attack-table.ts';

describe('a peer that', () => {
  it.each(attackCases)('$name', async ({ run, expected }) => {
    expect(await run()).toEqual(expected);
  });
});
