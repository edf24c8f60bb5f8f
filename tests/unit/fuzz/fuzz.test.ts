/** A few inputs for every target of the fuzzing, the same each time; and that the fuzzing finds what is wrong, and tells it so that it can be tried again. */
import { describe, expect, test } from 'vitest';
import { FuzzUsageError, readOptions } from '../../fuzz/harness/options.ts';
import { describeReport, describeSum, isBadlyMade } from '../../fuzz/harness/report.ts';
import { makeInput, runTarget, takeInput } from '../../fuzz/harness/run-target.ts';
import { assertBounded, assertHolds, type FuzzTarget } from '../../fuzz/harness/target.ts';
import { TARGETS } from '../../fuzz/targets/all-targets.ts';

const INPUTS = 300;
const SEED = 'every day';

describe('every decoder', () => {
  test.each(TARGETS.map((target) => [target.name, target] as const))('%s keeps its promises for inputs right and wrong', async (_, target) => {
    const report = await runTarget(target, { seed: SEED, inputs: Math.ceil(INPUTS / Math.min(30, target.oneOf ?? 1)) });
    expect(report.findings).toEqual([]);
    expect(isBadlyMade(report)).toBe(false);
  });

  test('has a target, with a name of its own', () => {
    const names = TARGETS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

/** Reads a byte that must be even, and a length. */
const broken: FuzzTarget = {
  name: 'broken',
  covers: 'nothing',
  make: (random) => random.bytes(2),
  take([first = 0, second = 0]) {
    if (first === 7) throw new RangeError('beyond the boundary');
    if (second > 250) assertBounded(new Uint8Array(1_000), 2);
    assertHolds(second !== 9, 'a second byte is never 9');
    return first % 2 === 0;
  },
};

describe('the fuzzing', () => {
  test('finds what throws, what grows and what breaks a promise, one of each sort, and all of them again from their hex', async () => {
    const report = await runTarget(broken, { seed: 'a', inputs: 5_000 });
    expect(report.findings.map(({ what }) => what.split('\n')[0]).toSorted()).toEqual(['Error: a second byte is never 9', 'Error: makes at most 3 units of each byte', 'RangeError: beyond the boundary']);
    expect(report.found).toBeGreaterThan(20);
    for (const { input, what, at } of report.findings) {
      expect(Buffer.from(makeInput(broken, 'a', at)).toString('hex')).toBe(input);
      expect(String(await takeInput(broken, new Uint8Array(Buffer.from(input, 'hex')))).split('\n')[0]).toBe(what.split('\n')[0]);
    }
  });

  test('finds what takes too long each time, and not what did so once', async () => {
    let ms = 0;
    const taking = (...times: number[]): FuzzTarget => ({
      ...broken,
      take: () => {
        ms += times.shift() ?? 0;
        return true;
      },
    });
    const run = (target: FuzzTarget) => runTarget(target, { seed: 'a', inputs: 1, mostMs: 250, now: () => ms });
    expect((await run(taking(300, 251, 900, 260))).findings.map(({ what }) => what)).toEqual(['takes more than 250 ms']);
    expect((await run(taking(300, 260, 3, 260))).found).toBe(0);
  });

  test('makes the same inputs from the same seed, and others from another', () => {
    for (const target of TARGETS) {
      const inputs = (seed: string): string[] => Array.from({ length: 8 }, (_, at) => Buffer.from(makeInput(target, seed, at)).toString('hex'));
      expect(inputs('one')).toEqual(inputs('one'));
      expect(inputs('one')).not.toEqual(inputs('two'));
    }
  });

  test('says of a target whether its inputs are nearly all alike to the decoder', () => {
    const report = { target: 'a', inputs: 1_000, ms: 500, findings: [], found: 0 };
    expect([9, 10, 990, 991].map((accepted) => isBadlyMade({ ...report, accepted }))).toEqual([true, false, false, true]);
    expect(describeReport({ ...report, accepted: 9 })).toMatch(/ 1,000 inputs +2,000 \/s +0\.9 % taken +0 findings +BADLY MADE/);
    expect(describeSum([{ ...report, accepted: 500 }], 's', 2_000)).toBe('1 targets, 1,000 inputs, 0 findings, 0 badly made; seed s, 2 s');
  });

  test('prints an input so that it can be tried again: its bytes, or its number where it is long', () => {
    const finding = { target: 'a', seed: 's', at: 7, what: 'Error: b' };
    const report = { target: 'a', inputs: 1, accepted: 0, ms: 1, found: 2, findings: [{ ...finding, input: '00ff' }, { ...finding, input: '00'.repeat(5_000) }] };
    const lines = describeReport(report).split('\n');
    expect(lines.filter((line) => line.includes('npm run'))).toEqual(['  npm run fuzz -- --target a --replay 00ff', '  npm run fuzz -- --target a --seed s --at 7']);
  });

  test.each([
    ['a target that there is not', ['--target', 'nothing'], /there is no target nothing/],
    ['no inputs', ['--inputs', '0'], /--inputs/],
    ['what is no number', ['--inputs', '1e3'], /--inputs/],
    ['an input for every target', ['--replay', '00'], /--replay/],
    ['an input that is no hex', ['--target', 'a', '--replay', '0g'], /--replay/],
    ['the number of an input without its seed', ['--target', 'a', '--at', '3'], /--at/],
    ['an option that there is not', ['--fast'], /--fast/],
  ])('refuses %s', (_, args, words) => {
    expect(() => readOptions(args, ['a'], 0)).toThrow(FuzzUsageError);
    expect(() => readOptions(args, ['a'], 0)).toThrow(words);
  });

  test('reads targets, number of inputs, seed and an input to try again', () => {
    expect(readOptions(['--target', 'a,b', '--inputs', '7', '--seed', 's'], ['a', 'b'], 5)).toEqual({ targets: ['a', 'b'], inputs: 7, seed: 's', replay: undefined, at: undefined });
    expect(readOptions(['--target', 'a', '--replay', '00ff'], ['a'], 5)).toEqual({ targets: ['a'], inputs: 20_000, seed: '5', replay: Uint8Array.of(0, 255), at: undefined });
    expect(readOptions(['--target', 'a', '--seed', 's', '--at', '3'], ['a'], 5)).toMatchObject({ seed: 's', at: 3 });
  });
});
