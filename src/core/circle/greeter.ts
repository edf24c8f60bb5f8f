/**
 * Lets people in, by what the rules let this device do: answers joins, makes invitations, and gives the roles that people were invited to. Says nothing
 * that others wouldn't count. Trusts no join before both its proofs were found to hold.
 */
import { CommandFailure } from '../failure.ts';
import { idToBytes, type AccountKey } from '../ids.ts';
import type { WaitReason } from '../commands.ts';
import { isRemoved, isRevoked, organizerRight, refsOf, rightTo, standingOf, wasGranted } from '../authority/rights.ts';
import { KIND } from '../op/kinds.ts';
import { refTo, type Op, type Ref } from '../op/op.ts';
import { StoreError, type Keys, type Verifier } from '../ports.ts';
import type { LobbyAnswer } from '../sync/session-circle.ts';
import type { Role } from './control-bodies.ts';
import { joinChecks, type Join } from './join.ts';
import type { OpenCircle } from './open-circle.ts';
import { joiner } from './pending-joins.ts';

export class Greeter {
  readonly #open: OpenCircle;
  readonly #ports: { keys: Keys; verifier: Verifier };

  constructor(open: OpenCircle, ports: { keys: Keys; verifier: Verifier }) {
    this.#open = open;
    this.#ports = ports;
  }

  /** `groupKey` is what it hands over. */
  async greet(join: Join, invitation: Uint8Array, groupKey: Uint8Array | undefined): Promise<LobbyAnswer> {
    const { admissions } = this.#open.ops;
    const { authority } = this.#open;
    const { keys, verifier } = this.#ports;
    const { account, device } = joiner(join);
    const right = this.#open.isMember ? rightTo(authority, 'greet', keys.account, keys.device) : undefined;
    if (groupKey === undefined || right === undefined) return { type: 'wait', reason: 'not-allowed' };
    if (isRemoved(authority, account)) return { type: 'wait', reason: 'removed' };
    if (admissions.joinOf(device, account) !== undefined) return { type: 'welcome', groupKey };
    const checks = joinChecks(this.#open.circle, join, invitation);
    if (checks === undefined || !(await verifier.verify(checks)).every(Boolean)) return { type: 'wait', reason: 'unknown-invitation' };
    // Of an account that has a right every device is in, but only one that the account certified.
    if (admissions.isIn(device, account)) return { type: 'welcome', groupKey };
    const found = this.#findInvitation(invitation, account);
    if ('reason' in found) return { type: 'wait', reason: found.reason };
    try {
      const named = found.invitation ?? refTo(await this.#inviteAgain(invitation));
      await this.#open.say({ kind: KIND.admit, refs: [named, ...refsOf(authority, right)], body: join });
    } catch (error) {
      // What this device can't write now (a full disk, an older copy) another member's can.
      if (error instanceof StoreError || error instanceof CommandFailure) return { type: 'wait', reason: 'busy' };
      throw error;
    }
    return { type: 'welcome', groupKey };
  }

  /** Makes an invitation. Whose software gives a role to those who come by it has to be an organizer's. */
  async invite(key: Uint8Array, uses: number, role: Role): Promise<Op> {
    const { authority } = this.#open;
    const { keys } = this.#ports;
    const right = rightTo(authority, 'invite', keys.account, keys.device);
    if (right === undefined && this.#open.isMember) throw new CommandFailure('not-allowed', 'By the rules of this circle only organizers invite.');
    if (role !== 'member' && organizerRight(authority, keys.account) === undefined) throw new CommandFailure('not-allowed', 'Only an organizer can give a role.');
    return await this.#open.say({ kind: KIND.invite, refs: [...refsOf(authority, right)], body: role === 'member' ? { key, uses } : { key, uses, role } });
  }

  /** Gives those who came by this device's invitations the role that they were invited to. */
  async giveRoles(): Promise<void> {
    const { authority } = this.#open;
    const { keys } = this.#ports;
    const right = organizerRight(authority, keys.account);
    if (right === undefined || !this.#open.isMember) return;
    for (const { fact, used } of authority.plain.invitations.values()) {
      const { role } = fact.says;
      if (role === 'member' || fact.device !== keys.device) continue;
      for (const account of used) {
        if (wasGranted(authority, account, role) || account === keys.account) continue;
        await this.#open.say({ kind: KIND.grant, refs: [...refsOf(authority, right.id)], body: { account: idToBytes(account), role } });
      }
    }
  }

  /** An invitation that lets somebody in now; none is needed for one more device of a member. */
  #findInvitation(key: Uint8Array, account: AccountKey): { invitation: Ref | undefined } | { reason: WaitReason } {
    const { authority } = this.#open;
    const { keys } = this.#ports;
    const known = this.#open.ops.admissions.invitationsByKey(key);
    const good = known.filter((invitation) => !isRevoked(authority, invitation));
    const open = good.find(({ fact, used }) => fact.says.uses === 0 || used.size < fact.says.uses || used.has(account));
    if (open !== undefined) return { invitation: refTo(open.fact) };
    const isMember = this.#open.ops.view.members.has(account) && standingOf(authority, account) !== 'removed';
    if (isMember && rightTo(authority, 'invite', keys.account, keys.device) !== undefined) return { invitation: undefined };
    return { reason: known.length === 0 ? 'unknown-invitation' : good.length === 0 ? 'revoked' : 'used-up' };
  }

  /** A member who comes with a new device has signed with a key of their own making: this makes an invitation of it. */
  async #inviteAgain(key: Uint8Array): Promise<Op> {
    return await this.invite(key, 1, 'member');
  }
}
