/**
 * What happens in a run, as plain values: JSON goes in, the same run comes out. Each action has its own seed for what it leaves to
 * chance, so that taking one out leaves the others what they were. Peers, listings and links are named by number; a number beyond
 * what is there is taken modulo.
 */
import type { Role } from '../../src/core/circle/control-bodies.ts';
import type { DeedInput, Keep } from '../../src/core/circle-calls.ts';
import type { ListingState } from '../../src/core/market/listing.ts';

/** What a person does in a circle. */
export type Deed =
  /** Those are of the quorum, beside the founder. */
  | { type: 'found'; friends?: number[] }
  | { type: 'post'; title: string; photos: number }
  | { type: 'revise'; which: number; title: string }
  | { type: 'state'; which: number; state: ListingState }
  | { type: 'invite'; uses: number; role?: Role }
  | { type: 'join'; link: number }
  /** A bundle, carried to another peer. */
  | { type: 'carry'; to: number; photos: boolean }
  | { type: 'set-role'; who: number; role: Role }
  | { type: 'remove'; who: number; keep: Keep }
  | { type: 'restore'; who: number }
  /** Of links and acts, a number below 0 counts from the newest: -1. */
  | { type: 'revoke'; which: number }
  | { type: 'set-rules'; invite: 'member' | 'organizer'; greet: 'member' | 'organizer'; ops: number }
  | { type: 'leave' }
  | { type: 'propose'; what: DeedInput['type']; who: number }
  | { type: 'sign'; which: number }
  | CatchUp;

/** A peer, and others after it where it can't, post until so many entries were saved; or, to be sure, until one member holds as many. */
export interface CatchUp {
  type: 'catch-up';
  ops: number;
  sure?: true;
}

/** What goes wrong. `for` is how long, in ms. */
export type Fault =
  | { type: 'crash'; for: number }
  /** The power goes while the disk carries out the call after so many more. */
  | { type: 'crash-at-write'; calls: number; for: number }
  | { type: 'restart'; for: number }
  | { type: 'sleep'; for: number }
  | { type: 'disk-full'; for: number }
  | { type: 'disk-error'; calls: number }
  | { type: 'read-only'; for: number }
  | { type: 'cut'; with: number; for: number }
  | { type: 'stall'; with: number; for: number }
  | { type: 'second-lane'; with: number }
  | { type: 'partition'; side: number[]; for: number }
  | { type: 'skew'; by: number }
  /** The home is copied, and the copy is opened as another peer, beside it. */
  | { type: 'copy-home'; as: number }
  /** The home is put back to what it was at the last `keep-backup`. */
  | { type: 'keep-backup' }
  | { type: 'restore-backup' };

export const TRICKS = [
  'write', 'fork', 'fork-on', 'withhold', 'replay', 'back-date', 'run-ahead', 'gap', 'over-use', 'sign-inner-falsely', 'collude', 'claim-rights', 'admit-falsely', 'open-anothers', 'go-on-after-leaving',
  'serve', 'newer-version', 'false-fork-proof', 'silence', 'flood-ops',
  'ask-for-keys', 'false-keys', 'say-out', 'rotate-alone',
  'forge', 'alter', 'reorder', 'leave-out', 'garbage', 'flood', 'false-answers',
] as const;
export type Trick = (typeof TRICKS)[number];

/** What a liar does. `turn`: until then it was honest; from then on it runs a peer of its own. */
export type Lie = { type: 'turn' } | { type: 'lie'; trick: Trick; to: number[]; count: number };

export interface Action {
  /** Ms from the beginning. */
  at: number;
  peer: number;
  seed: number;
  do: Deed | Fault | Lie;
}

export interface PeerPlan {
  /** Names its device; the same name has the same keys in every run. */
  name: string;
  /** Whose device it is: a name, too. */
  account: string;
  /** How far its clock is off, in ms. */
  skew: number;
}

export interface LinkPlan {
  a: number;
  b: number;
  /** Ms that a frame takes, and the most that it takes longer by chance. */
  delay: number;
  jitter: number;
}

export interface Plan {
  seed: number;
  /** Peers of their own; those that copies of homes become come after them. */
  peers: PeerPlan[];
  copies: number;
  links: LinkPlan[];
  actions: Action[];
}

export const FAULTS: readonly string[] = [
  'crash', 'crash-at-write', 'restart', 'sleep', 'disk-full', 'disk-error', 'read-only', 'cut', 'stall', 'second-lane', 'partition', 'skew', 'copy-home', 'keep-backup', 'restore-backup',
] satisfies Fault['type'][];

export function isFault(what: Action['do']): what is Fault {
  return FAULTS.includes(what.type);
}

export function isLie(what: Action['do']): what is Lie {
  return what.type === 'turn' || what.type === 'lie';
}
