/**
 * Which group keys a circle has had, and for whom the newest is due, told from its authority alone: everyone with the same ops names the same
 * current key. Knows commitments, never keys. A public circle has the key of its links and no other (docs/decisions/0011).
 */
import { bytesToId, idToBytes, type AccountKey, type DeviceKey, type OpId } from '../ids.ts';
import type { Authority } from '../authority/authority.ts';
import { isFact } from '../authority/facts.ts';
import { standingOf } from '../authority/rights.ts';
import { concatBytes, labelBytes } from '../op/bytes.ts';

/** Keys that are handed on: the newest so many. */
export const HANDED_ON = 8;

/** A key as the ops tell of it. */
export interface KeySaying {
  /** SHA-256("huan/group-key/1" || key), in hex. */
  commitment: string;
  /** Digest of those whom it leaves out, in hex; undefined for nobody. */
  out: string | undefined;
}

/** The first key, then the others in reading order (lamport, then id); of a commitment that was said twice, the first saying. */
export function keysOf({ evidence, ranked }: Authority): KeySaying[] {
  const { genesis } = evidence;
  if (genesis === undefined) return [];
  const known = new Map<string, KeySaying>();
  const first = hex(genesis.says.body.keyCommitment);
  known.set(first, { commitment: first, out: undefined });
  if (genesis.says.body.public) return [...known.values()];
  const rotations = [...ranked.ofKind('rotate')].sort((a, b) => a.lamport - b.lamport || (a.id < b.id ? -1 : 1));
  for (const { says } of rotations) {
    const commitment = hex(says.commitment);
    if (!known.has(commitment)) known.set(commitment, { commitment, out: says.out === undefined ? undefined : hex(says.out) });
  }
  return [...known.values()];
}

/** Accounts that were removed or have left, sorted. */
export function accountsOut(authority: Authority): AccountKey[] {
  const { evidence, plain, ranked } = authority;
  const asked = new Set<AccountKey>();
  for (const { cut, state } of ranked.book.all()) if (state === 'in-force' && cut.of.t === 'account' && cut.others === 'zero') asked.add(cut.of.id as AccountKey);
  for (const [device, [chain]] of evidence.chains) if (chain !== undefined && plain.standingOf(device)?.hasLeft === true) asked.add(chain.account);
  return [...asked].filter((account) => isOut(authority, account)).sort();
}

/** What a `rotate` says of them; undefined where there is nobody. */
export function digestOut(accounts: readonly AccountKey[], sha256: (bytes: Uint8Array) => Uint8Array): Uint8Array | undefined {
  return accounts.length === 0 ? undefined : sha256(concatBytes(labelBytes('huan/out/1'), ...accounts.map((account) => idToBytes(account))));
}

function isOut(authority: Authority, account: AccountKey): boolean {
  const standing = standingOf(authority, account);
  return standing === 'removed' || standing === 'left';
}

/** Whose device it is, and to which key one seals for it, as far as is known here: its own log says, or who let it in. */
export function ownerOf({ evidence, plain }: Authority, device: DeviceKey): AccountKey | undefined {
  const chain = evidence.chains.get(device)?.[0];
  if (chain !== undefined) return plain.isIn(device, chain.account) ? chain.account : undefined;
  for (const id of plain.admitted.values()) {
    const fact = evidence.facts.get(id as OpId);
    if (isFact(fact, 'admit') && fact.says.device === device) return fact.says.account;
  }
  return undefined;
}

export function hex(bytes: Uint8Array): string {
  return bytesToId<OpId>(bytes);
}
