/** The one line that tells how a circle is doing, in plain words. */
import type { CircleStatus, HostStatus } from '../../src/core/commands.ts';
import type { ConnectionState } from '../host/connection.ts';
import { m } from '../paraglide/messages.js';
import { circleHealth, type CircleHealth } from '../state/circle-health.ts';
import { formatMoment, formatNames, formatNumber } from './format.ts';

const HEALTH_WORDS: Record<CircleHealth, () => string> = {
  problem: m.health_problem,
  out: m.health_out,
  waiting: m.health_waiting,
  syncing: m.health_syncing,
  'in-sync': m.health_in_sync,
  connected: m.health_connected,
  offline: m.health_offline,
  alone: m.sample_tag,
};

/** One or two words for the dot beside a circle's name. */
export function healthWord(health: CircleHealth): string {
  return HEALTH_WORDS[health]();
}

/** What stands between this window and its host; undefined when all is well. */
export function connectionLine(state: ConnectionState): string | undefined {
  if (state === 'connecting') return m.waiting_for_engine();
  if (state === 'lost') return m.engine_lost();
  if (state === 'no-token') return m.no_token();
  return state === 'other-version' ? m.other_version() : undefined;
}

const STORAGE_WORDS = { 'disk-full': m.storage_disk_full, 'read-only': m.storage_read_only, 'storage-failed': m.storage_failed } as const;

export function storageLine(storage: HostStatus['storage']): string | undefined {
  return storage === null ? undefined : STORAGE_WORDS[storage]();
}

const PROBLEM_WORDS = { 'other-side-newer': m.problem_other_side_newer, 'other-side-older': m.problem_other_side_older, 'older-copy': m.problem_older_copy, refused: m.problem_refused } as const;

/** What needs the person, if anything does. */
export function problemLine({ problem }: CircleStatus): string | undefined {
  return problem === undefined ? undefined : PROBLEM_WORDS[problem]();
}

/** Whether it can be long until one is let in, and what helps. */
export function waitingLine({ notYet, peers }: CircleStatus): string {
  if (notYet === 'used-up') return m.wait_used_up();
  if (notYet === 'unknown-invitation') return m.wait_unknown_invitation();
  if (notYet === 'not-allowed') return m.wait_not_allowed();
  if (notYet === 'revoked') return m.wait_revoked();
  if (notYet === 'removed') return m.wait_removed();
  return peers.length > 0 || notYet === 'busy' ? m.waiting_met() : m.waiting_alone();
}

/** How that circle is doing, with counts, times and names. */
export function syncLine(status: CircleStatus, now: number): string {
  const health = circleHealth(status);
  if (health === 'problem') return problemLine(status) ?? '';
  if (health === 'out') return status.membership === 'left' ? m.sync_left() : m.sync_removed();
  if (health === 'waiting') return status.peers.length > 0 ? m.sync_waiting_met() : m.sync_waiting();
  if (health === 'syncing' && status.receiving !== undefined) {
    return m.sync_receiving({ have: formatNumber(status.receiving.have), of: formatNumber(status.receiving.of) });
  }
  if (health === 'alone') return m.sample_sync();
  if (health === 'offline') return offlineLine(status, now);
  const names = formatNames([...new Set(status.peers.map((peer) => peer.name))].slice(0, 3));
  if (health === 'connected') return m.sync_comparing({ names });
  return status.inSync === undefined ? m.sync_in_sync({ names }) : m.sync_in_sync_since({ names, when: formatMoment(status.inSync.at, now) });
}

function offlineLine(status: CircleStatus, now: number): string {
  if (status.unsent > 0) return m.sync_unsent({ count: status.unsent, shown: formatNumber(status.unsent) });
  if (status.inSync === undefined) return m.sync_offline();
  return m.sync_offline_since({ when: formatMoment(status.inSync.at, now), name: status.inSync.with });
}
