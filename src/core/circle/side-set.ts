/**
 * What a circle knows beside its ops: proofs of forks and of false signatures, the lowest of each device, and acts of the quorum with their signatures. None
 * needs trust in who brought it. Always: equal side sets have equal digests; what is in it was checked.
 */
import { bytesToId, type AccountKey, type ActId, type CircleId, type DeviceKey } from '../ids.ts';
import type { Authority } from '../authority/authority.ts';
import { encodeCbor } from '../op/body.ts';
import { concatBytes, labelBytes } from '../op/bytes.ts';
import type { Verifier } from '../ports.ts';
import type { Falsehood } from '../sync/falsehood.ts';
import type { ForkProof } from '../sync/fork.ts';
import { ACT_LIMITS, checkSignatures, readAct, toEvidence, type ActContent, type SignedAct } from './quorum-acts.ts';

export interface KnownAct extends ActContent {
  signed: SignedAct;
}

export class SideSet {
  readonly forks = new Map<DeviceKey, { seq: number; proof: ForkProof }>();
  /** The lowest proof of an op that a device signed falsely. */
  readonly falsehoods = new Map<DeviceKey, { seq: number; proof: Falsehood }>();
  readonly acts = new Map<ActId, KnownAct>();
  readonly #circle: CircleId;
  readonly #verifier: Verifier;

  constructor(circle: CircleId, verifier: Verifier) {
    this.#circle = circle;
    this.#verifier = verifier;
  }

  /** False where one at least as low is known. */
  addFork(device: DeviceKey, seq: number, proof: ForkProof): boolean {
    return addLower(this.forks, device, { seq, proof });
  }

  /** The same for an op that is signed falsely. */
  addFalsehood(device: DeviceKey, seq: number, proof: Falsehood): boolean {
    return addLower(this.falsehoods, device, { seq, proof });
  }

  /** Takes what is new in an act: the act with all its signatures that are known then, or undefined where nothing is, or it holds nothing. */
  async addAct(signed: SignedAct, authority: Authority): Promise<KnownAct | undefined> {
    const content = readAct(signed.content, this.#circle, (bytes) => this.#verifier.sha256(bytes));
    if (content === undefined) return undefined;
    const known = this.acts.get(content.id)?.signed.signatures ?? [];
    const accounts = new Set(known.map(({ account }) => bytesToId<AccountKey>(account)));
    const fresh = signed.signatures.filter(({ account }) => !accounts.has(bytesToId<AccountKey>(account)) && this.#maySign(bytesToId<AccountKey>(account), content, authority));
    const held = await checkSignatures(content.id, fresh, this.#verifier);
    if (held.length === 0) return undefined;
    const signatures = [...known, ...held].slice(0, ACT_LIMITS.signatures);
    if (signatures.length === known.length) return undefined;
    const act = { ...content, signed: { content: signed.content, signatures } };
    this.acts.set(content.id, act);
    authority.addAct(toEvidence(act, signatures));
    return act;
  }

  /** SHA-256 over what devices that were let in have of it. */
  digest(authority: Authority): Uint8Array {
    const forks = this.toldForks(authority).map(([device, { seq }]) => [device, seq] as const);
    const acts = this.toldActs(authority).map(({ id, signed }) => [id, signed.signatures.map(({ account }) => bytesToId<AccountKey>(account)).sort()] as const);
    const falsehoods = this.toldFalsehoods(authority).map(([device, { seq }]) => [device, seq] as const);
    const sorted = <T extends readonly [string, unknown]>(entries: T[]): T[] => entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return this.#verifier.sha256(concatBytes(labelBytes('huan/side-set/1'), encodeCbor([sorted(forks), sorted(acts), sorted(falsehoods)])));
  }

  /** Of devices that were let in: whoever has a key could fork logs of devices that nobody knows, without end. */
  toldForks(authority: Authority): [DeviceKey, { seq: number; proof: ForkProof }][] {
    return toldOf(this.forks, authority);
  }

  toldFalsehoods(authority: Authority): [DeviceKey, { seq: number; proof: Falsehood }][] {
    return toldOf(this.falsehoods, authority);
  }

  /** Those that hold, and proposals for the next. */
  toldActs(authority: Authority): KnownAct[] {
    const { acts } = authority.ranked;
    const holding = new Set(acts.map(({ id }) => id));
    const last = acts.at(-1)?.id ?? this.#circle;
    return [...this.acts.values()].filter(({ id, number, prev }) => holding.has(id) || (number === acts.length + 1 && prev === last));
  }

  /** Who is of the quorum that decides that number, as far as it is known; and no more than a few proposals of each. */
  #maySign(account: AccountKey, { id, number, prev }: ActContent, authority: Authority): boolean {
    if (this.acts.size >= ACT_LIMITS.acts && !this.acts.has(id)) return false;
    const { acts, quorum } = authority.ranked;
    const isNext = number === acts.length + 1 && prev === (acts.at(-1)?.id ?? this.#circle);
    const everOf = [authority.evidence.genesis?.says.body.quorum, ...acts.map(({ deed }) => (deed.t === 'quorum' ? deed.quorum : undefined))].flatMap((each) => each?.accounts ?? []);
    const accounts = isNext ? (quorum?.accounts ?? []) : everOf;
    if (!accounts.some((each) => bytesToId<AccountKey>(each) === account)) return false;
    const others = [...this.acts.values()].filter((act) => act.number === number && act.id !== id && act.signed.signatures.some((each) => bytesToId<AccountKey>(each.account) === account));
    return others.length < ACT_LIMITS.proposals;
  }
}

function addLower<P>(map: Map<DeviceKey, { seq: number; proof: P }>, device: DeviceKey, found: { seq: number; proof: P }): boolean {
  const known = map.get(device);
  if (known !== undefined && known.seq <= found.seq) return false;
  map.set(device, found);
  return true;
}

function toldOf<P>(map: ReadonlyMap<DeviceKey, P>, authority: Authority): [DeviceKey, P][] {
  return [...map].filter(([device]) => authority.plain.isDeviceIn(device));
}
