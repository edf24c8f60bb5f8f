import * as original from 'lib0/broadcastchannel.js';
import { expect, test } from 'vitest';
import * as replacement from '../../../../renderer/lanes/no-broadcast.ts';

test('the replacement has every name of lib0/broadcastchannel, and no other', () => {
  expect(Object.keys(replacement).toSorted()).toEqual(Object.keys(original).toSorted());
  for (const name of Object.keys(original) as (keyof typeof original)[]) expect(replacement[name]).toBeTypeOf('function');
});

test('what is published reaches nobody, not even a subscriber in the same tab', () => {
  const heard: unknown[] = [];
  const subscriber = (data: unknown) => heard.push(data);
  expect(replacement.subscribe('room', subscriber)).toBe(subscriber);
  replacement.publish('room', 'hello');
  expect(heard).toEqual([]);
  expect(replacement.unsubscribe('room', subscriber)).toBe(false);
});
