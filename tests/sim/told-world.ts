/**
 * What a peer holds, told to the oracle: the converse of `fromOracle`. Reads ops and acts by PROTOCOL section 5 for itself, and verifies the proofs in admits for
 * itself: of the product it takes the schemas of bodies and the verifier, nothing of what it made of them.
 */
import { cutSchema, grantSchema, rotateSchema, rulesSchema, type CutBody, type RulesBody } from '../../src/core/circle/control-bodies.ts';
import { readGenesis, readOwner } from '../../src/core/circle/genesis.ts';
import { inviteSchema } from '../../src/core/circle/invitation.ts';
import { certificateCheck, joinSchema, proofCheck, type Join } from '../../src/core/circle/join.ts';
import { bytesToId } from '../../src/core/ids.ts';
import { decodeAs } from '../../src/core/op/body.ts';
import { KIND } from '../../src/core/op/kinds.ts';
import type { HashedOp, Ref } from '../../src/core/op/op.ts';
import type { SignatureCheck, Verifier } from '../../src/core/ports.ts';
import { isGenesis, prevOf, type Held, type HeldAct } from './held.ts';
import { lookAt } from './oracle/here.ts';
import { PLAIN, rankOf } from './oracle/rank.ts';
import { ACT_DEVICE, type Act, type Deed, type Fact, type Place, type Rules, type Says, type Withdrawal, type World } from './oracle/world.ts';

export async function tellWorld(held: Held, verifier: Verifier): Promise<World> {
  const genesis = held.ops.get(held.circle as string as HashedOp['id'])?.op;
  const founder = genesis === undefined ? undefined : readOwner(genesis);
  const places = new Map<string, Place>([...held.ops.values()].map(({ op }) => [op.id, { id: op.id, device: op.device, seq: op.seq }]));
  for (const { id, number } of held.acts) places.set(id, { id, device: ACT_DEVICE, seq: number });
  const facts = [...held.ops.values()].map(({ op, bytes }): Fact => ({ id: op.id, device: op.device, seq: op.seq, prev: prevOf(op) ?? null, lamport: op.lamport, bytes, says: readSays(op, held, places) }));
  const lowest = (marks: ReadonlyMap<string, number>): { device: string; seq: number }[] => [...marks].map(([device, seq]) => ({ device, seq }));
  const world: World = {
    circle: held.circle,
    founder: { account: founder?.account ?? '', device: founder?.device ?? '' },
    facts,
    forks: lowest(held.forks),
    falsely: lowest(held.falsely),
    acts: held.acts.map(tellAct),
  };
  return await withProofs(world, held, verifier);
}

/** A ref names by its id: where that op stands is told here, where it is known. */
function readSays(op: HashedOp, { circle }: Held, places: ReadonlyMap<string, Place>): Says {
  const place = (ref: Ref | undefined): Place | undefined => (ref === undefined ? undefined : (places.get(ref.id) ?? { id: ref.id, device: ref.device, seq: ref.seq }));
  const [first, second] = op.refs;
  const right = place(first);
  switch (op.kind) {
    case KIND.genesis: {
      const body = isGenesis(op, circle) ? readGenesis(op) : undefined;
      return body === undefined ? { t: 'other' } : { t: 'genesis', account: bytesToId(body.account), rules: rulesOf(body.rules), quorum: { accounts: body.quorum.accounts.map((account) => bytesToId(account)), k: body.quorum.k } };
    }
    case KIND.open: {
      const owner = readOwner(op);
      return owner === undefined ? { t: 'other' } : { t: 'open', account: owner.account };
    }
    case KIND.invite:
      return decodeAs(inviteSchema, op.body) === undefined ? { t: 'other' } : { t: 'invite', right };
    case KIND.admit: {
      const join = decodeAs(joinSchema, op.body);
      if (join === undefined) return { t: 'other' };
      const named = second === undefined ? undefined : place(first);
      return { t: 'admit', right: second === undefined ? right : place(second), ...(named === undefined ? {} : { invitation: named }), account: bytesToId(join.account), device: bytesToId(join.device), proven: false };
    }
    case KIND.grant: {
      const body = decodeAs(grantSchema, op.body);
      return body === undefined ? { t: 'other' } : { t: 'grant', right, account: bytesToId(body.account), role: body.role };
    }
    case KIND.cut: {
      const body = decodeAs(cutSchema, op.body);
      return body === undefined ? { t: 'other' } : { t: 'cut', right, ...withdrawalOf(body) };
    }
    case KIND.rules: {
      const body = decodeAs(rulesSchema, op.body);
      return body === undefined ? { t: 'other' } : { t: 'rules', right, rules: rulesOf(body) };
    }
    case KIND.leave:
      return { t: 'leave' };
    case KIND.rotate:
      return decodeAs(rotateSchema, op.body) === undefined ? { t: 'other' } : { t: 'rotate', right };
    default:
      return { t: 'other' };
  }
}

const rulesOf = ({ invite, greet, quota }: RulesBody): Rules => ({ invite, greet, quota });

/** Of a log that is named twice the first name holds. */
function withdrawalOf({ of, logs, others, replaces }: CutBody): Withdrawal {
  const named = logs.map(([device, seq, id]): Place => ({ device: bytesToId(device), seq, id: bytesToId(id) }));
  return { of: { t: of.t, id: bytesToId(of.id) }, logs: named.filter(({ device }, i) => named.findIndex((other) => other.device === device) === i), others, replaces: replaces.map((id) => bytesToId(id)) };
}

function tellAct({ id, number, prev, deed, signers }: HeldAct): Act {
  const told: Deed =
    deed.t === 'grant'
      ? { t: 'grant', account: bytesToId(deed.grant.account), role: deed.grant.role }
      : deed.t === 'cut'
        ? { t: 'cut', ...withdrawalOf(deed.cut) }
        : { t: 'quorum', accounts: deed.quorum.accounts.map((account) => bytesToId(account)), k: deed.quorum.k };
  return { id, number, prev, deed: told, signers: [...signers] };
}

/** An organizer's admit needs the certificate only; any other the invitation's signature too, where that invitation is here. */
async function withProofs(world: World, held: Held, verifier: Verifier): Promise<World> {
  const here = lookAt(world, () => undefined, 'proposed');
  const proven = new Set<string>();
  for (const fact of here.facts) {
    const op = held.ops.get(fact.id as HashedOp['id'])?.op;
    const join = op === undefined || fact.says.t !== 'admit' ? undefined : decodeAs(joinSchema, op.body);
    if (op === undefined || join === undefined) continue;
    const checks: (SignatureCheck | undefined)[] = [certificateCheck(join.account, join.device, join.boxKey, join.certificate)];
    if (rankOf(here, fact) === PLAIN) checks.push(...invitationChecks(op, join, held));
    const sound = checks.filter((check) => check !== undefined);
    if (sound.length === checks.length && (await verifier.verify(sound)).every(Boolean)) proven.add(fact.id);
  }
  return { ...world, facts: world.facts.map((fact): Fact => (fact.says.t === 'admit' && proven.has(fact.id) ? { ...fact, says: { ...fact.says, proven: true } } : fact)) };
}

function invitationChecks(op: HashedOp, join: Join, held: Held): (SignatureCheck | undefined)[] {
  const named = op.refs.length > 1 ? held.ops.get(op.refs[0]?.id ?? op.id)?.op : undefined;
  const invite = named?.kind === KIND.invite ? decodeAs(inviteSchema, named.body) : undefined;
  return invite === undefined ? [] : [proofCheck(held.circle, join, invite.key)];
}
