/**
 * Whether everybody who has a log is in by right, judged from the ops that are shown and by nothing of what the engine decided: the
 * founder's, and each device that an admit names whose two proofs hold, or whose account somebody or the quorum gave a role.
 */
import { grantSchema } from '../../src/core/circle/control-bodies.ts';
import { readOwner } from '../../src/core/circle/genesis.ts';
import { inviteSchema } from '../../src/core/circle/invitation.ts';
import { certificateCheck, joinChecks, joinSchema } from '../../src/core/circle/join.ts';
import { bytesToId, type AccountKey, type CircleId, type DeviceKey, type OpId } from '../../src/core/ids.ts';
import { decodeAs } from '../../src/core/op/body.ts';
import { KIND } from '../../src/core/op/kinds.ts';
import type { Op } from '../../src/core/op/op.ts';
import type { Verifier } from '../../src/core/ports.ts';

/** Devices whose logs are shown and which nobody let in. */
export async function findIntruders(circle: CircleId, logs: readonly (readonly Op[])[], byQuorum: readonly AccountKey[], verifier: Verifier): Promise<DeviceKey[]> {
  const ops = logs.flat();
  const invitations = new Map<OpId, Uint8Array>();
  const granted = new Set<AccountKey>(byQuorum);
  const [genesis] = ops.filter(({ id }) => (id as string) === circle);
  const founder = genesis && readOwner(genesis)?.account;
  const founders = new Set(logs.flatMap(([first]) => (first !== undefined && readOwner(first)?.account === founder ? [first.device] : [])));
  if (founder !== undefined) granted.add(founder);
  /** Grants of organizers, and acts. */
  const organizing = new Set<OpId>();
  for (const op of ops) {
    const invite = op.kind === KIND.invite ? decodeAs(inviteSchema, op.body) : undefined;
    if (invite !== undefined) invitations.set(op.id, invite.key);
    const grant = op.kind === KIND.grant ? decodeAs(grantSchema, op.body) : undefined;
    if (grant !== undefined) granted.add(bytesToId<AccountKey>(grant.account));
    if (grant?.role === 'organizer') organizing.add(op.id);
  }
  for (const op of ops) for (const ref of op.refs) if (/^0+$/.test(ref.device)) organizing.add(ref.id);
  const letIn = new Set<string>();
  for (const op of ops) {
    const join = op.kind === KIND.admit ? decodeAs(joinSchema, op.body) : undefined;
    if (join === undefined) continue;
    // An organizer needs no invitation, nor one that fits: whose right is not one of the rules.
    const right = op.refs[op.refs.length > 1 ? 1 : 0]?.id;
    const isOrganizer = right !== undefined && (organizing.has(right) || ((right as string) === circle && founders.has(op.device)));
    const key = isOrganizer ? undefined : invitations.get(op.refs[0]?.id ?? op.id);
    const checks = key === undefined ? [certificateCheck(join.account, join.device, join.boxKey, join.certificate)] : (joinChecks(circle, join, key) ?? [undefined]);
    const sound = checks.filter((check) => check !== undefined);
    if (sound.length === checks.length && (await verifier.verify(sound)).every(Boolean)) letIn.add(bytesToId<DeviceKey>(join.device) + bytesToId<AccountKey>(join.account));
  }
  const intruders: DeviceKey[] = [];
  for (const [first] of logs) {
    const owner = first === undefined || (first.id as string) === circle ? undefined : readOwner(first);
    if (owner !== undefined && !letIn.has(owner.device + owner.account) && !granted.has(owner.account)) intruders.push(owner.device);
  }
  return intruders;
}
