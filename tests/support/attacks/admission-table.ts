/** Ways to let somebody into a circle, and whether they are in then: through the gate, and after opening from the store. */
import type { CircleOps } from '../../../src/core/circle/circle-ops.ts';
import { DEFAULT_RULES, ownerFields } from '../../../src/core/circle/genesis.ts';
import { makeJoin } from '../../../src/core/circle/join.ts';
import { bytesToId, type AccountKey } from '../../../src/core/ids.ts';
import { KIND } from '../../../src/core/op/kinds.ts';
import { refTo } from '../../../src/core/op/op.ts';
import type { Verifier } from '../../../src/core/ports.ts';
import { GatedCircle, makePerson, secretOf, WrittenCircle, type Person } from '../written-circle.ts';
import type { Case } from './case.ts';
import { addOrder, ANYONES_KEY, ANYONES_SIGNATURE, laxVerifier } from './lax-verifier.ts';

/** What the invitation's link carries. */
export const secret = secretOf('the link');
const organizerOnly = (right: 'invite' | 'greet'): typeof DEFAULT_RULES => ({ ...DEFAULT_RULES, [right]: 'organizer' });
export const isIn = (ops: CircleOps, { keys }: Person): boolean => ops.admissions.isIn(keys.device, keys.account);

interface Way {
  name: string;
  isIn: boolean;
  rules?: typeof DEFAULT_RULES;
  /** Instead of node:crypto. */
  verifier?: Verifier;
  write(circle: WrittenCircle, people: { ada: Person; ben: Person; mal: Person; zoe: Person }): void;
}

