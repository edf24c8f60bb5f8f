/**
 * What the oracle is told: a circle's set, flat, without bytes and without cryptography. Everything that docs/decisions/0009
 * lets count is a function of one such world. Nothing here is checked against a product's code, on purpose: the oracle is
 * written from the decision alone, for obviousness, and so that a mistake made there isn't made here again.
 *
 * A world is well formed if its ids differ, and if wherever two branches of a log are here, a fork is proven no later than
 * where they part (whoever holds both ops holds the proof).
 */

export type Role = 'organizer' | 'moderator' | 'greeter' | 'inspector' | 'member';

/** A place in a log. It names an op only if all three are that op's. */
export interface Place {
  readonly device: string;
  readonly seq: number;
  readonly id: string;
}

/** The device of a place that names a quorum's act; its seq is the act's number. */
export const ACT_DEVICE = 'zeros';

export interface Target {
  readonly t: 'account' | 'grant' | 'invite' | 'rules';
  readonly id: string;
}

export interface Rules {
  readonly invite: 'member' | 'organizer';
  readonly greet: 'member' | 'organizer';
  readonly quota: { readonly ops: number; readonly bytes: number };
}

export interface Quorum {
  readonly accounts: readonly string[];
  readonly k: number;
}

export interface Withdrawal {
  readonly of: Target;
  /** One position per device at most. */
  readonly logs: readonly Place[];
  readonly others: 'zero' | 'open';
  readonly replaces: readonly string[];
}

export type Says =
  | { readonly t: 'genesis'; readonly account: string; readonly rules: Rules; readonly quorum: Quorum }
  | { readonly t: 'open'; readonly account: string }
  | { readonly t: 'invite'; readonly right: Place | undefined }
  | {
      readonly t: 'admit';
      readonly right: Place | undefined;
      readonly invitation?: Place;
      readonly account: string;
      readonly device: string;
      /** Whether its proofs hold: the certificate, and the invitation's where that is here. */
      readonly proven: boolean;
    }
  | { readonly t: 'grant'; readonly right: Place | undefined; readonly account: string; readonly role: Role }
  | ({ readonly t: 'cut'; readonly right: Place | undefined } & Withdrawal)
  | { readonly t: 'rules'; readonly right: Place | undefined; readonly rules: Rules }
  | { readonly t: 'rotate'; readonly right: Place | undefined }
  | { readonly t: 'leave' }
  | { readonly t: 'other' };

export interface Fact {
  readonly id: string;
  readonly device: string;
  readonly seq: number;
  readonly prev: string | null;
  readonly lamport: number;
  /** Its stored length. */
  readonly bytes: number;
  readonly says: Says;
}

export type Deed =
  | { readonly t: 'grant'; readonly account: string; readonly role: Role }
  | ({ readonly t: 'cut' } & Withdrawal)
  | ({ readonly t: 'quorum' } & Quorum);

export interface Act {
  readonly id: string;
  readonly number: number;
  readonly prev: string;
  readonly deed: Deed;
  /** The accounts whose signatures on it hold. */
  readonly signers: readonly string[];
}

export interface World {
  readonly circle: string;
  readonly founder: { readonly account: string; readonly device: string };
  readonly facts: readonly Fact[];
  /** Proven forks; of one device the lowest counts. */
  readonly forks: readonly { readonly device: string; readonly seq: number }[];
  /** From where a log is signed falsely; of one device the lowest counts. */
  readonly falsely: readonly { readonly device: string; readonly seq: number }[];
  readonly acts: readonly Act[];
}

export type Standing = 'member' | 'removed' | 'left' | 'stopped';
export type Fate = 'in-force' | 'dead' | 'replaced' | 'void';

export interface Verdict {
  /** Control ops that count, ranked and plain: genesis, invite, admit, grant, cut, rules, rotate. Whether a `leave` counts, the limits say. */
  readonly counting: ReadonlySet<string>;
  /** In their order. */
  readonly validActs: readonly string[];
  /** Of every cut that is here, also of those that acts are. */
  readonly cuts: ReadonlyMap<string, Fate>;
  /** `device/account` */
  readonly admitted: ReadonlySet<string>;
  /** Of each log that is here, how many ops of it count at most (those that are ranked aside); Infinity where nothing ends it. */
  readonly limits: ReadonlyMap<string, number>;
  /** Of each forked log that a pin settles, the id of the reach. */
  readonly chainEnd: ReadonlyMap<string, string>;
  /** Of each log of which something is kept: how many ops, and the last one's id. */
  readonly kept: ReadonlyMap<string, { readonly length: number; readonly last: string }>;
  readonly standing: ReadonlyMap<string, Standing>;
  /** Only accounts that have one. */
  readonly roles: ReadonlyMap<string, ReadonlySet<Role>>;
  readonly currentRules: string;
}

/** The decision's first wording, or with the changes that `kept.test.ts` proposed. */
export type Wording = 'decided' | 'proposed';

/** Told the name of each clause of the decision that was met. */
export type Note = (clause: string) => void;
