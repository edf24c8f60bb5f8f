/**
 * All that decides who may do what, as it is here: logs with their facts, proofs of forks, false signatures, false proofs of
 * admits, the quorum's acts. Knows nothing of what counts. Logs are given from outside (sync/logs.ts holds them) and grow at their ends;
 * whoever gives them takes back nothing but by `drop`.
 */
import type { AccountKey, ActId, CircleId, DeviceKey, OpId } from '../ids.ts';
import type { QuorumBody } from '../circle/control-bodies.ts';
import type { Cut, Fact, FactOf } from './facts.ts';
import { isFact } from './facts.ts';

/** One branch of a device's log, from its first op on. */
export interface Chain {
  readonly device: DeviceKey;
  readonly account: AccountKey;
  readonly ids: readonly OpId[];
  readonly facts: readonly Fact[];
  /** The seq of its first `leave`. */
  readonly leaveAt: number | undefined;
  /** Bytes of the first `count` ops in stored form. */
  bytesBelow(count: number): number;
}

/** What a quorum did, with the accounts whose signatures were found to hold. */
export interface Act {
  id: ActId;
  number: number;
  /** The act before it, or the circle's id. */
  prev: string;
  deed: { t: 'grant'; account: AccountKey; role: FactOf<'grant'>['says']['role'] } | { t: 'cut'; cut: Cut } | { t: 'quorum'; quorum: QuorumBody };
  signers: ReadonlySet<AccountKey>;
}

export class Evidence {
  readonly circle: CircleId;
  /** Of each device, its branches; more than one only where a fork is proven. */
  readonly chains = new Map<DeviceKey, Chain[]>();
  readonly facts = new Map<OpId, Fact>();
  /** By the right that they name. */
  readonly byRight = new Map<string, Fact[]>();
  /** Admits by the invitation that they name. */
  readonly byInvitation = new Map<OpId, FactOf<'admit'>[]>();
  /** Cuts that are here, counting or not, by what they are of; acts' cuts are not among them. */
  readonly cutsOf = new Map<string, FactOf<'cut'>[]>();
  /** Ids that cuts name in `replaces`. */
  readonly replaced = new Set<string>();
  /** The lowest seq of a device of which two ops are proven. */
  readonly forks = new Map<DeviceKey, number>();
  /** The first seq of a device that is signed falsely. */
  readonly falsely = new Map<DeviceKey, number>();
  /** Admits whose certificate doesn't hold, or wasn't checked yet. */
  readonly uncertified = new Set<OpId>();
  /** Admits whose signature by the invitation doesn't hold, or wasn't checked yet. An organizer's needs none. */
  readonly uninvited = new Set<OpId>();
  readonly acts = new Map<ActId, Act>();
  #genesis: FactOf<'genesis'> | undefined;

  constructor(circle: CircleId) {
    this.circle = circle;
  }

  get genesis(): FactOf<'genesis'> | undefined {
    return this.#genesis;
  }

  /** The founder's account; undefined until genesis is here. */
  get founder(): AccountKey | undefined {
    return this.#genesis?.account;
  }

  addChain(chain: Chain): void {
    const known = this.chains.get(chain.device);
    if (known === undefined) this.chains.set(chain.device, [chain]);
    else known.push(chain);
    for (const fact of chain.facts) this.addFact(fact);
  }

  addFact(fact: Fact): void {
    if (this.facts.has(fact.id)) return;
    this.facts.set(fact.id, fact);
    if (isFact(fact, 'genesis') && (fact.id as string) === this.circle) this.#genesis = fact;
    if (fact.right !== undefined) push(this.byRight, fact.right, fact);
    if (isFact(fact, 'admit') && fact.says.invitation !== undefined) push(this.byInvitation, fact.says.invitation, fact);
    if (isFact(fact, 'cut')) {
      push(this.cutsOf, fact.says.cut.of.id, fact);
      for (const id of fact.says.cut.replaces) this.replaced.add(id);
    }
  }

  addAct(act: Act): void {
    this.acts.set(act.id, act);
  }

  /** Whether what gave the right to that op is an organizer's for its author, whatever else counts. */
  isRanked(fact: Fact): boolean {
    if (fact.right === undefined || fact.right === fact.id) return false;
    if (fact.right === this.circle) return fact.account === this.founder;
    const grant = this.facts.get(fact.right as OpId);
    if (isFact(grant, 'grant')) return grant.says.role === 'organizer' && grant.says.account === fact.account;
    const deed = this.acts.get(fact.right as ActId)?.deed;
    return deed?.t === 'grant' && deed.role === 'organizer' && deed.account === fact.account;
  }
}

/** One more value under a key. */
export function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
