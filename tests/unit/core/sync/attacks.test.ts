import { describe, expect, it } from 'vitest';
import { attackCases } from '../../../support/attacks/attack-table.ts';
import { meetingCases } from '../../../support/attacks/meeting-table.ts';

describe('a peer that', () => {
  it.each(attackCases)('$name', async ({ run, expected }) => {
    expect(await run()).toEqual(expected);
  });
});

describe('a meeting in which', () => {
  it.each(meetingCases)('$name', async ({ run, expected }) => {
    expect(await run()).toEqual(expected);
  });
});