/** Ways to let zoe in. Each begins with a circle in which ben and mal are members. */
const ways: Way[] = [
  { name: 'by a member, with a member\'s invitation', isIn: true, write: (circle, { ben, mal, zoe }) => void circle.admit(mal, circle.invite(ben, secret), secret, zoe) },
  { name: 'by the founder, with the founder\'s invitation', isIn: true, write: (circle, { ada, zoe }) => void circle.admit(ada, circle.invite(ada, secret), secret, zoe) },
  { name: 'by who made the invitation', isIn: true, write: (circle, { ben, zoe }) => void circle.admit(ben, circle.invite(ben, secret), secret, zoe) },
  { name: 'by a member where only organizers greet', isIn: false, rules: organizerOnly('greet'), write: (circle, { ada, mal, zoe }) => void circle.admit(mal, circle.invite(ada, secret), secret, zoe) },
  { name: 'by the founder where only organizers greet', isIn: true, rules: organizerOnly('greet'), write: (circle, { ada, ben, zoe }) => void circle.admit(ada, circle.invite(ben, secret), secret, zoe) },
  { name: 'with a member\'s invitation where only organizers invite', isIn: false, rules: organizerOnly('invite'), write: (circle, { ben, mal, zoe }) => void circle.admit(mal, circle.invite(ben, secret), secret, zoe) },
  { name: 'by the founder, with an invitation that does not count', isIn: true, rules: organizerOnly('invite'), write: (circle, { ada, ben, zoe }) => void circle.admit(ada, circle.invite(ben, secret), secret, zoe) },
  { name: 'with the founder\'s invitation where only organizers invite', isIn: true, rules: organizerOnly('invite'), write: (circle, { ada, mal, zoe }) => void circle.admit(mal, circle.invite(ada, secret), secret, zoe) },
  {
    name: 'with a lamport that is not above the invitation\'s, for lamports decide nothing',
    isIn: true,
    write: (circle, { ada, mal, zoe }) => {
      const invitation = circle.invite(ada, secret);
      circle.admit(mal, invitation, secret, zoe, { lamport: invitation.lamport });
    },
  },
  {
    name: 'with a lamport just above the invitation\'s',
    isIn: true,
    write: (circle, { ada, mal, zoe }) => {
      const invitation = circle.invite(ada, secret);
      circle.admit(mal, invitation, secret, zoe, { lamport: invitation.lamport + 1 });
    },
  },
  {
    name: 'by an admit that does not name the rules',
    isIn: false,
    write: (circle, { ada, mal, zoe }) => {
      const invitation = circle.invite(ada, secret);
      circle.admit(mal, invitation, secret, zoe, { refs: [refTo(invitation)] });
    },
  },
  {
    name: 'by an admit that names another op in the place of the rules',
    isIn: false,
    write: (circle, { ada, ben, mal, zoe }) => {
      const invitation = circle.invite(ada, secret);
      circle.admit(mal, invitation, secret, zoe, { refs: [refTo(invitation), refTo(circle.write(ben))] });
    },
  },
  {
    name: 'by an admit that names no invitation',
    isIn: false,
    write: (circle, { ada, mal, zoe }) => {
      const invitation = circle.invite(ada, secret);
      circle.admit(mal, invitation, secret, zoe, { refs: [refTo(circle.genesis)] });
    },
  },
  {
    name: 'by an admit that names the invitation only after the rules',
    isIn: false,
    write: (circle, { ada, mal, zoe }) => {
      const invitation = circle.invite(ada, secret);
      circle.admit(mal, invitation, secret, zoe, { refs: [refTo(circle.genesis), refTo(invitation)] });
    },
  },
  { name: 'by an invitation that does not name the rules', isIn: false, write: (circle, { ada, mal, zoe }) => void circle.admit(mal, circle.invite(ada, secret, { refs: [] }), secret, zoe) },
  { name: 'by an admit that names no ref at all', isIn: false, write: (circle, { ada, mal, zoe }) => void circle.admit(mal, circle.invite(ada, secret), secret, zoe, { refs: [] }) },
  { name: 'with the proof of another invitation', isIn: false, write: (circle, { ada, mal, zoe }) => void circle.admit(mal, circle.invite(ada, secret), secretOf('another link'), zoe) },
  {
    name: 'with a proof for another circle',
    isIn: false,
    write: (circle, { ada, mal, zoe }) => {
      const elsewhere = makeJoin(circle.genesis.prev as string as WrittenCircle['circle'], secret, zoe.owner);
      circle.admit(mal, circle.invite(ada, secret), secret, zoe, { body: elsewhere });
    },
  },
  {
    name: 'with a proof for another device',
    isIn: false,
    write: (circle, { ada, ben, mal, zoe }) => {
      const { proof } = makeJoin(circle.circle, secret, ben.owner);
      circle.admit(mal, circle.invite(ada, secret), secret, zoe, { body: { ...makeJoin(circle.circle, secret, zoe.owner), proof } });
    },
  },
  {
    name: 'with another account\'s certificate',
    isIn: false,
    write: (circle, { ada, ben, mal, zoe }) => {
      const join = makeJoin(circle.circle, secret, { ...zoe.owner, certificate: ben.owner.certificate });
      circle.admit(mal, circle.invite(ada, secret), secret, zoe, { body: join });
    },
  },
  {
    name: 'with a certificate for another box key',
    isIn: false,
    write: (circle, { ada, ben, mal, zoe }) => {
      const join = makeJoin(circle.circle, secret, { ...zoe.owner, boxKey: ben.owner.boxKey });
      circle.admit(mal, circle.invite(ada, secret), secret, zoe, { body: join });
    },
  },
  { name: 'by a body that is no join', isIn: false, write: (circle, { ada, mal, zoe }) => void circle.admit(mal, circle.invite(ada, secret), secret, zoe, { body: { person: 'zoe' } }) },
  {
    name: 'by an op of another kind with the same body',
    isIn: false,
    write: (circle, { ada, mal, zoe }) => void circle.admit(mal, circle.invite(ada, secret), secret, zoe, { kind: KIND.profile }),
  },
  {
    name: 'by somebody who was never let in',
    isIn: false,
    write: (circle, { ada, zoe }) => {
      const stranger = makePerson('stranger');
      const invitation = circle.invite(ada, secret);
      circle.open(stranger);
      circle.admit(stranger, invitation, secret, zoe);
    },
  },
  {
    name: 'by somebody who was let in by somebody who was let in',
    isIn: true,
    write: (circle, { ben, zoe }) => {
      const [yan, xia] = [makePerson('yan'), makePerson('xia')];
      const invitation = circle.invite(ben, secret);
      circle.admit(ben, invitation, secret, yan);
      circle.open(yan);
      circle.admit(yan, invitation, secret, xia);
      circle.open(xia);
      circle.admit(xia, invitation, secret, zoe);
    },
  },
  {
    name: 'by herself',
    isIn: false,
    write: (circle, { ada, zoe }) => {
      const invitation = circle.invite(ada, secret);
      circle.open(zoe);
      circle.admit(zoe, invitation, secret, zoe);
    },
  },
  {
    name: 'with a proof whose S is too large, which some verifiers take',
    isIn: false,
    verifier: laxVerifier,
    write: (circle, { ada, mal, zoe }) => {
      const join = makeJoin(circle.circle, secret, zoe.owner);
      circle.admit(mal, circle.invite(ada, secret), secret, zoe, { body: { ...join, proof: addOrder(join.proof) } });
    },
  },
  {
    name: 'with a certificate whose S is too large, which some verifiers take',
    isIn: false,
    verifier: laxVerifier,
    write: (circle, { ada, mal, zoe }) => {
      const join = makeJoin(circle.circle, secret, { ...zoe.owner, certificate: addOrder(zoe.owner.certificate) });
      circle.admit(mal, circle.invite(ada, secret), secret, zoe, { body: join });
    },
  },
  {
    name: 'by an invitation whose key fits every message, for some verifiers',
    isIn: false,
    verifier: laxVerifier,
    write: (circle, { ada, mal, zoe }) => {
      const invitation = circle.write(ada, { kind: KIND.invite, refs: [refTo(circle.genesis)], body: { key: ANYONES_KEY, uses: 0 } });
      circle.admit(mal, invitation, secret, zoe, { body: { ...makeJoin(circle.circle, secret, zoe.owner), proof: ANYONES_SIGNATURE } });
    },
  },
  {
    name: 'under an account whose key fits every message, for some verifiers',
    isIn: false,
    verifier: laxVerifier,
    write: (circle, { ada, mal, zoe }) => {
      const nobody = { ...zoe.owner, account: bytesToId<AccountKey>(ANYONES_KEY), certificate: ANYONES_SIGNATURE };
      circle.admit(mal, circle.invite(ada, secret), secret, zoe, { body: makeJoin(circle.circle, secret, nobody) });
      circle.open(zoe, { body: ownerFields(nobody) });
    },
  },
  { name: 'by an invitation beyond its uses, which is shown and not undone', isIn: true, write: (circle, { ada, ben, mal, zoe }) => {
    const invitation = circle.invite(ada, secret, { uses: 1 });
    circle.admit(ben, invitation, secret, makePerson('first'));
    circle.admit(mal, invitation, secret, zoe);
  } },
];

function write(way: Way): { circle: WrittenCircle; zoe: Person } {
  const circle = new WrittenCircle(way.rules === undefined ? {} : { rules: way.rules });
  const people = { ada: circle.founder, ben: circle.welcome('ben'), mal: circle.welcome('mal'), zoe: makePerson('zoe') };
  way.write(circle, people);
  if (!circle.logs.has(people.zoe.keys.device)) circle.open(people.zoe);
  return { circle, zoe: people.zoe };
}

export const admissionCases: Case[] = ways.map((way) => ({
  name: `is let in ${way.name}`,
  expected: { isIn: way.isIn, hasLog: way.isIn, isInFromStore: way.isIn, sameFromStore: true },
  run: async () => {
    const { circle, zoe } = write(way);
    const { ops } = await new GatedCircle(circle.circle, way.verifier === undefined ? {} : { verifier: way.verifier }).takeAll(circle.runs());
    const fromStore = await circle.restored(circle.runs(), ops.admissions.falseAdmits);
    const hasLog = ops.logs.get(zoe.keys.device) !== undefined;
    return { isIn: isIn(ops, zoe), hasLog, isInFromStore: isIn(fromStore, zoe), sameFromStore: fromStore.logs.digest() === ops.logs.digest() };
  },
}));
