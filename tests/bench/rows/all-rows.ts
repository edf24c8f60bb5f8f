/** Every family of rows, in the order of the table. */
import type { RowFamily } from '../harness/bench.ts';
import { authority, rebuild } from './authority.ts';
import { bulk, bulkWithRefs } from './bulk.ts';
import { linearity } from './linearity.ts';
import { live, liveManyLogs } from './live.ts';
import { memory } from './memory.ts';
import { open } from './open.ts';
import { webrtc } from './webrtc.ts';

export const FAMILIES: readonly RowFamily[] = [bulk, webrtc, live, open, authority, rebuild, bulkWithRefs, memory, liveManyLogs, linearity];
