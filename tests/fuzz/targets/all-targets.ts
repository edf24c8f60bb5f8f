/** Every target, in the order in which they run. */
import type { FuzzTarget } from '../harness/target.ts';
import { carriedTargets } from './carried.ts';
import { opTargets } from './ops.ts';
import { photoTargets } from './photos.ts';
import { relayTargets } from './relays.ts';
import { sessionTargets } from './sessions.ts';
import { storedFileTargets } from './stored-files.ts';
import { typedTargets } from './typed.ts';
import { windowTargets } from './windows.ts';

export const TARGETS: readonly FuzzTarget[] = [...opTargets, ...sessionTargets, ...carriedTargets, ...storedFileTargets, ...windowTargets, ...typedTargets, ...relayTargets, ...photoTargets];
