import { describe, expect, it } from 'vitest';
import { authorityCases } from './cases.ts';

describe('what is decided beside the oracle', () => {
  it.each(authorityCases)('$name', async ({ run, expected }) => {
    expect(await run()).toEqual(expected);
  });
});
