/**
 * What an op says about who may do what, as authority reads it: one fact per op of a control kind whose body is sound. Facts know
 * nothing of what counts. Signatures and proofs are checked elsewhere.
 */
import { bytesToId, type AccountKey, type DeviceKey, type OpId } from '../ids.ts';
import { cutSchema, grantSchema, rotateSchema, rulesSchema, type CutBody, type Role, type RulesBody } from '../circle/control-bodies.ts';
import { readGenesis, type GenesisBody } from '../circle/genesis.ts';
import { inviteSchema } from '../circle/invitation.ts';
import { joinSchema, type Join } from '../circle/join.ts';
import { decodeAs } from '../op/body.ts';
import { KIND } from '../op/kinds.ts';
import type { Op, Ref } from '../op/op.ts';

export interface Position {
  seq: number;
  id: OpId;
}

/** A withdrawal, as an op or a quorum's act says it. */
export interface Cut {
  of: { t: CutBody['of']['t']; id: string };
  logs: ReadonlyMap<DeviceKey, Position>;
  others: 'zero' | 'open';
  replaces: readonly string[];
  reason: string | undefined;
}

export type Says =
  | { kind: 'genesis'; body: GenesisBody }
  | { kind: 'invite'; key: Uint8Array; uses: number; role: Role }
  | { kind: 'admit'; account: AccountKey; device: DeviceKey; invitation: OpId | undefined; join: Join }
  | { kind: 'grant'; account: AccountKey; role: Role }
  | { kind: 'cut'; cut: Cut }
  | { kind: 'rules'; body: RulesBody }
  | { kind: 'leave' }
  | { kind: 'rotate'; commitment: Uint8Array; out?: Uint8Array | undefined };

export interface Fact {
  id: OpId;
  device: DeviceKey;
  /** Whose log it stands in. */
  account: AccountKey;
  seq: number;
  lamport: number;
  wall: number;
  /** The id of what gave the right to it: genesis, a grant, a rules version, an act, or for a plain cut the own invitation. */
  right: string | undefined;
  says: Says;
}

export type FactOf<K extends Says['kind']> = Fact & { says: Extract<Says, { kind: K }> };

export function isFact<K extends Says['kind']>(fact: Fact | undefined, kind: K): fact is FactOf<K> {
  return fact?.says.kind === kind;
}

/** What an op of that account's log says, or undefined where it decides nothing, or its body isn't sound. */
export function readFact(op: Op, account: AccountKey): Fact | undefined {
  if (op.kind > KIND.rotate) return undefined;
  const says = readSays(op);
  if (says === undefined) return undefined;
  return { id: op.id, device: op.device, account, seq: op.seq, lamport: op.lamport, wall: op.wall, right: rightOf(op), says };
}

/** The first ref; for an admit with an invitation, which is named first, the second. */
function rightOf({ kind, refs }: Op): string | undefined {
  return (kind === KIND.admit && refs.length > 1 ? refs[1] : refs[0])?.id;
}

function readSays(op: Op): Says | undefined {
  switch (op.kind) {
    case KIND.genesis: {
      const body = readGenesis(op);
      return body === undefined ? undefined : { kind: 'genesis', body };
    }
    case KIND.invite: {
      const body = decodeAs(inviteSchema, op.body);
      return body === undefined ? undefined : { kind: 'invite', key: body.key, uses: body.uses, role: body.role ?? 'member' };
    }
    case KIND.admit:
      return readAdmit(op, op.refs);
    case KIND.grant: {
      const body = decodeAs(grantSchema, op.body);
      return body === undefined ? undefined : { kind: 'grant', account: bytesToId<AccountKey>(body.account), role: body.role };
    }
    case KIND.cut: {
      const body = decodeAs(cutSchema, op.body);
      return body === undefined ? undefined : { kind: 'cut', cut: readCut(body) };
    }
    case KIND.rules: {
      const body = decodeAs(rulesSchema, op.body);
      return body === undefined ? undefined : { kind: 'rules', body };
    }
    case KIND.leave:
      return { kind: 'leave' };
    case KIND.rotate: {
      const body = decodeAs(rotateSchema, op.body);
      return body === undefined ? undefined : { kind: 'rotate', commitment: body.commitment, out: body.out };
    }
    default:
      return undefined;
  }
}

function readAdmit(op: Op, refs: readonly Ref[]): Says | undefined {
  const join = decodeAs(joinSchema, op.body);
  if (join === undefined) return undefined;
  const invitation = refs.length > 1 ? refs[0]?.id : undefined;
  return { kind: 'admit', account: bytesToId<AccountKey>(join.account), device: bytesToId<DeviceKey>(join.device), invitation, join };
}

/** Of a log that is named twice the first name holds. */
export function readCut(body: CutBody): Cut {
  const logs = new Map<DeviceKey, Position>();
  for (const [device, seq, id] of body.logs) {
    const key = bytesToId<DeviceKey>(device);
    if (!logs.has(key)) logs.set(key, { seq, id: bytesToId<OpId>(id) });
  }
  return { of: { t: body.of.t, id: bytesToId<OpId>(body.of.id) }, logs, others: body.others, replaces: body.replaces.map((id) => bytesToId<OpId>(id)), reason: body.reason };
}
