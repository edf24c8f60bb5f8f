/** Every target, in the order in which they run. */
import type { FuzzTarget } from '../harness/target.ts';
import { opTargets } from './ops.ts';
import { sessionTargets } from './sessions.ts';

export const TARGETS: readonly FuzzTarget[] = [...opTargets, ...sessionTargets];
