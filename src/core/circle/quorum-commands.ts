/**
 * What the quorum of a circle proposes and signs: succession, removing the founder, another quorum. Each of its accounts signs one
 * act per number, so that no two of them can ever hold.
 */
import type { DeedInput, ForkSummary } from '../circle-calls.ts';
import { CommandFailure } from '../failure.ts';
import { bytesToId, idToBytes, type AccountKey, type ActId, type DeviceKey, type OpId } from '../ids.ts';
import { organizerRight } from '../authority/rights.ts';
import { concatBytes } from '../op/bytes.ts';
import type { Keys, Verifier } from '../ports.ts';
import { readHeaderWall } from '../sync/fork.ts';
import type { Deed } from './control-bodies.ts';
import type { OpenCircle } from './open-circle.ts';
import { removalBody, restoreBody } from './organize.ts';
import { nameOf } from './people.ts';
import { encodeAct, readAct, signAct as sign } from './quorum-acts.ts';
import type { KnownAct } from './side-set.ts';

export async function proposeAct(open: OpenCircle, input: DeedInput, ports: { keys: Keys; verifier: Verifier }, now: number): Promise<{ act: ActId; done: boolean }> {
  const { acts } = open.authority.ranked;
  requireSigner(open, ports.keys.account);
  const content = encodeAct(open.circle, { number: acts.length + 1, prev: acts.at(-1)?.id ?? open.circle, deed: deedOf(open, input), wall: Math.max(0, Math.floor(now)) });
  const read = readAct(content, open.circle, (bytes) => ports.verifier.sha256(bytes));
  if (read === undefined) throw new CommandFailure('bad-input', 'The quorum can’t do that.');
  await open.addAct({ content, signatures: [sign(read.id, ports.keys)] });
  return { act: read.id, done: isDone(open, read.id) };
}

export async function signAct(open: OpenCircle, id: ActId, keys: Keys): Promise<{ act: ActId; done: boolean }> {
  const act = open.side.acts.get(id);
  if (act === undefined || act.number !== open.authority.ranked.acts.length + 1) throw new CommandFailure('bad-state', 'This was decided already, or is not here.');
  requireSigner(open, keys.account);
  await open.addAct({ content: act.signed.content, signatures: [sign(id, keys)] });
  return { act: id, done: isDone(open, id) };
}

function isDone(open: OpenCircle, id: ActId): boolean {
  return open.authority.ranked.acts.some((act) => act.id === id);
}

/** One of the quorum, who has signed no other act of the next number. */
function requireSigner(open: OpenCircle, self: AccountKey): void {
  const { quorum, acts } = open.authority.ranked;
  const isOfIt = quorum?.accounts.some((account) => bytesToId<AccountKey>(account) === self) === true;
  if (!isOfIt) throw new CommandFailure('not-allowed', 'Only those who together can replace the founder may sign this.');
  const signed = open.side.toldActs(open.authority).find((act) => act.number === acts.length + 1 && signedBy(act, self));
  if (signed !== undefined) throw new CommandFailure('bad-state', 'You signed a proposal already that is not decided yet. Only one can be decided at a time.');
}

function signedBy({ signed }: KnownAct, account: AccountKey): boolean {
  return signed.signatures.some((each) => bytesToId<AccountKey>(each.account) === account);
}

function deedOf(open: OpenCircle, input: DeedInput): Deed {
  switch (input.type) {
    case 'organizer':
      if (!open.ops.view.members.has(input.account)) throw new CommandFailure('unknown-member', 'There is no such person in this circle.');
      if (organizerRight(open.authority, input.account)?.rank === 0) throw new CommandFailure('bad-state', 'This person has that role already.');
      return { t: 'grant', grant: { account: idToBytes(input.account), role: 'organizer' } };
    case 'remove':
      if (!open.ops.view.members.has(input.account)) throw new CommandFailure('unknown-member', 'There is no such person in this circle.');
      return { t: 'cut', cut: removalBody(open, input.account, input.keep, input.reason) };
    case 'restore':
      return { t: 'cut', cut: restoreBody(open, undefined, input.account, input.branch) };
    case 'quorum': {
      const accounts = [...new Set(input.accounts)];
      if (input.k > accounts.length) throw new CommandFailure('bad-input', 'More must sign than there are.', 'k');
      return { t: 'quorum', quorum: { accounts: accounts.map((account) => idToBytes(account)), k: input.k } };
    }
  }
}

/** Logs that were written twice and that no cut has settled. */
export function listForks(open: OpenCircle, self: AccountKey, verifier: Verifier): ForkSummary[] {
  const { authority } = open;
  const own = organizerRight(authority, self);
  return [...open.forks].flatMap(([device, { seq, proof }]): ForkSummary[] => {
    const account = open.ops.logs.get(device)?.owner.account;
    if (account === undefined || (authority.plain.standingOf(device)?.reach.limit ?? 0) > seq) return [];
    const theirs = organizerRight(authority, account);
    const headers = [proof.a, proof.b].map(({ header, signature }) => ({ id: bytesToId<OpId>(verifier.sha256(concatBytes(verifier.sha256(header), signature))), wall: readHeaderWall(header) ?? 0 }));
    const branches = headers.map(({ id, wall }) => ({ id, at: wall, ...contentOf(open, device, seq, id) }));
    return [{ ...nameOf(open, account), device, branches, mayChoose: own !== undefined && account !== self && (theirs === undefined || theirs.rank > own.rank) }];
  });
}

/** What is here of a branch: of one that nobody sent, its first op alone is known. */
function contentOf(open: OpenCircle, device: DeviceKey, seq: number, id: OpId): { ops: number; titles: string[] } {
  const branch = open.branches(device).find((each) => each.ids[seq] === id);
  return branch === undefined ? { ops: 1, titles: [] } : { ops: branch.length - seq, titles: open.ops.titlesOf(branch, seq) };
}
