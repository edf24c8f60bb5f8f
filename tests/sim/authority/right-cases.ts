/** Which right somebody is to name, and how a device stands, in small worlds. */
import type { Authority } from '../../../src/core/authority/authority.ts';
import { isRevoked, membershipOf, organizerRight, rightTo, roleOf, wasGranted } from '../../../src/core/authority/rights.ts';
import type { AccountKey, DeviceKey, OpId } from '../../../src/core/ids.ts';
import type { Case } from '../../support/attacks/case.ts';
import { account, GENESIS, member, organizer, tell, the, type Teller } from '../oracle/small-world.ts';
import { fromId, ProductWorld, toId, withRightPlaces } from './product.ts';

interface Row {
  name: string;
  expected: unknown;
  ask(authority: Authority): unknown;
  write(story: Teller): void;
}

const named = (id: string | undefined): string | undefined => (id === undefined ? undefined : fromId(id));
const toInvite = (authority: Authority): string | undefined => named(rightTo(authority, 'invite', toId<AccountKey>('M'), toId<DeviceKey>('m')));
const toGreet = (authority: Authority): string | undefined => named(rightTo(authority, 'greet', toId<AccountKey>('M'), toId<DeviceKey>('m')));
const membership = (authority: Authority): string => membershipOf(authority, toId<DeviceKey>('m'), toId<AccountKey>('M'));
const role = (authority: Authority): string => roleOf(authority, toId<AccountKey>('M'));

const rows: Row[] = [
  { name: 'a member names the rules to invite', expected: 'f0', ask: toInvite, write: (story) => void member(story, 'm', 'M') },
  { name: 'a member names the newest rules that say so', expected: 'f2', ask: toInvite, write: (story) => {
    member(story, 'm', 'M');
    story.setRules('f', GENESIS, {});
    story.setRules('f', GENESIS, { invite: 'organizer' });
  } },
  { name: 'a member names no rules that were cut', expected: 'f0', ask: toInvite, write: (story) => {
    member(story, 'm', 'M');
    story.cut('f', GENESIS, the('rules', story.setRules('f', GENESIS, {})));
  } },
  { name: 'a member names nothing where only organizers invite', expected: [undefined, 'f1'], ask: (authority) => [toInvite(authority), toGreet(authority)], write: (story) => {
    story.setRules('f', GENESIS, { invite: 'organizer' });
    member(story, 'm', 'M');
    story.cut('f', GENESIS, the('rules', GENESIS));
  } },
  { name: 'a greeter names the grant', expected: 'f2', ask: toGreet, write: (story) => {
    member(story, 'm', 'M');
    story.grant('f', GENESIS, 'M', 'greeter');
  } },
  { name: 'a moderator names the grant', expected: 'f2', ask: toGreet, write: (story) => {
    member(story, 'm', 'M');
    story.grant('f', GENESIS, 'M', 'moderator');
  } },
  { name: 'an inspector names the rules', expected: 'f0', ask: toGreet, write: (story) => {
    member(story, 'm', 'M');
    story.grant('f', GENESIS, 'M', 'inspector');
  } },
  { name: 'an organizer names the organizer\'s grant before any other', expected: 'f2', ask: toGreet, write: (story) => {
    story.grant('f', GENESIS, 'M', 'greeter');
    organizer(story, 'm', 'M');
  } },
  { name: 'an organizer by two grants names the more senior one', expected: 'f2', ask: (authority) => named(organizerRight(authority, toId<AccountKey>('M'))?.id), write: (story) => {
    const right = organizer(story, 'b', 'B');
    story.grant('b', right, 'M');
    organizer(story, 'm', 'M');
  } },
  { name: 'the role that says most is shown', expected: 'moderator', ask: role, write: (story) => {
    for (const each of ['inspector', 'moderator', 'greeter'] as const) story.grant('f', GENESIS, 'M', each);
    story.open('m', 'M');
  } },
  { name: 'a role that was taken back is not shown, and was given', expected: ['member', true, false], ask: (authority) => [role(authority), wasGranted(authority, toId<AccountKey>('M'), 'moderator'), wasGranted(authority, toId<AccountKey>('M'), 'greeter')], write: (story) => {
    story.open('m', 'M');
    story.cut('f', GENESIS, the('grant', story.grant('f', GENESIS, 'M', 'moderator')));
  } },
  { name: 'an invitation is revoked by its author or by an organizer, and by nobody else', expected: [true, true, false], ask: (authority) => ['m1', 'm2', 'm3'].map((id) => {
    const invitation = authority.plain.invitations.get(toId<OpId>(id));
    return invitation === undefined ? undefined : isRevoked(authority, invitation);
  }), write: (story) => {
    member(story, 'm', 'M');
    const [first, second, third] = [story.invite('m', GENESIS), story.invite('m', GENESIS), story.invite('m', GENESIS)];
    story.cut('m', first, the('invite', first), { others: 'open' });
    story.cut('f', GENESIS, the('invite', second), { others: 'open' });
    member(story, 'n', 'N');
    story.cut('n', third, the('invite', third));
  } },
  { name: 'an invitation is used up by whom an organizer let in by it, also where it is judged after the admit', expected: ['N'], ask: (authority) => [...(authority.plain.invitations.get(toId<OpId>('m1'))?.used ?? [])].map(fromId), write: (story) => {
    member(story, 'm', 'M');
    story.admit('f', GENESIS, 'N', 'n', story.invite('m', GENESIS));
  } },
  { name: 'a device waits that nobody let in', expected: 'waiting', ask: membership, write: (story) => void story.open('m', 'M') },
  { name: 'a device waits that nobody let in, and of which nothing is here', expected: 'waiting', ask: membership, write: () => undefined },
  { name: 'a device whose log nothing ends is a member', expected: 'member', ask: membership, write: (story) => void member(story, 'm', 'M') },
  { name: 'a device that was let in and has no log yet is a member', expected: 'member', ask: membership, write: (story) => void story.admit('f', GENESIS, 'M', 'm') },
  { name: 'a device that was let in and removed before it had a log is removed', expected: 'removed', ask: membership, write: (story) => {
    story.admit('f', GENESIS, 'M', 'm');
    story.cut('f', GENESIS, account('M'));
  } },
  { name: 'a device that a cut ends is removed', expected: 'removed', ask: membership, write: (story) => {
    member(story, 'm', 'M');
    story.cut('f', GENESIS, account('M'));
  } },
  { name: 'a device that a leave ends has left', expected: 'left', ask: membership, write: (story) => {
    member(story, 'm', 'M');
    story.add('m', { t: 'leave' });
  } },
];

export const rightCases: readonly Case[] = rows.map(({ name, expected, ask, write }) => ({
  name,
  expected,
  run: async () => {
    const story = tell();
    write(story);
    return await Promise.resolve(ask(ProductWorld.whole(withRightPlaces(story.world())).authority));
  },
}));
