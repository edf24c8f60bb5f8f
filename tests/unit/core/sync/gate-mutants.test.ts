/** A sample of the table that `npm run mutants` goes through as a whole: each takes a process, and some seconds. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Copies } from '../../../mutants/copies.ts';
import { mutants } from '../../../support/attacks/mutants.ts';

/** One of so many. */
const SAMPLE = 8;

let copies: Copies;

beforeAll(async () => {
  copies = await Copies.open(2);
});

afterAll(() => copies.remove());

it('with every rule in its place no row fails', async () => {
  const rows = ['sends garbage', 'the gate is brought a whole log', 'a proof of the same op twice', 'is let in by herself', 'a mirror that sends back what it gets learns nothing'];
  expect(await copies.failing(rows)).toEqual([]);
});

describe('some row fails without the rule that', () => {
  it.concurrent.each(mutants.filter((_, i) => i % SAMPLE === 0))('$rule', async (mutant) => {
    expect((await copies.failingWithout(mutant)).length).toBeGreaterThan(0);
  });
});
