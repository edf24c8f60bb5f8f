import { expect, test } from 'vitest';
import { addressGroup, Allowance, Tally } from '../../../../src/node/relay/limits.ts';

test('an allowance gives its burst at once, then its rate', () => {
  const allowance = new Allowance(10, 5, 0);
  expect(allowance.take(10, 0)).toBe(0);
  expect(allowance.take(1, 0)).toBe(200);
  expect(allowance.take(1, 200)).toBe(200);
  expect(allowance.take(1, 1_000)).toBe(0);
});

test('an allowance never grows beyond its burst, however long nothing was taken', () => {
  const allowance = new Allowance(10, 5, 0);
  expect(allowance.take(10, 1e9)).toBe(0);
  expect(allowance.take(1, 1e9)).toBe(200);
});

test('an allowance is overdrawn when more than a second burst is owed', () => {
  const allowance = new Allowance(10, 5, 0);
  allowance.take(20, 0);
  expect(allowance.overdrawn).toBe(false);
  allowance.take(1, 0);
  expect(allowance.overdrawn).toBe(true);
});

test('a clock that is set back gives nothing and takes nothing', () => {
  const allowance = new Allowance(10, 5, 10_000);
  expect(allowance.take(10, 5_000)).toBe(0);
  expect(allowance.take(1, 5_000)).toBe(200);
});

test('a tally counts up to its limit for each key by itself, and forgets keys with nothing', () => {
  const tally = new Tally(2);
  expect([tally.add('a'), tally.add('a'), tally.add('a'), tally.add('b')]).toEqual([true, true, false, true]);
  tally.remove('a');
  expect(tally.add('a')).toBe(true);
  tally.remove('nobody');
  expect(tally.add('nobody')).toBe(true);
});

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['unknown', 'unknown'],
])('%s counts as %s', (address, group) => {
  expect(addressGroup(address)).toBe(group);
});
