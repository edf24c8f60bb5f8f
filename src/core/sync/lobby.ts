/**
 * The lobby inside a session: a newcomer brings a join, a member's device lets it in and hands over the group key,
 * sealed to the newcomer's box key. The newcomer keeps that key only once genesis says that it is the right one.
 */
import { bytesToId, idToBytes, type DeviceKey } from '../ids.ts';
import type { Keys } from '../ports.ts';
import type { FrameOf } from './frames.ts';
import type { SessionCircle } from './session-circle.ts';

/** What to answer to a join; undefined if it is for another device than the one that is speaking. */
export async function answerJoin(circle: SessionCircle, frame: FrameOf<'join'>, device: DeviceKey | undefined, keys: Keys): Promise<FrameOf<'welcome' | 'wait'> | undefined> {
  if (bytesToId<DeviceKey>(frame.j.device) !== device) return undefined;
  const c = idToBytes(circle.circle);
  const answer = await circle.greet(frame.j, frame.i);
  if (answer.type === 'wait') return { t: 'wait', c, r: answer.reason };
  return { t: 'welcome', c, k: keys.seal(answer.groupKey, frame.j.boxKey), b: keys.boxKey };
}

/** Takes the group key out of a welcome; false if it can't be opened. */
export async function takeWelcome(circle: SessionCircle, frame: FrameOf<'welcome'>, keys: Keys): Promise<boolean> {
  const groupKey = keys.open(frame.k, frame.b);
  if (groupKey === undefined || groupKey.length !== 32) return false;
  await circle.offerGroupKey(groupKey);
  return true;
}
